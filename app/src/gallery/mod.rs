//! The gallery: every component and every screen in every state, for designers and for tests.
//!
//! An [`Entry`] stands beside what it shows: a component's in its folder (`examples.rs`), a
//! screen's in [`screens`](self). Nothing here loads data or needs a server: a state is drawn from
//! sample data.

use leptos::prelude::AnyView;

/// A component or a screen, with all the states it can be in.
#[derive(Clone, Copy)]
pub struct Entry {
    /// Its part of the address: lower-case ASCII letters, digits, hyphens.
    pub slug: &'static str,
    /// What the contents call it.
    pub title: &'static str,
    /// When to use it.
    pub when: &'static str,
    /// When not to, and what to use then.
    pub when_not: &'static str,
    /// Its states, the ordinary one first.
    pub states: &'static [State],
}

/// One state of an [`Entry`].
#[derive(Clone, Copy)]
pub struct State {
    /// Its part of the address.
    pub slug: &'static str,
    /// What the contents call it.
    pub title: &'static str,
    /// Draws it.
    pub draw: fn() -> AnyView,
}
