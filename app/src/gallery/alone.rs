//! One state and nothing else: for tests, and for whoever puts it into a drawing.

use leptos::prelude::*;

use super::{Entry, Kind, State};

/// A screen is a whole page already; a component gets the least that makes a page of it.
pub(super) fn draw(kind: Kind, entry: &'static Entry, state: &'static State) -> AnyView {
    match kind {
        Kind::Screen => (state.draw)(),
        Kind::Component => view! { <Component entry state /> }.into_any(),
    }
}

#[component]
fn Component(entry: &'static Entry, state: &'static State) -> impl IntoView {
    let heading = (!has_heading(state)).then(|| {
        view! { <h1 class="visually-hidden">{format!("{}\u{a0}: {}", entry.title, state.title)}</h1> }
    });
    view! {
        <main id="contenu" class="main" tabindex="-1">
            <div class="container" data-specimen=state.slug>
                {heading}
                {(state.draw)()}
            </div>
        </main>
    }
}

/// Whether the state brings a heading of the first level along.
#[cfg(feature = "ssr")]
fn has_heading(state: &State) -> bool {
    super::specimen::html_of(state.draw).contains("<h1")
}

/// In the browser nobody counts.
#[cfg(not(feature = "ssr"))]
const fn has_heading(_: &State) -> bool {
    false
}
