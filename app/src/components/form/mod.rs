//! What all forms share: what the last post gave, and what happens around it.

use std::time::Duration;

use domain::place::page;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Event, HtmlElement, HtmlInputElement};

use super::announcer::Announcements;
use super::button::ButtonLink;
use super::error_summary::Point;
use super::notice::{Notice, NoticeKind};
use super::outcome::Outcome;
use crate::error::AppError;
use crate::exchange::{Posting, Refusal, failed};
use crate::text;

const SENDING: &str = "Envoi en cours…";
const SENDING_AFTER: Duration = Duration::from_millis(400);

/// What the last post of a form gave.
#[derive(Clone, Copy)]
pub struct Posted {
    /// Why it was not accepted.
    pub refusal: Signal<Option<Refusal>>,
    /// Why the post came to nothing.
    pub failure: Signal<Option<AppError>>,
    /// Whether it is on its way.
    pub pending: Signal<bool>,
}

impl Posted {
    /// Follows what a form posts, for as long as the surrounding view stands: what loads the form must not
    /// load it anew while it is shown. Until it was used in this page, `flash` is what the last post gave:
    /// the server keeps it for a browser without JavaScript.
    ///
    /// When a post is not accepted, what is wrong gets the focus, and `secrets` (ids of inputs) are
    /// emptied.
    pub fn of(posting: Posting, flash: Option<Refusal>, secrets: &'static [&'static str]) -> Self {
        let answer = posting.answer();
        let refusal = RwSignal::new(flash);
        let failure = Signal::derive(move || answer.with(|answer| answer.as_ref()?.error()));
        Effect::new(move |_| {
            answer.with(|answer| {
                let Some(answer) = answer else { return };
                refusal.set(answer.read().unwrap_or_default());
            });
        });
        let posted = Self { refusal: refusal.into(), failure, pending: posting.pending() };
        follow(posting.count(), posted.pending, posted.at_fault(), secrets);
        posted
    }

    /// A form that nothing happens to: for galleries and tests.
    pub fn still(refusal: Option<Refusal>) -> Self {
        Self { refusal: Signal::stored(refusal), failure: Signal::stored(None), pending: Signal::stored(false) }
    }

    /// Whether the last post was not accepted, for whatever reason.
    pub fn at_fault(self) -> Signal<bool> {
        Signal::derive(move || self.refusal.with(Option::is_some) || self.failure.with(Option::is_some))
    }

    /// What was typed into the field of that name.
    pub fn typed(self, field: &str) -> Option<String> {
        self.refusal.with_untracked(|refusal| refusal.as_ref()?.typed(field).map(str::to_owned))
    }

    /// What is wrong with the field of that name.
    pub fn error_of(self, field: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || self.refusal.with(|refusal| Some(refusal.as_ref()?.point(field)?.text.clone())))
    }

    /// What is wrong, for the summary; `id` gives the id of the input of a field.
    pub fn points(self, id: impl Fn(&str) -> String + Send + Sync + 'static) -> Signal<Vec<Point>> {
        Signal::derive(move || {
            self.refusal.with(|refusal| {
                let points = refusal.iter().flat_map(|refusal| &refusal.points);
                points.map(|point| Point { field: id(&point.field), text: point.text.clone() }).collect()
            })
        })
    }
}

/// Tells that a post takes long, and shows what is wrong when it came back.
fn follow(version: Signal<usize>, pending: Signal<bool>, at_fault: Signal<bool>, secrets: &'static [&'static str]) {
    let announcements = use_context::<Announcements>();
    Effect::new(move |_| {
        let Some(announcements) = announcements else { return };
        if pending.get() {
            let say = move || {
                if pending.try_get_untracked() == Some(true) {
                    announcements.say(SENDING);
                }
            };
            set_timeout(say, SENDING_AFTER);
        } else {
            announcements.take_back(SENDING);
        }
    });
    Effect::new(move |before: Option<usize>| {
        let version = version.get();
        if before.is_some_and(|before| before != version) {
            // A frame later the page shows what came back.
            request_animation_frame(move || {
                if at_fault.try_get_untracked() == Some(true) {
                    show_fault(secrets);
                }
            });
        }
        version
    });
}

fn show_fault(secrets: &[&str]) {
    for id in secrets {
        let input = document().get_element_by_id(id).and_then(|input| input.dyn_into::<HtmlInputElement>().ok());
        if let Some(input) = input {
            input.set_value("");
            // Whatever follows what is typed, a count or the rules of a password, follows this too.
            if let Ok(typed) = Event::new("input") {
                // It fails only for an event that is on its way.
                let _ = input.dispatch_event(&typed);
            }
        }
    }
    let fault = document().query_selector("#contenu [role=alert]").ok().flatten();
    if let Some(fault) = fault.and_then(|fault| fault.dyn_into::<HtmlElement>().ok()) {
        // It fails only for an element that is not in the page.
        let _ = fault.focus();
    }
}

/// A form: sent by the program in the page, or by the browser where there is none.
#[component]
pub fn PostForm(
    /// Where it goes.
    posting: Posting,
    /// What is asked.
    children: Children,
) -> impl IntoView {
    let pending = posting.pending();
    view! {
        <form
            class="form"
            method="post"
            action=posting.path()
            novalidate=true
            aria-busy=move || pending.get().then_some("true")
            on:submit=move |event| posting.submit(&event)
        >
            {children()}
        </form>
    }
}

/// Why a post came to nothing, above the page's heading.
#[component]
pub fn PostFailure(
    /// Nothing is shown when there is none.
    failure: Signal<Option<AppError>>,
) -> impl IntoView {
    move || {
        failure
            .get()
            .map(|failure| view! { <Notice kind=NoticeKind::Danger role="alert" text=text::failure(failure) /> })
    }
}

/// Goes to another page for good, leaving this one's program and memory.
pub fn leave_for(address: &str) {
    // It fails only for an address that is none.
    let _ = window().location().replace(address);
}

/// Stands for a step of sign-in that did not come: when no sign-in is under way it begins again at the
/// first.
pub fn no_sign_in(error: AppError) -> AnyView {
    if error != AppError::SignInNeeded {
        return failed(error);
    }
    Effect::new(|_| leave_for(page::SIGN_IN));
    view! {
        <Outcome icon="clock" heading="Cette connexion a expiré.">
            <p>
                <ButtonLink href=page::SIGN_IN label="Se connecter" rel="external" />
            </p>
        </Outcome>
    }
    .into_any()
}
