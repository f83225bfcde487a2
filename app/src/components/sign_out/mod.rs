use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::api::sign_in::SignOut;

/// The sign-out button: a plain form, so that the whole page is left and nothing of it stays in
/// the browser's memory.
#[component]
pub fn SignOutForm(
    /// The button's class.
    class: &'static str,
    /// The button's content.
    children: Children,
) -> impl IntoView {
    view! {
        <form method="post" action=SignOut::url()>
            <button class=class r#type="submit">
                {children()}
            </button>
        </form>
    }
}
