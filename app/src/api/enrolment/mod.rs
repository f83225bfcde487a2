//! Enrolment: the steps of the way to a space or to an opposition. Each is a form of its own; where it leads
//! next is up to the draft on the server. What the steps show is in [`page`].

mod page;

use domain::form::date::DateForm;
use domain::form::enrolment::{ContactForm, DecisionForm, NewCredentialsForm, NumbersForm};
use leptos::server;
use server_fn::codec::Postcard;

use crate::error::AppError;
use crate::exchange::FormAnswer;

pub use page::{ABOUT, Checked, EnrolmentPage, ReadEnrolment, ReadVerification, StepContent, Told, VerificationData};

#[cfg(feature = "ssr")]
use {
    crate::enrolment_visit::{EnrolmentVisit, start_because},
    crate::exchange::Posted,
    crate::pages::whole::start::OVER,
    crate::visit::{Cookie, Visit, app_error},
    domain::attestation::VerificationCode,
    domain::enrolment::Purpose,
    domain::form::Rejected,
    domain::form::enrolment::{EnrolmentForm, EnrolmentProblem},
    domain::place::EnrolmentPlace,
    domain::place::PublicPage,
    domain::sign_in::Channel,
    services::Fault,
    services::enrolment::decision::Verification,
    services::enrolment::steps::{Stepped, Steps},
};

/// Under this name waits the news that another code was sent.
#[cfg(feature = "ssr")]
const RESENT: &str = "renvoi-provisoire";
/// Under this name waits what became of the check of an attestation.
#[cfg(feature = "ssr")]
const CHECKED: &str = "verification";

/// Step 1: the birth date begins a draft, or goes on with the one that it began.
#[server(endpoint = "activer/naissance", output = Postcard)]
pub async fn give_birth_date(
    #[server(default)] demarche: String,
    #[server(flatten)] date: DateForm,
    #[server(default)] but: String,
) -> FormAnswer {
    let visit = Visit::current()?;
    let (purpose, here) = (Purpose::of_name(&but).unwrap_or_default(), EnrolmentPlace::BirthDate.path());
    let before = EnrolmentVisit::current().draft;
    match visit.services.begin(before.as_ref(), &demarche, purpose, &date).await.map_err(app_error)? {
        Ok(token) => {
            if let Some(token) = token {
                visit.give(Cookie::Enrolment, &token);
            }
            go_to(EnrolmentPlace::CardKind.path())
        }
        Err(rejected) => visit.reject(here, &EnrolmentPlace::beginning(purpose), rejected).await,
    }
}

/// Goes on with a draft, if the birth date is the one that was given.
#[server(endpoint = "activer/reprendre", output = Postcard)]
pub async fn resume_enrolment(#[server(default)] demarche: String, #[server(flatten)] date: DateForm) -> FormAnswer {
    take(EnrolmentPlace::Resume, &demarche, async move |steps| steps.resume(&date).await).await
}

/// «Recommencer», and «Terminer» on a shared computer: nothing of what was typed is left, whoever it is about.
#[server(endpoint = "activer/recommencer", output = Postcard)]
pub async fn abandon_enrolment(#[server(default)] vers: String) -> Result<(), AppError> {
    let visit = Visit::current()?;
    if let Some(draft) = EnrolmentVisit::current().draft {
        visit.services.abandon_enrolment(&draft).await.map_err(app_error)?;
    }
    visit.take(Cookie::Enrolment);
    leptos_axum::redirect(if vers == "accueil" { PublicPage::Front.path() } else { PublicPage::Enrol.path() });
    Ok(())
}

/// Step 2: the kind of card.
#[server(endpoint = "activer/carte-vitale", output = Postcard)]
pub async fn give_card_kind(#[server(default)] demarche: String, #[server(default)] carte: String) -> FormAnswer {
    take(EnrolmentPlace::CardKind, &demarche, async move |steps| steps.card_kind(&carte).await).await
}

/// Step 3: the two numbers.
#[server(endpoint = "activer/numeros", output = Postcard)]
pub async fn give_numbers(#[server(default)] demarche: String, #[server(flatten)] form: NumbersForm) -> FormAnswer {
    let from = Visit::current()?.address;
    take(EnrolmentPlace::Numbers, &demarche, async move |steps| steps.numbers(&form, from).await).await
}

