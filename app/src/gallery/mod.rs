//! The gallery: every component and every screen in every state, for designers and for tests.
//!
//! An [`Entry`] stands beside what it shows: a component's in its folder (`examples.rs`), a
//! screen's in [`screens`]. Nothing here loads data or needs a server: a state is drawn from
//! sample data. The server serves the gallery as whole pages ([`document`]), Trunk as a program that
//! runs in the browser alone ([`Gallery`]); both draw the same [`Page`]s.
//!
//! To add a component: an `ENTRY` in its folder, and a line in `components::EXAMPLES`. To add a
//! screen: a file in [`screens`], a line in its list, and its place on the map in [`flows`]. What a
//! domain enum says on screen is listed in [`messages`], which does not compile without it.

use leptos::prelude::{AnyView, IntoAny as _, view};
use serde::Serialize;

pub mod alone;
pub mod contents;
#[cfg(feature = "ssr")]
mod document;
pub mod entry;
pub mod flows;
pub mod frame;
#[cfg(feature = "csr")]
mod live;
pub mod look;
pub mod messages;
pub mod palette;
pub mod preview;
pub mod screens;
pub mod specimen;
pub mod tokens;

#[cfg(feature = "ssr")]
pub use document::{STYLESHEET, document};
#[cfg(feature = "csr")]
pub use live::Gallery;

use crate::operator::provide_operator;
use look::Look;

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

/// What an entry is: a part of screens, or a whole one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A part that screens are put together from.
    Component,
    /// A whole page of the service.
    Screen,
}

impl Kind {
    /// Both, in the order of the contents.
    pub const ALL: [Self; 2] = [Self::Component, Self::Screen];

    /// Its part of the address.
    pub const fn segment(self) -> &'static str {
        match self {
            Self::Component => "composants",
            Self::Screen => "ecrans",
        }
    }

    /// What the contents call them.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Component => "Composants",
            Self::Screen => "Écrans",
        }
    }

    /// All of that kind, in the order of the contents.
    pub const fn entries(self) -> &'static [Entry] {
        match self {
            Self::Component => COMPONENTS,
            Self::Screen => screens::SCREENS,
        }
    }
}

const COMPONENTS: &[Entry] = crate::components::EXAMPLES;

/// A page of the gallery.
#[derive(Clone, Copy)]
pub enum Page {
    /// What there is.
    Contents,
    /// Colours and their contrast, type, spaces, icons.
    Tokens,
    /// Every sentence, for whoever reads the copy again.
    Messages,
    /// How one gets from screen to screen.
    Flows,
    /// An entry with all its states.
    Entry(Kind, &'static Entry),
    /// One state and nothing else.
    State(Kind, &'static Entry, &'static State),
}

/// A line of `/galerie.json`.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    /// Where.
    pub url: String,
    /// The page's title.
    pub title: String,
    /// `page`, `entry` or `state`.
    pub kind: &'static str,
    /// `composants` or `ecrans`, for an entry and its states.
    pub of: Option<&'static str>,
    /// The entry's slug.
    pub entry: Option<&'static str>,
    /// The state's slug.
    pub state: Option<&'static str>,
}

impl Page {
    /// The pages that are no entry's.
    pub const FIXED: [Self; 4] = [Self::Contents, Self::Tokens, Self::Messages, Self::Flows];

    /// Every page.
    pub fn all() -> Vec<Self> {
        let mut pages = Self::FIXED.to_vec();
        for kind in Kind::ALL {
            for entry in kind.entries() {
                pages.push(Self::Entry(kind, entry));
                pages.extend(entry.states.iter().map(|state| Self::State(kind, entry, state)));
            }
        }
        pages
    }

    /// Where it is.
    pub fn path(self) -> String {
        match self {
            Self::Contents => "/galerie".to_owned(),
            Self::Tokens => "/galerie/jetons".to_owned(),
            Self::Messages => "/galerie/messages".to_owned(),
            Self::Flows => "/galerie/parcours".to_owned(),
            Self::Entry(kind, entry) => format!("/galerie/{}/{}", kind.segment(), entry.slug),
            Self::State(kind, entry, state) => format!("/galerie/{}/{}/{}", kind.segment(), entry.slug, state.slug),
        }
    }

