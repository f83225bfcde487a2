use leptos::prelude::*;

use super::{Choice, ChoiceGroup};
use crate::components::form::Form;
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
                let of = Form::still(None);
                let choices = vec![
                    Choice::new("sms", "Par SMS").hint("+33 6 ** ** ** 15"),
                    Choice::new("email", "Par e-mail").hint("jen*****@exemple.fr"),
                ];
                view! { <ChoiceGroup of name="canal" legend choices /> }.into_any()
            },
        },
        State {
            slug: "dessin",
            title: "Avec des dessins",
            draw: || {
                let legend = view! { <h1 tabindex="-1">"Ma carte Vitale"</h1> }.into_any();
                let of = Form::still(None);
                let choices = vec![
                    Choice::new("sans-photo", "Carte Vitale sans photo").art("card-plain"),
                    Choice::new("avec-photo", "Carte Vitale avec photo").art("card-photo"),
                ];
                view! { <ChoiceGroup of name="carte" legend choices /> }.into_any()
            },
        },
        State {
            slug: "erreur",
            title: "Sans réponse",
            draw: || {
                let legend = "Mon code provisoire sera envoyé".into_any();
                let of = Form::filled("canal", "", Some("Choisissez comment recevoir votre code."));
                let choices = vec![
                    Choice::new("sms", "Par SMS").hint("+33 6 ** ** ** 15"),
                    Choice::new("email", "Par e-mail").hint("jen*****@exemple.fr"),
                ];
                view! { <ChoiceGroup of name="canal" legend choices /> }.into_any()
            },
        },
        State {
            slug: "choisi",
            title: "Une réponse donnée",
            draw: || {
                let legend = view! { <h1 tabindex="-1">"Je choisis pour qui j'active le profil"</h1> }.into_any();
                let of = Form::filled("personne", "jean-jacques", None);
                let choices = vec![
                    Choice::new("jean-jacques", "Jean-Jacques Jean-Pierre Capanelli"),
                    Choice::new("gerard", "Gerard Martin Capanelli"),
                ];
                view! { <ChoiceGroup of name="personne" legend hint="Plusieurs personnes rattachées à votre carte Vitale ont la même date de naissance." choices /> }.into_any()
            },
        },
        State {
            slug: "longs",
            title: "Des réponses longues",
            draw: || {
                let legend = view! { <h1 tabindex="-1">"Je prends ma décision"</h1> }.into_any();
                let of = Form::still(None);
                let choices = vec![Choice::new("activer", "J'active Mon espace santé").hint("J'ai la main sur ma santé\u{a0}: je gère mes informations et les partage en toute confidentialité et en toute sécurité."), Choice::new("opposer", "Je m'oppose à la création de Mon espace santé").hint("Je renonce aux avantages de Mon espace santé. Si je change d'avis, je peux à tout moment l'activer.")];
                view! { <ChoiceGroup of name="decision" legend choices /> }.into_any()
            },
        },
        State {
            slug: "plusieurs",
            title: "Plusieurs réponses",
            draw: || {
                let legend = "Je sélectionne le ou les profils que je souhaite ajouter.".into_any();
                let of = Form::filled("profils", "louise", None);
                let choices = vec![
                    Choice::new("louise", "Louise M.").hint("En attente d'activation"),
                    Choice::new("louison", "Louison M.").hint("Profil opposé"),
                    Choice::new("louis", "Louis M.").hint("En attente d'activation"),
                ];
                view! { <ChoiceGroup of name="profils" legend several=true choices /> }.into_any()
            },
        },
    ],
};
