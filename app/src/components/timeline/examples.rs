use leptos::prelude::*;

use domain::date::CalendarDate;

use super::{TimelineDay, TimelineItem};
use crate::gallery::{Entry, State};

/// What the gallery shows.
pub const ENTRY: Entry = Entry {
    slug: "chronologie",
    title: "Chronologie",
    when: "Pour ce qui s'est passé, jour par jour, du plus récent au plus ancien.",
    when_not: "Pour les étapes d'un parcours\u{a0}: les étapes.",
    states: &[
        State {
            slug: "ordinaire",
            title: "Un jour",
            draw: || {
                let date = day(22);
                view! {
                    <h2>"Activités récentes"</h2>
                    <TimelineDay date>
                        <TimelineItem
                            date
                            time="14:05".to_owned()
                            what="Connexion"
                            who="Moi".to_owned()
                            detail=Some("Par e-mail".to_owned())
                        />
                        <TimelineItem
                            date
                            time="09:14".to_owned()
                            what="Consultation du profil"
                            who="Léo Michel".to_owned()
                            detail=Some("Informations personnelles".to_owned())
                        />
                    </TimelineDay>
                }
                .into_any()
            },
        },
        State {
            slug: "plusieurs",
            title: "Plusieurs jours",
            draw: || {
                view! {
                    <h2>"Activités récentes"</h2>
                    {[22, 21, 3]
                        .map(|number| {
                            let date = day(number);
                            view! {
                                <TimelineDay date>
                                    <TimelineItem
                                        date
                                        time="08:30".to_owned()
                                        what="Déconnexion"
                                        who="Moi".to_owned()
                                        detail=None
                                    />
                                </TimelineDay>
                            }
                        })
                        .collect_view()}
                }
                .into_any()
            },
        },
    ],
};

/// A day of November 2026.
fn day(number: u8) -> CalendarDate {
    CalendarDate::new(2026, 11, number).unwrap_or_else(|_| unreachable!("November has 30 days"))
}
