use domain::place::ProfilePage;
use domain::view::{HISTORY_PAGE, HistoryDay, HistoryPage as HistoryData, ProfileSummary};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::api::space::ReadHistory;
use crate::components::empty::Empty;
use crate::components::page_title::PageTitle;
use crate::components::pager::Pager;
use crate::components::profile_layout::{SpaceOfPage, use_profile};
use crate::components::settings_section::SettingsSection;
use crate::components::timeline::{TimelineDay, TimelineItem};
use crate::exchange::{Content, loaded_together};
use crate::text;

/// The activity history (P05).
#[component]
pub fn HistoryPage() -> impl IntoView {
    let SpaceOfPage(space) = expect_context::<SpaceOfPage>();
    let profile = use_profile();
    let query = use_query_map();
    let after = Memo::new(move |_| query.with(|query| query.get("apres").unwrap_or_default()));
    let lines = Content::of(move || ReadHistory { profile: profile.clone(), after: after.get() });
    view! {
        <PageTitle heading="Historique d'activité" />
        {loaded_together(
            space,
            lines,
            move |space, history| {
                let older = !after.get_untracked().is_empty();
                view! { <HistoryView profile=space.active history older /> }.into_any()
            },
        )}
    }
}

/// A page of the history.
#[component]
pub fn HistoryView(
    /// Whose.
    profile: ProfileSummary,
    /// The lines.
    history: HistoryData,
    /// Whether there are newer lines than these.
    older: bool,
) -> impl IntoView {
    let path = ProfilePage::History.path(profile.id);
    let lines = if history.days.is_empty() {
        view! { <Empty icon="history" text="Aucune activité sur cette période." /> }.into_any()
    } else {
        let heading = if older { "Activités plus anciennes" } else { "Activités récentes" };
        view! {
            <h2 class="result-count" id="resultats">
                {heading}
            </h2>
            {history.days.into_iter().map(|day| view! { <Day day /> }).collect_view()}
        }
        .into_any()
    };
    let next = history
        .older
        .map(|after| (format!("{path}?apres={after}"), format!("Afficher {HISTORY_PAGE}\u{a0}activités de plus")));
    let first = older.then_some((path, "Revenir aux activités récentes"));
    view! {
        <SettingsSection profile here=ProfilePage::History>
            <h1 tabindex="-1">"Historique d'activité"</h1>
            {lines}
            <Pager next first />
        </SettingsSection>
    }
}

#[component]
fn Day(day: HistoryDay) -> impl IntoView {
    let date = day.date;
    view! {
        <TimelineDay date>
            {day
                .entries
                .into_iter()
                .map(|entry| {
                    let (what, detail) = text::act(entry.act);
                    let who = text::who(&entry.who, entry.act);
                    view! { <TimelineItem date time=entry.time what who detail /> }
                })
                .collect_view()}
        </TimelineDay>
    }
}
