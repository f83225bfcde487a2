//! The opposition: confirmed, recorded, attested; or, of a space that was created, the closure.

use domain::enrolment::{Decision, EnrolmentStatus};
use domain::person::PersonName;
use domain::place::EnrolmentPlace;
use leptos::prelude::*;

use super::{Frame, Wizard};
use crate::components::button::{ButtonGroup, ButtonLink, ButtonLook, SubmitButton};
use crate::components::checkbox::Checkbox;
use crate::components::form::PostForm;
use crate::components::verbatim::{sentence, verbatim};

/// What is about to happen, and to whom: an opposition, or the closure of a space that was created by itself.
pub fn refusal(wizard: &Wizard, name: &PersonName, status: EnrolmentStatus, minor: bool) -> AnyView {
    let form = wizard.form;
    let name = verbatim(&name.full());
    let closing = status.refusal() == Decision::Close;
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
    let certification = minor.then(|| {
        view! {
            <Checkbox
                of=form
                name="certification"
                label=format!("Je certifie être le représentant légal de {name}.")
            />
        }
    });
    let content = view! {
        <h1 tabindex="-1">{heading}</h1>
        <p class="lead">{sentence(format!("Pour {name}"))}</p>
        <h2>"Ce qui va se passer"</h2>
        <ul class="prose">
            <li>{first}</li>
            <li>"Aucun document ne pourra y être déposé ni consulté."</li>
            <li>"Vous pourrez changer d'avis à tout moment, en activant Mon espace santé."</li>
            {attested}
        </ul>
        <PostForm of=form>
            {certification}
            <ButtonGroup>
                <ButtonLink href=EnrolmentPlace::Decision.path() label="Annuler" look=ButtonLook::Secondary />
                <SubmitButton label=confirm />
            </ButtonGroup>
        </PostForm>
    };
    Frame::new(heading, 2, EnrolmentPlace::Decision.path()).around(wizard, content.into_any())
}
