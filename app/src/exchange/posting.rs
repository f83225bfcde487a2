use leptos::form::form_data_from_event;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::wasm_bindgen::JsCast as _;
use leptos::web_sys::{FormData, SubmitEvent, UrlSearchParams};

use super::Answer;
use crate::error::AppError;

/// A form on its way to a server function, and what came back.
#[derive(Clone, Copy)]
pub struct Posting {
    path: &'static str,
    answer: RwSignal<Option<Answer>>,
    pending: RwSignal<bool>,
    count: RwSignal<usize>,
}

impl Posting {
    /// Posts to the server function `S`.
    pub fn to<S: ServerFn<Error = AppError>>() -> Self {
        Self { path: S::url(), answer: RwSignal::new(None), pending: RwSignal::new(false), count: RwSignal::new(0) }
    }

    /// Where the form is posted to.
    pub const fn path(self) -> &'static str {
        self.path
    }

    /// What came back last; nothing before the first time.
    pub fn answer(self) -> Signal<Option<Answer>> {
        self.answer.into()
    }

    /// Whether it is on its way.
    pub fn pending(self) -> Signal<bool> {
        self.pending.into()
    }

    /// How often something came back.
    pub fn count(self) -> Signal<usize> {
        self.count.into()
    }

    /// Sends the form of an event, in place of the browser; once at a time.
    pub fn submit(self, event: &SubmitEvent) {
        if event.default_prevented() {
            return;
        }
        let Some(body) = form_data_from_event(event).ok().as_ref().and_then(encoded) else {
            // The browser sends it itself.
            return;
        };
        event.prevent_default();
        if !self.pending.get_untracked() {
            self.send(body);
        }
    }

    fn send(self, body: String) {
        self.pending.set(true);
        #[cfg(any(feature = "hydrate", feature = "csr"))]
        leptos::task::spawn_local(async move {
            let answer = super::post(self.path, body).await;
            // By now the page may have been left.
            if self.pending.try_set(false).is_none() {
                self.answer.set(Some(answer));
                self.count.update(|count| *count += 1);
            }
        });
        // On the server nobody submits.
        #[cfg(not(any(feature = "hydrate", feature = "csr")))]
        drop(body);
    }
}

/// Names and values as a browser without scripts would send them.
fn encoded(form: &FormData) -> Option<String> {
    let params = UrlSearchParams::new_with_str_sequence_sequence(form.unchecked_ref()).ok()?;
    params.to_string().as_string()
}
