use leptos::prelude::*;

use super::Disclosure;
use crate::gallery::{Entry, State};

/// What the gallery shows.
pub const ENTRY: Entry = Entry {
    slug: "volet",
    title: "Volet",
    when: "Pour une aide dont tout le monde n'a pas besoin, derrière la question qu'on se pose.",
    when_not: "Pour ce que chacun doit lire\u{a0}: du texte.",
    states: &[
        State {
            slug: "ordinaire",
            title: "Ordinaire",
            draw: || {
                view! {
                    <Disclosure question="Où trouver mon numéro de sécurité sociale\u{a0}?">
                        <p>"Il figure sur votre carte Vitale, sous votre nom, et sur vos relevés de remboursement."</p>
                    </Disclosure>
                }
                .into_any()
            },
        },
        State {
            slug: "plusieurs",
            title: "Plusieurs",
            draw: || {
                view! {
                    <Disclosure question="Où trouver mon numéro de série de carte Vitale\u{a0}?">
                        <p>"Sur une carte avec photo, en haut à droite. Renseignez les 11 derniers chiffres."</p>
                        <p>"Sur une carte sans photo, au dos, en haut à gauche. Il est composé de 8 à 13 chiffres."</p>
                    </Disclosure>
                    <Disclosure
                        question="Et si je n'arrive pas à lire le numéro de série de ma carte Vitale\u{a0}?"
                    >
                        <p>
                            "Afin d'obtenir le numéro de série de votre carte Vitale, contactez le "
                            <a href="tel:3422">"3422"</a> "."
                        </p>
                    </Disclosure>
                }
                .into_any()
            },
        },
    ],
};
