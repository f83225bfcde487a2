//! What changes while its page stands is replaced as a whole, and never written into texts that are there already: a browser
//! that translates the page has put texts of its own in their place, and what is written into the old ones is seen by nobody.

use std::sync::atomic::{AtomicBool, Ordering};

use leptos::either::Either;
use leptos::prelude::*;

/// A part of a page that follows signals: drawn anew as a whole, its elements too, whenever they tell. What it draws begins with
/// an element, or is nothing: a bare text could not be taken away any more.
pub fn live(draw: impl Fn() -> AnyView + Send + Sync + 'static) -> AnyView {
    let draw: Box<dyn Fn() -> AnyView + Send + Sync> = Box::new(draw);
    let turn = Turn::default();
    (move || turn.of(draw())).into_any()
}

/// A text that follows signals, in an element of its own.
pub fn live_text(text: impl Fn() -> String + Send + Sync + 'static) -> AnyView {
    live(move || view! { <span>{text()}</span> }.into_any())
}

/// Makes every view of a place another one than the view before. The library brings a view of the same type up to date where it
/// stands, and replaces one of another type: the two sides of an [`Either`] are two types, which take turns.
#[derive(Default)]
pub struct Turn(AtomicBool);

impl Turn {
    /// The view, to be put in the place of the one before.
    pub fn of(&self, view: AnyView) -> Either<AnyView, AnyView> {
        if self.0.fetch_xor(true, Ordering::Relaxed) { Either::Right(view) } else { Either::Left(view) }
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn no_view_is_of_the_kind_of_the_one_before() {
        let turn = Turn::default();
        let sides: Vec<bool> = (0..4).map(|_| matches!(turn.of(().into_any()), Either::Left(_))).collect();
        assert_eq!(sides, [true, false, true, false]);
    }

    #[test]
    fn a_live_text_is_in_an_element() {
        let html = Owner::new().with(|| live_text(|| "30 <secondes>".to_owned()).to_html());
        // With the library's marker after it.
        assert_eq!(html.replace("<!>", ""), "<span>30 &lt;secondes&gt;</span>");
    }
}
