//! The steps of enrolment that only tell: why nothing can be decided, that a code is on its way, and the ends.

use domain::attestation::{Addressed, Attestation};
use domain::date::CalendarDate;
use domain::enrolment::{EnrolmentStatus, Purpose};
use domain::id::ProfileId;
use domain::person::PersonName;
use domain::place::{EnrolmentPlace, ProfilePage, PublicPage};
use domain::provisional_code::Delivery;
use domain::view::MaskedDelivery;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::api::enrolment::{AbandonEnrolment, Told};
use crate::api::sign_in::SignOut;
use crate::components::back_link::BackLink;
use crate::components::button::{ButtonGroup, ButtonLink, ButtonLook, SubmitButton};
use crate::components::confirmation::Confirmation;
use crate::components::definition_list::{DefinitionList, Row};
use crate::components::form::{ACCOUNT, hidden};
use crate::components::icon::Icon;
use crate::components::link::ActionLink;
use crate::components::outcome::Outcome;
use crate::components::page_title::PageTitle;
use crate::components::verbatim::{name as unbroken, sentence, verbatim};
use crate::pages::enrolment::code::where_sent;
use crate::pages::enrolment::{Frame, Wizard};
use crate::text;

/// A step as it is drawn.
pub fn draw(told: Told, wizard: &Wizard) -> AnyView {
    match told {
        Told::Impasse { status, signed_in } => impasse(wizard, status, signed_in),
        Told::CodeSent(by) => code_sent(wizard, by.as_ref()),
        Told::Opposed(attested) => opposed(attested),
        Told::Attestation(attested, site) => attestation(attested, &site),
        Told::Closed => closed(),
        Told::Activated { profile, own, child, others, account } => activated(profile, own, child, others, account),
    }
}

/// Why nothing can be decided, and what can be done instead.
fn impasse(wizard: &Wizard, status: Option<EnrolmentStatus>, signed_in: bool) -> AnyView {
    let (words, href, label) = match status {
        Some(EnrolmentStatus::Activated) if signed_in => (
            "Mon espace santé est déjà activé pour cette personne.",
            PublicPage::Profiles.path().to_owned(),
            "Voir mes profils",
        ),
        Some(EnrolmentStatus::Activated) => (
            "Mon espace santé est déjà activé pour cette personne. Pour le retrouver, connectez-vous.",
            PublicPage::SignIn.path().to_owned(),
            "Se connecter",
        ),
        Some(EnrolmentStatus::Opposed) => (
            "L'opposition à la création de Mon espace santé est déjà enregistrée pour cette personne. Vous pouvez revenir sur cette décision en activant Mon espace santé.",
            EnrolmentPlace::beginning(Purpose::Activate),
            "Activer Mon espace santé",
        ),
        Some(EnrolmentStatus::Closed) => (
            "Le profil de cette personne est déjà clôturé. Vous pouvez revenir sur cette décision en activant Mon espace santé.",
            EnrolmentPlace::beginning(Purpose::Activate),
            "Activer Mon espace santé",
        ),
        _ => (
            "Ces informations ne permettent pas de continuer en ligne. Appelez le 3422\u{a0}: un conseiller vous aidera.",
            PublicPage::Front.path().to_owned(),
            "Revenir à l'accueil",
        ),
    };
    let content = view! {
        <h1 tabindex="-1">"Je ne peux pas continuer ici"</h1>
        <p class="lead">{words}</p>
        <ButtonGroup>
            <ButtonLink href label />
            <ButtonLink
                href=EnrolmentPlace::Numbers.path()
                label="Corriger les numéros"
                look=ButtonLook::Secondary
            />
        </ButtonGroup>
    };
    Frame::new("Je ne peux pas continuer ici", 0, EnrolmentPlace::Numbers.path()).around(wizard, content.into_any())
}

/// A new code is on its way.
fn code_sent(wizard: &Wizard, sent: Option<&MaskedDelivery>) -> AnyView {
    let by_post = sent.is_some_and(|sent| sent.by == Delivery::Post);
    let sent = sentence(where_sent(sent));
    let arrives = if by_post {
        "Il arrive en 5\u{a0}jours ouvrés environ. Le code précédent n'est plus valable."
    } else {
        "Il arrive en général en moins d'une minute. Le code précédent n'est plus valable."
    };
    let later = by_post.then(|| {
        view! {
            <p>
                "Quand vous l'aurez reçu, revenez avec votre carte Vitale\u{a0}: vos réponses ne sont conservées que 30\u{a0}minutes, et vous les donnerez à nouveau."
            </p>
            {back_to_front()}
        }
    });
    let code = (!by_post).then(|| {
        view! {
            <ButtonGroup>
                <ButtonLink href=EnrolmentPlace::Code.path() label="Saisir mon code" />
            </ButtonGroup>
        }
    });
    let content = view! {
        <Confirmation heading="Votre code est en route">
            <p>{sent}</p>
        </Confirmation>
        <p>{arrives}</p>
        {code}
        {later}
    };
    Frame::new("Votre code est en route", 1, EnrolmentPlace::Channel.path()).around(wizard, content.into_any())
}

