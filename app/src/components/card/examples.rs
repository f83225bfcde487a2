use leptos::prelude::*;

use super::{Card, CardGrid};
use crate::gallery::{Entry, State};

/// What the gallery shows.
pub const ENTRY: Entry = Entry {
    slug: "carte",
    title: "Carte",
    when: "Pour mener à une partie du service en disant ce qu'on y trouve. Toute la carte répond.",
    when_not: "Pour une liste de choses semblables\u{a0}: une liste.",
    states: &[
        State {
            slug: "une",
            title: "Une carte",
            draw: || {
                view! {
                    <section aria-labelledby="mes-donnees">
                        <h2 id="mes-donnees">"Mes données"</h2>
                        <CardGrid>
                            <Card
                                icon="history"
                                title="Historique d'activité"
                                text="Les accès et les modifications, avec leur date et leur auteur."
                                href="#historique"
                                act="Voir l'historique d'activité"
                            />
                        </CardGrid>
                    </section>
                }
                .into_any()
            },
        },
        State {
            slug: "plusieurs",
            title: "Plusieurs",
            draw: || {
                view! {
                    <section aria-labelledby="mes-donnees">
                        <h2 id="mes-donnees">"Mes données"</h2>
                        <CardGrid>
                            <Card
                                icon="id-card"
                                title="Informations personnelles"
                                text="Mon identité et mes coordonnées de contact."
                                href="#informations"
                                act="Voir les informations personnelles"
                            />
                            <Card
                                icon="history"
                                title="Historique d'activité"
                                text="Les accès et les modifications, avec leur date et leur auteur."
                                href="#historique"
                                act="Voir l'historique d'activité"
                            />
                            <Card
                                icon="users"
                                title="Profils"
                                text="Mon profil et les profils qui me sont rattachés."
                                href="#profils"
                                act="Changer de profil"
                            />
                        </CardGrid>
                    </section>
                }
                .into_any()
            },
        },
        State {
            slug: "longue",
            title: "Un texte long",
            draw: || {
                view! {
                    <section aria-labelledby="mes-donnees">
                        <h2 id="mes-donnees">"Mes données"</h2>
                        <CardGrid>
                            <Card
                                icon="shield"
                                title="Bien renseigner mes vaccinations"
                                text="Bien renseigner mes vaccinations dans mon profil médical, ça me permet de suivre facilement mes dates de rappel."
                                href="#vaccinations"
                                act="Compléter la rubrique vaccination"
                            />
                        </CardGrid>
                    </section>
                }
                .into_any()
            },
        },
    ],
};