/// Where the numbers mean several: which one.
#[server(endpoint = "activer/profil", output = Postcard)]
pub async fn choose_person(#[server(default)] demarche: String, #[server(default)] personne: String) -> FormAnswer {
    take(EnrolmentPlace::Person, &demarche, async move |steps| steps.person(&personne).await).await
}

/// Sends a provisional code by the chosen way.
#[server(endpoint = "activer/canal", output = Postcard)]
pub async fn choose_code_channel(
    #[server(default)] demarche: String,
    #[server(default)] canal: String,
    #[server(default)] cle: String,
) -> FormAnswer {
    take(EnrolmentPlace::Channel, &demarche, async move |steps| steps.code_channel(&canal, &cle).await).await
}

/// Sends another provisional code by the same way.
#[server(endpoint = "activer/renvoi", output = Postcard)]
pub async fn resend_provisional_code(
    #[server(default)] demarche: String,
    #[server(default)] cle: String,
) -> FormAnswer {
    let visit = Visit::current()?;
    let Some(steps) = steps(&visit, &demarche) else { return go_to(&start_because(OVER)) };
    let (stepped, sent) = steps.another_code(&cle).await.map_err(app_error)?;
    if sent {
        visit.keep(RESENT, true).await?;
    }
    answer(&visit, None, stepped).await
}

/// Step 4: the provisional code.
#[server(endpoint = "activer/code", output = Postcard)]
pub async fn give_provisional_code(#[server(default)] demarche: String, #[server(default)] code: String) -> FormAnswer {
    take(EnrolmentPlace::Code, &demarche, async move |steps| steps.code(&code).await).await
}

/// Step 5: the decision.
#[server(endpoint = "activer/decision", output = Postcard)]
pub async fn decide(#[server(default)] demarche: String, #[server(flatten)] form: DecisionForm) -> FormAnswer {
    take(EnrolmentPlace::Decision, &demarche, async move |steps| steps.decision(&form).await).await
}

/// Carries the opposition or the closure out.
#[server(endpoint = "opposition/confirmer", output = Postcard)]
pub async fn confirm_refusal(
    #[server(default)] demarche: String,
    #[server(default)] certification: String,
) -> FormAnswer {
    let certified = certification == "oui";
    take(EnrolmentPlace::Refusal, &demarche, async move |steps| steps.refusal(certified).await).await
}

/// For a child: activates it for the parent who is signed in.
#[server(endpoint = "activer/representant", output = Postcard)]
pub async fn activate_child(
    #[server(default)] compte: String,
    #[server(default)] demarche: String,
    #[server(default)] representant: String,
) -> FormAnswer {
    let (visit, here) = (Visit::current()?, EnrolmentPlace::Representative);
    let Some(caller) = visit.caller_about(&compte) else {
        let typed = EnrolmentForm::text_rejected("representant", &representant, Vec::new());
        return visit.too_late(&compte, here.path(), here.path(), typed).await;
    };
    take(here, &demarche, async move |steps| steps.representative(caller, &representant).await).await
}

/// Step 6: the contacts are right.
#[server(endpoint = "activer/coordonnees", output = Postcard)]
pub async fn check_contacts(#[server(default)] demarche: String) -> FormAnswer {
    take(EnrolmentPlace::Contacts, &demarche, async move |steps| steps.contacts().await).await
}

/// Another e-mail address or mobile number: a code is sent to it.
#[server(endpoint = "activer/contact", output = Postcard)]
pub async fn give_contact(#[server(default)] demarche: String, #[server(flatten)] form: ContactForm) -> FormAnswer {
    let here = if form.channel() == Channel::Sms { EnrolmentPlace::Mobile } else { EnrolmentPlace::Email };
    take(here, &demarche, async move |steps| steps.contact(&form).await).await
}

/// Sends another code to the contact that waits for one.
#[server(endpoint = "activer/contact/renvoi", output = Postcard)]
pub async fn resend_contact_code(#[server(default)] demarche: String) -> FormAnswer {
    let visit = Visit::current()?;
    let Some(steps) = steps(&visit, &demarche) else { return go_to(&start_because(OVER)) };
    let stepped = steps.another_contact_code().await.map_err(app_error)?;
    answer(&visit, None, stepped).await
}

