//! The password, asked for again before something sensitive.

use domain::form::Rejected;
use domain::form::confirmation::ConfirmationProblem::{self, Shape, TooMany, Wrong};
use domain::form::sign_in::CredentialsProblem;
use leptos::prelude::*;

use crate::components::form::Form;
use crate::exchange::Posted;
use crate::gallery::{Entry, State};
use crate::pages::confirmation::confirming;

/// Asks for the password again.
pub const ENTRY: Entry = Entry {
    slug: "confirmation",
    title: "Je confirme mon mot de passe",
    when: "Avant un acte qui engage d'autres personnes ou qui ne s'annule pas, quand le mot de passe n'a pas été saisi depuis 10\u{a0}minutes.",
    when_not: "Pour se connecter\u{a0}: la page de connexion demande aussi l'identifiant et un code.",
    states: &[
        State { slug: "ordinaire", title: "Ordinaire", draw: || drawn(None) },
        State {
            slug: "vide",
            title: "Rien n'est saisi",
            draw: || drawn(Some(Shape(CredentialsProblem::PasswordMissing))),
        },
        State { slug: "refus", title: "Mot de passe incorrect", draw: || drawn(Some(Wrong { left: 3 })) },
        State { slug: "dernier", title: "Dernier essai", draw: || drawn(Some(Wrong { left: 0 })) },
        State { slug: "trop-d-essais", title: "Trop d'essais", draw: || drawn(Some(TooMany { minutes: 12 })) },
    ],
};

fn drawn(problem: Option<ConfirmationProblem>) -> AnyView {
    let posted = problem.map(|problem| Posted::from(Rejected::bare(problem)));
    super::of_signed_in(confirming(None, Form::still(posted)))
}
