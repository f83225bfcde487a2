use leptos::prelude::*;

use super::Empty;
use crate::gallery::{Entry, State};

/// What the gallery shows.
pub const ENTRY: Entry = Entry {
    slug: "liste-vide",
    title: "Liste vide",
    when: "Quand une liste ne contient rien, pour dire laquelle.",
    when_not: "Quand il y a quelque chose à faire pour la remplir\u{a0}: la page de résultat, avec un bouton.",
    states: &[
        State {
            slug: "ordinaire",
            title: "Ordinaire",
            draw: || view! { <Empty icon="history" text="Aucune activité sur cette période." /> }.into_any(),
        },
        State {
            slug: "long",
            title: "Un texte long",
            draw: || {
                view! {
                    <Empty
                        icon="mail"
                        text="Aucun message pour l'instant. Un professionnel de santé peut vous écrire en premier, et vous lui répondrez ici."
                    />
                }
                .into_any()
            },
        },
    ],
};
