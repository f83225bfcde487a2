use leptos::prelude::*;

use super::verbatim::sentence;

#[cfg(feature = "gallery")]
pub mod examples;

/// Facts with their names.
#[component]
pub fn DefinitionList(
    /// The [`Row`]s.
    children: Children,
) -> impl IntoView {
    view! { <dl class="definition-list">{children()}</dl> }
}

/// One fact.
#[component]
pub fn Row(
    /// What it is.
    #[prop(into)]
    term: String,
    /// Where it is changed; the link reads «Modifier» and the term.
    #[prop(optional, into)]
    change: Option<String>,
    /// The fact.
    children: Children,
) -> impl IntoView {
    let change = change.map(|href| {
        view! {
            <dd class="definition-list__act">
                <a href=href>
                    "Modifier" <span class="visually-hidden">{format!("\u{a0}: {term}")}</span>
                </a>
            </dd>
        }
    });
    view! {
        <div class="definition-list__row">
            <dt class="definition-list__term">{sentence(term)}</dt>
            <dd class="definition-list__value">{children()}</dd>
            {change}
        </div>
    }
}
