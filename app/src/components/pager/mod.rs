use leptos::prelude::*;
use leptos::web_sys::MouseEvent;

use super::button::{ButtonLink, ButtonLook};

#[cfg(feature = "gallery")]
pub mod examples;

/// The ways on in a list that is shown piece by piece, and back to its beginning. Both are links,
/// so that each piece has its address.
#[component]
pub fn Pager(
    /// Where the next piece is, and the words of the button; none at the end.
    #[prop(default = None)]
    next: Option<(String, String)>,
    /// Shows the next piece below this one, where the page lives.
    #[prop(default = None)]
    add: Option<Callback<()>>,
    /// Where the beginning is, and the words of the link; none when it is shown.
    #[prop(default = None)]
    first: Option<(String, &'static str)>,
) -> impl IntoView {
    // A click with a key held down is the browser's.
    let on_click = move |event: MouseEvent| {
        let bare = !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key());
        if let Some(add) = add.filter(|_| bare) {
            event.prevent_default();
            add.run(());
        }
    };
    view! {
        {next
            .map(|(href, label)| {
                view! {
                    <p class="block" on:click=on_click>
                        <ButtonLink href label look=ButtonLook::Secondary />
                    </p>
                }
            })}
        {first
            .map(|(href, label)| {
                view! {
                    <p class="block">
                        <a href=href>{label}</a>
                    </p>
                }
            })}
    }
}
