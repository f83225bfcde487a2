use leptos::prelude::*;

#[cfg(feature = "gallery")]
pub mod examples;

/// A part of a page that stands for itself, in a frame.
#[component]
pub fn Panel(
    /// The id of its heading.
    id: &'static str,
    /// Its heading.
    #[prop(into)]
    title: Oco<'static, str>,
    /// Its content.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="panel" aria-labelledby=id>
            <h2 id=id>{title}</h2>
            {children()}
        </section>
    }
}
