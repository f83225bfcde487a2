use leptos::prelude::*;

use domain::form::date::DateForm;

use super::{DateField, words};
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
                let value = DateForm::new("", "", "");
                let problem = None;
                let legend = view! { <h1 tabindex="-1">"Je renseigne la date de naissance"</h1> }.into_any();
                view! {
                    <DateField
                        id="naissance"
                        legend
                        hints=HINTS
                        value
                        error=Signal::stored(problem.map(|problem| words::explain(problem, "la date de naissance")))
                        marks=Signal::stored(words::marks(problem))
                    />
                }
                .into_any()
            },
        },
        State {
            slug: "rempli",
            title: "Rempli, dans un formulaire",
            draw: || {
                let value = DateForm::new("3", "févr.", "1975");
                let problem = value.read().err();
                let legend = "Date de naissance".into_any();
                view! {
                    <DateField
                        id="naissance-remplie"
                        legend
                        value
                        error=Signal::stored(problem.map(|problem| words::explain(problem, "la date de naissance")))
                        marks=Signal::stored(words::marks(problem))
                    />
                }
                .into_any()
            },
        },
        State {
            slug: "manque",
            title: "Rien de saisi",
            draw: || {
                let value = DateForm::new("", "", "");
                let problem = value.read().err();
                let legend = "Date de naissance".into_any();
                view! {
                    <DateField
                        id="naissance-absente"
                        legend
                        value
                        error=Signal::stored(problem.map(|problem| words::explain(problem, "la date de naissance")))
                        marks=Signal::stored(words::marks(problem))
                    />
                }
                .into_any()
            },
        },
        State {
            slug: "mois",
            title: "Sans mois",
            draw: || {
                let value = DateForm::new("3", "", "1975");
                let problem = value.read().err();
                let legend = "Date de naissance".into_any();
                view! {
                    <DateField
                        id="naissance-sans-mois"
                        legend
                        value
                        error=Signal::stored(problem.map(|problem| words::explain(problem, "la date de naissance")))
                        marks=Signal::stored(words::marks(problem))
                    />
                }
                .into_any()
            },
        },
        State {
            slug: "annee",
            title: "Année à deux chiffres",
            draw: || {
                let value = DateForm::new("3", "2", "75");
                let problem = value.read().err();
                let legend = "Date de naissance".into_any();
                view! {
                    <DateField
                        id="naissance-annee"
                        legend
                        value
                        error=Signal::stored(problem.map(|problem| words::explain(problem, "la date de naissance")))
                        marks=Signal::stored(words::marks(problem))
                    />
                }
                .into_any()
            },
        },
        State {
            slug: "calendrier",
            title: "Un jour qui n'existe pas",
            draw: || {
                let value = DateForm::new("31", "février", "1975");
                let problem = value.read().err();
                let legend = "Date de naissance".into_any();
                view! {
                    <DateField
                        id="naissance-impossible"
                        legend
                        value
                        error=Signal::stored(problem.map(|problem| words::explain(problem, "la date de naissance")))
                        marks=Signal::stored(words::marks(problem))
                    />
                }
                .into_any()
            },
        },
    ],
};

const HINTS: &[&str] = &[
    "Si la demande me concerne, je saisis ma date de naissance.",
    "Si cela concerne mon enfant, j'indique sa date de naissance.",
];
