use leptos::prelude::*;

use super::ProvisionalCodeField;
use crate::components::form::Form;
use crate::gallery::{Entry, State};

/// What the gallery shows.
pub const ENTRY: Entry = Entry {
    slug: "code-provisoire",
    title: "Code provisoire",
    when: "Pour le code à 12\u{a0}caractères reçu par courrier, e-mail ou SMS. Majuscules, espaces et tirets sont indifférents.",
    when_not: "Pour le code à 6\u{a0}chiffres de la connexion\u{a0}: le champ de texte, «\u{a0}Code à usage unique\u{a0}».",
    states: &[
        State {
            slug: "ordinaire",
            title: "Ordinaire",
            draw: || view! { <ProvisionalCodeField of=Form::still(None) name="code" /> }.into_any(),
        },
        State {
            slug: "erreur",
            title: "À corriger",
            draw: || {
                view! {
                    <ProvisionalCodeField of=Form::filled("code", "", Some("Ce code ne correspond pas. Il reste 3\u{a0}essais.")) name="code"
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
                    <ProvisionalCodeField of=Form::filled("code", "", Some("Le code comporte 12\u{a0}caractères. Vous en avez saisi 11.")) name="code"
                        />
                }
                .into_any()
            },
        },
    ],
};
