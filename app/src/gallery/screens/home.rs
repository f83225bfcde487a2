use domain::onboarding::Question;
use domain::place::ProfilePage;
use domain::view::Space;
use leptos::prelude::*;

use super::samples;
use crate::components::loading::Loading;
use crate::gallery::{Entry, State};
use crate::pages::home::HomeView;

/// The home page of a profile.
pub const ENTRY: Entry = Entry {
    slug: "accueil",
    title: "Accueil d'un profil",
    when: "Après la connexion, et après un changement de profil depuis la liste.",
    when_not: "Le menu du profil garde la page où l'on est\u{a0}: il ne ramène pas ici.",
    states: &[
        State { slug: "ordinaire", title: "Profil principal", draw: || drawn(samples::space(samples::inaya())) },
        State { slug: "rattache", title: "Profil rattaché", draw: || drawn(samples::space(samples::lola())) },
        State {
            slug: "demande-de-partage",
            title: "Une demande de partage attend",
            draw: || {
                let space = samples::single();
                let profile = space.active.clone();
                super::of_profile(space, ProfilePage::Home, view! { <HomeView profile beginning=None invited=true /> })
            },
        },
        State {
            slug: "commence",
            title: "Trois questions restent",
            draw: || with_open(samples::space(samples::inaya()), Question::ALL[4..].to_vec()),
        },
        State { slug: "tout-renseigne", title: "Tout est renseigné", draw: || with_open(samples::single(), vec![]) },
        State { slug: "seul", title: "Un seul profil", draw: || drawn(samples::single()) },
        State { slug: "noms-longs", title: "Noms longs, huit profils", draw: || drawn(samples::crowded()) },
        State {
            slug: "chargement",
            title: "Chargement",
            draw: || super::of_profile(samples::single(), ProfilePage::Home, view! { <Loading /> }),
        },
    ],
};

fn drawn(space: Space) -> AnyView {
    with_open(space, Question::ALL.to_vec())
}

fn with_open(space: Space, open: Vec<Question>) -> AnyView {
    let profile = space.active.clone();
    let beginning = crate::api::onboarding::beginning(&open, profile.id);
    super::of_profile(space, ProfilePage::Home, view! { <HomeView profile beginning /> })
}
