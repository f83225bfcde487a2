use domain::sign_in::Channel;
use domain::view::{Demonstration, KeptMessage};
use leptos::prelude::*;

use crate::gallery::{Entry, State};
use crate::pages::whole::demonstration::DemonstrationView;

/// Demonstration mode.
pub const ENTRY: Entry = Entry {
    slug: "demonstration",
    title: "Démonstration",
    when: "Pour montrer le service avec des personnes inventées\u{a0}: messages, horloge, remise à zéro.",
    when_not: "En service, cette page n'existe pas.",
    states: &[
        State { slug: "ordinaire", title: "Deux messages, horloge avancée", draw: || drawn(45, messages()) },
        State { slug: "vide", title: "Aucun message", draw: || drawn(0, vec![]) },
    ],
};

fn messages() -> Vec<KeptMessage> {
    vec![
        KeptMessage {
            channel: Channel::Sms,
            sent_at: "22 novembre 2026, 15:46".to_owned(),
            to: "06 11 12 13 14".to_owned(),
            subject: None,
            text: "Mon espace santé\u{a0}: votre code à usage unique est 034567. Il est valable 10\u{a0}minutes."
                .to_owned(),
        },
        KeptMessage {
            channel: Channel::Email,
            sent_at: "22 novembre 2026, 15:40".to_owned(),
            to: "marie-antoinette.de-la-rochefoucauld@messagerie.exemple.fr".to_owned(),
            subject: Some("Votre code à usage unique".to_owned()),
            text: "Bonjour,\n\nVotre code à usage unique est 765430.\n\nMon espace santé".to_owned(),
        },
    ]
}

fn drawn(minutes_ahead: i64, messages: Vec<KeptMessage>) -> AnyView {
    let state = Demonstration { now: "22 novembre 2026, 15:46".to_owned(), minutes_ahead, messages };
    super::public(view! { <DemonstrationView state /> })
}
