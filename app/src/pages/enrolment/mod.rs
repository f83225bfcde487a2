//! The way to a space or to an opposition: one question a page (A02–A12, O01–O04, G01–G03).
//!
//! All steps load the same data and post the same form, so one page serves them all; a step is a function
//! that draws.

pub mod account;
pub mod code;
pub mod decision;
pub mod identity;
pub mod opposition;
pub mod start;
mod words;

use domain::enrolment::Purpose;
use domain::place::EnrolmentPlace;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};

use crate::api::enrolment::{
    ActivateChild, CheckContacts, ChooseCodeChannel, ChooseCredentials, ChoosePerson, ConfirmRefusal, Decide,
    EnrolmentData, GiveBirthDate, GiveCardKind, GiveContact, GiveNumbers, GiveProvisionalCode, ProveContact,
    ReadEnrolment, ResumeEnrolment,
};
use crate::components::back_link::BackLink;
use crate::components::button::ButtonLink;
use crate::components::form::{Form, FormHead, leave_for};
use crate::components::notice::{Notice, NoticeKind};
use crate::components::outcome::Outcome;
use crate::components::page_title::PageTitle;
use crate::components::stepper::Stepper;
use crate::exchange::{Content, Posted, loaded};
use crate::pages::not_found::NotFoundPage;

/// The steps, as the stepper names them.
pub const STEPS: &[&str] = &["Mon identité", "Mon code", "Activation", "Mon compte"];

/// A step as it is drawn: what it shows, and its form.
pub struct Wizard {
    /// What it shows.
    pub data: EnrolmentData,
    /// What is posted.
    pub form: Form,
}

/// How a step is drawn.
pub(super) type Draw = fn(Wizard) -> AnyView;

/// All steps: the address says which.
#[component]
pub fn StepPage() -> impl IntoView {
    let path = use_location().pathname;
    // The last step stays while the page is being left.
    let place = Memo::new(move |before: Option<&Option<EnrolmentPlace>>| {
        path.with(|path| EnrolmentPlace::of_path(path)).or(before.copied().flatten())
    });
    move || place.get().map_or_else(|| view! { <NotFoundPage /> }.into_any(), step)
}

/// A step.
fn step(place: EnrolmentPlace) -> AnyView {
    use EnrolmentPlace as P;
    let (form, draw): (fn(Option<Posted>) -> Form, Draw) = match place {
        P::Resume => (Form::to::<ResumeEnrolment>, start::resume),
        P::BirthDate => (Form::to::<GiveBirthDate>, start::birth_date),
        P::CardKind => (Form::to::<GiveCardKind>, identity::card_kind),
        P::Numbers => (Form::to::<GiveNumbers>, identity::numbers),
        P::Person => (Form::to::<ChoosePerson>, identity::person),
        P::Channel => (Form::to::<ChooseCodeChannel>, code::channel),
        P::Code => (Form::to::<GiveProvisionalCode>, code::code),
        P::Decision => (Form::to::<Decide>, decision::decision),
        P::Refusal => (Form::to::<ConfirmRefusal>, opposition::refusal),
        P::Representative => (Form::to::<ActivateChild>, decision::representative),
        P::Contacts => (Form::to::<CheckContacts>, account::contacts),
        P::Email => (Form::to::<GiveContact>, account::email),
        P::Mobile => (Form::to::<GiveContact>, account::mobile),
        P::ContactCode => (Form::to::<ProveContact>, account::contact_code),
        P::Credentials => (Form::to::<ChooseCredentials>, account::credentials),
        P::Impasse | P::CodeSent | P::Opposed | P::Attestation | P::Closed | P::Activated => return told(place),
    };
    show(place, form, draw)
}

/// A step that only tells. The server draws it, and it stays without the program.
#[cfg(any(feature = "ssr", feature = "gallery"))]
fn told(place: EnrolmentPlace) -> AnyView {
    show(place, Form::still, crate::pages::whole::enrolment::told(place))
}

#[cfg(not(any(feature = "ssr", feature = "gallery")))]
fn told(_: EnrolmentPlace) -> AnyView {
    view! { <crate::whole_pages::Leave /> }.into_any()
}

/// Loads what a step shows and draws it.
fn show(place: EnrolmentPlace, form: fn(Option<Posted>) -> Form, draw: Draw) -> AnyView {
    let purpose =
        use_query_map().with_untracked(|query| query.get_str("but").map(Purpose::of_name)).unwrap_or_default();
    let data = Content::of(move || ReadEnrolment { place: Some(place) });
    loaded(data, move |mut data: EnrolmentData| {
        if let Some(instead) = data.instead {
            return lead_to(instead);
        }
        if place == EnrolmentPlace::BirthDate {
            // The address says what one came for.
            data.purpose = purpose;
        }
        let form = form(data.posted.take());
        draw(Wizard { data, form })
    })
}

/// Stands for a step that cannot be shown, because another one is to be done before or everything is done.
fn lead_to(place: String) -> AnyView {
    let there = place.clone();
    Effect::new(move |_| leave_for(&there));
    view! {
        <Outcome icon="clock" heading="Reprenons à une autre étape.">
            <p>
                <ButtonLink href=place label="Continuer" rel="external" />
            </p>
        </Outcome>
    }
    .into_any()
}

/// What all steps have in common.
pub(super) struct Frame {
    /// The heading, for the window's title.
    heading: &'static str,
    /// Which of [`STEPS`] is under way; `None` shows no stepper.
    stage: Option<usize>,
    /// Where «Retour» leads.
    back: &'static str,
}

impl Frame {
    pub(super) fn new(heading: &'static str, stage: usize, back: &'static str) -> Self {
        Self { heading, stage: Some(stage), back }
    }

    /// The step: what is above its question, the question, and whom to call.
    pub(super) fn around(self, wizard: &Wizard, content: AnyView) -> AnyView {
        let Self { heading, stage, back } = self;
        let form = wizard.form;
        view! {
            <PageTitle heading rejected=form.at_fault() />
            <div class="container container--narrow wizard">
                <BackLink href=back label="Retour" />
                {stage
                    .map(|current| {
                        view! {
                            <p class="wizard__journey">"Activer Mon espace santé"</p>
                            <Stepper steps=STEPS current />
                        }
                    })}
                {wizard
                    .data
                    .led_back
                    .then(|| view! { <Notice kind=NoticeKind::Info role="status" text="Reprenons à cette étape." /> })}
                <FormHead of=form />
                {content}
            </div>
        }
        .into_any()
    }
}
