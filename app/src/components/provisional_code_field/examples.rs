use leptos::prelude::*;

use super::ProvisionalCodeField;
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
            draw: || {
                view! { <ProvisionalCodeField id="provisoire" name="code" error=Signal::stored(None::<String>) /> }
                    .into_any()
            },
        },
        State {
            slug: "erreur",
            title: "À corriger",
            draw: || {
                view! {
                    <ProvisionalCodeField
                        id="provisoire-errone"
                        name="code"
                        error=Signal::stored(Some("Ce code ne correspond pas. Il reste 3\u{a0}essais.".to_owned()))
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
                    <ProvisionalCodeField
                        id="provisoire-court"
                        name="code"
                        error=Signal::stored(Some("Le code comporte 12\u{a0}caractères. Vous en avez saisi 11.".to_owned()))
                    />
                }
                .into_any()
            },
        },
    ],
};
