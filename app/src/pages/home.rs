use domain::access::Basis;
use domain::id::ProfileId;
use domain::place::{ProfilePage, PublicPage};
use domain::view::ProfileSummary;
use leptos::prelude::*;

use crate::api::onboarding::{Beginning, ReadBeginning};
use crate::components::assurance::Assurance;
use crate::components::button::ButtonLook;
use crate::components::card::{Card, CardGrid};
use crate::components::link::TextLink;
use crate::components::notice::{Notice, NoticeKind};
use crate::components::page_title::PageTitle;
use crate::components::panel::Panel;
use crate::components::profile_layout::{SpaceOfPage, use_profile};
use crate::components::verbatim::{sentence, verbatim};
use crate::exchange::{Content, loaded_together};
use crate::pages::parts;
use crate::text;

/// The home page of a profile (H01).
#[component]
pub fn HomePage() -> impl IntoView {
    let SpaceOfPage(space) = expect_context::<SpaceOfPage>();
    let profile = use_profile();
    let beginning = Content::of(move || ReadBeginning { profile: profile.clone() });
    view! {
        <PageTitle heading="Accueil" />
        {loaded_together(
            space,
            beginning,
            |space, beginning| view! { <HomeView profile=space.active beginning invited=space.invited /> }.into_any(),
        )}
    }
}

/// Greeting, what comes next, ways on, assurances.
#[component]
pub fn HomeView(
    /// Whose home.
    profile: ProfileSummary,
    /// What is said of the first questions while some are open.
    beginning: Option<Beginning>,
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
    let motto = if own {
        "Vous avez la main sur votre santé".to_owned()
    } else {
        format!("Vous consultez le profil de {given}, en tant que représentant légal.")
    };
    let whose = format!("{}\u{a0}· {}", verbatim(&profile.name.full()), text::kind(profile.basis));
    view! {
        <div class=format!("hero hero--{}", profile.accent.name())>
            <div class="container hero__inner">
                <div class="hero__text">
                    <p class="hero__whose">{sentence(whose)}</p>
                    <h1 class="hero__title" tabindex="-1">
                        {sentence(heading)}
                    </h1>
                    <p class="hero__motto">{sentence(motto)}</p>
                    <p class="hero__promise">{text::PROMISE}</p>
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
            {beginning.map(|beginning| begin_with(beginning, own))}
            <MyData profile=profile.id identity />
            <Assurance />
        </div>
    }
}

/// «Pour bien commencer»: what is still to be answered of the first questions, by the holder or for a child.
fn begin_with(beginning: Beginning, own: bool) -> AnyView {
    let label = if own { "Compléter mon profil médical" } else { "Compléter le profil médical" };
    let parts = vec![
        parts::paragraph("", beginning.text),
        parts::buttons(vec![parts::link(beginning.href, label, ButtonLook::Primary)]),
    ];
    view! { <Panel id="pour-bien-commencer" title="Pour bien commencer">{parts}</Panel> }.into_any()
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
