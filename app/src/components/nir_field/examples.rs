use leptos::prelude::*;

use super::NirField;
use crate::components::form::Form;
use crate::gallery::{Entry, State};

/// What the gallery shows.
pub const ENTRY: Entry = Entry {
    slug: "numero-de-securite-sociale",
    title: "Numéro de sécurité sociale",
    when: "Pour un numéro de sécurité sociale. Il se tape avec ou sans espaces et se montre en groupes quand on quitte le champ.",
    when_not: "Pour montrer un numéro\u{a0}: une liste de descriptions.",
    states: &[
        State {
            slug: "ordinaire",
            title: "Ordinaire",
            draw: || view! { <NirField of=Form::still(None) name="nir" /> }.into_any(),
        },
        State {
            slug: "rempli",
            title: "Rempli, né en Corse",
            draw: || {
                view! {
                    <NirField of=Form::filled("nir", "284052A32102552", None) name="nir"
                        />
                }
                .into_any()
            },
        },
        State {
            slug: "erreur",
            title: "À corriger",
            draw: || {
                view! {
                    <NirField of=Form::filled("nir", "2 75 08 75 588 010 11", Some("Ce numéro contient une erreur de frappe. Vérifiez-le chiffre par chiffre.")) name="nir"
                        />
                }
                .into_any()
            },
        },
        State {
            slug: "court",
            title: "Trop court",
            draw: || {
                view! {
                    <NirField of=Form::filled("nir", "2 75 08 75", Some("Le numéro de sécurité sociale comporte 15\u{a0}caractères. Vous en avez saisi 7.")) name="nir"
                        />
                }
                .into_any()
            },
        },
    ],
};
