use leptos::prelude::*;

use super::Pager;
use crate::gallery::{Entry, State};

/// What the gallery shows.
pub const ENTRY: Entry = Entry {
    slug: "suite",
    title: "Suite de liste",
    when: "Sous une liste que l'on montre par morceaux. Chaque morceau a son adresse.",
    when_not: "Pour une liste courte\u{a0}: tout montrer.",
    states: &[
        State {
            slug: "suite",
            title: "Il y en a d'autres",
            draw: || {
                view! { <Pager next=Some(("#suite".to_owned(), "Afficher 20\u{a0}activités de plus".to_owned())) /> }
                    .into_any()
            },
        },
        State {
            slug: "milieu",
            title: "Au milieu",
            draw: || {
                view! {
                    <Pager
                        next=Some(("#suite".to_owned(), "Afficher 20\u{a0}activités de plus".to_owned()))
                        first=Some(("#debut".to_owned(), "Revenir aux activités récentes"))
                    />
                }
                .into_any()
            },
        },
        State {
            slug: "fin",
            title: "À la fin",
            draw: || view! { <Pager first=Some(("#debut".to_owned(), "Revenir aux activités récentes")) /> }.into_any(),
        },
    ],
};
