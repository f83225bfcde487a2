use leptos::prelude::*;

use super::Checkbox;
use crate::components::form::Form;
use crate::gallery::{Entry, State};

/// What the gallery shows.
pub const ENTRY: Entry = Entry {
    slug: "case-a-cocher",
    title: "Case à cocher",
    when: "Pour un accord ou un souhait que l'on donne expressément. Jamais cochée d'avance.",
    when_not: "Pour choisir entre deux réponses\u{a0}: des tuiles de choix, qui ont le même poids.",
    states: &[
        State {
            slug: "ordinaire",
            title: "Ordinaire",
            draw: || {
                view! {
                    <Checkbox of=Form::still(None) name="certification"
                        label="Je certifie être le représentant légal du ou des profils sélectionnés."
                    />
                }
                .into_any()
            },
        },
        State {
            slug: "cochee",
            title: "Cochée",
            draw: || {
                view! {
                    <Checkbox of=Form::filled("telechargement", "oui", None) name="telechargement"
                        label="Je demande le téléchargement de toutes les informations de ce profil."
                        />
                }
                .into_any()
            },
        },
        State {
            slug: "indication",
            title: "Avec ce qui en découle",
            draw: || {
                view! {
                    <Checkbox of=Form::still(None) name="suppression"
                        label="Je demande la suppression de toutes les informations de ce profil."
                        hint="La suppression est définitive. Les informations ne pourront pas être récupérées même si je réactive le profil."
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
                    <Checkbox of=Form::filled("conditions", "", Some("Acceptez les conditions pour activer le profil, ou choisissez de vous opposer.")) name="conditions"
                        label="J'accepte les Conditions Générales d'Utilisation et la Politique de protection des données personnelles."
                        />
                }
                .into_any()
            },
        },
    ],
};
