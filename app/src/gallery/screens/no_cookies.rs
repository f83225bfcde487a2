use leptos::prelude::*;

use crate::gallery::{Entry, State};
use crate::pages::whole::no_cookies::NoCookiesPage;

/// A browser without cookies.
pub const ENTRY: Entry = Entry {
    slug: "sans-cookies",
    title: "Sans cookies",
    when: "Le navigateur ne garde pas les cookies dont une étape a besoin.",
    when_not: "Quand une session est fermée\u{a0}: sa page le dit.",
    states: &[State { slug: "ordinaire", title: "Ordinaire", draw: || super::public(view! { <NoCookiesPage /> }) }],
};
