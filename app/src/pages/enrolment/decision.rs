//! «Activation»: the decision, for a child who represents them, and the end.

use domain::enrolment::{Decision, EnrolmentStatus, Purpose};
use domain::person::PersonName;
use domain::place::{EnrolmentPlace, PublicPage};
use leptos::prelude::*;

use super::{Frame, Wizard};
use crate::components::button::{ButtonGroup, ButtonLink, ButtonLook, SubmitButton};
use crate::components::checkbox::Checkbox;
use crate::components::choice::{Choice, ChoiceGroup};
use crate::components::form::{ACCOUNT, PostForm};
use crate::components::link::TextLink;
use crate::components::notice::{Notice, NoticeKind};
use crate::components::verbatim::{sentence, verbatim};

const DECIDE: &str = "Je prends ma décision";

/// The decision: both sides with the same weight, none beforehand.
pub fn decision(wizard: &Wizard, name: &PersonName, status: EnrolmentStatus) -> AnyView {
    let form = wizard.form;
    let mut choices = vec![
        Choice::new(Decision::Activate.name(), "J'active Mon espace santé")
            .hint("J'ai la main sur ma santé\u{a0}: je gère mes informations et les partage en toute confidentialité et en toute sécurité."),
    ];
    choices.extend(Some(status.refusal()).filter(|refusal| status.can(*refusal)).map(|refusal| {
        let label = if refusal == Decision::Close {
            "Je clôture Mon espace santé"
        } else {
            "Je m'oppose à la création de Mon espace santé"
        };
        let hint =
            "Je renonce aux avantages de Mon espace santé. Si je change d'avis, je peux à tout moment l'activer.";
        Choice::new(refusal.name(), label).hint(hint)
    }));
    let notice = match status {
        EnrolmentStatus::Opposed => Some(
            "Une opposition est enregistrée pour ce profil. L'activer lève l'opposition\u{a0}: l'attestation ne sera plus valable.",
        ),
        EnrolmentStatus::Closed => {
            Some("Ce profil est clôturé. L'activer le rouvre, et annule sa suppression si elle était demandée.")
        }
        EnrolmentStatus::Created => {
            Some("Le délai d'opposition est passé\u{a0}: cet espace existe, et attend d'être activé.")
        }
        _ => None,
    };
    let notice = notice.map(|text| view! { <Notice kind=NoticeKind::Info text /> });
    let whose = view! { <p class="lead">{sentence(format!("Pour {}", verbatim(&name.full())))}</p> };
    let legend = view! { <h1 tabindex="-1">{DECIDE}</h1> }.into_any();
    let content = view! {
        {notice}
        <PostForm of=form>
            <ChoiceGroup of=form name="decision" legend intro=whose.into_any() choices />
            <Checkbox
                of=form
                name="conditions"
                label="J'accepte les Conditions Générales d'Utilisation et la Politique de protection des données personnelles."
                hint="Nécessaire pour activer\u{a0}; inutile pour s'opposer."
            />
            <ul class="wizard__others">
                <li>
                    <TextLink
                        href=PublicPage::Conditions.path()
                        label="En savoir plus sur les Conditions Générales d'Utilisation"
                    />
                </li>
                <li>
                    <TextLink
                        href=PublicPage::PersonalData.path()
                        label="En savoir plus sur la Politique de protection des données personnelles"
                    />
                </li>
            </ul>
            <ButtonGroup>
                <SubmitButton label="Confirmer la décision" />
            </ButtonGroup>
        </PostForm>
    };
    Frame::new(DECIDE, 2, EnrolmentPlace::Code.path()).around(wizard, content.into_any())
}

const REPRESENT: &str = "J'active le profil de mon enfant";

/// Whether one represents the child, once signed in as the parent: to that account it is attached.
pub fn representative(wizard: &Wizard, child: &PersonName, account: Option<String>) -> AnyView {
    let name = verbatim(&child.full());
    let content = if let Some(account) = account {
        let form = wizard.form.carrying(ACCOUNT, account);
        let choices = vec![
            Choice::new("oui", format!("Je certifie être le représentant légal de {name}")),
            Choice::new("non", format!("Je ne suis pas le représentant légal de {name}")),
        ];
        let legend = view! { <h1 tabindex="-1">{REPRESENT}</h1> }.into_any();
        view! {
            <PostForm of=form>
                <ChoiceGroup of=form name="representant" legend choices />
                <ButtonGroup>
                    <SubmitButton label="Continuer" />
                </ButtonGroup>
            </PostForm>
        }
        .into_any()
    } else {
        let sign_in = format!("{}?retour={}", PublicPage::SignIn.path(), EnrolmentPlace::Representative.path());
        view! {
            <h1 tabindex="-1">{REPRESENT}</h1>
            <p class="lead">
                {sentence(format!("Le profil de {name} est géré depuis le compte de son représentant légal."))}
            </p>
            <p>
                "Connectez-vous avec votre compte\u{a0}: vous reviendrez ici et vos réponses sont conservées 30\u{a0}minutes."
            </p>
            <ButtonGroup>
                <ButtonLink href=sign_in label="Se connecter" />
                <ButtonLink
                    href=EnrolmentPlace::beginning(Purpose::Activate)
                    label="Activer d'abord mon propre espace"
                    look=ButtonLook::Secondary
                />
            </ButtonGroup>
        }
        .into_any()
    };
    Frame::new(REPRESENT, 2, EnrolmentPlace::Decision.path()).around(wizard, content)
}
