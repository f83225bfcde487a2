use leptos::prelude::*;

use super::NumberedTitle;
use crate::gallery::{Entry, State};

/// What the gallery shows.
pub const ENTRY: Entry = Entry {
    slug: "titre-numerote",
    title: "Titre numéroté",
    when: "Pour les étapes que les documents de référence numérotent, comme celles de la connexion.",
    when_not: "Ailleurs\u{a0}: un titre sans numéro, ou les étapes.",
    states: &[
        State {
            slug: "titre",
            title: "Titre de la page",
            draw: || view! { <NumberedTitle number="3" title="Je saisis mon code à usage unique" /> }.into_any(),
        },
        State {
            slug: "long",
            title: "Un titre long",
            draw: || {
                view! { <NumberedTitle number="2" title="Je choisis le mode de réception de mon code d'accès" /> }
                    .into_any()
            },
        },
        State {
            slug: "dessous",
            title: "Sous le titre de la page",
            draw: || view! { <NumberedTitle number="1" title="Je m'identifie" below=true /> }.into_any(),
        },
    ],
};
