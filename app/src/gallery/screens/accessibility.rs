use leptos::prelude::*;

use crate::gallery::{Entry, State};
use crate::pages::whole::accessibility::AccessibilityPage;

/// Accessibilité.
pub const ENTRY: Entry = Entry {
    slug: "accessibilite",
    title: "Accessibilité",
    when: "L'engagement du service, et comment signaler une difficulté.",
    when_not: "Pour l'aide à l'utilisation\u{a0}: le 3422 est sur chaque page.",
    states: &[State { slug: "ordinaire", title: "Ordinaire", draw: || super::public(view! { <AccessibilityPage /> }) }],
};
