//! The browser's entry point.
// A view is one type, nested as deep as its elements.
#![recursion_limit = "256"]

#[cfg(feature = "hydrate")]
mod parts;

use wasm_bindgen::prelude::wasm_bindgen;

/// Brings the page that the server sent to life.
#[cfg(feature = "hydrate")]
#[wasm_bindgen]
pub fn hydrate() {
    use leptos::prelude::{document, provide_context, window};
    use wasm_bindgen::JsCast;
    use web_sys::HtmlElement;

    console_error_panic_hook::set_once();
    let application =
        document().get_element_by_id("application").and_then(|element| element.dyn_into::<HtmlElement>().ok());
    // An error page of the server has no script; whatever has none of it needs no life either.
    let Some(application) = application else { return };
    wasm_bindgen_futures::spawn_local(async {
        // Otherwise the page stays as the server sent it: its links and forms are the browser's own, and work.
        if !parts::first_page_has_come().await {
            return;
        }
        leptos::mount::hydrate_from(application, || {
            provide_context(parts::PARTS);
            app::App()
        })
        .forget();

        app::under_way::say_at_rest(true);
        if let Some(performance) = window().performance() {
            // A mark fails only when its name is reserved.
            let _ = performance.mark("app-hydrated");
        }
    });
}

/// Shows the gallery, in a page that comes from no server of ours (`make gallery`).
#[cfg(all(feature = "csr", not(feature = "hydrate")))]
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(app::gallery::Gallery);
}
