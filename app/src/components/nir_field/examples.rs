use leptos::prelude::*;

use super::NirField;
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
            draw: || view! { <NirField id="nir" name="nir" error=Signal::stored(None::<String>) /> }.into_any(),
        },
        State {
            slug: "rempli",
            title: "Rempli, né en Corse",
            draw: || {
                view! {
                    <NirField
                        id="nir-corse"
                        name="nir"
                        value=Some("284052A32102552".to_owned())
                        error=Signal::stored(None::<String>)
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
                    <NirField
                        id="nir-errone"
                        name="nir"
                        value=Some("2 75 08 75 588 010 11".to_owned())
                        error=Signal::stored(Some("Ce numéro contient une erreur de frappe. Vérifiez-le chiffre par chiffre.".to_owned()))
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
                    <NirField
                        id="nir-court"
                        name="nir"
                        value=Some("2 75 08 75".to_owned())
                        error=Signal::stored(Some("Le numéro de sécurité sociale comporte 15\u{a0}caractères. Vous en avez saisi 7.".to_owned()))
                    />
                }
                .into_any()
            },
        },
    ],
};
