use leptos::prelude::*;

use crate::gallery::{Entry, State};
use crate::pages::front::FrontPage;

/// The front page.
pub const ENTRY: Entry = Entry {
    slug: "bienvenue",
    title: "Bienvenue",
    when: "La première page, pour qui n'est pas connecté.",
    when_not: "Une personne connectée arrive directement à l'accueil de son profil.",
    states: &[State { slug: "ordinaire", title: "Ordinaire", draw: || super::public(view! { <FrontPage /> }) }],
};
