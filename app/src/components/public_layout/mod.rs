use domain::place::{Page, Program, Visitor};
use leptos::prelude::*;
use leptos_router::components::Outlet;
use leptos_router::hooks::use_location;

use super::live_text::live;
use super::profile_layout::{SpaceBar, space_of};
use super::site_header::bar_without_name;
use crate::exchange::loaded_or;

/// The frame of pages that belong to no profile. Whoever is signed in finds the menu of their profiles there too.
#[component]
pub fn PublicLayout() -> impl IntoView {
    let pathname = use_location().pathname;
    let signed_in = Memo::new(move |_| pathname.with(|path| is_shown_to_signed_in(path)));
    let header = live(move || if signed_in.get() { own_bar() } else { bar_without_name() });
    view! {
        <header class="site-header">{header}</header>
        <main id="contenu" class="main" tabindex="-1">
            <Outlet />
        </main>
    }
}

/// Whether whoever sees that page is signed in. Of a page that the server draws alone its guard knows; one that the program brings to
/// life says it by its rule.
fn is_shown_to_signed_in(path: &str) -> bool {
    match Page::of_path(path) {
        Some(page @ Page::Public(public)) => {
            public.rule() == Visitor::SignedIn || page.program() == Program::Without && has_a_space()
        }
        // The way to a space has nothing beside it.
        Some(Page::Enrolment(_) | Page::Profile(..)) => false,
        None => has_a_space(),
    }
}

/// Whether the guard has opened the visitor's own space for the page.
#[cfg(feature = "ssr")]
fn has_a_space() -> bool {
    crate::visit::Visit::current().is_ok_and(|visit| visit.opened.is_some())
}

/// The program draws no such page.
#[cfg(not(feature = "ssr"))]
const fn has_a_space() -> bool {
    false
}

fn own_bar() -> AnyView {
    let space = space_of(Signal::stored(String::new()));
    let bar = |space| view! { <SpaceBar space here=Signal::stored(None) /> }.into_any();
    loaded_or(space, bar_without_name, |_| bar_without_name(), bar)
}
