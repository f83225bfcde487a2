use domain::view::ProfileSummary;
use leptos::prelude::*;

use crate::components::page_title::PageTitle;
use crate::components::profile_layout::SpaceOfPage;
use crate::components::side_nav::SideNav;
use crate::components::verbatim::{sentence, verbatim};
use crate::exchange::loaded;

/// The list of settings (P00).
#[component]
pub fn SettingsPage() -> impl IntoView {
    let SpaceOfPage(space) = expect_context::<SpaceOfPage>();
    view! {
        <PageTitle heading="Paramètres" />
        {loaded(space, |space| view! { <SettingsView profile=space.active /> }.into_any())}
    }
}

/// The list of settings of a profile.
#[component]
pub fn SettingsView(
    /// Whose.
    profile: ProfileSummary,
) -> impl IntoView {
    view! {
        <div class="container settings-list">
            <h1 tabindex="-1">{sentence(format!("Paramètres de {}", verbatim(&profile.name.given)))}</h1>
            <p class="lead">
                // The source's sentence (P00), as far as it is true: changing particulars and notices by e-mail are to come.
                "Je peux suivre l'historique d'activité et clôturer Mon espace santé."
            </p>
            <SideNav profile=profile.id given=profile.name.given />
        </div>
    }
}
