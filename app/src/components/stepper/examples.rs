use leptos::prelude::*;

use super::Stepper;
use crate::gallery::{Entry, State};

/// What the gallery shows.
pub const ENTRY: Entry = Entry {
    slug: "etapes",
    title: "Étapes",
    when: "En tête d'un parcours de quelques pages, pour dire où l'on en est. L'état de chaque étape est aussi lu à voix haute.",
    when_not: "Pour naviguer\u{a0}: «\u{a0}Retour\u{a0}» et «\u{a0}Continuer\u{a0}» suffisent.",
    states: &[
        State {
            slug: "premiere",
            title: "Première étape",
            draw: || view! { <Stepper steps=STEPS current=0 /> }.into_any(),
        },
        State {
            slug: "deuxieme",
            title: "Deuxième étape",
            draw: || view! { <Stepper steps=STEPS current=1 /> }.into_any(),
        },
        State {
            slug: "derniere",
            title: "Dernière étape",
            draw: || view! { <Stepper steps=STEPS current=3 /> }.into_any(),
        },
        State {
            slug: "deux",
            title: "Deux étapes",
            draw: || view! { <Stepper steps=&["Mon identité", "Mon nouveau code provisoire"] current=1 /> }.into_any(),
        },
    ],
};

const STEPS: &[&str] = &["Mon identité", "Mon code", "Activation", "Mon compte"];
