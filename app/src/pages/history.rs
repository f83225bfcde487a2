use domain::id::ProfileId;
use domain::place::ProfilePage;
use domain::view::{HistoryDay, HistoryPage as HistoryData, OlderLines, ProfileSummary};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;
use leptos_router::hooks::use_query_map;

use crate::api::space::ReadHistory;
use crate::components::empty::Empty;
use crate::components::live_text::live;
use crate::components::page_title::PageTitle;
use crate::components::pager::Pager;
use crate::components::profile_layout::{SpaceOfPage, use_profile};
use crate::components::settings_section::SettingsSection;
use crate::components::timeline::{TimelineDay, TimelineItem};
use crate::exchange::{Content, ask_once, loaded_together};
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

/// A page of the history, to which older ones are added.
#[component]
pub fn HistoryView(
    /// Whose.
    profile: ProfileSummary,
    /// The lines.
    history: HistoryData,
    /// Whether there are newer lines than these.
    older: bool,
) -> impl IntoView {
    let id = profile.id;
    let path = ProfilePage::History.path(id);
    let heading = if history.days.is_empty() {
        view! { <Empty icon="history" text="Aucune activité sur cette période." /> }.into_any()
    } else {
        let heading = if older { "Activités plus anciennes" } else { "Activités récentes" };
        view! {
            <h2 class="result-count" id="resultats">
                {heading}
            </h2>
        }
        .into_any()
    };
    let shown = RwSignal::new(history);
    let lines = live(move || {
        let days = shown.with(|history| history.days.clone());
        view! { <div>{days.into_iter().map(|day| view! { <Day day /> }).collect_view()}</div> }.into_any()
    });
    let first = older.then_some((path.clone(), "Revenir aux activités récentes"));
    let pager = live(move || {
        let next = shown.with(|history| history.older).map(|OlderLines { after, count }| {
            let more = text::counted(i64::from(count), "activité", "activités");
            (format!("{path}?apres={after}"), format!("Afficher {more} de plus"))
        });
        let add = Callback::new(move |()| add_older(id, shown));
        view! {
            <div>
                <Pager next add=Some(add) first=first.clone() />
            </div>
        }
        .into_any()
    });
    view! {
        <SettingsSection profile here=ProfilePage::History>
            <h1 tabindex="-1">"Historique d'activité"</h1>
            {heading}
            {lines}
            {pager}
        </SettingsSection>
    }
}

/// Adds the next page to what is shown, and brings the focus to its first line.
fn add_older(profile: ProfileId, shown: RwSignal<HistoryData>) {
    let Some(OlderLines { after, .. }) = shown.with_untracked(|history| history.older) else { return };
    let call = ReadHistory { profile: profile.to_string(), after: after.to_string() };
    ask_once(call, move |answer| match answer.read::<HistoryData>() {
        Ok(next) => {
            // Pressed twice, it is added once; and by now the page may have been left.
            let is_awaited = |history: &HistoryData| history.older.is_some_and(|older| older.after == after);
            if shown.try_with_untracked(is_awaited) != Some(true) {
                return;
            }
            let before = shown.with_untracked(|history| history.days.iter().map(|day| day.entries.len()).sum());
            shown.update(|history| history.append(next));
            request_animation_frame(move || focus_line(before));
        }
        Err(_) => {
            // The browser asks for that page itself, and shows what is wrong. It fails only for an address that is none.
            let _ = window().location().assign(&format!("{}?apres={after}", ProfilePage::History.path(profile)));
        }
    });
}

/// Brings the focus to a line, counted from the first that is shown.
fn focus_line(place: usize) {
    let lines = document().get_elements_by_class_name("timeline__item");
    let line = u32::try_from(place).ok().and_then(|place| lines.item(place));
    if let Some(line) = line.and_then(|line| line.dyn_into::<HtmlElement>().ok()) {
        line.set_tab_index(-1);
        // It fails only for an element that is not in the page.
        let _ = line.focus();
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
                    let detail = text::details(detail, entry.detail);
                    let who = text::who(&entry.who, entry.act);
                    view! { <TimelineItem date time=entry.time what who detail /> }
                })
                .collect_view()}
        </TimelineDay>
    }
}
