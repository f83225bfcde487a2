//! The opposition: confirmed, recorded, attested; or, of a space that was created, the closure.

use domain::enrolment::Decision;
use domain::person::PersonName;
use domain::place::{EnrolmentPlace, page};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::{Frame, Wizard};
use crate::api::enrolment::AbandonEnrolment;
use crate::components::back_link::BackLink;
use crate::components::button::{ButtonGroup, ButtonLink, ButtonLook, SubmitButton};
use crate::components::checkbox::Checkbox;
use crate::components::confirmation::Confirmation;
use crate::components::definition_list::{DefinitionList, Row};
use crate::components::form::PostForm;
use crate::components::link::ActionLink;
use crate::components::notice::{Notice, NoticeKind};
use crate::components::outcome::Outcome;
use crate::components::page_title::PageTitle;
use crate::text;

/// What is about to happen, and to whom: an opposition, or the closure of a space that was created by itself.
pub fn refusal(wizard: Wizard) -> AnyView {
    let (data, posted) = (&wizard.data, wizard.posted);
    let name = data.name.as_ref().map(PersonName::full).unwrap_or_default();
    let failure = posted.error_of("representant");
    let closing = data.status.is_some_and(|status| status.refusal() == Decision::Close);
    let (heading, first, attested, confirm) = if closing {
        ("Je valide ma décision de clôture", "Mon espace santé sera clôturé.", None, "Confirmer la clôture")
    } else {
        (
            "Je valide ma décision d'opposition",
            "Mon espace santé ne sera pas créé\u{a0}: la possibilité de l'utiliser est gelée.",
            Some(view! { <li>"Vous pourrez télécharger une attestation d'opposition."</li> }),
            "Confirmer mon opposition",
        )
    };
    let certification = data.minor.then(|| {
        view! {
            <Checkbox
                id="certification"
                name="certification"
                label=format!("Je certifie être le représentant légal de {name}.")
                error=posted.error_of("certification")
            />
        }
    });
    let content = view! {
        <h1 tabindex="-1">{heading}</h1>
        {move || failure.get().map(|text| view! { <Notice kind=NoticeKind::Danger role="alert" text /> })}
        <p class="lead">{format!("Pour {name}")}</p>
        <h2>"Ce qui va se passer"</h2>
        <ul class="prose">
            <li>{first}</li>
            <li>"Aucun document ne pourra y être déposé ni consulté."</li>
            <li>"Vous pourrez changer d'avis à tout moment, en activant Mon espace santé."</li>
            {attested}
        </ul>
        <PostForm posting=wizard.posting>
            {certification}
            <ButtonGroup>
                <ButtonLink href=EnrolmentPlace::Decision.path() label="Annuler" look=ButtonLook::Secondary />
                <SubmitButton label=confirm />
            </ButtonGroup>
        </PostForm>
    };
    Frame::new(heading, 2, EnrolmentPlace::Decision.path()).choosing("contenu").around(&wizard, content.into_any())
}

/// The space is closed.
pub fn closed(_: Wizard) -> AnyView {
    view! {
        <PageTitle heading="Mon espace santé est clôturé" />
        <div class="container container--narrow wizard">
            <Confirmation heading="Mon espace santé est clôturé" />
            <p>
                "Vous pouvez revenir sur cette décision à tout moment, en activant Mon espace santé avec un nouveau code provisoire."
            </p>
            <form method="post" action=AbandonEnrolment::url()>
                <input r#type="hidden" name="vers" value="accueil" />
                <ButtonGroup>
                    <SubmitButton label="Revenir à l'accueil" look=ButtonLook::Secondary />
                </ButtonGroup>
            </form>
        </div>
    }
    .into_any()
}

const ATTESTATION_FILE: &str = "/opposition/attestation.pdf";

/// The opposition is recorded, and how to keep a proof of it.
pub fn opposed(wizard: Wizard) -> AnyView {
    let Some((_, day)) = wizard.data.attestation else { return lifted() };
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
                        <crate::components::icon::Icon name="download" />
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
            <form method="post" action=AbandonEnrolment::url()>
                <input r#type="hidden" name="vers" value="accueil" />
                <ButtonGroup>
                    <SubmitButton label="Revenir à l'accueil" look=ButtonLook::Secondary />
                </ButtonGroup>
            </form>
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
                <ButtonLink href=page::FRONT label="Revenir à l'accueil" />
            </p>
        </Outcome>
    }
    .into_any()
}

/// The attestation as a page that prints on one sheet.
pub fn attestation(wizard: Wizard) -> AnyView {
    let Some((attestation, day)) = wizard.data.attestation else { return lifted() };
    let name = attestation.name.full();
    let greeting = format!("Bonjour {name},");
    view! {
        <PageTitle heading="Votre justificatif d'opposition" />
        <div class="container container--narrow">
            <BackLink href=EnrolmentPlace::Opposed.path() label="Retour" />
            <article class="attestation">
                <p class="attestation__from">{text::SITE}</p>
                <DefinitionList>
                    <Row term="Numéro de l'assuré">{attestation.nir}</Row>
                    <Row term="Nom de l'assuré">{name}</Row>
                </DefinitionList>
                <p>{format!("Le {day}")}</p>
                <h1 tabindex="-1">"Votre justificatif d'opposition"</h1>
                <p>{greeting}</p>
                <p>
                    {format!(
                        "Votre demande d'opposition à la création de Mon espace santé a bien été prise en compte le {day}.",
                    )}
                </p>
                <p>
                    "La possibilité d'utiliser cet espace est gelée. Vous pouvez revenir à tout moment sur votre décision, en activant Mon espace santé."
                </p>
                <p>"Avec toute mon attention,"</p>
                <p>"Votre conseiller Mon espace santé"</p>
                <div class="attestation__check">
                    <p>"Code de vérification\u{a0}: " <strong class="attestation__code">{attestation.code}</strong></p>
                    <p>
                        "Toute personne à qui vous remettez ce justificatif peut vérifier s'il est valable, à l'adresse " <a href=page::VERIFY>{page::VERIFY}</a>
                        " de ce site."
                    </p>
                </div>
            </article>
            <p class="hint no-print">"Pour imprimer cette page, utilisez la commande Imprimer de votre navigateur."</p>
        </div>
    }
    .into_any()
}
