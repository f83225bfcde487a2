use domain::form::sign_in::{CredentialsForm, CredentialsProblem};
use leptos::prelude::*;

use crate::components::form::Form;
use crate::components::loading::Loading;
use crate::error::AppError;
use crate::exchange::Posted;
use crate::gallery::{Entry, State};
use crate::pages::sign_in::SignInView;

/// Sign-in, step 1.
pub const ENTRY: Entry = Entry {
    slug: "connexion",
    title: "Connexion\u{a0}: identifiant et mot de passe",
    when: "Le premier pas de la connexion, et le retour après une déconnexion.",
    when_not: "Pour confirmer un changement en cours de session\u{a0}: la personne est déjà connue.",
    states: &[
        State { slug: "ordinaire", title: "Ordinaire", draw: || drawn(Form::still(None)) },
        State {
            slug: "champs-vides",
            title: "Deux champs à corriger",
            draw: || rejected("", vec![CredentialsProblem::IdentifierMissing, CredentialsProblem::PasswordMissing]),
        },
        State {
            slug: "caracteres",
            title: "Identifiant impossible, long",
            draw: || rejected(&"léa@exemple.fr ".repeat(8), vec![CredentialsProblem::IdentifierAlphabet]),
        },
        State {
            slug: "refus",
            title: "Identifiant ou mot de passe incorrect",
            draw: || rejected("inaya.michel", vec![CredentialsProblem::Mismatch]),
        },
        State {
            slug: "trop-d-essais",
            title: "Trop d'essais",
            draw: || rejected("inaya.michel", vec![CredentialsProblem::TooMany { minutes: 12 }]),
        },
        State {
            slug: "expiree",
            title: "Connexion expirée",
            draw: || rejected("", vec![CredentialsProblem::SignInOver]),
        },
        State {
            slug: "autre-connexion",
            title: "Une autre connexion entre-temps",
            draw: || rejected("", vec![CredentialsProblem::Replaced]),
        },
        State {
            slug: "interrompue",
            title: "Envoi interrompu",
            draw: || drawn(Form::still(Some(Posted::Failed(AppError::Interrupted)))),
        },
        State { slug: "envoi", title: "Envoi en cours", draw: || drawn(Form::still(None).sending()) },
        State { slug: "chargement", title: "Chargement", draw: || super::public(view! { <Loading /> }) },
    ],
};

fn rejected(identifier: &str, problems: Vec<CredentialsProblem>) -> AnyView {
    drawn(Form::still(Some(CredentialsForm::rejected(identifier, problems).into())))
}

fn drawn(form: Form) -> AnyView {
    super::public(view! { <SignInView form retour=None /> })
}
