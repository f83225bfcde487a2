//! The gallery as a program in the browser, without any server.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;

use super::look::Look;
use super::{Page, flows, palette};
use crate::body_start::BodyStart;

/// Draws the page of the window's address. An address of the service shows its screen, so that links
/// between screens lead on as in the service; any other shows the contents.
#[component]
pub fn Gallery() -> impl IntoView {
    leptos_meta::provide_meta_context();
    let location = window().location();
    let path = location.pathname().unwrap_or_default();
    let look = Look::of_query(&location.search().unwrap_or_default());
    let page = Page::of_path(&path).or_else(|| flows::screen_at(&path)).unwrap_or(Page::Contents);
    if let Some(root) = document().document_element().and_then(|root| root.dyn_into::<HtmlElement>().ok()) {
        for (name, value) in [("theme", look.data_theme()), ("contrast", look.data_contrast())] {
            if let Some(value) = value {
                // It fails only for an invalid name.
                let _ = root.dataset().set(name, value);
            }
        }
    }
    if !matches!(page, Page::State(..)) {
        // Else an error summary in a preview would take the focus, and draw the page towards it.
        Effect::new(|_| {
            let heading = document().query_selector("#contenu h1").ok().flatten();
            if let Some(heading) = heading.and_then(|heading| heading.dyn_into::<HtmlElement>().ok()) {
                // It fails only for an element that is not in the page.
                let _ = heading.focus();
            }
        });
    }
    document().set_title(&format!("{} – Galerie Rivage", page.title()));
    view! {
        <BodyStart demonstration=false />
        <div id="application" class="application">
            {if matches!(page, Page::Tokens) {
                view! { <WhenLoaded page look /> }.into_any()
            } else {
                page.draw(look)
            }}
        </div>
    }
}

/// The tokens are drawn from the style sheets, as soon as these are there.
#[component]
fn WhenLoaded(page: Page, look: Look) -> impl IntoView {
    let loaded = RwSignal::new(false);
    spawn_local(async move {
        palette::load().await;
        loaded.set(true);
    });
    move || loaded.get().then(|| page.draw(look))
}
