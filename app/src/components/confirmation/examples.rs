use leptos::prelude::*;

use super::Confirmation;
use crate::gallery::{Entry, State};

/// What the gallery shows.
pub const ENTRY: Entry = Entry {
    slug: "confirmation",
    title: "Panneau de confirmation",
    when: "En tête de la dernière page d'un parcours, pour dire que c'est fait. La suite est dite en dessous.",
    when_not: "Pour un acte au milieu d'une page\u{a0}: un message dans la page.",
    states: &[
        State {
            slug: "ordinaire",
            title: "Ordinaire",
            draw: || view! { <Confirmation heading="Mon espace santé a bien été activé\u{a0}!" /> }.into_any(),
        },
        State {
            slug: "detail",
            title: "Avec ce qui est à garder",
            draw: || {
                view! {
                    <Confirmation heading="La demande de partage a bien été envoyée\u{a0}!">
                        <p>"Le second représentant légal de Lola peut répondre jusqu'au 22\u{a0}décembre 2026."</p>
                    </Confirmation>
                }
                .into_any()
            },
        },
        State {
            slug: "long",
            title: "Un titre long",
            draw: || {
                view! { <Confirmation heading="Le profil de Jean-Jacques Jean-Pierre a bien été activé\u{a0}!" /> }
                    .into_any()
            },
        },
    ],
};
