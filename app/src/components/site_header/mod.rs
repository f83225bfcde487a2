use domain::place::PublicPage;
use leptos::prelude::*;

use super::link::HelpLine;
use crate::text;

/// What stands in the header where nobody is named: whom to call.
pub fn bar_without_name() -> AnyView {
    view! {
        <div class="container site-header__bar">
            <Wordmark href=PublicPage::Front.path() />
            <p class="site-header__help">"Besoin d'aide\u{a0}? " <HelpLine /></p>
        </div>
    }
    .into_any()
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
