use domain::history::{Act, Part};
use domain::id::HistoryLineId;
use domain::place::ProfilePage;
use domain::sign_in::Channel;
use domain::view::{HistoryDay, HistoryEntry, HistoryPage, OlderLines, Space, Who};
use leptos::prelude::*;

use super::samples;
use crate::components::failure::PageFailure;
use crate::error::AppError;
use crate::gallery::{Entry, State};
use crate::pages::history::HistoryView;

/// The activity history.
pub const ENTRY: Entry = Entry {
    slug: "historique",
    title: "Historique d'activité",
    when: "Qui a fait quoi sur ce profil, du plus récent au plus ancien.",
    when_not: "Pour les messages reçus\u{a0}: ils ont leur propre rubrique.",
    states: &[
        State {
            slug: "ordinaire",
            title: "Deux jours",
            draw: || drawn(samples::space(samples::inaya()), HistoryPage { days: days(), older: None }, false),
        },
        State {
            slug: "suite",
            title: "Il y a plus ancien",
            draw: || {
                let older = Some(OlderLines { after: HistoryLineId::from_bytes([9; 16]), count: 16 });
                drawn(samples::space(samples::inaya()), HistoryPage { days: days(), older }, false)
            },
        },
        State {
            slug: "anciennes",
            title: "Activités plus anciennes",
            draw: || drawn(samples::space(samples::inaya()), HistoryPage { days: days(), older: None }, true),
        },
        State {
            slug: "une",
            title: "Une seule ligne",
            draw: || {
                let days = vec![HistoryDay { date: samples::day("2026-11-22"), entries: vec![first()] }];
                drawn(samples::single(), HistoryPage { days, older: None }, false)
            },
        },
        State {
            slug: "vide",
            title: "Vide",
            draw: || drawn(samples::space(samples::lola()), HistoryPage { days: vec![], older: None }, false),
        },
        State {
            slug: "noms-longs",
            title: "Noms longs",
            draw: || {
                let who = Who::Other(samples::long().name);
                let entries = vec![line("18:05", who, Act::Consulted { part: Part::PersonalInformation })];
                let days = vec![HistoryDay { date: samples::day("2026-02-28"), entries }];
                drawn(samples::crowded(), HistoryPage { days, older: None }, false)
            },
        },
        State {
            slug: "interrompue",
            title: "Chargement interrompu",
            draw: || {
                let error = AppError::Interrupted;
                super::of_profile(samples::single(), ProfilePage::History, view! { <PageFailure error /> })
            },
        },
    ],
};

fn days() -> Vec<HistoryDay> {
    let leo = || Who::Other(samples::name("Léo", "Michel"));
    vec![
        HistoryDay {
            date: samples::day("2026-11-22"),
            entries: vec![
                first(),
                line("15:46", Who::Unknown, Act::CodeSent { channel: Channel::Sms }),
                line("15:44", Who::Unknown, Act::PasswordRefused),
                line("09:03", leo(), Act::Consulted { part: Part::History }),
            ],
        },
        HistoryDay {
            date: samples::day("2026-11-20"),
            entries: vec![
                line("20:31", Who::Me, Act::SignedOut),
                line("20:12", Who::Me, Act::AccessRefused),
                line("20:10", Who::Me, Act::SignedIn { channel: Channel::Email }),
                line("08:00", Who::Unknown, Act::CodesRefused),
            ],
        },
    ]
}

fn first() -> HistoryEntry {
    line("15:47", Who::Me, Act::SignedIn { channel: Channel::Sms })
}

fn line(time: &str, who: Who, act: Act) -> HistoryEntry {
    HistoryEntry { id: HistoryLineId::from_bytes([1; 16]), time: time.to_owned(), who, act, detail: None }
}

fn drawn(space: Space, history: HistoryPage, older: bool) -> AnyView {
    let profile = space.active.clone();
    super::of_profile(space, ProfilePage::History, view! { <HistoryView profile history older /> })
}
