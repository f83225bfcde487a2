//! The way to a space or to an opposition: one question a page (A02–A12, O01–O04, G01–G03).
//!
//! All steps are loaded by one function, so one page serves them all. A step is a variant of [`StepContent`], and a
//! function here that draws what the variant holds.

pub mod account;
pub mod code;
pub mod decision;
pub mod identity;
pub mod opposition;
pub mod start;
mod words;

use domain::enrolment::Purpose;
use domain::place::{EnrolmentPlace, PublicPage};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::api::enrolment::{
    ABOUT, ActivateChild, CheckContacts, ChooseCodeChannel, ChooseCredentials, ChoosePerson, ConfirmRefusal, Decide,
    EnrolmentPage, GiveBirthDate, GiveCardKind, GiveContact, GiveNumbers, GiveProvisionalCode, ProveContact,
    ReadEnrolment, ResumeEnrolment, StepContent,
};
use crate::components::back_link::BackLink;
use crate::components::button::{ButtonLink, ButtonLook};
use crate::components::form::{Form, FormHead, leave_for};
use crate::components::notice::{Notice, NoticeKind};
use crate::components::outcome::Outcome;
use crate::components::page_title::PageTitle;
use crate::components::stepper::Stepper;
use crate::exchange::{Content, Posted, Values, loaded};
use crate::pages::not_found::NotFoundPage;
use crate::pages::parts;

/// The steps, as the stepper names them.
pub const STEPS: &[&str] = &["Mon identité", "Mon code", "Activation", "Mon compte"];

/// Those of an opposition, which ends before an account.
const OPPOSING: &[&str] = &["Mon identité", "Mon code", "Opposition"];

/// What all steps are drawn with.
pub struct Wizard {
    /// The form of the step.
    pub form: Form,
    /// What one came for.
    pub purpose: Purpose,
    /// Whether one was led back here, because this step is missing.
    pub led_back: bool,
}

impl Wizard {
    /// «Continuer», and for whoever came for a new code «Annuler» (G01).
    fn go_on(&self) -> AnyView {
        let mut buttons = vec![parts::submit("Continuer")];
        if self.purpose == Purpose::NewCode {
            buttons.push(parts::link(PublicPage::NewCode.path(), "Annuler", ButtonLook::Secondary));
        }
        parts::buttons(buttons)
    }
}

/// Loads what a step shows and draws it.
pub fn step(place: EnrolmentPlace) -> AnyView {
    let purpose = use_query_map().with_untracked(|query| query.get_str("but").and_then(Purpose::of_name));
    let data = Content::of(move || ReadEnrolment { place: Some(place) });
    loaded(data, move |mut page: EnrolmentPage| {
        // An address that says what for is a beginning.
        if let Some(purpose) = purpose {
            (page.purpose, page.values) = (purpose, Values::default());
        }
        draw(page)
    })
}

/// A step as it is drawn.
pub fn draw(page: EnrolmentPage) -> AnyView {
    use StepContent as S;
    let EnrolmentPage { step, purpose, values, posted, led_back, about } = page;
    // The form says whom it is about: another tab of the browser may be with somebody else by then.
    let with = |form: fn(Option<Posted>) -> Form| Wizard {
        form: form(posted).filled_with(values).carrying(ABOUT, about),
        purpose,
        led_back,
    };
    match step {
        S::Instead(address) => lead_to(address),
        S::Resume => start::resume(&with(Form::to::<ResumeEnrolment>)),
        S::BirthDate => start::birth_date(&with(Form::to::<GiveBirthDate>)),
        S::CardKind => identity::card_kind(&with(Form::to::<GiveCardKind>)),
        S::Numbers(kind) => identity::numbers(&with(Form::to::<GiveNumbers>), kind),
        S::Person(persons) => identity::person(&with(Form::to::<ChoosePerson>), persons),
        S::Channel { ways, code_at_hand, key } => {
            code::channel(&with(Form::to::<ChooseCodeChannel>), ways, code_at_hand, key)
        }
        S::Code { sent, resent, key } => code::code(&with(Form::to::<GiveProvisionalCode>), sent.as_ref(), resent, key),
        S::Decision(name, status) => decision::decision(&with(Form::to::<Decide>), &name, status),
        S::Refusal { name, status, minor } => {
            opposition::refusal(&with(Form::to::<ConfirmRefusal>), &name, status, minor)
        }
        S::Representative(child, account) => {
            decision::representative(&with(Form::to::<ActivateChild>), &child, account)
        }
        S::Contacts { email, mobile } => account::contacts(&with(Form::to::<CheckContacts>), email, mobile),
        S::Contact(channel) => account::contact(&with(Form::to::<GiveContact>), channel),
        S::ContactCode(awaited) => account::contact_code(&with(Form::to::<ProveContact>), awaited),
        S::Credentials(suggestions) => account::credentials(&with(Form::to::<ChooseCredentials>), &suggestions),
        #[cfg(any(feature = "ssr", feature = "gallery"))]
        S::Told(told) => crate::pages::whole::enrolment::draw(told, &with(Form::still)),
        // They are pages of their own, or come without the program.
        _ => view! { <NotFoundPage /> }.into_any(),
    }
}

/// Stands for a step that cannot be shown, because another one is to be done before or everything is done.
fn lead_to(place: String) -> AnyView {
    let there = place.clone();
    Effect::new(move |_| leave_for(&there));
    view! {
        <PageTitle heading="Reprenons à une autre étape" />
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
        // Whoever came for something else has its steps, as long as they do not decide on more.
        let (journey, follow, steps) = match wizard.purpose {
            Purpose::Oppose if stage < Some(3) => {
                ("M'opposer à Mon espace santé", "Pour m'opposer, suivez ces étapes\u{a0}:", OPPOSING)
            }
            Purpose::NewCode if stage < Some(2) => {
                ("Recevoir un nouveau code provisoire", "Pour le recevoir, suivez ces étapes\u{a0}:", &STEPS[..2])
            }
            _ => ("Activer Mon espace santé", "Pour l'activer, suivez ces étapes\u{a0}:", STEPS),
        };
        view! {
            <PageTitle heading rejected=form.at_fault() />
            <div class="container container--narrow wizard">
                <BackLink href=back label="Retour" />
                {stage
                    .map(|current| {
                        view! {
                            <p class="wizard__journey">{journey}</p>
                            <p class="wizard__follow">{follow}</p>
                            <Stepper steps current />
                        }
                    })}
                {wizard
                    .led_back
                    .then(|| view! { <Notice kind=NoticeKind::Info role="status" text="Reprenons à cette étape." /> })}
                <FormHead of=form />
                {content}
            </div>
        }
        .into_any()
    }
}
