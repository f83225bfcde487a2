use leptos::prelude::*;

use super::Interruption;
use crate::components::button::{ButtonGroup, ButtonLink, ButtonLook};
use crate::gallery::{Entry, State};

/// What the gallery shows.
pub const ENTRY: Entry = Entry {
    slug: "interruption",
    title: "Page d'interruption",
    when: "Avant un acte que l'on ne peut pas défaire, ou qui est sans doute une erreur. Rare, courte, et le choix sûr d'abord.",
    when_not: "Pour faire accepter des conditions, ou pour prévenir sans arrêter\u{a0}: un message dans la page.",
    states: &[
        State {
            slug: "ordinaire",
            title: "Ordinaire",
            draw: || {
                view! {
                    <Interruption heading="Le profil de Lola est géré par deux représentants légaux.">
                        <p>"Si je choisis de clôturer le compte, le second représentant légal n'y aura plus accès."</p>
                        <ButtonGroup>
                            <ButtonLink href="#annuler" label="Annuler" />
                            <ButtonLink href="#continuer" label="Continuer" look=ButtonLook::Secondary />
                        </ButtonGroup>
                    </Interruption>
                }
                .into_any()
            },
        },
        State {
            slug: "liste",
            title: "Avec plusieurs points",
            draw: || {
                view! {
                    <Interruption heading="Clôturer votre espace clôture aussi des profils rattachés.">
                        <p>"Ces profils n'ont pas d'autre représentant légal\u{a0}:"</p>
                        <ul>
                            <li>"Lola Michel"</li>
                            <li>"Mathis Michel"</li>
                        </ul>
                        <ButtonGroup>
                            <ButtonLink href="#annuler" label="Annuler" />
                            <ButtonLink href="#continuer" label="Continuer" look=ButtonLook::Secondary />
                        </ButtonGroup>
                    </Interruption>
                }
                .into_any()
            },
        },
    ],
};
