use leptos::prelude::*;

use super::{PasswordField, Rule};
use crate::components::form::Form;
use crate::gallery::{Entry, State};

/// What the gallery shows.
pub const ENTRY: Entry = Entry {
    slug: "mot-de-passe",
    title: "Mot de passe",
    when: "Pour saisir un mot de passe, ou en choisir un. Un bouton le montre, et l'état de chaque règle est écrit. Un seul champ suffit, sans confirmation.",
    when_not: "Pour un code\u{a0}: il se saisit en clair.",
    states: &[
        State {
            slug: "actuel",
            title: "Connu",
            draw: || {
                view! {
                    <PasswordField of=Form::still(None) name="mot_de_passe"
                        label="Mon mot de passe"
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
                    <PasswordField of=Form::filled("mot_de_passe", "", Some("Indiquez votre mot de passe.")) name="mot_de_passe"
                        label="Mon mot de passe"
                        />
                }
                .into_any()
            },
        },
        State {
            slug: "nouveau",
            title: "À choisir, avec ses règles",
            draw: || {
                view! {
                    <PasswordField of=Form::still(None) name="mot_de_passe"
                        label="Mot de passe"
                        hint="Une phrase dont vous vous souvenez convient très bien."
                        new=true
                        rules=RULES
                        />
                }
                .into_any()
            },
        },
        State {
            slug: "nouveau-erreur",
            title: "À choisir, à corriger",
            draw: || {
                view! {
                    <PasswordField of=Form::filled("mot_de_passe", "", Some("Ce mot de passe est trop courant.")) name="mot_de_passe"
                        label="Mot de passe"
                        new=true
                        rules=RULES
                        />
                }
                .into_any()
            },
        },
    ],
};

const RULES: &[Rule] = &[
    Rule { text: "12\u{a0}caractères au moins", is_met: |typed| typed.chars().count() >= 12 },
    Rule { text: "Pas un seul caractère répété", is_met: |typed| typed.chars().any(|c| !typed.starts_with(c)) },
];
