use leptos::prelude::*;

use domain::access::Basis;
use domain::id::ProfileId;
use domain::person::{Accent, PersonName};
use domain::view::ProfileSummary;

use super::ProfileBand;
use crate::gallery::{Entry, State};

/// What the gallery shows.
pub const ENTRY: Entry = Entry {
    slug: "bandeau-de-profil",
    title: "Bandeau de profil",
    when: "Sous l'en-tête de toute page d'un profil, pour dire de qui il s'agit.",
    when_not: "Sur les pages qui n'appartiennent à aucun profil.",
    states: &[
        State {
            slug: "principal",
            title: "Son propre profil",
            draw: || {
                view! {
                    <ProfileBand
                        profile=profile("Inaya", "Michel", Basis::Holder, Accent::Petrol)
                    />
                }
                .into_any()
            },
        },
        State {
            slug: "rattache",
            title: "Le profil d'un enfant",
            draw: || {
                view! { <ProfileBand profile=profile("Lola", "Michel", Basis::Representative, Accent::Plum) /> }
                    .into_any()
            },
        },
        State {
            slug: "long",
            title: "Un nom long",
            draw: || {
                view! {
                    <ProfileBand
                        profile=profile("Jean-Jacques Jean-Pierre Maximilien", "Capanelli de la Tour-Montbrison", Basis::Representative, Accent::Earth)
                    />
                }
                .into_any()
            },
        },
    ],
};

/// A fictitious profile.
fn profile(given: &str, family: &str, basis: Basis, accent: Accent) -> ProfileSummary {
    let name = PersonName { given: given.to_owned(), family: family.to_owned() };
    ProfileSummary { id: ProfileId::from_bytes([accent as u8; 16]), name, basis, accent }
}
