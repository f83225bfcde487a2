use leptos::prelude::*;

use domain::id::ProfileId;
use domain::place::ProfilePage;

use super::SideNav;
use crate::gallery::{Entry, State};

/// What the gallery shows.
pub const ENTRY: Entry = Entry {
    slug: "navigation-laterale",
    title: "Navigation latérale",
    when: "Pour les parties d'un même réglage, à côté de celle qui est ouverte. Grande, elle fait une page.",
    when_not: "Pour deux vues d'une même liste\u{a0}: des onglets.",
    states: &[
        State {
            slug: "ordinaire",
            title: "À côté d'une partie",
            draw: || view! { <SideNav profile=LOLA given="Lola".to_owned() here=ProfilePage::History /> }.into_any(),
        },
        State {
            slug: "grande",
            title: "En page",
            draw: || view! { <SideNav profile=LOLA given="Lola".to_owned() /> }.into_any(),
        },
        State {
            slug: "long",
            title: "Un prénom long",
            draw: || {
                view! {
                    <SideNav
                        profile=LOLA
                        given="Jean-Jacques Jean-Pierre".to_owned()
                        here=ProfilePage::PersonalInformation
                    />
                }
                .into_any()
            },
        },
    ],
};

const LOLA: ProfileId = ProfileId::from_bytes([2; 16]);