/// The code that was sent to another contact.
#[server(endpoint = "activer/contact/code", output = Postcard)]
pub async fn prove_contact(#[server(default)] demarche: String, #[server(default)] code: String) -> FormAnswer {
    take(EnrolmentPlace::ContactCode, &demarche, async move |steps| steps.contact_code(&code).await).await
}

/// Step 7: identifier and password open the space and the first session.
#[server(endpoint = "activer/identifiants", output = Postcard)]
pub async fn choose_credentials(
    #[server(default)] demarche: String,
    #[server(flatten)] form: NewCredentialsForm,
) -> FormAnswer {
    let visit = Visit::current()?;
    let Some(steps) = steps(&visit, &demarche) else { return go_to(&start_because(OVER)) };
    let (stepped, entered) = steps.credentials(form, visit.entrant()).await.map_err(app_error)?;
    if let Some(entered) = entered {
        visit.let_in(&entered);
    }
    answer(&visit, Some(EnrolmentPlace::Credentials), stepped).await
}

/// Checks the code of an attestation: says whether it is valid, and the day, and nothing else.
#[server(endpoint = "opposition/verifier", output = Postcard)]
pub async fn check_attestation(#[server(default)] code: String) -> Result<(), AppError> {
    let visit = Visit::current()?;
    match VerificationCode::parse(&code) {
        Ok(parsed) => {
            let checked = match visit.services.check_attestation(&parsed, visit.address).await.map_err(app_error)? {
                Verification::Valid(day) => Checked::Valid(day),
                Verification::Invalid => Checked::Invalid,
                Verification::TooMany { minutes } => {
                    let problem = EnrolmentProblem::TooManyVerifications { minutes };
                    return reject_verification(&visit, &code, problem).await;
                }
            };
            visit.show_on(CHECKED, PublicPage::Verify.path(), checked).await
        }
        Err(problem) => reject_verification(&visit, &code, EnrolmentProblem::VerificationCode(problem)).await,
    }
}

#[cfg(feature = "ssr")]
async fn reject_verification(visit: &Visit, code: &str, problem: EnrolmentProblem) -> Result<(), AppError> {
    let rejected = EnrolmentForm::text_rejected("code", code, vec![problem]);
    visit.show_on(PublicPage::Verify.path(), PublicPage::Verify.path(), Posted::from(rejected)).await
}

/// The steps that a form can take; `None` when no enrolment is under way in the browser.
#[cfg(feature = "ssr")]
fn steps(visit: &Visit, about: &str) -> Option<Steps> {
    let draft = EnrolmentVisit::current().draft?;
    Some(visit.services.steps(&draft, about))
}

/// Takes a step with the form of the page `here`, and answers it.
#[cfg(feature = "ssr")]
async fn take<F>(here: EnrolmentPlace, about: &str, act: impl FnOnce(Steps) -> F + Send) -> FormAnswer
where
    F: Future<Output = Result<Stepped, Fault>> + Send,
{
    let visit = Visit::current()?;
    let Some(steps) = steps(&visit, about) else { return go_to(&start_because(OVER)) };
    let stepped = act(steps).await.map_err(app_error)?;
    answer(&visit, Some(here), stepped).await
}

/// Leads on, or says what is wrong: to the form of the page `here`, if it was posted by one that can show it in place.
#[cfg(feature = "ssr")]
async fn answer(visit: &Visit, here: Option<EnrolmentPlace>, stepped: Stepped) -> FormAnswer {
    let (at, form) = match stepped {
        Stepped::On(place) => return go_to(place.path()),
        Stepped::NoDraft => return go_to(&start_because(OVER)),
        Stepped::Wrong { at, form } => (at, form),
        // A page that shows nobody: what was begun meanwhile is gone on with there, or ended.
        Stepped::Replaced => (EnrolmentPlace::Resume, Rejected::bare(EnrolmentProblem::Replaced)),
    };
    if here == Some(at) {
        return visit.reject(at.path(), at.path(), form).await;
    }
    visit.show_on(at.path(), at.path(), Posted::from(form)).await?;
    Ok(Posted::SentOn)
}

#[cfg(feature = "ssr")]
#[expect(clippy::unnecessary_wraps, reason = "it is what a form answers")]
fn go_to(address: &str) -> FormAnswer {
    leptos_axum::redirect(address);
    Ok(Posted::SentOn)
}