/// The space is activated; a second visit shows the same and does nothing.
fn activated(
    profile: Option<ProfileId>,
    own: Option<(PersonName, String)>,
    child: Option<PersonName>,
    others: Vec<(PersonName, bool)>,
    account: String,
) -> AnyView {
    let first = ProfilePage::Height;
    let discover = profile.map_or(PublicPage::SignIn.path().to_owned(), |profile| first.path(profile));
    let (title, heading, next) = match &child {
        Some(child) => (
            "Le profil a bien été activé\u{a0}!",
            format!("Le profil de {} a bien été activé\u{a0}!", verbatim(&child.given)),
            "Vous le retrouvez dans le menu de votre profil, à côté du vôtre.",
        ),
        None => (
            "Mon espace santé a bien été activé\u{a0}!",
            "Mon espace santé a bien été activé\u{a0}!".to_owned(),
            "Je peux dès à présent découvrir toutes les fonctionnalités de Mon espace santé et commencer à compléter mon profil.",
        ),
    };
    let attached = (!others.is_empty()).then(|| {
        let child = |(name, can_be_opposed): (PersonName, bool)| {
            let oppose = can_be_opposed.then(|| {
                let href = EnrolmentPlace::beginning(Purpose::Oppose);
                let label = format!("M'opposer pour {}", verbatim(&name.given));
                view! { <ButtonLink href label look=ButtonLook::Secondary /> }
            });
            view! {
                <li>
                    <p class="wizard__name" translate="no">
                        {unbroken(&name.full())}
                    </p>
                    <ButtonGroup>
                        <ButtonLink
                            href=PublicPage::AddProfiles.path()
                            label=format!("Activer le profil de {}", verbatim(&name.given))
                            look=ButtonLook::Secondary
                            rel="external"
                        />
                        {oppose}
                    </ButtonGroup>
                </li>
            }
        };
        view! {
            <h2>"Profil(s) rattaché(s)\u{a0}:"</h2>
            <p>
                "Une fois votre profil activé, vous aurez la possibilité d'activer ou de vous opposer à Mon espace santé pour chacun de ces profils."
            </p>
            <ul class="wizard__children">{others.into_iter().map(child).collect_view()}</ul>
        }
    });
    let own = own.map(|(name, identifier)| {
        let name = format!("{}\u{a0}– Profil principal", verbatim(&name.full()));
        view! {
            <h2>"Mon profil"</h2>
            <p>{sentence(name)}</p>
            <p>{sentence(format!("Mon identifiant pour me connecter\u{a0}: {}", verbatim(&identifier)))}</p>
        }
    });
    view! {
        <PageTitle heading=title />
        <div class="container container--narrow wizard">
            <Confirmation heading />
            <p class="lead">{next}</p>
            <ButtonGroup>
                // The whole page anew: from here on somebody is signed in.
                <ButtonLink href=discover label="Découvrir Mon espace santé" rel="external" />
                <ButtonLink
                    href=PublicPage::AddProfiles.path()
                    label="Gérer un autre profil rattaché"
                    look=ButtonLook::Secondary
                    rel="external"
                />
                <SubmitButton label="Terminer" look=ButtonLook::Secondary form="terminer" />
            </ButtonGroup>
            <form id="terminer" method="post" action=SignOut::url()>
                {hidden(ACCOUNT, account)}
            </form>
            <p class="hint">
                "«\u{a0}Terminer\u{a0}» vous déconnecte\u{a0}: choisissez-le sur un ordinateur partagé."
            </p>
            {own}
            {attached}
        </div>
    }
    .into_any()
}

/// The space is closed.
fn closed() -> AnyView {
    view! {
        <PageTitle heading="Mon espace santé est clôturé" />
        <div class="container container--narrow wizard">
            <Confirmation heading="Mon espace santé est clôturé" />
            <p>
                "Vous pouvez revenir sur cette décision à tout moment, en activant Mon espace santé avec un nouveau code provisoire."
            </p>
            {back_to_front()}
        </div>
    }
    .into_any()
}

const ATTESTATION_FILE: &str = "/opposition/attestation.pdf";

