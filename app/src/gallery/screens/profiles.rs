use domain::view::{ProfileList, ProfileSummary};
use leptos::prelude::*;

use super::samples;
use crate::gallery::{Entry, State};
use crate::pages::profiles::ProfilesView;

/// The list of one's profiles.
pub const ENTRY: Entry = Entry {
    slug: "profils",
    title: "Profils",
    when: "Pour changer de profil depuis une page entière, sur un téléphone notamment.",
    when_not: "Pour changer de profil sans quitter la page\u{a0}: le menu du profil le fait.",
    states: &[
        State { slug: "ordinaire", title: "Trois profils", draw: || drawn(samples::family()) },
        State { slug: "seul", title: "Un seul profil", draw: || drawn(vec![samples::inaya()]) },
        State { slug: "noms-longs", title: "Noms longs, huit profils", draw: || drawn(samples::many()) },
    ],
};

fn drawn(profiles: Vec<ProfileSummary>) -> AnyView {
    super::of_signed_in(view! { <ProfilesView list=ProfileList { profiles, account: samples::key() } /> })
}
