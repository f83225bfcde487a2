use leptos::prelude::*;

use super::icon::Icon;

#[cfg(feature = "gallery")]
pub mod examples;

/// Says that a list holds nothing.
#[component]
pub fn Empty(
    /// What the list is of.
    icon: &'static str,
    /// That there is none, and when there will be.
    #[prop(into)]
    text: Oco<'static, str>,
) -> impl IntoView {
    view! {
        <p class="empty">
            <Icon name=icon />
            " "
            {text}
        </p>
    }
}
