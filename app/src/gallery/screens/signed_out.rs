use leptos::prelude::*;

use crate::gallery::{Entry, State};
use crate::pages::signed_out::SignedOutView;

/// Signed out.
pub const ENTRY: Entry = Entry {
    slug: "deconnecte",
    title: "Déconnexion",
    when: "Après une déconnexion demandée, et après 15\u{a0}minutes sans activité.",
    when_not: "Avant la fin de la session\u{a0}: un dialogue demande d'abord si la personne est encore là.",
    states: &[
        State { slug: "ordinaire", title: "Demandée", draw: || drawn(false) },
        State { slug: "inactivite", title: "Après une absence", draw: || drawn(true) },
    ],
};

fn drawn(by_inactivity: bool) -> AnyView {
    super::public(view! { <SignedOutView by_inactivity retour=None /> })
}
