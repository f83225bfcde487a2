use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;
use leptos_router::hooks::use_location;

use super::live_text::live_text;

/// What the one `role="status"` of the page says.
#[derive(Clone, Copy, Debug, Default)]
pub struct Announcements(RwSignal<String>);

impl Announcements {
    /// Says it.
    pub fn say(self, text: impl Into<String>) {
        self.0.set(text.into());
    }

    /// Takes it back, if it is still what is said.
    pub fn take_back(self, text: &str) {
        if self.0.with_untracked(|said| said == text) {
            self.0.set(String::new());
        }
    }

    /// Moves the focus to what went wrong on a page whose content is on its way, or else to `first`, or else to its
    /// heading, and says its title.
    pub fn arrive(self, first: &'static str) {
        // The first frame is still the old content's.
        request_animation_frame(move || arrive(self.0, first, FRAMES));
    }
}

/// How many frames to wait for a page's data before its heading is announced all the same.
const FRAMES: u32 = 300;
const HEADING: &str = "#contenu h1";

/// The status region. After a navigation in the browser it moves the focus to what went wrong, or
/// else to the new page's heading, and says its title; on the first load it does nothing, as the browser does both.
#[component]
pub fn Announcer() -> impl IntoView {
    let announcements = expect_context::<Announcements>();
    let location = use_location();
    Effect::new(move |before: Option<(String, String)>| {
        let here = (location.pathname.get(), location.search.get());
        if before.is_some_and(|before| before != here) {
            announcements.arrive(HEADING);
        }
        here
    });
    view! {
        <div id="annonces" class="visually-hidden" role="status">
            {live_text(move || announcements.0.get())}
        </div>
    }
}

fn arrive(said: RwSignal<String>, first: &'static str, frames: u32) {
    let found = |selector| document().query_selector(selector).ok().flatten();
    if found("#contenu .loading").is_some() && frames > 0 {
        request_animation_frame(move || arrive(said, first, frames - 1));
        return;
    }
    // Led to a page that says what went wrong: that comes first.
    let place = found("#contenu [role=alert]").or_else(|| found(first)).or_else(|| found(HEADING));
    if let Some(place) = place.and_then(|place| place.dyn_into::<HtmlElement>().ok()) {
        // It fails only for an element that is not in the page.
        let _ = place.focus();
    }
    said.set(document().title());
}
