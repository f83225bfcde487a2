use leptos::prelude::*;

use domain::access::Basis;
use domain::id::ProfileId;
use domain::person::{Accent, PersonName};
use domain::place::ProfilePage;
use domain::view::{ProfileSummary, Space};

use super::ProfileMenu;
use crate::gallery::{Entry, State};

/// What the gallery shows.
pub const ENTRY: Entry = Entry {
    slug: "menu-des-profils",
    title: "Menu des profils",
    when: "Dans l'en-tête, pour changer de profil, aller aux paramètres et se déconnecter.",
    when_not: "Pour choisir un profil dans un parcours\u{a0}: des tuiles de choix.",
    states: &[
        State {
            slug: "un",
            title: "Un seul profil",
            draw: || {
                let profiles = vec![profile("Inaya", "Michel", Basis::Holder, Accent::Petrol)];
                let space = Space { active: profiles[0].clone(), profiles, account: String::new(), invited: false };
                view! { <ProfileMenu space here=Signal::stored(Some(ProfilePage::Home)) /> }.into_any()
            },
        },
        State {
            slug: "plusieurs",
            title: "Plusieurs",
            draw: || {
                let profiles = vec![
                    profile("Inaya", "Michel", Basis::Holder, Accent::Petrol),
                    profile("Lola", "Michel", Basis::Representative, Accent::Plum),
                    profile("Mathis", "Michel", Basis::Representative, Accent::Cornflower),
                ];
                let space = Space { active: profiles[0].clone(), profiles, account: String::new(), invited: false };
                view! { <ProfileMenu space here=Signal::stored(Some(ProfilePage::Home)) /> }.into_any()
            },
        },
        State {
            slug: "long",
            title: "Des noms longs",
            draw: || {
                let profiles = vec![
                    profile("Jean-Jacques Jean-Pierre", "Capanelli", Basis::Holder, Accent::Olive),
                    profile(
                        "Maximilien-Alexandre",
                        "Capanelli de la Tour-Montbrison",
                        Basis::Representative,
                        Accent::Earth,
                    ),
                ];
                let space = Space { active: profiles[0].clone(), profiles, account: String::new(), invited: false };
                view! { <ProfileMenu space here=Signal::stored(Some(ProfilePage::Home)) /> }.into_any()
            },
        },
    ],
};

/// A fictitious profile.
fn profile(given: &str, family: &str, basis: Basis, accent: Accent) -> ProfileSummary {
    let name = PersonName { given: given.to_owned(), family: family.to_owned() };
    ProfileSummary { id: ProfileId::from_bytes([accent as u8; 16]), name, basis, accent }
}
