use leptos::prelude::*;

use super::Skeleton;
use crate::components::loading::Loading;
use crate::gallery::{Entry, State};

/// What the gallery shows.
pub const ENTRY: Entry = Entry {
    slug: "squelette",
    title: "Squelette",
    when: "À la place de ce qui arrive, après un changement de page dans le navigateur. Ce qui l'entoure dit «\u{a0}Chargement…\u{a0}».",
    when_not: "Dans une page envoyée par le serveur\u{a0}: elle arrive entière.",
    states: &[
        State { slug: "ordinaire", title: "Ordinaire", draw: || view! { <Skeleton /> }.into_any() },
        State { slug: "page", title: "À la place d'une page", draw: || view! { <Loading /> }.into_any() },
    ],
};
