use leptos::prelude::*;

use crate::gallery::{Entry, State};
use crate::pages::whole::personal_data::PersonalDataPage;

/// Données personnelles.
pub const ENTRY: Entry = Entry {
    slug: "donnees-personnelles",
    title: "Données personnelles",
    when: "Ce qui est enregistré, comment c'est protégé, et les droits de chacun.",
    when_not: "Pour les données d'une personne\u{a0}: elles ne sont que dans son profil.",
    states: &[State { slug: "ordinaire", title: "Ordinaire", draw: || super::public(view! { <PersonalDataPage /> }) }],
};
