use leptos::prelude::*;

#[cfg(feature = "gallery")]
pub mod examples;

/// A heading with the number of a step that the sources number.
#[component]
pub fn NumberedTitle(
    /// The number.
    number: &'static str,
    /// The words.
    title: &'static str,
    /// Whether it is a heading below the page's own.
    #[prop(optional)]
    below: bool,
) -> impl IntoView {
    let content = view! {
        <span class="numbered-title__number">{number}</span>
        " "
        {title}
    };
    if below {
        view! { <h2 class="numbered-title">{content}</h2> }.into_any()
    } else {
        view! {
            <h1 class="numbered-title" tabindex="-1">
                {content}
            </h1>
        }
        .into_any()
    }
}
