use leptos::prelude::*;

use super::{DefinitionList, Row};
use crate::gallery::{Entry, State};

/// What the gallery shows.
pub const ENTRY: Entry = Entry {
    slug: "liste-de-descriptions",
    title: "Liste de descriptions",
    when: "Pour montrer ce qui est connu\u{a0}: un nom, une date, une adresse, et où le modifier.",
    when_not: "Pour des lignes qui se ressemblent toutes\u{a0}: une liste.",
    states: &[
        State {
            slug: "ordinaire",
            title: "Ordinaire",
            draw: || {
                view! {
                    <DefinitionList>
                        <Row term="Nom">"Michel"</Row>
                        <Row term="Prénom">"Inaya"</Row>
                        <Row term="Date de naissance">
                            <time datetime="1984-05-12">"12\u{a0}mai 1984"</time>
                        </Row>
                        <Row term="Numéro de sécurité sociale">
                            <span class="code">"2\u{a0}84\u{a0}05\u{a0}88\u{a0}321\u{a0}025\u{a0}32"</span>
                        </Row>
                    </DefinitionList>
                }
                .into_any()
            },
        },
        State {
            slug: "modifier",
            title: "Avec de quoi modifier",
            draw: || {
                view! {
                    <DefinitionList>
                        <Row term="Adresse e-mail" change="#adresse">
                            "inaya.michel@exemple.fr"
                        </Row>
                        <Row term="Téléphone mobile" change="#mobile">
                            "Non renseigné"
                        </Row>
                    </DefinitionList>
                }
                .into_any()
            },
        },
        State {
            slug: "long",
            title: "Une valeur longue",
            draw: || {
                view! {
                    <DefinitionList>
                        <Row term="Adresse e-mail" change="#adresse">
                            "jean-jacques.jean-pierre.maximilien.capanelli@messagerie.exemple.fr"
                        </Row>
                    </DefinitionList>
                }
                .into_any()
            },
        },
    ],
};
