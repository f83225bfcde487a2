use domain::place::PublicPage;
use leptos::prelude::*;

use super::icon::Icon;
use super::link::TextLink;
use super::panel::Panel;

const ASSURANCES: [(&str, &str, &str); 3] = [
    ("server", "Hébergement", "Vos données sont hébergées en France"),
    (
        "lock",
        "Données",
        "Vos données sont stockées dans un environnement sécurisé et homologué par l'Agence Nationale de Sécurité des \
         Systèmes d'Informations",
    ),
    ("shield", "Protection", "Vos données sont protégées par l'Assurance Maladie"),
];

/// «Vos données sont sécurisées», in three points.
#[component]
pub fn Assurance() -> impl IntoView {
    view! {
        <Panel id="securite" title="Vos données sont sécurisées">
            <p>"Mon espace santé, une plateforme sécurisée et proposée par le service public."</p>
            <ul class="assurance-list">
                {ASSURANCES
                    .map(|(icon, title, text)| {
                        view! {
                            <li class="assurance">
                                <Icon name=icon class="assurance__icon" />
                                <h3 class="assurance__title">{title}</h3>
                                <p>{text}</p>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
            <p>
                <TextLink
                    href=PublicPage::PersonalData.path()
                    label="En savoir plus sur la protection de mes données"
                />
            </p>
        </Panel>
    }
}
