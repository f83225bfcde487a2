use domain::access::Basis;
use domain::place::{ProfilePage, PublicPage};
use domain::view::{ProfileList, ProfileSummary};
use leptos::prelude::*;

use crate::api::space::ReadProfiles;
use crate::components::avatar::Avatar;
use crate::components::icon::Icon;
use crate::components::link::ActionLink;
use crate::components::page_title::PageTitle;
use crate::components::session_watch::SessionWatch;
use crate::components::sign_out::SignOutForm;
use crate::components::verbatim::name;
use crate::exchange::{Content, loaded};
use crate::text;

/// The list of one's profiles (H02b).
#[component]
pub fn ProfilesPage() -> impl IntoView {
    let list = Content::of(|| ReadProfiles {});
    view! {
        <PageTitle heading="Profils" />
        {loaded(list, |list| view! { <ProfilesView list /> }.into_any())}
        <SessionWatch />
    }
}

/// All profiles, and the ways to the settings and out.
#[component]
pub fn ProfilesView(
    /// Which there are.
    list: ProfileList,
) -> impl IntoView {
    let ProfileList { profiles, account } = list;
    let own = profiles.iter().find(|profile| profile.basis == Basis::Holder).map(|profile| profile.id);
    view! {
        <div class="container">
            <h1 id="profils-titre" tabindex="-1">
                "Profils"
            </h1>
            <ul class="profile-list" aria-labelledby="profils-titre">
                {profiles.into_iter().map(|profile| view! { <ProfileLink profile /> }).collect_view()}
            </ul>
            <ul class="action-list">
                <li>
                    <ActionLink href=PublicPage::AddProfiles.path() icon="user-plus" label="Ajouter un profil" />
                </li>
                {own
                    .map(|own| {
                        view! {
                            <li>
                                <ActionLink href=ProfilePage::Settings.path(own) icon="settings" label="Paramètres" />
                            </li>
                        }
                    })}
                <li>
                    <SignOutForm account class="action-list__link">
                        <Icon name="sign-out" />
                        " Se déconnecter"
                    </SignOutForm>
                </li>
            </ul>
        </div>
    }
}

#[component]
fn ProfileLink(profile: ProfileSummary) -> impl IntoView {
    let href = ProfilePage::Home.path(profile.id);
    let full = profile.name.full();
    let kind = text::kind(profile.basis);
    view! {
        <li>
            <a class="profile-list__link" href=href>
                <Avatar profile large=true />
                <span class="profile-list__who">
                    <span class="profile-list__name" translate="no">{name(&full)}</span>
                    " "
                    <span class="profile-list__kind">{kind}</span>
                </span>
                <Icon name="chevron-right" class="profile-list__chevron" />
            </a>
        </li>
    }
}
