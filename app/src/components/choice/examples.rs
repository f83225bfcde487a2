use leptos::prelude::*;

use super::{Choice, ChoiceGroup};
use crate::gallery::{Entry, State};

/// What the gallery shows.
pub const ENTRY: Entry = Entry {
    slug: "choix",
    title: "Choix",
    when: "Pour choisir une réponse parmi quelques-unes, ou plusieurs. Toute la tuile répond, et rien n'est choisi d'avance.",
    when_not: "Pour accepter ou demander une seule chose\u{a0}: une case à cocher.",
    states: &[
        State {
            slug: "ordinaire",
            title: "La question de la page",
            draw: || {
                let legend =
                    view! { <h1 tabindex="-1">"Je reçois un code provisoire pour confirmer mon identité"</h1> }
                        .into_any();
                view! {
                    <ChoiceGroup id="canal" legend error=Signal::stored(None::<String>)>
                        <Choice group="canal" value="sms" label="Par SMS" hint="06 •• •• •• 15" />
                        <Choice group="canal" value="email" label="Par e-mail" hint="j•••@exemple.fr" />
                    </ChoiceGroup>
                }
                .into_any()
            },
        },
        State {
            slug: "dessin",
            title: "Avec des dessins",
            draw: || {
                let legend = view! { <h1 tabindex="-1">"Ma carte Vitale"</h1> }.into_any();
                view! {
                    <ChoiceGroup id="carte" legend error=Signal::stored(None::<String>)>
                        <Choice group="carte" value="sans-photo" label="Carte Vitale sans photo" art="card-plain" />
                        <Choice group="carte" value="avec-photo" label="Carte Vitale avec photo" art="card-photo" />
                    </ChoiceGroup>
                }
                .into_any()
            },
        },
        State {
            slug: "erreur",
            title: "Sans réponse",
            draw: || {
                let legend = "Mon code provisoire sera envoyé".into_any();
                view! {
                    <ChoiceGroup
                        id="canal-absent"
                        legend
                        error=Signal::stored(Some("Choisissez comment recevoir votre code.".to_owned()))
                    >
                        <Choice group="canal-absent" value="sms" label="Par SMS" hint="06 •• •• •• 15" />
                        <Choice group="canal-absent" value="email" label="Par e-mail" hint="j•••@exemple.fr" />
                    </ChoiceGroup>
                }
                .into_any()
            },
        },
        State {
            slug: "choisi",
            title: "Une réponse donnée",
            draw: || {
                let legend = view! { <h1 tabindex="-1">"Je choisis pour qui j'active le profil"</h1> }.into_any();
                view! {
                    <ChoiceGroup
                        id="personne"
                        legend
                        hint="Plusieurs personnes rattachées à votre carte Vitale ont la même date de naissance."
                        error=Signal::stored(None::<String>)
                    >
                        <Choice
                            group="personne"
                            value="jean-jacques"
                            label="Jean-Jacques Jean-Pierre Capanelli"
                            chosen=true
                        />
                        <Choice group="personne" value="gerard" label="Gerard Martin Capanelli" />
                    </ChoiceGroup>
                }
                .into_any()
            },
        },
        State {
            slug: "longs",
            title: "Des réponses longues",
            draw: || {
                let legend = view! { <h1 tabindex="-1">"Je prends ma décision"</h1> }.into_any();
                view! {
                    <ChoiceGroup id="decision" legend error=Signal::stored(None::<String>)>
                        <Choice
                            group="decision"
                            value="activer"
                            label="J'active Mon espace santé"
                            hint="J'ai la main sur ma santé\u{a0}: je gère mes informations et les partage en toute confidentialité et en toute sécurité."
                        />
                        <Choice
                            group="decision"
                            value="opposer"
                            label="Je m'oppose à la création de Mon espace santé"
                            hint="Je renonce aux avantages de Mon espace santé. Si je change d'avis, je peux à tout moment l'activer."
                        />
                    </ChoiceGroup>
                }
                .into_any()
            },
        },
        State {
            slug: "plusieurs",
            title: "Plusieurs réponses",
            draw: || {
                let legend = "Je sélectionne le ou les profils que je souhaite ajouter.".into_any();
                view! {
                    <ChoiceGroup id="profils" legend error=Signal::stored(None::<String>)>
                        <Choice
                            group="profils"
                            value="louise"
                            label="Louise M."
                            hint="En attente d'activation"
                            several=true
                            chosen=true
                        />
                        <Choice group="profils" value="louison" label="Louison M." hint="Profil opposé" several=true />
                        <Choice
                            group="profils"
                            value="louis"
                            label="Louis M."
                            hint="En attente d'activation"
                            several=true
                        />
                    </ChoiceGroup>
                }
                .into_any()
            },
        },
    ],
};
