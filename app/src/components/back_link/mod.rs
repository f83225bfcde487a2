use leptos::prelude::*;

use super::icon::Icon;

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
    view! {
        <a class="back-link" href=href>
            <Icon name="arrow-left" />
            " "
            {label}
        </a>
    }
}
