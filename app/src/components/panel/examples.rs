use leptos::prelude::*;

use super::Panel;
use crate::gallery::{Entry, State};

/// What the gallery shows.
pub const ENTRY: Entry = Entry {
    slug: "encadre",
    title: "Encadré",
    when: "Pour une partie de page qui se suffit à elle-même, avec son titre.",
    when_not: "Pour mener ailleurs\u{a0}: une carte. Pour annoncer une fin\u{a0}: le panneau de confirmation.",
    states: &[State {
        slug: "ordinaire",
        title: "Ordinaire",
        draw: || {
            view! {
                <Panel
                    id="serie-illisible"
                    title="Et si je n'arrive pas à lire le numéro de série de ma carte Vitale\u{a0}?"
                >
                    <p>
                        "Afin d'obtenir le numéro de série de votre carte Vitale, contactez le "
                        <a href="tel:3422">"3422"</a> "."
                    </p>
                </Panel>
            }
            .into_any()
        },
    }],
};
