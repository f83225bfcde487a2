use leptos::prelude::*;

use super::FileField;
use crate::components::form::Form;
use crate::gallery::{Entry, State};

/// What the gallery shows.
pub const ENTRY: Entry = Entry {
    slug: "fichier",
    title: "Champ de fichier",
    when: "Pour joindre un fichier, ou le photographier avec un téléphone. Les formats et le poids admis sont dits d'avance.",
    when_not: "Pour glisser seulement\u{a0}: le champ du navigateur marche au clavier et sans JavaScript.",
    states: &[
        State {
            slug: "ordinaire",
            title: "Ordinaire",
            draw: || {
                view! {
                    <FileField of=Form::still(None) name="fichier"
                        label="Fichier"
                        hint="PDF, JPEG, PNG, TIFF, RTF ou TXT, 5\u{a0}Mo au plus."
                        accept=".pdf,.rtf,.txt,image/jpeg,image/png,image/tiff"
                        />
                }
                .into_any()
            },
        },
        State {
            slug: "photo",
            title: "Avec un appareil photo",
            draw: || {
                view! {
                    <FileField of=Form::still(None) name="fichier"
                        label="Fichier"
                        hint="PDF, JPEG, PNG, TIFF, RTF ou TXT, 5\u{a0}Mo au plus."
                        accept=".pdf,.rtf,.txt,image/jpeg,image/png,image/tiff"
                        camera=true
                        />
                }
                .into_any()
            },
        },
        State {
            slug: "envoi",
            title: "En cours d'envoi",
            draw: || {
                view! {
                    <FileField of=Form::still(None) name="fichier"
                        label="Fichier"
                        hint="PDF, JPEG, PNG, TIFF, RTF ou TXT, 5\u{a0}Mo au plus."
                        accept=".pdf,.rtf,.txt,image/jpeg,image/png,image/tiff"
                        sent=Signal::stored(Some(42_u8))
                    />
                }
                .into_any()
            },
        },
        State {
            slug: "erreur",
            title: "À corriger",
            draw: || {
                view! {
                    <FileField of=Form::filled("fichier", "", Some("Ce fichier dépasse 5\u{a0}Mo.")) name="fichier"
                        label="Fichier"
                        hint="PDF, JPEG, PNG, TIFF, RTF ou TXT, 5\u{a0}Mo au plus."
                        accept=".pdf,.rtf,.txt,image/jpeg,image/png,image/tiff"
                        />
                }
                .into_any()
            },
        },
    ],
};
