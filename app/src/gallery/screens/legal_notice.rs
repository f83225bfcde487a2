use leptos::prelude::*;

use crate::gallery::{Entry, State};
use crate::pages::whole::legal_notice::LegalNoticePage;

/// Mentions légales.
pub const ENTRY: Entry = Entry {
    slug: "mentions-legales",
    title: "Mentions légales",
    when: "Qui exploite l'instance, et sous quelles licences.",
    when_not: "Pour la protection des données\u{a0}: elle a sa page.",
    states: &[State { slug: "ordinaire", title: "Ordinaire", draw: || super::public(view! { <LegalNoticePage /> }) }],
};
