use leptos::prelude::*;

use super::icon::Icon;

#[cfg(feature = "gallery")]
pub mod examples;

/// Help that not everybody needs, behind a question. The element is the browser's own: it opens
/// without JavaScript, and a search within the page finds what it holds.
#[component]
pub fn Disclosure(
    /// The question.
    #[prop(into)]
    question: Oco<'static, str>,
    /// The answer.
    children: Children,
) -> impl IntoView {
    view! {
        <details class="disclosure">
            <summary class="disclosure__question">
                <Icon name="chevron-right" class="disclosure__chevron" />
                " "
                <span>{question}</span>
            </summary>
            <div class="disclosure__answer">{children()}</div>
        </details>
    }
}
