use domain::date::CalendarDate;
use leptos::prelude::*;

use super::verbatim::sentence;
use crate::text;

#[cfg(feature = "gallery")]
pub mod examples;

/// What happened on one day.
#[component]
pub fn TimelineDay(
    /// The day.
    date: CalendarDate,
    /// The [`TimelineItem`]s, newest first.
    children: Children,
) -> impl IntoView {
    view! {
        <h3 class="timeline-day">{date.to_string()}</h3>
        <ol class="timeline">{children()}</ol>
    }
}

/// One thing that happened.
#[component]
pub fn TimelineItem(
    /// The day, for machines.
    date: CalendarDate,
    /// `14:05`, in France.
    time: String,
    /// What happened.
    #[prop(into)]
    what: Oco<'static, str>,
    /// Who did it.
    who: String,
    /// What else is known.
    #[prop(optional_no_strip)]
    detail: Option<String>,
) -> impl IntoView {
    view! {
        <li class="timeline__item">
            <time class="timeline__time" datetime=format!("{}T{time}", date.to_iso())>
                {text::hour(&time)}
            </time>
            <div class="timeline__body">
                <p class="timeline__what">{what}</p>
                <p class="timeline__who">{sentence(who)}</p>
                {detail.map(|detail| view! { <p class="timeline__detail">{sentence(detail)}</p> })}
            </div>
        </li>
    }
}
