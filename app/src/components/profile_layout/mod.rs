use domain::place::ProfilePage;
use domain::view::Space;
use leptos::prelude::*;
use leptos_router::components::Outlet;
use leptos_router::hooks::use_location;

use super::icon::Icon;
use super::live_text::live;
use super::profile_band::ProfileBand;
use super::profile_menu::ProfileMenu;
use super::session_watch::SessionWatch;
use super::site_header::{Wordmark, bar_without_name};
use crate::api::space::ReadSpace;
use crate::exchange::{Content, loaded_or};

/// The profile of the page's address, as it stands there. A page is drawn anew when it changes.
pub fn use_profile() -> String {
    use_location().pathname.with_untracked(|path| profile_of(path).to_owned())
}

fn profile_of(path: &str) -> &str {
    path.strip_prefix("/p/").and_then(|rest| rest.split('/').next()).unwrap_or_default()
}

/// The frame's data, as the layout loads it; read by the pages that show no more than names.
#[derive(Clone, Copy)]
pub struct SpaceOfPage(pub Content<Space>);

/// The frame of every page of a profile. When the profile of the address changes, all is loaded
/// anew: until then no name is shown, rather than the one before.
#[component]
pub fn ProfileLayout() -> impl IntoView {
    let pathname = use_location().pathname;
    let profile = Memo::new(move |before: Option<&String>| {
        // While the layout is being left, its last profile stays.
        let here = pathname.with(|path| profile_of(path).to_owned());
        if here.is_empty() { before.cloned().unwrap_or_default() } else { here }
    });
    let space = space_of(profile.into());
    provide_context(SpaceOfPage(space));

    let here = Signal::derive(move || pathname.with(|path| ProfilePage::of_path(path)).map(|(_, page)| page));

    view! {
        <header class="site-header">
            {loaded_or(
                space,
                bar_without_name,
                // The page says what is wrong.
                |_| bar_without_name(),
                move |space| view! { <ProfileHeader space here /> }.into_any(),
            )}
        </header>
        <main id="contenu" class="main" tabindex="-1">
            <Outlet />
        </main>
        <SessionWatch />
    }
}

/// The profile that is named, one's own for an empty name, and those one can switch to.
pub fn space_of(profile: Signal<String>) -> Content<Space> {
    Content::of(move || ReadSpace { profile: profile.get() })
}

/// The header of a profile's pages.
#[component]
pub fn ProfileHeader(
    /// The profile, and those one can switch to.
    space: Space,
    /// The kind of page that is shown; none at an address where no page stands.
    #[prop(into)]
    here: Signal<Option<ProfilePage>>,
) -> impl IntoView {
    let active = space.active.clone();
    let home = ProfilePage::Home.path(active.id);
    // The home page says by itself where it is, and whose.
    let elsewhere = live(move || {
        let (home, profile) = (home.clone(), active.clone());
        (here.get() != Some(ProfilePage::Home))
            .then(|| {
                view! {
                    <div>
                        <nav class="container main-nav" aria-label="Navigation principale">
                            <a class="main-nav__link" href=home>
                                <Icon name="home" />
                                " Accueil"
                            </a>
                        </nav>
                        <ProfileBand profile />
                    </div>
                }
            })
            .into_any()
    });
    view! {
        <SpaceBar space here=Signal::derive(move || Some(here.get().unwrap_or(ProfilePage::Home))) />
        {elsewhere}
    }
}

/// What stands in the header for whoever is signed in: the way home, and the menu.
#[component]
pub fn SpaceBar(
    /// The profile, and those one can switch to.
    space: Space,
    /// The kind of page that is shown; none where the page belongs to no profile.
    here: Signal<Option<ProfilePage>>,
) -> impl IntoView {
    view! {
        <div class="container site-header__bar">
            <Wordmark href=ProfilePage::Home.path(space.active.id) />
            <ProfileMenu space here />
        </div>
    }
}
