use leptos::prelude::*;

/// A decorative icon of `/icons.svg`; visible text always stands beside it.
#[component]
pub fn Icon(
    /// The id in the sprite.
    name: &'static str,
    /// A second class.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    let class = if class.is_empty() { "icon".to_owned() } else { format!("icon {class}") };
    view! {
        <svg class=class aria-hidden="true" focusable="false">
            <use href=format!("/icons.svg#{name}")></use>
        </svg>
    }
}
