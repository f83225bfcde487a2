use domain::sign_in::SignedOut;
use leptos::prelude::*;

use crate::api::sign_in::SignedOutPage;
use crate::gallery::{Entry, State};
use crate::pages::whole::signed_out::SignedOutView;

/// Signed out.
pub const ENTRY: Entry = Entry {
    slug: "deconnecte",
    title: "Déconnexion",
    when: "Après une déconnexion demandée, à la fin d'une connexion, et quand un autre compte a pris la place.",
    when_not: "Avant la fin de la session\u{a0}: un dialogue demande d'abord si la personne est encore là.",
    states: &[
        State { slug: "ordinaire", title: "Demandée", draw: || drawn(Some(SignedOut::OnDemand)) },
        State { slug: "inactivite", title: "Après une absence", draw: || drawn(Some(SignedOut::Idle)) },
        State { slug: "duree", title: "Après une journée", draw: || drawn(Some(SignedOut::TooLong)) },
        State { slug: "ailleurs", title: "Depuis un autre onglet", draw: || drawn(Some(SignedOut::Elsewhere)) },
        State { slug: "autre-personne", title: "Un autre compte", draw: || drawn(Some(SignedOut::Replaced)) },
        State { slug: "sans-motif", title: "Sans motif connu", draw: || drawn(None) },
    ],
};

fn drawn(why: Option<SignedOut>) -> AnyView {
    let limits = SignedOutPage { idle_minutes: 15, hours: 12 };
    let retour = if why == Some(SignedOut::OnDemand) { None } else { "/profils".parse().ok() };
    super::public(view! { <SignedOutView why limits retour /> })
}
