use leptos::prelude::*;

use super::verbatim::sentence;

#[cfg(feature = "gallery")]
pub mod examples;

/// A page that stops a journey before something that cannot be undone, or that is likely a mistake.
#[component]
pub fn Interruption(
    /// What one should know, as the page's heading.
    #[prop(into)]
    heading: Oco<'static, str>,
    /// What follows, and the ways on: the safe one first.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="interruption">
            <h1 class="interruption__title" tabindex="-1">
                {sentence(heading)}
            </h1>
            {children()}
        </div>
    }
}
