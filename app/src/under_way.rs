//! Tells from outside when the page is at rest: `data-hydrated` of `<html>` is `true` while the program answers to what is done and
//! waits for nothing, and `false` while a part of the program, a page's content or the answer to a form is on its way. For tests,
//! which wait for it.

use std::sync::atomic::{AtomicUsize, Ordering};

use leptos::prelude::document;

/// How many things are on their way.
static UNDER_WAY: AtomicUsize = AtomicUsize::new(0);

/// Something is on its way as long as this is there.
pub(crate) struct UnderWay(());

impl UnderWay {
    /// It begins.
    pub(crate) fn begin() -> Self {
        UNDER_WAY.fetch_add(1, Ordering::Relaxed);
        say_at_rest(false);
        Self(())
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        // What came is drawn in the same task of the browser, and what it waits for begins in it: nobody outside sees a moment
        // between the two.
        if UNDER_WAY.fetch_sub(1, Ordering::Relaxed) == 1 {
            say_at_rest(true);
        }
    }
}

/// Says whether the page is at rest.
pub fn say_at_rest(at_rest: bool) {
    if let Some(root) = document().document_element() {
        // It fails only for an invalid name.
        let _ = root.set_attribute("data-hydrated", if at_rest { "true" } else { "false" });
    }
}
