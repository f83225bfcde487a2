//! Where the journeys begin (A02, O01, G01).

use domain::enrolment::Purpose;
use domain::place::{EnrolmentPlace, PublicPage};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::api::enrolment::{EnrolmentPage, ReadEnrolment, StepContent};
use crate::components::button::{ButtonGroup, ButtonLink, ButtonLook};
use crate::components::icon::Icon;
use crate::components::notice::{Notice, NoticeKind};
use crate::components::page_title::PageTitle;
use crate::components::verbatim::sentence;
use crate::exchange::{Content, loaded};

/// What is needed to activate (A02).
#[component]
pub fn EnrolPage() -> impl IntoView {
    let data = Content::of(|| ReadEnrolment { place: None });
    let why = use_query_map().with_untracked(|query| query.get("motif"));
    loaded(data, move |page: EnrolmentPage| {
        let StepContent::Start { under_way, over, signed_in } = page.step else { return ().into_any() };
        let news = match why.as_deref() {
            _ if over => Some(ERASED),
            Some(OVER) => Some(ERASED),
            Some(BEGIN) => Some("Reprenons à cette étape."),
            _ => None,
        };
        view! { <EnrolView under_way signed_in news /> }.into_any()
    })
}

/// Why one is led here, in the address: what was typed is kept no longer.
pub const OVER: &str = "expiration";
/// Why one is led here, in the address: nothing was begun in this browser.
pub const BEGIN: &str = "reprise";

/// That a draft is over.
pub const ERASED: &str = "Vos réponses ont été effacées\u{a0}: elles ne sont conservées que 30\u{a0}minutes, pour les protéger. \
                          Rien n'a été modifié.";

/// What is needed to activate.
#[component]
pub fn EnrolView(
    /// Whether a draft is under way in this browser.
    under_way: bool,
    /// Whether somebody is signed in.
    #[prop(optional)]
    signed_in: bool,
    /// Why one was led here.
    #[prop(default = None)]
    news: Option<&'static str>,
) -> impl IntoView {
    let resume = under_way.then(|| {
        view! {
            <ButtonLink
                href=EnrolmentPlace::Resume.path()
                label="Reprendre là où je me suis arrêté"
                look=ButtonLook::Secondary
            />
        }
    });
    view! {
        <PageTitle heading="Activer Mon espace santé" />
        <div class="container container--narrow wizard">
            {news.map(|text| view! { <Notice kind=NoticeKind::Info role="status" text /> })}
            <h1 tabindex="-1">"Activer Mon espace santé"</h1>
            <p class="lead">"Pour l'activer, j'ai besoin de\u{a0}:"</p>
            <ul class="needs">
                <li class="needs__item">
                    <Icon name="id-card" />
                    <span>"Mon numéro de sécurité sociale"</span>
                </li>
                <li class="needs__item">
                    <Icon name="card-photo" class="needs__card" />
                    <span>"Mon numéro de série de carte Vitale"</span>
                </li>
                <li class="needs__item">
                    <Icon name="mail" />
                    <span>{sentence("Mon code provisoire, reçu par courrier ou par e-mail")}</span>
                </li>
                <li class="needs__item">
                    <Icon name="clock" />
                    <span>"5\u{a0}minutes de mon temps"</span>
                </li>
            </ul>
            <ButtonGroup>
                <ButtonLink href=EnrolmentPlace::beginning(Purpose::Activate) label="Commencer" />
                {resume}
            </ButtonGroup>
            <ul class="wizard__others">
                <li>
                    <a href=PublicPage::NewCode.path()>"Je n'ai pas (ou plus) mon code"</a>
                </li>
                <li>
                    "Je peux aussi "
                    <a href=PublicPage::Oppose.path() aria-label="Clôturer ou m'opposer à Mon espace santé">
                        "clôturer ou m'opposer à Mon espace santé"
                    </a>
                </li>
                {(!signed_in)
                    .then(|| {
                        view! {
                            <li>
                                "Mon espace est déjà activé\u{a0}: "
                                <a href=PublicPage::SignIn.path()>"me connecter"</a>
                            </li>
                        }
                    })}
            </ul>
        </div>
    }
}

/// What an opposition means (O01).
#[component]
pub fn OpposePage() -> impl IntoView {
    let begin = EnrolmentPlace::beginning(Purpose::Oppose);
    view! {
        <PageTitle heading="Je m'oppose à Mon espace santé" />
        <div class="container container--narrow wizard">
            <div class="prose">
                <h1 tabindex="-1">"Je m'oppose à Mon espace santé"</h1>
                <p class="lead">"Vous pouvez refuser la création de Mon espace santé, pour vous ou pour votre enfant."</p>
                <ul>
                    <li>
                        <strong>"C'est un gel."</strong>
                        " S'opposer à la création du compte ne le supprime pas\u{a0}: la possibilité de l'utiliser est simplement gelée. Personne ne peut y déposer ni y consulter de document."
                    </li>
                    <li>
                        <strong>"C'est réversible."</strong>
                        " Vous pouvez changer d'avis à tout moment, en activant Mon espace santé."
                    </li>
                    <li>
                        <strong>"Il y a un délai."</strong>
                        {sentence(" Vous pouvez vous opposer pendant les 6\u{a0}semaines qui suivent l'e-mail ou le courrier qui vous informe. Ensuite, l'espace est créé\u{a0}: tant qu'il n'est pas activé, vous pouvez le clôturer ici, sans compte.")}
                    </li>
                </ul>
                <p>
                    "Il faut le code provisoire, le numéro de sécurité sociale et la carte Vitale. À la fin, vous pouvez télécharger une attestation."
                </p>
            </div>
            <ButtonGroup>
                <ButtonLink href=begin label="Continuer" />
                <ButtonLink href=PublicPage::Enrol.path() label="Annuler" look=ButtonLook::Secondary />
            </ButtonGroup>
            <p>
                "Vous avez reçu une attestation\u{a0}? " <a href=PublicPage::Verify.path()>"Vérifier une attestation d'opposition"</a>
            </p>
        </div>
    }
}

/// How to get a new provisional code (G01).
#[component]
pub fn NewCodePage() -> impl IntoView {
    let begin = EnrolmentPlace::beginning(Purpose::NewCode);
    view! {
        <PageTitle heading="Je génère un nouveau code provisoire" />
        <div class="container container--narrow wizard">
            <h1 tabindex="-1">"Je génère un nouveau code provisoire"</h1>
            <p class="lead">
                "Afin de sécuriser l'envoi de mon nouveau code provisoire, j'ai besoin de m'identifier."
            </p>
            <p>
                {sentence("Le nouveau code est envoyé par SMS, par e-mail ou par courrier, à la coordonnée que l'Assurance Maladie connaît. Il remplace le précédent.")}
            </p>
            <ButtonGroup>
                <ButtonLink href=begin label="Continuer" />
                <ButtonLink href=PublicPage::Enrol.path() label="Annuler" look=ButtonLook::Secondary />
            </ButtonGroup>
        </div>
    }
}
