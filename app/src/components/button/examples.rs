use leptos::prelude::*;

use super::{ButtonGroup, ButtonLink, ButtonLook, SubmitButton};
use crate::gallery::{Entry, State};

/// What the gallery shows.
pub const ENTRY: Entry = Entry {
    slug: "bouton",
    title: "Bouton",
    when: "Pour envoyer un formulaire, ou pour le pas suivant d'un parcours. Un seul bouton principal par page, dont le mot est un verbe.",
    when_not: "Pour aller ailleurs sans rien changer\u{a0}: un lien suffit. Jamais grisé\u{a0}: ce qui manque est dit quand on appuie.",
    states: &[
        State {
            slug: "principal",
            title: "Principal",
            draw: || view! { <SubmitButton label="Continuer" /> }.into_any(),
        },
        State {
            slug: "secondaire",
            title: "Secondaire",
            draw: || view! { <SubmitButton label="Envoyer à nouveau le code" look=ButtonLook::Secondary /> }.into_any(),
        },
        State {
            slug: "danger",
            title: "Qui détruit ou termine",
            draw: || view! { <SubmitButton label="Clôturer le profil" look=ButtonLook::Danger /> }.into_any(),
        },
        State {
            slug: "icone",
            title: "Avec une icône",
            draw: || {
                view! {
                    <SubmitButton
                        label="Tout remettre à zéro"
                        look=ButtonLook::Danger
                        icon="reset"
                    />
                }
                .into_any()
            },
        },
        State {
            slug: "lien",
            title: "Lien qui ressemble à un bouton",
            draw: || view! { <ButtonLink href="#commencer" label="Commencer" /> }.into_any(),
        },
        State {
            slug: "groupe",
            title: "Plusieurs",
            draw: || {
                view! {
                    <ButtonGroup>
                        <SubmitButton label="Confirmer la décision" />
                        <ButtonLink href="#retour" label="Retour" look=ButtonLook::Secondary />
                    </ButtonGroup>
                }
                .into_any()
            },
        },
        State {
            slug: "long",
            title: "Un libellé long",
            draw: || {
                view! {
                    <ButtonLink
                        href="#conditions"
                        label="En savoir plus sur la Politique de protection des données personnelles"
                    />
                }
                .into_any()
            },
        },
    ],
};
