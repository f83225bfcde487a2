use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::form::ACCOUNT;
use crate::api::sign_in::SignOut;

/// The sign-out button: a plain form, so that the whole page is left and nothing of it stays in
/// the browser's memory.
#[component]
pub fn SignOutForm(
    /// Names the account that it signs out.
    #[prop(into)]
    account: Signal<String>,
    /// The button's class.
    class: &'static str,
    /// The button's content.
    children: Children,
) -> impl IntoView {
    view! {
        <form method="post" action=SignOut::url()>
            <input r#type="hidden" name=ACCOUNT value=move || account.get() />
            <button class=class r#type="submit">
                {children()}
            </button>
        </form>
    }
}
