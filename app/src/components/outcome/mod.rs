use leptos::prelude::*;

use super::icon::Icon;

#[cfg(feature = "gallery")]
pub mod examples;

/// A page that has nothing but one thing to say, and a way on.
#[component]
pub fn Outcome(
    /// What it is about.
    icon: &'static str,
    /// The page's heading.
    #[prop(into)]
    heading: Oco<'static, str>,
    /// What to do next.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="container container--narrow">
            <div class="outcome">
                <Icon name=icon class="outcome__icon" />
                <h1 tabindex="-1">{heading}</h1>
                {children()}
            </div>
        </div>
    }
}
