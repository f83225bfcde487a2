use leptos::prelude::*;

use super::Outcome;
use crate::components::button::ButtonLink;
use crate::gallery::{Entry, State};

/// What the gallery shows.
pub const ENTRY: Entry = Entry {
    slug: "resultat",
    title: "Page de résultat",
    when: "Pour une page qui n'a qu'une chose à dire, et un chemin pour repartir.",
    when_not: "Pour la fin heureuse d'un parcours\u{a0}: le panneau de confirmation.",
    states: &[
        State {
            slug: "ordinaire",
            title: "Ordinaire",
            draw: || {
                view! {
                    <Outcome icon="users" heading="Vous n'avez pas de profil à ajouter">
                        <p>
                            "Il n'y a pas d'autres profils sur votre carte Vitale ou tous vos profils ont déjà été activés."
                        </p>
                        <p>
                            <ButtonLink href="#accueil" label="Revenir à l'accueil" />
                        </p>
                    </Outcome>
                }
                .into_any()
            },
        },
        State {
            slug: "expire",
            title: "Expiré",
            draw: || {
                view! {
                    <Outcome icon="clock" heading="Cette connexion a expiré.">
                        <p>
                            <ButtonLink href="#connexion" label="Se connecter" />
                        </p>
                    </Outcome>
                }
                .into_any()
            },
        },
    ],
};
