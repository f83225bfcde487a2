use leptos::prelude::*;

use super::{Field, Input};
use crate::components::form::Form;
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
                    <Field of=Form::still(None) name="nom"
                        label="Nom"
                        input=Input::FamilyName
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
                    <Field of=Form::still(None) name="prenom"
                        label="Prénom"
                        hint="Ex.\u{a0}: Paul"
                        input=Input::GivenName
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
                    <Field of=Form::filled("adresse", "inaya.michel@exemple.fr", None) name="adresse"
                        label="Adresse e-mail"
                        input=Input::Email
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
                    <Field of=Form::still(None) name="mobile"
                        label="Téléphone mobile"
                        hint="Ex.\u{a0}: 06 11 12 13 14"
                        optional=true
                        input=Input::Mobile
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
                    <Field of=Form::filled("identifiant", "inaya michel", Some("L'identifiant ne comporte que des lettres sans accent, des chiffres, des points, des tirets et des tirets bas.")) name="identifiant"
                        label="Mon identifiant"
                        input=Input::Identifier
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
                    <Field of=Form::still(None) name="code"
                        label="Code à usage unique"
                        hint="Ex.\u{a0}: 034567"
                        input=Input::OneTimeCode
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
                    <Field of=Form::filled("code", "", Some("Ce code ne correspond pas. Il reste 3\u{a0}essais.")) name="code"
                        label="Code à usage unique"
                        hint="Ex.\u{a0}: 034567"
                        input=Input::OneTimeCode
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
                    <Field of=Form::still(None) name="serie"
                        label="Numéro de série de la carte Vitale"
                        hint="Les 11\u{a0}derniers chiffres, en haut à droite de la carte."
                        input=Input::CardSerial
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
                    <Field of=Form::filled("long", "Jean-Jacques Jean-Pierre Maximilien Alexandre Barthélemy", None) name="long"
                        label="Prénom"
                        input=Input::GivenName
                        />
                }
                .into_any()
            },
        },
    ],
};
