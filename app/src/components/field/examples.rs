use leptos::prelude::*;

use super::{Field, Input};
use crate::gallery::{Entry, State};

/// What the gallery shows.
pub const ENTRY: Entry = Entry {
    slug: "champ-de-texte",
    title: "Champ de texte",
    when: "Pour une réponse d'une ligne\u{a0}: un nom, une adresse, un code. L'indication donne un exemple ou dit où trouver.",
    when_not: "Pour une date, un mot de passe, un numéro de sécurité sociale ou un code provisoire\u{a0}: ils ont leur champ.",
    states: &[
        State {
            slug: "ordinaire",
            title: "Ordinaire",
            draw: || {
                view! {
                    <Field
                        id="nom"
                        name="nom"
                        label="Nom"
                        input=Input::FamilyName
                        error=Signal::stored(None::<String>)
                    />
                }
                .into_any()
            },
        },
        State {
            slug: "indication",
            title: "Avec une indication",
            draw: || {
                view! {
                    <Field
                        id="prenom"
                        name="prenom"
                        label="Prénom"
                        hint="Ex.\u{a0}: Paul"
                        input=Input::GivenName
                        error=Signal::stored(None::<String>)
                    />
                }
                .into_any()
            },
        },
        State {
            slug: "rempli",
            title: "Rempli",
            draw: || {
                view! {
                    <Field
                        id="adresse"
                        name="adresse"
                        label="Adresse e-mail"
                        value=Some("inaya.michel@exemple.fr".to_owned())
                        input=Input::Email
                        error=Signal::stored(None::<String>)
                    />
                }
                .into_any()
            },
        },
        State {
            slug: "facultatif",
            title: "Facultatif",
            draw: || {
                view! {
                    <Field
                        id="mobile"
                        name="mobile"
                        label="Téléphone mobile"
                        hint="Ex.\u{a0}: 06 11 12 13 14"
                        optional=true
                        input=Input::Mobile
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
                    <Field
                        id="identifiant"
                        name="identifiant"
                        label="Mon identifiant"
                        value=Some("inaya michel".to_owned())
                        input=Input::Identifier
                        error=Signal::stored(Some("L'identifiant ne comporte que des lettres sans accent, des chiffres, des points, des tirets et des tirets bas.".to_owned()))
                    />
                }
                .into_any()
            },
        },
        State {
            slug: "code",
            title: "Code à usage unique",
            draw: || {
                view! {
                    <Field
                        id="code"
                        name="code"
                        label="Code à usage unique"
                        hint="Ex.\u{a0}: 034567"
                        input=Input::OneTimeCode
                        error=Signal::stored(None::<String>)
                    />
                }
                .into_any()
            },
        },
        State {
            slug: "code-errone",
            title: "Code à usage unique à corriger",
            draw: || {
                view! {
                    <Field
                        id="code-errone"
                        name="code"
                        label="Code à usage unique"
                        hint="Ex.\u{a0}: 034567"
                        input=Input::OneTimeCode
                        error=Signal::stored(Some("Ce code ne correspond pas. Il reste 3\u{a0}essais.".to_owned()))
                    />
                }
                .into_any()
            },
        },
        State {
            slug: "serie",
            title: "Numéro de série",
            draw: || {
                view! {
                    <Field
                        id="serie"
                        name="serie"
                        label="Numéro de série de la carte Vitale"
                        hint="Les 11\u{a0}derniers chiffres, en haut à droite de la carte."
                        input=Input::CardSerial
                        error=Signal::stored(None::<String>)
                    />
                }
                .into_any()
            },
        },
        State {
            slug: "long",
            title: "Une valeur longue",
            draw: || {
                view! {
                    <Field
                        id="long"
                        name="long"
                        label="Prénom"
                        value=Some("Jean-Jacques Jean-Pierre Maximilien Alexandre Barthélemy".to_owned())
                        input=Input::GivenName
                        error=Signal::stored(None::<String>)
                    />
                }
                .into_any()
            },
        },
    ],
};
