use domain::card::CardKind;
use domain::care::JustificationProblem;
use domain::form::demonstration::{ClockForm, ClockProblem};
use domain::form::professional_act::{ProfessionalActForm, ProfessionalActProblem};
use domain::id::{ProfessionalId, ProfileId};
use domain::provisional_code::Delivery;
use domain::time::Timestamp;
use domain::view::{Demonstration, InventedPerson, KeptMessage};
use leptos::prelude::*;

use crate::api::demonstration::DemonstrationPage;
use crate::components::verbatim::verbatim;
use crate::exchange::Posted;
use crate::gallery::{Entry, State};
use crate::pages::whole::demonstration::DemonstrationView;

/// Demonstration mode.
pub const ENTRY: Entry = Entry {
    slug: "demonstration",
    title: "Démonstration",
    when: "Pour montrer le service avec des personnes inventées\u{a0}: messages, horloge, remise à zéro.",
    when_not: "En service, cette page n'existe pas.",
    states: &[
        State {
            slug: "ordinaire",
            title: "Trois messages, horloge avancée",
            draw: || drawn(45, messages(), None, None),
        },
        State { slug: "vide", title: "Aucun message", draw: || drawn(0, vec![], None, None) },
        State {
            slug: "erreur",
            title: "Horloge\u{a0}: pas un nombre",
            draw: || drawn(0, vec![], Some(refused()), None),
        },
        State { slug: "acte", title: "Un professionnel a agi", draw: || drawn(0, messages(), None, Some(done())) },
        State {
            slug: "acte-erreur",
            title: "Acte d'un professionnel\u{a0}: il manque quelque chose",
            draw: || drawn(0, vec![], None, Some(not_justified())),
        },
    ],
};

fn messages() -> Vec<KeptMessage> {
    vec![
        KeptMessage {
            channel: Delivery::Sms,
            at: Timestamp::from_millis(1_795_358_800_000),
            sent_at: "22\u{a0}novembre 2026, 15:46".to_owned(),
            to: "06 11 12 13 14".to_owned(),
            subject: None,
            code: Some("034567".to_owned()),
            text: "Mon espace santé\u{a0}: votre code à usage unique est 034567. Il est valable 10\u{a0}minutes."
                .to_owned(),
        },
        KeptMessage {
            channel: Delivery::Email,
            at: Timestamp::from_millis(1_795_358_440_000),
            sent_at: "22\u{a0}novembre 2026, 15:40".to_owned(),
            to: "marie-antoinette.de-la-rochefoucauld@messagerie.exemple.fr".to_owned(),
            subject: Some("Votre code à usage unique".to_owned()),
            code: Some("765430".to_owned()),
            text: "Bonjour,\n\nVotre code à usage unique est 765430.\n\nMon espace santé".to_owned(),
        },
        KeptMessage {
            channel: Delivery::Post,
            at: Timestamp::from_millis(1_795_358_320_000),
            sent_at: "22\u{a0}novembre 2026, 15:38".to_owned(),
            to: "Martine Julie Leguellec, 2 PLACE DES EXEMPLES, 44000 VILLE-FICTIVE".to_owned(),
            subject: Some("Mon espace santé pour Martine Julie Leguellec\u{a0}: votre nouveau code provisoire".to_owned()),
            code: Some("H7UQ ZFKC J8KW".to_owned()),
            text: "Code provisoire pour Martine Julie Leguellec\u{a0}:\nH7UQ\u{a0}ZFKC\u{a0}J8KW\n\nValable jusqu'au 3\u{a0}janvier 2027.\n\nLettre à imprimer.".to_owned(),
        },
    ]
}

fn refused() -> Posted {
    let form = ClockForm { minutes: "une heure".to_owned(), ..ClockForm::default() };
    form.rejected(vec![ClockProblem::Minutes]).into()
}

fn not_justified() -> Posted {
    let form = ProfessionalActForm { acte: "bris-de-glace".to_owned(), ..ProfessionalActForm::default() };
    let missing = ProfessionalActProblem::Justification(JustificationProblem::Missing);
    form.rejected(vec![ProfessionalActProblem::Professional, ProfessionalActProblem::Profile, missing]).into()
}

fn done() -> Posted {
    let who = verbatim("Dr Marine Leguano (Médecin)");
    Posted::Saved(Some(format!(
        "{who} a consulté les documents de {}\u{a0}: 4\u{a0}documents visibles. L'historique d'activité le montre, et un e-mail l'annonce.",
        verbatim("Inaya Michel")
    )))
}

fn drawn(minutes_ahead: i64, messages: Vec<KeptMessage>, posted: Option<Posted>, acted: Option<Posted>) -> AnyView {
    let martine = InventedPerson {
        name: "Martine Julie Leguellec".to_owned(),
        born_on: super::samples::day("1971-09-28"),
        nir: "1\u{a0}16\u{a0}30\u{a0}44\u{a0}038\u{a0}016\u{a0}18".to_owned(),
        card: CardKind::WithPhoto,
        serial: "51020304051".to_owned(),
    };
    let (now, people) = ("22\u{a0}novembre 2026, 15:46".to_owned(), vec![martine]);
    let professionals = vec![(ProfessionalId::from_bytes([1; 16]), "Dr Marine Leguano (Médecin)".to_owned())];
    let profiles = vec![(ProfileId::from_bytes([2; 16]), "Inaya Michel".to_owned())];
    let state = Demonstration { now, minutes_ahead, messages, people, professionals, profiles };
    super::public(view! { <DemonstrationView data=DemonstrationPage { state, posted, acted } /> })
}
