use domain::place::PublicPage;
use leptos::prelude::*;

use super::link::HelpLine;
use crate::text;

/// The header of pages that belong to no profile.
#[component]
pub fn PublicHeader() -> impl IntoView {
    view! {
        <header class="site-header">
            <div class="container site-header__bar">
                <Wordmark href=PublicPage::Front.path() />
                <p class="site-header__help">"Besoin d'aide\u{a0}? " <HelpLine /></p>
            </div>
        </header>
    }
}

/// The service's name, a link home.
#[component]
pub fn Wordmark(
    /// Which home.
    #[prop(into)]
    href: String,
) -> impl IntoView {
    view! {
        <a class="wordmark" href=href>
            <svg class="wordmark__glyph" aria-hidden="true" focusable="false">
                <use href="/icons.svg#glyph"></use>
            </svg>
            <span class="wordmark__text">{text::SITE}</span>
        </a>
    }
}
