use leptos::prelude::*;

use super::{ActionLink, DownloadLink, HelpLine};
use crate::gallery::{Entry, State};

/// What the gallery shows.
pub const ENTRY: Entry = Entry {
    slug: "lien",
    title: "Lien",
    when: "Pour aller à une autre page, appeler l'assistance ou télécharger un fichier, dont le format et le poids sont dits d'avance.",
    when_not: "Pour enregistrer ou envoyer\u{a0}: c'est un bouton.",
    states: &[
        State {
            slug: "texte",
            title: "Dans un texte",
            draw: || {
                view! { <p>"Vous pouvez lire " <a href="#conditions">"les conditions générales d'utilisation"</a> "."</p> }.into_any()
            },
        },
        State {
            slug: "seul",
            title: "Seul, avec une icône",
            draw: || view! { <ActionLink href="#parametres" icon="settings" label="Paramètres" /> }.into_any(),
        },
        State {
            slug: "assistance",
            title: "Le numéro d'assistance",
            draw: || view! { <p>"Besoin d'aide\u{a0}? " <HelpLine /></p> }.into_any(),
        },
        State {
            slug: "telechargement",
            title: "Téléchargement",
            draw: || {
                view! {
                    <DownloadLink
                        href="#attestation"
                        label="Télécharger l'attestation"
                        format="PDF"
                        bytes=57_300
                    />
                }
                .into_any()
            },
        },
        State {
            slug: "lourd",
            title: "Téléchargement lourd",
            draw: || {
                view! {
                    <DownloadLink
                        href="#donnees"
                        label="Télécharger toutes les informations de ce profil"
                        format="ZIP"
                        bytes=148_600_000
                    />
                }
                .into_any()
            },
        },
    ],
};
