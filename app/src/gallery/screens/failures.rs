use leptos::prelude::*;

use crate::components::failure::{ErrorKind, FailureOutcome, PageFailure};
use crate::error::AppError;
use crate::gallery::{Entry, State};

/// Pages that cannot be shown.
pub const ENTRY: Entry = Entry {
    slug: "erreurs",
    title: "Pages d'erreur",
    when: "La page demandée ne peut pas être montrée.",
    when_not: "Un formulaire n'est pas accepté\u{a0}: il reste, avec le résumé des erreurs.",
    states: &[
        State { slug: "acces-refuse", title: "Accès refusé", draw: || drawn(ErrorKind::Refused) },
        State { slug: "venue-d-ailleurs", title: "Demande venue d'ailleurs", draw: || drawn(ErrorKind::Foreign) },
        State { slug: "introuvable", title: "Page introuvable", draw: || drawn(ErrorKind::NotFound) },
        State { slug: "trop-de-demandes", title: "Trop de demandes", draw: || drawn(ErrorKind::TooMany) },
        State { slug: "trop-volumineux", title: "Envoi trop volumineux", draw: || drawn(ErrorKind::TooLarge) },
        State { slug: "panne", title: "Panne", draw: || drawn(ErrorKind::Failed) },
        State { slug: "indisponible", title: "Service indisponible", draw: || drawn(ErrorKind::Closed) },
        State {
            slug: "interrompue",
            title: "Connexion interrompue",
            draw: || super::public(view! { <PageFailure error=AppError::Interrupted /> }),
        },
    ],
};

fn drawn(kind: ErrorKind) -> AnyView {
    super::public(view! { <FailureOutcome kind /> })
}
