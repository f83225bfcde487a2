use leptos::prelude::*;

use super::{Notice, NoticeKind};
use crate::gallery::{Entry, State};

/// What the gallery shows.
pub const ENTRY: Entry = Entry {
    slug: "message",
    title: "Message dans la page",
    when: "Pour dire ce qui vient d'arriver, ou ce qu'il faut savoir avant de continuer. Il reste jusqu'à ce que l'on quitte la page.",
    when_not: "Pour un champ à corriger\u{a0}: le récapitulatif des erreurs. Avant un acte sans retour\u{a0}: la page d'interruption.",
    states: &[
        State {
            slug: "information",
            title: "Information",
            draw: || {
                view! {
                    <Notice
                        kind=NoticeKind::Info
                        text="Vos réponses sont gardées 30\u{a0}minutes."
                    />
                }
                .into_any()
            },
        },
        State {
            slug: "reussite",
            title: "Réussite",
            draw: || {
                view! {
                    <Notice
                        kind=NoticeKind::Success
                        text="Un nouveau code vous a été envoyé. L'ancien n'est plus valable."
                    />
                }
                .into_any()
            },
        },
        State {
            slug: "attention",
            title: "Attention",
            draw: || {
                view! {
                    <Notice
                        kind=NoticeKind::Warning
                        title="Pensez à télécharger vos informations avant."
                        text="La suppression est définitive."
                    />
                }
                .into_any()
            },
        },
        State {
            slug: "echec",
            title: "Échec",
            draw: || {
                view! {
                    <Notice
                        kind=NoticeKind::Danger
                        text="La connexion a été interrompue. Vos réponses sont conservées. Réessayez."
                    />
                }
                .into_any()
            },
        },
        State {
            slug: "titre",
            title: "Avec un titre",
            draw: || {
                view! {
                    <Notice
                        kind=NoticeKind::Info
                        title="Démonstration – données fictives"
                        text="Les personnes, les numéros et les messages de cette instance sont inventés."
                    />
                }
                .into_any()
            },
        },
    ],
};
