use leptos::prelude::*;

use super::look::Look;

/// The window that a preview shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// A small phone.
    Phone,
    /// A laptop.
    Laptop,
}

impl Window {
    /// Its size in CSS pixels; the style sheet makes it smaller by a scale of its own.
    const fn size(self) -> (&'static str, &'static str) {
        match self {
            Self::Phone => ("360", "740"),
            Self::Laptop => ("1280", "800"),
        }
    }

    const fn class(self) -> &'static str {
        match self {
            Self::Phone => "preview preview--phone",
            Self::Laptop => "preview preview--laptop",
        }
    }
}

/// A small picture of a page, drawn by the browser from the page itself. It cannot be used: the link
/// beside it leads to the page.
#[component]
pub fn Preview(
    /// The page's address.
    path: String,
    /// How it is looked at.
    look: Look,
    /// In which window.
    window: Window,
) -> impl IntoView {
    let (width, height) = window.size();
    // `view!` knows no `loading` of `<iframe>`.
    let page = leptos::html::iframe()
        .class("preview__page")
        .title("Aperçu")
        .src(look.small().address(&path))
        .width(width)
        .height(height)
        .attr("loading", "lazy");
    view! {
        <div class=window.class() inert aria-hidden="true">
            {page}
        </div>
    }
}
