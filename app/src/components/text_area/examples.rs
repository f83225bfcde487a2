use leptos::prelude::*;

use super::TextArea;
use crate::components::form::Form;
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
                view! { <TextArea of=Form::still(None) name="liste" label="Mes allergies" hint="Une par ligne." /> }
                    .into_any()
            },
        },
        State {
            slug: "remplie",
            title: "Remplie",
            draw: || {
                let of = Form::filled("liste", "Pollens de graminées\nArachide", None);
                view! { <TextArea of name="liste" label="Mes allergies" /> }.into_any()
            },
        },
        State {
            slug: "erreur",
            title: "En erreur",
            draw: || {
                let of = Form::filled("liste", "", Some("Indiquez au moins une allergie."));
                view! { <TextArea of name="liste" label="Mes allergies" hint="Une par ligne." /> }.into_any()
            },
        },
    ],
};
