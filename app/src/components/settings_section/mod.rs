use domain::place::ProfilePage;
use domain::view::ProfileSummary;
use leptos::prelude::*;

use super::back_link::BackLink;
use super::side_nav::SideNav;

/// A section of the settings beside the list of them.
#[component]
pub fn SettingsSection(
    /// Whose settings.
    profile: ProfileSummary,
    /// Which section.
    here: ProfilePage,
    /// The section's content, with its heading.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="container settings">
            <SideNav profile=profile.id given=profile.name.given here />
            <div class="settings__section">
                <BackLink href=ProfilePage::Settings.path(profile.id) label="Retour aux paramètres" />
                {children()}
            </div>
        </div>
    }
}
