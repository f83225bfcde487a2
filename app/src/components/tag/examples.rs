use leptos::prelude::*;

use super::{Tag, Tone};
use crate::gallery::{Entry, State};

/// What the gallery shows.
pub const ENTRY: Entry = Entry {
    slug: "etiquette",
    title: "Étiquette",
    when: "Pour l'état ou la nature d'une chose, en un mot ou deux. La couleur n'est jamais seule à le dire.",
    when_not: "Pour agir\u{a0}: un lien ou un bouton.",
    states: &[
        State { slug: "ordinaire", title: "Nature", draw: || view! { <Tag label="E-mail" icon="mail" /> }.into_any() },
        State {
            slug: "information",
            title: "Information",
            draw: || view! { <Tag label="Opposé" tone=Tone::Info /> }.into_any(),
        },
        State {
            slug: "reussite",
            title: "Ouvert",
            draw: || view! { <Tag label="Activé" tone=Tone::Success /> }.into_any(),
        },
        State {
            slug: "attente",
            title: "En attente",
            draw: || view! { <Tag label="En attente d'activation" tone=Tone::Warning icon="clock" /> }.into_any(),
        },
        State {
            slug: "fin", title: "Fermé", draw: || view! { <Tag label="Clôturé" tone=Tone::Danger /> }.into_any()
        },
    ],
};
