use domain::place::ProfilePage;
use domain::view::Space;
use leptos::prelude::*;

use super::samples;
use crate::gallery::{Entry, State};
use crate::pages::settings::SettingsView;

/// The list of settings.
pub const ENTRY: Entry = Entry {
    slug: "parametres",
    title: "Paramètres",
    when: "Le sommaire des paramètres d'un profil, atteint par le menu du profil.",
    when_not: "À côté d'une rubrique\u{a0}: la même liste y est en petit.",
    states: &[
        State { slug: "ordinaire", title: "Profil principal", draw: || drawn(samples::space(samples::inaya())) },
        State { slug: "rattache", title: "Profil rattaché", draw: || drawn(samples::space(samples::lola())) },
        State { slug: "noms-longs", title: "Noms longs", draw: || drawn(samples::crowded()) },
    ],
};

fn drawn(space: Space) -> AnyView {
    let profile = space.active.clone();
    super::of_profile(space, ProfilePage::Settings, view! { <SettingsView profile /> })
}
