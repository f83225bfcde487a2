use domain::id::ProfileId;
use domain::place::ProfilePage;
use leptos::prelude::*;

use super::icon::Icon;
use super::verbatim::{sentence, verbatim};

#[cfg(feature = "gallery")]
pub mod examples;

/// What the settings are made of: page, icon, name.
const ENTRIES: [(ProfilePage, &str, &str); 4] = [
    (ProfilePage::PersonalInformation, "id-card", "Informations personnelles"),
    (ProfilePage::Sharing, "users", "Partage du profil"),
    (ProfilePage::History, "history", "Historique d'activité"),
    (ProfilePage::Closure, "lock", "Clôture du profil"),
];

/// The list of settings: large on its own page, small beside a section.
#[component]
pub fn SideNav(
    /// Whose settings.
    profile: ProfileId,
    /// The given name of the profile's holder.
    given: String,
    /// The section that is open; none on the list's own page.
    #[prop(optional, into)]
    here: Option<ProfilePage>,
) -> impl IntoView {
    let title = format!("Paramètres de {given}");
    let heading = here.is_some().then(|| {
        view! { <p class="side-nav__title">{sentence(format!("Paramètres de {}", verbatim(&given)))}</p> }
    });
    let class = if here.is_some() { "side-nav" } else { "side-nav side-nav--large" };
    view! {
        <nav class=class aria-label=title>
            {heading}
            <ul class="side-nav__list">
                {ENTRIES
                    .map(|(page, icon, label)| {
                        view! {
                            <li>
                                <a
                                    class="side-nav__link"
                                    href=page.path(profile)
                                    aria-current=(here == Some(page)).then_some("page")
                                >
                                    <Icon name=icon />
                                    " "
                                    <span class="side-nav__label">{label}</span>
                                    " "
                                    <Icon name="chevron-right" class="side-nav__chevron" />
                                </a>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </nav>
    }
}
