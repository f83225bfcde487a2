//! Pages that come whole from the server, without the browser's program (`domain::place::Program::Without`).

pub mod accessibility;
pub mod closed;
pub mod conditions;
pub mod demonstration;
pub mod download;
pub mod enrolment;
pub mod help;
pub mod legal_notice;
pub mod no_cookies;
pub mod personal_data;
pub mod signed_out;
pub mod start;
pub mod verification;

use domain::date::CalendarDate;
use leptos::prelude::*;

use crate::operator::operator;

/// When the text of a legal page was last changed; `day` as `2026-11-28`.
fn updated(day: &'static str) -> AnyView {
    let date = CalendarDate::from_iso(day).map(|date| date.to_string()).unwrap_or_default();
    view! {
        <p class="hint">
            "Mise à jour le " <time datetime=day>{date}</time>
        </p>
    }
    .into_any()
}

/// «ou écrivez à …», after whom to call; nothing where the operator gave no address.
fn or_write(verb: &str) -> Option<String> {
    operator().contact.as_ref().map(|contact| format!(" ou {verb} à {contact}"))
}
