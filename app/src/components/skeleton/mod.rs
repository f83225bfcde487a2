use leptos::prelude::*;

#[cfg(feature = "gallery")]
pub mod examples;

/// The shape of what is on its way. It says nothing: the words stand in what surrounds it, which
/// carries `aria-busy`.
#[component]
pub fn Skeleton(
    /// How many lines will be there, about.
    #[prop(default = 3)]
    lines: u8,
) -> impl IntoView {
    view! {
        <div class="skeleton" aria-hidden="true">
            {(0..lines).map(|_| view! { <span class="skeleton__line"></span> }).collect_view()}
        </div>
    }
}