/// The opposition is recorded, and how to keep a proof of it.
fn opposed(attested: Option<(Attestation, CalendarDate)>) -> AnyView {
    let Some((_, day)) = attested else { return lifted() };
    let on = format!("Elle est enregistrée depuis le {day}.");
    view! {
        <PageTitle heading="Mon opposition est enregistrée" />
        <div class="container container--narrow wizard">
            <Confirmation heading="Mon opposition est enregistrée">
                <p>{on}</p>
            </Confirmation>
            <p>
                "Vous pouvez revenir sur cette décision à tout moment, en activant Mon espace santé avec un nouveau code provisoire."
            </p>
            <h2>"Je télécharge mon attestation d'opposition"</h2>
            <ul class="action-list">
                <li>
                    // `external`: the router leaves it to the browser, which saves the file.
                    <a class="action-list__link" href=ATTESTATION_FILE rel="external" download="">
                        <Icon name="download" />
                        " "
                        <span>"Télécharger l'attestation (PDF, moins de 50\u{a0}Ko)"</span>
                    </a>
                </li>
                <li>
                    <ActionLink href=EnrolmentPlace::Attestation.path() icon="id-card" label="Voir l'attestation" />
                </li>
            </ul>
            <p class="hint">
                "L'attestation reste accessible 30\u{a0}minutes depuis ce navigateur. Sur un ordinateur partagé, choisissez «\u{a0}Revenir à l'accueil\u{a0}» pour effacer vos réponses."
            </p>
            {back_to_front()}
        </div>
    }
    .into_any()
}

/// The opposition was lifted meanwhile, perhaps from another browser.
fn lifted() -> AnyView {
    view! {
        <PageTitle heading="Cette opposition a été levée" />
        <Outcome icon="info" heading="Cette opposition a été levée">
            <p>"Mon espace santé a été activé depuis. L'attestation n'est plus valable."</p>
            <p>
                <ButtonLink href=PublicPage::Front.path() label="Revenir à l'accueil" />
            </p>
        </Outcome>
    }
    .into_any()
}

/// The attestation as a page that prints on one sheet: what the file says, in the same words.
fn attestation(attested: Option<(Attestation, CalendarDate)>, site: &str) -> AnyView {
    let Some((Attestation { name, nir, to, code, .. }, day)) = attested else { return lifted() };
    let day = day.numeric();
    let Addressed { greeting, whose, label, representative } = Addressed::new(&name, &to, verbatim);
    let representative = representative.map(|name| {
        view! { <Row term="Représentant légal\u{a0}:">{sentence(verbatim(&name))}</Row> }
    });
    let address = |page: PublicPage| {
        let address = format!("{site}{}", page.path());
        view! {
            <a href=page.path() translate="no">
                {address}
            </a>
        }
    };
    view! {
        <PageTitle heading="Votre justificatif d'opposition" />
        <div class="container container--narrow">
            <BackLink href=EnrolmentPlace::Opposed.path() label="Retour" />
            <article class="attestation">
                <p class="attestation__from">{text::SITE}</p>
                <DefinitionList>
                    <Row term="Numéro de l'assuré\u{a0}:">{sentence(verbatim(&nir))}</Row>
                    <Row term=label>{sentence(verbatim(&name.official()))}</Row>
                    {representative}
                </DefinitionList>
                <p>{format!("Le {day}")}</p>
                <h1 tabindex="-1">"Votre justificatif d'opposition"</h1>
                <p>{sentence(greeting)}</p>
                <p>
                    {sentence(
                        format!(
                            "Votre demande d'opposition à la création de Mon espace santé{whose} a bien été prise en compte le {day}. La possibilité d'utiliser Mon espace santé est gelée, et non supprimée.",
                        ),
                    )}
                </p>
                <p>
                    "Vous pouvez revenir à tout moment sur votre décision en activant Mon espace santé à cette adresse\u{a0}: "
                    {address(PublicPage::Enrol)}
                </p>
                <p>"Avec toute mon attention,"</p>
                <p>"Votre conseiller Mon espace santé"</p>
                <div class="attestation__check">
                    <p>"Code de vérification\u{a0}: " <strong class="attestation__code" translate="no">{code}</strong></p>
                    <p>
                        "La personne à qui vous présentez ce justificatif peut s'assurer qu'il est authentique. Il lui suffit de saisir le code de vérification à cette adresse\u{a0}: "
                        {address(PublicPage::Verify)}
                    </p>
                </div>
                <p class="hint">"Page 1/1"</p>
            </article>
            <p class="hint no-print">"Pour imprimer cette page, utilisez la commande Imprimer de votre navigateur."</p>
        </div>
    }
    .into_any()
}

/// Ends the draft: on a shared computer nothing of what was typed is left.
fn back_to_front() -> impl IntoView {
    view! {
        <form method="post" action=AbandonEnrolment::url()>
            <input r#type="hidden" name="vers" value="accueil" />
            <ButtonGroup>
                <SubmitButton label="Revenir à l'accueil" look=ButtonLook::Secondary />
            </ButtonGroup>
        </form>
    }
}
