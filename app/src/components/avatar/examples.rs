use leptos::prelude::*;

use domain::access::Basis;
use domain::id::ProfileId;
use domain::person::{Accent, PersonName};
use domain::view::ProfileSummary;

use super::Avatar;
use crate::gallery::{Entry, State};

/// What the gallery shows.
pub const ENTRY: Entry = Entry {
    slug: "avatar",
    title: "Avatar",
    when: "À côté d'un nom, pour reconnaître un profil d'un coup d'œil.",
    when_not: "Seul\u{a0}: le nom est toujours écrit.",
    states: &[
        State {
            slug: "ordinaire",
            title: "Ordinaire",
            draw: || view! { <Avatar profile=profile("Inaya", "Michel", Basis::Holder, Accent::Petrol) /> }.into_any(),
        },
        State {
            slug: "grand",
            title: "Grand",
            draw: || {
                view! { <Avatar profile=profile("Lola", "Michel", Basis::Representative, Accent::Plum) large=true /> }
                    .into_any()
            },
        },
        State {
            slug: "couleurs",
            title: "Les six couleurs",
            draw: || {
                view! {
                    <p>
                        {Accent::ALL
                            .map(|accent| {
                                let profile = profile("Élodie", "d'Ormesson", Basis::Holder, accent);
                                view! { <Avatar profile large=true /> " " }
                            })
                            .collect_view()}
                    </p>
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
