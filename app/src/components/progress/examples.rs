use leptos::prelude::*;

use super::Progress;
use crate::gallery::{Entry, State};

/// What the gallery shows.
pub const ENTRY: Entry = Entry {
    slug: "progression",
    title: "Progression",
    when: "Pendant un travail de plus de deux secondes dont on connaît l'avancement.",
    when_not: "Pour situer une personne dans un parcours\u{a0}: les étapes.",
    states: &[
        State {
            slug: "debut",
            title: "Au début",
            draw: || {
                view! {
                    <Progress
                        id="debut"
                        label="Envoi du fichier"
                        percent=Signal::stored(Some(3_u8))
                    />
                }
                .into_any()
            },
        },
        State {
            slug: "moitie",
            title: "En chemin",
            draw: || {
                view! { <Progress id="moitie" label="Envoi du fichier" percent=Signal::stored(Some(58_u8)) /> }
                    .into_any()
            },
        },
        State {
            slug: "fini",
            title: "Terminé",
            draw: || {
                view! { <Progress id="fini" label="Envoi du fichier" percent=Signal::stored(Some(100_u8)) /> }
                    .into_any()
            },
        },
        State {
            slug: "inconnu",
            title: "Sans mesure",
            draw: || {
                view! {
                    <Progress
                        id="inconnu"
                        label="Préparation de l'attestation"
                        percent=Signal::stored(None::<u8>)
                    />
                }
                .into_any()
            },
        },
    ],
};
