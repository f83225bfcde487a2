use super::samples;
use crate::gallery::{Entry, State};
use crate::operator::Operator;
use crate::pages::whole::legal_notice::legal_notice;

/// Mentions légales.
pub const ENTRY: Entry = Entry {
    slug: "mentions-legales",
    title: "Mentions légales",
    when: "Qui exploite l'instance, et sous quelles licences.",
    when_not: "Pour la protection des données\u{a0}: elle a sa page.",
    states: &[
        State {
            slug: "ordinaire", title: "Démonstration", draw: || super::public(legal_notice(&samples::operator()))
        },
        State { slug: "en-service", title: "En service", draw: || super::public(legal_notice(&in_service())) },
        State {
            slug: "sans-indication",
            title: "Rien n'est indiqué",
            draw: || super::public(legal_notice(&Operator::default())),
        },
    ],
};

fn in_service() -> Operator {
    Operator {
        publisher: Some("Caisse d'exemple, 1 rue de la Paix, 75000 Paris".to_owned()),
        host: Some("Hébergeur d'exemple, 2 rue du Port, 59000 Lille".to_owned()),
        contact: Some("contact@exemple.fr".to_owned()),
        ..Operator::default()
    }
}
