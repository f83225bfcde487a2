use leptos::prelude::*;

use super::{Tab, Tabs};
use crate::gallery::{Entry, State};

/// What the gallery shows.
pub const ENTRY: Entry = Entry {
    slug: "onglets",
    title: "Onglets",
    when: "Pour deux à quatre vues d'une même page. Chacune a son adresse.",
    when_not: "Pour les parties d'un réglage\u{a0}: la navigation latérale. Quand tout doit être lu\u{a0}: une seule page.",
    states: &[
        State {
            slug: "ordinaire",
            title: "Ordinaire",
            draw: || {
                view! {
                    <Tabs
                        label="Professionnels"
                        tabs=vec![tab("Autorisés", None), tab("Bloqués", None)]
                        current=0
                    />
                }
                .into_any()
            },
        },
        State {
            slug: "nombres",
            title: "Avec des nombres",
            draw: || {
                view! {
                    <Tabs
                        label="Professionnels"
                        tabs=vec![tab("Autorisés", Some(12)), tab("Bloqués", Some(0))]
                        current=1
                    />
                }
                .into_any()
            },
        },
        State {
            slug: "nombreux",
            title: "Plus que la ligne n'en tient",
            draw: || {
                view! {
                    <Tabs
                        label="Historique d'activité"
                        tabs=vec![
                            tab("Professionnels", None),
                            tab("Mes activités", None),
                            tab("Représentants légaux", None),
                            tab("Services synchronisés", None),
                        ]
                        current=2
                    />
                }
                .into_any()
            },
        },
    ],
};

fn tab(label: &'static str, count: Option<u32>) -> Tab {
    Tab { href: "#vue".to_owned(), label: label.into(), count }
}
