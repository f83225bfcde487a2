use domain::place::ProfilePage;
use domain::view::{HISTORY_PAGE, HistoryDay, HistoryEntry, HistoryPage as HistoryData, ProfileSummary};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::api::space::ReadHistory;
use crate::components::icon::Icon;
use crate::components::page_title::PageTitle;
use crate::components::profile_layout::{SpaceOfPage, use_profile};
use crate::components::settings_section::SettingsSection;
use crate::exchange::{Content, loaded_together};
use crate::text;

/// The activity history (P05).
#[component]
pub fn HistoryPage() -> impl IntoView {
    let SpaceOfPage(space) = expect_context::<SpaceOfPage>();
    let profile = use_profile();
    let query = use_query_map();
    let after = Memo::new(move |_| query.with(|query| query.get("apres").unwrap_or_default()));
    let lines = Content::of(move || ReadHistory { profile: profile.get(), after: after.get() });
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
        view! {
            <p class="empty">
                <Icon name="history" />
                " Aucune activité sur cette période."
            </p>
        }
        .into_any()
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
    let next = history.older.map(|after| {
        let href = format!("{path}?apres={after}");
        view! {
            <p class="block">
                <a class="button button--secondary" href=href>
                    {format!("Afficher {HISTORY_PAGE}\u{a0}activités de plus")}
                </a>
            </p>
        }
    });
    let newest = older.then(|| {
        view! {
            <p class="block">
                <a href=path>"Revenir aux activités récentes"</a>
            </p>
        }
    });
    view! {
        <SettingsSection profile here=ProfilePage::History>
            <h1 tabindex="-1">"Historique d'activité"</h1>
            {lines}
            {next}
            {newest}
        </SettingsSection>
    }
}

#[component]
fn Day(day: HistoryDay) -> impl IntoView {
    let date = day.date.to_iso();
    view! {
        <h3 class="timeline-day">{day.date.to_string()}</h3>
        <ol class="timeline">
            {day
                .entries
                .into_iter()
                .map(|entry| {
                    let at = format!("{date}T{}", entry.time);
                    view! { <Entry entry at /> }
                })
                .collect_view()}
        </ol>
    }
}

#[component]
fn Entry(entry: HistoryEntry, at: String) -> impl IntoView {
    let (what, detail) = text::act(entry.act);
    view! {
        <li class="timeline__item">
            <time class="timeline__time" datetime=at>
                {text::hour(&entry.time)}
            </time>
            <div class="timeline__body">
                <p class="timeline__what">{what}</p>
                <p class="timeline__who">{text::who(&entry.who, entry.act)}</p>
                {detail.map(|detail| view! { <p class="timeline__detail">{detail}</p> })}
            </div>
        </li>
    }
}
