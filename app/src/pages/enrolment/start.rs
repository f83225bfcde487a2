//! The first question, and the one before going on with a draft.

use domain::enrolment::Purpose;
use domain::form::date::{DateForm, DatePart};
use domain::place::page;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::{Frame, Wizard};
use crate::api::enrolment::AbandonEnrolment;
use crate::components::button::{ButtonGroup, ButtonLook, SubmitButton};
use crate::components::date_field::DateField;
use crate::components::form::PostForm;
use crate::exchange::Refusal;

/// The birth date (A03).
pub fn birth_date(wizard: Wizard) -> AnyView {
    let purpose = wizard.data.purpose;
    let back = match purpose {
        Purpose::Activate => page::ENROL,
        Purpose::Oppose => page::OPPOSE,
        Purpose::NewCode => page::NEW_CODE,
    };
    let date = date(&wizard, "Je renseigne la date de naissance", HINTS);
    let content = view! {
        <p class="form__rule">"Tous les champs sont obligatoires."</p>
        <PostForm posting=wizard.posting>
            <input r#type="hidden" name="but" value=purpose.name() />
            {date}
            <ButtonGroup>
                <SubmitButton label="Continuer" />
            </ButtonGroup>
        </PostForm>
    };
    Frame::new("Je renseigne la date de naissance", 0, back).around(&wizard, content.into_any())
}

const HINTS: &[&str] = &[
    "Si la demande me concerne, je saisis ma date de naissance.",
    "Si cela concerne mon enfant, j'indique sa date de naissance.",
];

fn date(wizard: &Wizard, heading: &'static str, hints: &'static [&'static str]) -> AnyView {
    let posted = wizard.posted;
    let first = move |refusal: &Option<Refusal>| refusal.as_ref()?.points.first().cloned();
    let error = Signal::derive(move || posted.refusal.with(|refusal| first(refusal).map(|point| point.text)));
    let marks =
        Signal::derive(move || posted.refusal.with(|refusal| first(refusal).map_or(Vec::new(), |point| point.marks)));
    let [day, month, year] = DatePart::ALL.map(|part| posted.typed(part.name()).unwrap_or_default());
    let legend = view! { <h1 tabindex="-1">{heading}</h1> }.into_any();
    view! { <DateField id="naissance" legend hints value=DateForm::new(&day, &month, &year) error marks /> }.into_any()
}

/// Asks the birth date again, or begins anew.
pub fn resume(wizard: Wizard) -> AnyView {
    const WHY: &str = "Pour protéger vos réponses, indiquez à nouveau la date de naissance saisie au début.";
    let heading = "Je reprends là où je me suis arrêté";
    let date = date(&wizard, heading, &[WHY]);
    let content = view! {
        <PostForm posting=wizard.posting>
            {date}
            <ButtonGroup>
                <SubmitButton label="Reprendre" />
                <SubmitButton label="Recommencer" look=ButtonLook::Secondary form="recommencer" />
            </ButtonGroup>
        </PostForm>
        <form id="recommencer" method="post" action=AbandonEnrolment::url()></form>
    };
    Frame { stage: None, ..Frame::new(heading, 0, page::ENROL) }.around(&wizard, content.into_any())
}
