use leptos::prelude::*;

use super::Select;
use crate::components::form::Form;
use crate::gallery::{Entry, State};

fn choices() -> Vec<(String, String)> {
    ["Médecin", "Pharmacien", "Infirmier"].map(|label| (label.to_lowercase(), label.to_owned())).into()
}

/// What the gallery shows.
pub const ENTRY: Entry = Entry {
    slug: "liste-deroulante",
    title: "Liste déroulante",
    when: "Pour choisir dans une longue liste que l'on connaît\u{a0}: une profession, un mois.",
    when_not: "Pour quelques choix\u{a0}: ils se montrent tous à la fois.",
    states: &[
        State {
            slug: "vide",
            title: "Rien n'est choisi",
            draw: || {
                view! { <Select of=Form::still(None) name="profession" label="Profession" choices=choices() /> }
                    .into_any()
            },
        },
        State {
            slug: "choisie",
            title: "Choisie",
            draw: || {
                let of = Form::filled("profession", "pharmacien", None);
                view! { <Select of name="profession" label="Profession" choices=choices() /> }.into_any()
            },
        },
        State {
            slug: "erreur",
            title: "En erreur",
            draw: || {
                let of = Form::filled("profession", "", Some("Choisissez une profession."));
                view! { <Select of name="profession" label="Profession" hint="Une seule." choices=choices() /> }
                    .into_any()
            },
        },
    ],
};
