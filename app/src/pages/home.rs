use domain::access::Basis;
use domain::id::ProfileId;
use domain::place::{ProfilePage, PublicPage};
use domain::view::ProfileSummary;
use leptos::prelude::*;

use crate::components::assurance::Assurance;
use crate::components::card::{Card, CardGrid};
use crate::components::link::TextLink;
use crate::components::notice::{Notice, NoticeKind};
use crate::components::page_title::PageTitle;
use crate::components::profile_layout::SpaceOfPage;
use crate::components::verbatim::{sentence, verbatim};
use crate::exchange::loaded;
use crate::text;

/// The home page of a profile (H01).
#[component]
pub fn HomePage() -> impl IntoView {
    let SpaceOfPage(space) = expect_context::<SpaceOfPage>();
    view! {
        <PageTitle heading="Accueil" />
        {loaded(space, |space| view! { <HomeView profile=space.active invited=space.invited /> }.into_any())}
    }
}

/// Greeting, ways on, assurances.
#[component]
pub fn HomeView(
    /// Whose home.
    profile: ProfileSummary,
    /// Whether somebody waits for an answer to an invitation.
    #[prop(optional)]
    invited: bool,
) -> impl IntoView {
    let own = profile.basis == Basis::Holder;
    let given = verbatim(&profile.name.given);
    let (heading, identity) = if own {
        (format!("Bonjour {given},"), "Mon identité et mes coordonnées de contact.".to_owned())
    } else {
        (format!("Profil de {given}"), format!("L'identité de {given}."))
    };
    view! {
        <div class=format!("hero hero--{}", profile.accent.name())>
            <div class="container hero__inner">
                <div class="hero__text">
                    {own.then(|| view! { <p class="hero__motto">"Vous avez la main sur votre santé"</p> })}
                    <h1 class="hero__title" tabindex="-1">
                        {sentence(heading)}
                    </h1>
                    <p class="lead">{text::PROMISE}</p>
                </div>
                <svg class="hero__art" aria-hidden="true" focusable="false">
                    <use href="/icons.svg#shore"></use>
                </svg>
            </div>
        </div>
        <div class="container stack stack--large">
            {(own && invited)
                .then(|| {
                    let (href, label) = (PublicPage::Invitations.path(), "Répondre à la demande");
                    view! {
                        <div class="stack">
                            <Notice kind=NoticeKind::Info text="Une demande de partage d'un profil attend votre réponse." />
                            <p>
                                <TextLink href label />
                            </p>
                        </div>
                    }
                })}
            <MyData profile=profile.id identity />
            <Assurance />
        </div>
    }
}

#[component]
fn MyData(profile: ProfileId, identity: String) -> impl IntoView {
    view! {
        <section aria-labelledby="mes-donnees">
            <h2 id="mes-donnees">"Mes données"</h2>
            <CardGrid>
                <Card
                    icon="id-card"
                    title="Informations personnelles"
                    text=identity
                    href=ProfilePage::PersonalInformation.path(profile)
                    act="Voir les informations personnelles"
                />
                <Card
                    icon="history"
                    title="Historique d'activité"
                    text="Les accès et les modifications, avec leur date et leur auteur."
                    href=ProfilePage::History.path(profile)
                    act="Voir l'historique d'activité"
                />
                <Card
                    icon="users"
                    title="Profils"
                    text="Mon profil et les profils qui me sont rattachés."
                    href=PublicPage::Profiles.path()
                    act="Changer de profil"
                />
            </CardGrid>
        </section>
    }
}