    /// The page of an address.
    pub fn of_path(path: &str) -> Option<Self> {
        let path = path.trim_end_matches('/');
        if let Some(fixed) = Self::FIXED.into_iter().find(|page| page.path() == path) {
            return Some(fixed);
        }
        let mut parts = path.strip_prefix("/galerie/")?.split('/');
        let (segment, slug) = (parts.next()?, parts.next()?);
        let kind = Kind::ALL.into_iter().find(|kind| kind.segment() == segment)?;
        let entry = kind.entries().iter().find(|entry| entry.slug == slug)?;
        match (parts.next(), parts.next()) {
            (None, _) => Some(Self::Entry(kind, entry)),
            (Some(slug), None) => {
                entry.states.iter().find(|state| state.slug == slug).map(|state| Self::State(kind, entry, state))
            }
            _ => None,
        }
    }

    /// Its heading.
    pub fn title(self) -> String {
        match self {
            Self::Contents => "Galerie".to_owned(),
            Self::Tokens => "Jetons".to_owned(),
            Self::Messages => "Messages".to_owned(),
            Self::Flows => "Parcours".to_owned(),
            Self::Entry(_, entry) => entry.title.to_owned(),
            Self::State(_, entry, state) => format!("{}\u{a0}: {}", entry.title, state.title),
        }
    }

    /// Its line in `/galerie.json`.
    pub fn line(self) -> Line {
        let (kind, of, entry, state) = match self {
            Self::Contents | Self::Tokens | Self::Messages | Self::Flows => ("page", None, None, None),
            Self::Entry(kind, entry) => ("entry", Some(kind.segment()), Some(entry.slug), None),
            Self::State(kind, entry, state) => ("state", Some(kind.segment()), Some(entry.slug), Some(state.slug)),
        };
        Line { url: self.path(), title: self.title(), kind, of, entry, state }
    }

    /// Draws it.
    fn draw(self, look: Look) -> AnyView {
        // As in a demonstration.
        provide_operator(&screens::samples::operator());
        if let Some(width) = look.width {
            return view! { <frame::Framed page=self look width /> }.into_any();
        }
        match self {
            Self::Contents => view! { <contents::Contents look /> }.into_any(),
            Self::Tokens => view! { <tokens::Tokens look /> }.into_any(),
            Self::Messages => view! { <messages::Messages look /> }.into_any(),
            Self::Flows => view! { <flows::Flows look /> }.into_any(),
            Self::Entry(kind, entry) => view! { <entry::EntryPage kind entry look /> }.into_any(),
            Self::State(kind, entry, state) => alone::draw(kind, entry, state),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_page_is_found_again_by_its_address() {
        let pages = Page::all();
        let addresses: BTreeSet<String> = pages.iter().map(|page| page.path()).collect();
        assert_eq!(addresses.len(), pages.len(), "two pages have one address");
        for address in &addresses {
            assert_eq!(Page::of_path(address).map(Page::path).as_ref(), Some(address));
        }
        for nowhere in ["/", "/connexion", "/galerie/composants", "/galerie/ecrans/nulle-part", "/galerie/jetons/x"] {
            assert!(Page::of_path(nowhere).is_none(), "{nowhere}");
        }
    }

    #[test]
    fn entries_are_complete() {
        for kind in Kind::ALL {
            for entry in kind.entries() {
                let plain = |slug: &str| {
                    !slug.is_empty() && slug.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
                };
                assert!(plain(entry.slug) && entry.states.iter().all(|state| plain(state.slug)), "{}", entry.slug);
                assert!(!entry.states.is_empty(), "{} has no state", entry.slug);
                for text in [entry.title, entry.when, entry.when_not] {
                    assert!(!text.trim().is_empty() && !text.contains('’'), "{}: {text}", entry.slug);
                }
            }
        }
    }
}
