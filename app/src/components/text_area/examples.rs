use leptos::prelude::*;

use super::TextArea;
use crate::gallery::{Entry, State};

/// What the gallery shows.
pub const ENTRY: Entry = Entry {
    slug: "zone-de-texte",
    title: "Zone de texte",
    when: "Pour une réponse de plusieurs lignes\u{a0}: une liste, un commentaire.",
    when_not: "Pour une réponse d'une ligne\u{a0}: le champ.",
    states: &[
        State {
            slug: "vide",
            title: "Vide",
            draw: || {
                view! { <TextArea id="liste" name="liste" label="Mes allergies" hint="Une par ligne." /> }.into_any()
            },
        },
        State {
            slug: "remplie",
            title: "Remplie",
            draw: || {
                view! { <TextArea id="liste" name="liste" label="Mes allergies" value="Pollens de graminées\nArachide" /> }
                    .into_any()
            },
        },
        State {
            slug: "erreur",
            title: "En erreur",
            draw: || {
                let error = Signal::stored(Some("Indiquez au moins une allergie.".to_owned()));
                view! { <TextArea id="liste" name="liste" label="Mes allergies" hint="Une par ligne." error /> }
                    .into_any()
            },
        },
    ],
};
