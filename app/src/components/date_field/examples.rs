use domain::form::date::{DateForm, DatePart};
use domain::form::enrolment::{EnrolmentForm, EnrolmentProblem};
use leptos::prelude::*;

use super::DateField;
use crate::components::form::Form;
use crate::exchange::Values;
use crate::gallery::{Entry, State};

/// What the gallery shows.
pub const ENTRY: Entry = Entry {
    slug: "date",
    title: "Date en trois champs",
    when: "Pour une date que l'on connaît par cœur, comme une date de naissance. Le mois se tape en chiffres ou en lettres.",
    when_not: "Pour choisir un jour proche\u{a0}: un calendrier. Rien ne saute d'un champ à l'autre.",
    states: &[
        State {
            slug: "ordinaire",
            title: "La question de la page",
            draw: || {
                let of = form(&DateForm::new("", "", ""), false);
                let legend = view! { <h1 tabindex="-1">"Je renseigne la date de naissance"</h1> }.into_any();
                view! { <DateField of legend hints=HINTS /> }.into_any()
            },
        },
        State {
            slug: "rempli",
            title: "Rempli, dans un formulaire",
            draw: || {
                let of = form(&DateForm::new("3", "févr.", "1975"), true);
                let legend = "Date de naissance".into_any();
                view! { <DateField of legend /> }.into_any()
            },
        },
        State {
            slug: "manque",
            title: "Rien de saisi",
            draw: || {
                let of = form(&DateForm::new("", "", ""), true);
                let legend = "Date de naissance".into_any();
                view! { <DateField of legend /> }.into_any()
            },
        },
        State {
            slug: "mois",
            title: "Sans mois",
            draw: || {
                let of = form(&DateForm::new("3", "", "1975"), true);
                let legend = "Date de naissance".into_any();
                view! { <DateField of legend /> }.into_any()
            },
        },
        State {
            slug: "annee",
            title: "Année à deux chiffres",
            draw: || {
                let of = form(&DateForm::new("3", "2", "75"), true);
                let legend = "Date de naissance".into_any();
                view! { <DateField of legend /> }.into_any()
            },
        },
        State {
            slug: "calendrier",
            title: "Un jour qui n'existe pas",
            draw: || {
                let of = form(&DateForm::new("31", "février", "1975"), true);
                let legend = "Date de naissance".into_any();
                view! { <DateField of legend /> }.into_any()
            },
        },
    ],
};

const HINTS: &[&str] = &[
    "Si la demande me concerne, je saisis ma date de naissance.",
    "Si cela concerne mon enfant, j'indique sa date de naissance.",
];

/// A form of that date, as it comes back when it was `checked`.
pub fn form(value: &DateForm, checked: bool) -> Form {
    let problem = value.read().err().filter(|_| checked);
    if let Some(problem) = problem {
        let problem = EnrolmentProblem::BirthDate(problem);
        return Form::still(Some(EnrolmentForm::date_rejected(value, problem).into()));
    }
    let mut values = Values::default();
    for part in DatePart::ALL {
        values.put(part.name(), value.part(part));
    }
    Form::still(None).filled_with(values)
}
