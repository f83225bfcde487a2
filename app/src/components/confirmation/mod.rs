use leptos::prelude::*;

use super::icon::Icon;
use super::verbatim::sentence;

#[cfg(feature = "gallery")]
pub mod examples;

/// The panel that begins the last page of a journey: it is done. What comes next stands below it.
#[component]
pub fn Confirmation(
    /// What is done, as the page's heading.
    #[prop(into)]
    heading: Oco<'static, str>,
    /// What to keep of it: a date, a reference.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="confirmation">
            <Icon name="success" class="confirmation__icon" />
            <div class="confirmation__body">
                <h1 class="confirmation__title" tabindex="-1">
                    {sentence(heading)}
                </h1>
                {children.map(|children| children())}
            </div>
        </div>
    }
}
