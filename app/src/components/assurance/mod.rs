use domain::assurance::Assurance as Given;
use domain::place::PublicPage;
use leptos::prelude::*;

use super::icon::Icon;
use super::link::TextLink;
use super::panel::Panel;
use crate::operator::assurances;

const POINTS: [(Given, &str, &str, &str); 3] = [
    (Given::HostedInFrance, "server", "Hébergement", "Vos données sont hébergées en France"),
    (
        Given::Approved,
        "lock",
        "Données",
        "Vos données sont stockées dans un environnement sécurisé et homologué par l'Agence Nationale de Sécurité des \
         Systèmes d'Informations",
    ),
    (Given::Insurer, "shield", "Protection", "Vos données sont protégées par l'Assurance Maladie"),
];

/// «Vos données sont sécurisées»: what the operator vouches for; nothing where they vouch for nothing.
#[component]
pub fn Assurance() -> impl IntoView {
    let given = assurances();
    if given.is_empty() {
        return ().into_any();
    }
    let points = POINTS.into_iter().filter(|(one, ..)| given.has(*one)).map(|(_, icon, title, text)| {
        view! {
            <li class="assurance">
                <Icon name=icon class="assurance__icon" />
                <h3 class="assurance__title">{title}</h3>
                <p>{text}</p>
            </li>
        }
    });
    let points: Vec<_> = points.collect();
    view! {
        <Panel id="securite" title="Vos données sont sécurisées">
            {given
                .has(Given::PublicService)
                .then(|| view! { <p>"Mon espace santé, une plateforme sécurisée et proposée par le service public."</p> })}
            {(!points.is_empty()).then(|| view! { <ul class="assurance-list">{points}</ul> })}
            {given
                .is_demonstration()
                .then(|| {
                    view! {
                        <p class="hint">
                            "Démonstration\u{a0}: ces phrases sont celles du service présenté. Ici, elles n'engagent personne."
                        </p>
                    }
                })}
            <p>
                <TextLink
                    href=PublicPage::PersonalData.path()
                    label="En savoir plus sur la protection de mes données"
                />
            </p>
        </Panel>
    }
    .into_any()
}
