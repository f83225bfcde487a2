use leptos::prelude::*;

use super::icon::Icon;
use super::link;

#[cfg(feature = "gallery")]
pub mod examples;

/// A link back to where one comes from.
#[component]
pub fn BackLink(
    /// Where to.
    #[prop(into)]
    href: String,
    /// Its words.
    label: &'static str,
) -> impl IntoView {
    let rel = link::rel(&href);
    view! {
        <a class="back-link" href=href rel=rel>
            <Icon name="arrow-left" />
            " "
            {label}
        </a>
    }
}
