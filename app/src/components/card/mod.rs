use leptos::prelude::*;

use super::icon::Icon;
use super::verbatim::sentence;

#[cfg(feature = "gallery")]
pub mod examples;

/// Cards side by side.
#[component]
pub fn CardGrid(
    /// The [`Card`]s.
    children: Children,
) -> impl IntoView {
    view! { <ul class="card-grid">{children()}</ul> }
}

/// A way on, with what is there; the whole card answers to a tap.
#[component]
pub fn Card(
    /// What it is about.
    icon: &'static str,
    /// Its heading.
    #[prop(into)]
    title: Oco<'static, str>,
    /// What is there.
    #[prop(into)]
    text: Oco<'static, str>,
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// The words of the link.
    #[prop(into)]
    act: Oco<'static, str>,
) -> impl IntoView {
    view! {
        <li class="card">
            <Icon name=icon class="card__icon" />
            <h3 class="card__title">{title}</h3>
            <p class="card__text">{sentence(text)}</p>
            <a class="card__link" href=href>
                {act}
                " "
                <Icon name="arrow-right" />
            </a>
        </li>
    }
}
