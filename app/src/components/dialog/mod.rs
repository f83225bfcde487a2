use leptos::prelude::*;
use leptos::web_sys::{Event, HtmlDialogElement};

#[cfg(feature = "gallery")]
pub mod examples;

/// A dialog in the page; [`open`] and [`close`] act on it.
pub type DialogRef = NodeRef<leptos::html::Dialog>;

/// A question that stops everything else. Only for what comes by itself; a step of a journey is a
/// page. The heading has the focus first: what is asked is read before it is answered.
#[component]
pub fn Dialog(
    /// The id; the heading's is `{id}-titre`.
    id: &'static str,
    /// The question.
    #[prop(into)]
    title: Oco<'static, str>,
    /// To open and close it by.
    node: DialogRef,
    /// What Escape does instead of closing it.
    on_cancel: Callback<()>,
    /// What there is to know, and the answers.
    children: Children,
) -> impl IntoView {
    let heading = format!("{id}-titre");
    view! {
        <dialog
            class="dialog"
            id=id
            aria-labelledby=heading.clone()
            node_ref=node
            on:cancel=move |event: Event| {
                event.prevent_default();
                on_cancel.run(());
            }
        >
            <h2 class="dialog__title" id=heading.clone() tabindex="-1" autofocus=true>
                {title}
            </h2>
            {children()}
        </dialog>
    }
}

/// Opens the dialog over the page, unless it is open.
pub fn open(node: DialogRef) {
    if let Some(dialog) = node.get_untracked().filter(|dialog| !HtmlDialogElement::open(dialog)) {
        // It fails only for a dialog that is not in the page.
        let _ = dialog.show_modal();
    }
}

/// Closes the dialog, if it is open.
pub fn close(node: DialogRef) {
    if let Some(dialog) = node.get_untracked().filter(HtmlDialogElement::open) {
        dialog.close();
    }
}
