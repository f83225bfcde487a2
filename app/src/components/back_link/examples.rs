use leptos::prelude::*;

use super::BackLink;
use crate::gallery::{Entry, State};

/// What the gallery shows.
pub const ENTRY: Entry = Entry {
    slug: "retour",
    title: "Lien de retour",
    when: "Au-dessus du titre, pour revenir d'où l'on vient.",
    when_not: "À la place de «\u{a0}Annuler\u{a0}»\u{a0}: annuler est un choix, parmi les boutons.",
    states: &[
        State {
            slug: "ordinaire",
            title: "Ordinaire",
            draw: || view! { <BackLink href="#retour" label="Retour" /> }.into_any(),
        },
        State {
            slug: "nomme",
            title: "Qui dit où",
            draw: || view! { <BackLink href="#parametres" label="Retour aux paramètres" /> }.into_any(),
        },
    ],
};
