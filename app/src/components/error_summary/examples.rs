use leptos::prelude::*;

use super::ErrorSummary;
use crate::components::form::Form;
use crate::exchange::{FormErrors, Posted};
use crate::gallery::{Entry, State};

/// What the gallery shows.
pub const ENTRY: Entry = Entry {
    slug: "erreurs",
    title: "Récapitulatif des erreurs",
    when: "Au-dessus du titre, dès qu'un formulaire a un point à corriger. Chaque ligne mène à son champ et répète sa phrase.",
    when_not: "Quand rien ne peut être corrigé\u{a0}: un message dans la page.",
    states: &[
        State {
            slug: "un",
            title: "Un point",
            draw: || view! { <ErrorSummary of=form(&[("jour", "Indiquez la date de naissance.")]) /> }.into_any(),
        },
        State {
            slug: "plusieurs",
            title: "Plusieurs points",
            draw: || {
                view! {
                    <ErrorSummary of=form(
                        &[
                            ("nir", "Le numéro de sécurité sociale comporte 15\u{a0}caractères. Vous en avez saisi 13."),
                            ("serie", "Indiquez le numéro de série de la carte Vitale."),
                        ],
                    ) />
                }
                .into_any()
            },
        },
    ],
};

fn form(errors: &[(&str, &str)]) -> Form {
    let mut all = FormErrors::default();
    for (field, text) in errors {
        all.put(field, text);
    }
    Form::still(Some(Posted::Invalid(all)))
}
