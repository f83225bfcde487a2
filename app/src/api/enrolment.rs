//! Enrolment: the steps of the way to a space or to an opposition. Each is a form of its own; where it leads
//! next is up to the draft on the server.

use domain::attestation::Attestation;
use domain::card::CardKind;
use domain::date::CalendarDate;
use domain::enrolment::{EnrolmentStatus, Purpose};
use domain::form::date::DateForm;
use domain::form::enrolment::{ContactForm, DecisionForm, NewCredentialsForm, NumbersForm};
use domain::id::ProfileId;
use domain::person::PersonName;
use domain::place::EnrolmentPlace;
use domain::view::MaskedDelivery;
use leptos::server;
use serde::{Deserialize, Serialize};
use server_fn::codec::Postcard;

use crate::error::AppError;
use crate::exchange::{FormAnswer, Posted};

#[cfg(feature = "ssr")]
use {
    crate::visit::{Cookie, Visit, app_error, failed},
    domain::attestation::VerificationCode,
    domain::enrolment::Step,
    domain::form::Rejected,
    domain::form::enrolment::{Contact, EnrolmentForm, EnrolmentProblem, RejectedStep},
    domain::form::sign_in::CodeProblem,
    domain::place::page,
    domain::provisional_code::Delivery,
    domain::sign_in::Channel,
    services::Token,
    services::enrolment::account::{Activation, ContactGiven, ContactProof, ContactsChecked},
    services::enrolment::decision::Decided,
    services::enrolment::{CodeGiven, CodeSending, CodeState, EnrolmentState, Identification},
    services::sign_in::SessionState,
    std::sync::Arc,
};

/// Under this name waits the news that one was led back to the first step that is missing.
pub const LED_BACK: &str = "reprise";
/// Under this name waits the news that another code was sent.
#[cfg(feature = "ssr")]
const RESENT: &str = "renvoi-provisoire";
/// Under this name waits what became of the check of an attestation.
#[cfg(feature = "ssr")]
const CHECKED: &str = "verification";

/// What a page of enrolment shows: of the draft no more than its step needs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each says something else about the page")]
pub struct EnrolmentData {
    /// Where to go instead, when this step cannot be shown.
    pub instead: Option<String>,
    /// What the last post gave.
    pub posted: Option<Posted>,
    /// Whether one was led back here, because this step is missing.
    pub led_back: bool,
    /// Whether a draft is under way.
    pub under_way: bool,
    /// What somebody came for.
    pub purpose: Purpose,
    /// The kind of card.
    pub card: Option<CardKind>,
    /// The persons to choose among; at the end, the children on the card whose spaces are not active.
    pub persons: Vec<(ProfileId, PersonName)>,
    /// Whose enrolment it is.
    pub name: Option<PersonName>,
    /// Its state.
    pub status: Option<EnrolmentStatus>,
    /// Whether that person is a minor.
    pub minor: bool,
    /// The ways by which a code can be sent.
    pub ways: Vec<MaskedDelivery>,
    /// Where a code went.
    pub sent: Option<MaskedDelivery>,
    /// Whether another code was sent since the page was last shown.
    pub resent: bool,
    /// The idempotency key to post with a demand for a code.
    pub key: String,
    /// The e-mail address.
    pub email: Option<String>,
    /// The mobile number, in groups.
    pub mobile: Option<String>,
    /// The contact to which a one-time code went.
    pub awaited: Option<String>,
    /// Identifiers that nobody has yet.
    pub suggestions: Vec<String>,
    /// Whether somebody is signed in.
    pub signed_in: bool,
    /// The attestation of the opposition, and the day in France.
    pub attestation: Option<(Attestation, CalendarDate)>,
    /// The profile that was activated.
    pub profile: Option<ProfileId>,
}

/// What the page shows that checks attestations.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerificationData {
    /// What the last post gave.
    pub posted: Option<Posted>,
    /// What became of the last check.
    pub checked: Option<Checked>,
}

/// What is said of an attestation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Checked {
    /// It is valid: the opposition was recorded on that day.
    Valid(CalendarDate),
    /// It is not.
    Invalid,
}

/// What a page of enrolment shows; the first page of all has no place.
#[server(endpoint = "activer/page", output = Postcard)]
pub async fn read_enrolment(#[server(default)] place: Option<EnrolmentPlace>) -> Result<EnrolmentData, AppError> {
    let mut visit = Visit::current()?;
    let state = match (visit.under_way.take(), &visit.enrolment) {
        (Some(state), _) => Some(Arc::unwrap_or_clone(state)),
        (None, Some(token)) => visit.services.enrolment(token).await.map_err(app_error)?,
        (None, None) => None,
    };
    let Some(place) = place else {
        return Ok(EnrolmentData { under_way: state.is_some(), ..EnrolmentData::default() });
    };
    let next = state.as_ref().map(|state| state.step);
    let mut data = match state {
        Some(state) if place.can_be_shown(state.step) => shown_at(place, state, &visit).await?,
        None if place == EnrolmentPlace::BirthDate => EnrolmentData::default(),
        _ => EnrolmentData { instead: Some(missing(next)), ..EnrolmentData::default() },
    };
    data.posted = visit.kept(place.path()).await?;
    if let Some(token) = &visit.enrolment {
        data.led_back = visit.services.take_flash(token, LED_BACK).await.map_err(app_error)?.unwrap_or(false);
    }
    Ok(data)
}

/// The address of the first step that is still to be done.
#[cfg(feature = "ssr")]
fn missing(next: Option<Step>) -> String {
    match next {
        Some(step) => EnrolmentPlace::of_step(step).path().to_owned(),
        None => format!("{}?motif=expiration", page::ENROL),
    }
}

/// What a place shows of the draft.
#[cfg(feature = "ssr")]
async fn shown_at(place: EnrolmentPlace, state: EnrolmentState, visit: &Visit) -> Result<EnrolmentData, AppError> {
    use EnrolmentPlace as P;
    let mut data = EnrolmentData { under_way: true, purpose: state.purpose, ..EnrolmentData::default() };
    let (profile, name) = state.person.unzip();
    let contacts = state.contacts.unwrap_or_default();
    match place {
        P::Resume | P::BirthDate | P::CardKind => {}
        P::Numbers => data.card = state.card,
        P::Person => data.persons = state.persons,
        P::Impasse => data.status = state.status,
        P::Channel => {
            data.ways = state.ways;
            data.key = visit.services.form_key().map_err(app_error)?;
        }
        P::CodeSent => data.sent = state.sent,
        P::Code => {
            data.sent = state.sent;
            data.resent = visit.kept(RESENT).await?.unwrap_or(false);
            data.key = visit.services.form_key().map_err(app_error)?;
        }
        P::Decision | P::Refusal => {
            data.name = name;
            data.status = state.status;
            data.minor = state.minor;
        }
        P::Representative => {
            data.name = name;
            data.signed_in = matches!(visit.session, SessionState::Open(_));
        }
        P::Contacts | P::Email | P::Mobile => {
            data.email = contacts.email.map(|email| email.as_str().to_owned());
            data.mobile = contacts.mobile.map(|mobile| mobile.grouped());
        }
        P::ContactCode => {
            data.awaited = state.awaited.map(|awaited| match awaited {
                Contact::Email(email) => email.as_str().to_owned(),
                Contact::Mobile(mobile) => mobile.grouped(),
            });
            // It was proved or given up meanwhile.
            data.instead = data.awaited.is_none().then(|| P::Contacts.path().to_owned());
        }
        P::Credentials => {
            if let Some(name) = name {
                data.suggestions = visit.services.suggest_identifiers(&name).await.map_err(app_error)?;
            }
        }
        P::Opposed | P::Attestation => {
            data.attestation = state
                .attestation
                .map(|attestation| {
                    let day = services::clock::day_in_france(attestation.opposed_at).map_err(app_error);
                    day.map(|day| (attestation, day))
                })
                .transpose()?;
        }
        P::Closed => data.name = name,
        P::Activated => {
            data.name = name.filter(|_| state.minor);
            data.profile = profile;
            if let SessionState::Open(caller) = visit.session {
                let children = visit.services.children(&caller).await.map_err(app_error)?;
                data.persons = children.into_iter().map(|child| (child.profile, child.name)).collect();
            }
        }
    }
    Ok(data)
}

/// Step 1: the birth date begins a draft.
#[server(endpoint = "activer/naissance", output = Postcard)]
pub async fn give_birth_date(#[server(flatten)] date: DateForm, #[server(default)] but: String) -> FormAnswer {
    let visit = Visit::current()?;
    let purpose = Purpose::of_name(&but);
    let today = visit.services.today().map_err(app_error)?;
    let born_on = match EnrolmentForm::birth_date(&date, today) {
        Ok(born_on) => born_on,
        Err(rejected) => {
            let here = EnrolmentPlace::BirthDate.path();
            let address = match purpose {
                Purpose::Activate => here.to_owned(),
                purpose => format!("{here}?but={}", purpose.name()),
            };
            return visit.reject(here, &address, rejected).await;
        }
    };
    if let Some(before) = &visit.enrolment {
        visit.services.abandon_enrolment(before).await.map_err(app_error)?;
    }
    let token = visit.services.begin_enrolment(purpose, born_on).await.map_err(app_error)?;
    visit.give(Cookie::Enrolment, &token);
    go_to(EnrolmentPlace::CardKind)
}

/// Goes on with a draft, if the birth date is the one that was given.
#[server(endpoint = "activer/reprendre", output = Postcard)]
pub async fn resume_enrolment(#[server(flatten)] date: DateForm) -> FormAnswer {
    let (visit, place) = (Visit::current()?, EnrolmentPlace::Resume);
    let Some(token) = &visit.enrolment else { return begin_again() };
    let today = visit.services.today().map_err(app_error)?;
    let born_on = match EnrolmentForm::birth_date(&date, today) {
        Ok(born_on) => born_on,
        Err(rejected) => return reject(&visit, place, rejected).await,
    };
    match visit.services.resume_enrolment(token, born_on).await.map_err(app_error)? {
        Some(true) => go_on(&visit, token).await,
        Some(false) if visit.services.enrolment_step(token).await.map_err(app_error)?.is_some() => {
            reject(&visit, place, EnrolmentForm::date_rejected(&date, EnrolmentProblem::OtherBirthDate)).await
        }
        Some(false) | None => begin_again(),
    }
}

/// «Recommencer», and «Terminer» on a shared computer: nothing of what was typed is left.
#[server(endpoint = "activer/recommencer", output = Postcard)]
pub async fn abandon_enrolment(#[server(default)] vers: String) -> Result<(), AppError> {
    let visit = Visit::current()?;
    if let Some(token) = &visit.enrolment {
        visit.services.abandon_enrolment(token).await.map_err(app_error)?;
    }
    visit.take(Cookie::Enrolment);
    leptos_axum::redirect(if vers == "accueil" { page::FRONT } else { page::ENROL });
    Ok(())
}

/// Step 2: the kind of card.
#[server(endpoint = "activer/carte-vitale", output = Postcard)]
pub async fn give_card_kind(#[server(default)] carte: String) -> FormAnswer {
    let visit = Visit::current()?;
    let Some(token) = &visit.enrolment else { return begin_again() };
    let Some(kind) = CardKind::of_name(&carte) else {
        return reject_with(&visit, EnrolmentPlace::CardKind, EnrolmentProblem::CardKindMissing).await;
    };
    visit.services.give_card_kind(token, kind).await.map_err(app_error)?;
    go_on_from(&visit, token, EnrolmentPlace::CardKind).await
}

/// Step 3: the two numbers.
#[server(endpoint = "activer/numeros", output = Postcard)]
pub async fn give_numbers(#[server(flatten)] form: NumbersForm) -> FormAnswer {
    let (visit, place) = (Visit::current()?, EnrolmentPlace::Numbers);
    let Some(token) = &visit.enrolment else { return begin_again() };
    let state = visit.services.enrolment(token).await.map_err(app_error)?;
    let Some(kind) = state.and_then(|state| state.card) else { return go_on(&visit, token).await };
    let (number, serial) = match form.read(kind) {
        Ok(numbers) => numbers,
        Err(rejected) => return reject(&visit, place, rejected).await,
    };
    let problem = match visit.services.give_numbers(token, number, serial, visit.address).await.map_err(app_error)? {
        Identification::Person(_) | Identification::Several | Identification::NoDraft => {
            return go_on(&visit, token).await;
        }
        Identification::Unknown => EnrolmentProblem::Unknown,
        Identification::TooMany { minutes } => EnrolmentProblem::TooMany { minutes },
    };
    reject(&visit, place, form.rejected(vec![problem])).await
}

/// Where the numbers mean several: which one.
#[server(endpoint = "activer/profil", output = Postcard)]
pub async fn choose_person(#[server(default)] personne: String) -> FormAnswer {
    let (visit, place) = (Visit::current()?, EnrolmentPlace::Person);
    let Some(token) = &visit.enrolment else { return begin_again() };
    let chosen = match personne.parse() {
        Ok(person) => visit.services.choose_person(token, person).await.map_err(app_error)?,
        Err(_) => Identification::Several,
    };
    match chosen {
        Identification::Several => reject_with(&visit, place, EnrolmentProblem::PersonMissing).await,
        _ => go_on(&visit, token).await,
    }
}

/// Sends a provisional code by the chosen way.
#[server(endpoint = "activer/canal", output = Postcard)]
pub async fn choose_code_channel(#[server(default)] canal: String, #[server(default)] cle: String) -> FormAnswer {
    let visit = Visit::current()?;
    let Some(token) = &visit.enrolment else { return begin_again() };
    let Some(state) = visit.services.enrolment(token).await.map_err(app_error)? else { return begin_again() };
    // Where there is one way only, there is nothing to choose.
    let by = match &state.ways[..] {
        [only] => Some(only.by),
        _ => Delivery::of_name(&canal),
    };
    let Some(by) = by else {
        return reject_with(&visit, EnrolmentPlace::Channel, EnrolmentProblem::ChannelMissing).await;
    };
    match send_code(&visit, token, &state, by, &cle).await? {
        Ok(_) => Ok(Posted::SentOn),
        Err(problem) => reject_with(&visit, EnrolmentPlace::Channel, problem).await,
    }
}

/// Sends another provisional code by the same way.
#[server(endpoint = "activer/renvoi", output = Postcard)]
pub async fn resend_provisional_code(#[server(default)] cle: String) -> Result<(), AppError> {
    let visit = Visit::current()?;
    let Some(token) = &visit.enrolment else { return begin_again().map(|_| ()) };
    let Some(state) = visit.services.enrolment(token).await.map_err(app_error)? else {
        return begin_again().map(|_| ());
    };
    let Some(by) = state.sent.as_ref().map(|sent| sent.by) else {
        leptos_axum::redirect(EnrolmentPlace::Channel.path());
        return Ok(());
    };
    // Whoever asks for another one has a field to type it into before them.
    let state = EnrolmentState { purpose: Purpose::Activate, ..state };
    match send_code(&visit, token, &state, by, &cle).await? {
        Ok(true) => visit.show_on(RESENT, EnrolmentPlace::Code.path(), true).await,
        Ok(false) => Ok(()),
        Err(problem) => {
            let place = EnrolmentPlace::Channel.path();
            visit.show_on(place, place, Posted::from(Rejected::bare(problem))).await
        }
    }
}

/// Sends a code and leads on: whether one was sent, or why none is.
#[cfg(feature = "ssr")]
async fn send_code(
    visit: &Visit,
    token: &Token,
    state: &EnrolmentState,
    by: Delivery,
    key: &str,
) -> Result<Result<bool, EnrolmentProblem>, AppError> {
    let key = domain::id::parse_hex(key).map_err(|_| failed(AppError::NotFound))?;
    let sending = visit.services.send_provisional_code(token, by, key).await.map_err(app_error)?;
    let problem = match sending {
        CodeSending::TooSoon if state.sent.as_ref().is_some_and(|sent| sent.by != by) => EnrolmentProblem::SentJustNow,
        // Too soon: the code that was just sent is the one to type.
        CodeSending::Sent | CodeSending::TooSoon => {
            // A letter takes days: there is nothing to type yet.
            let typed_later = state.purpose == Purpose::NewCode || by == Delivery::Post;
            let next = if typed_later { EnrolmentPlace::CodeSent } else { EnrolmentPlace::Code };
            leptos_axum::redirect(next.path());
            return Ok(Ok(sending == CodeSending::Sent));
        }
        CodeSending::TooMany { minutes } => EnrolmentProblem::TooManySent { minutes },
        CodeSending::LetterUnderWay { again_on } => EnrolmentProblem::LetterUnderWay { again_on },
        CodeSending::NotPossible => EnrolmentProblem::ChannelMissing,
        CodeSending::NoDraft => {
            go_on(visit, token).await?;
            return Ok(Ok(false));
        }
    };
    Ok(Err(problem))
}

/// Step 4: the provisional code.
#[server(endpoint = "activer/code", output = Postcard)]
pub async fn give_provisional_code(#[server(default)] code: String) -> FormAnswer {
    let (visit, place) = (Visit::current()?, EnrolmentPlace::Code);
    let Some(token) = &visit.enrolment else { return begin_again() };
    let code = match EnrolmentForm::code(&code) {
        Ok(code) => code,
        Err(rejected) => return reject(&visit, place, rejected).await,
    };
    let problem = match visit.services.give_provisional_code(token, code).await.map_err(app_error)? {
        CodeGiven::Right | CodeGiven::NoDraft => return go_on(&visit, token).await,
        CodeGiven::Wrong { left } => EnrolmentProblem::WrongCode { left },
        CodeGiven::Refused(CodeState::None) => EnrolmentProblem::NoCode,
        CodeGiven::Refused(CodeState::Used) => EnrolmentProblem::CodeUsed,
        CodeGiven::Refused(CodeState::Expired) => EnrolmentProblem::CodeExpired,
        CodeGiven::Refused(CodeState::Exhausted) => EnrolmentProblem::CodeExhausted,
    };
    reject_with(&visit, place, problem).await
}

/// Step 5: the decision.
#[server(endpoint = "activer/decision", output = Postcard)]
pub async fn decide(#[server(flatten)] form: DecisionForm) -> FormAnswer {
    let (visit, place) = (Visit::current()?, EnrolmentPlace::Decision);
    let Some(token) = &visit.enrolment else { return begin_again() };
    match form.read() {
        Ok(decision) => {
            visit.services.note_decision(token, decision).await.map_err(app_error)?;
            go_on(&visit, token).await
        }
        Err(rejected) => reject(&visit, place, rejected).await,
    }
}

/// Carries the opposition or the closure out.
#[server(endpoint = "opposition/confirmer", output = Postcard)]
pub async fn confirm_refusal(#[server(default)] certification: String) -> FormAnswer {
    let (visit, place) = (Visit::current()?, EnrolmentPlace::Refusal);
    let Some(token) = &visit.enrolment else { return begin_again() };
    let state = visit.services.enrolment(token).await.map_err(app_error)?;
    if state.is_some_and(|state| state.minor && state.step == Step::Refusal) && certification != "oui" {
        return reject_with(&visit, place, EnrolmentProblem::CertificationMissing).await;
    }
    match visit.services.refuse_space(token).await.map_err(app_error)? {
        Decided::NotPossible => reject_with(&visit, place, EnrolmentProblem::NotDecided).await,
        Decided::Done(_) | Decided::NoDraft => go_on(&visit, token).await,
    }
}

/// For a child: activates it for the parent who is signed in.
#[server(endpoint = "activer/representant", output = Postcard)]
pub async fn activate_child(#[server(default)] representant: String) -> FormAnswer {
    let (visit, place) = (Visit::current()?, EnrolmentPlace::Representative);
    let Some(token) = &visit.enrolment else { return begin_again() };
    let caller = visit.caller()?;
    let problem = match representant.as_str() {
        "oui" => match visit.services.activate_child(token, caller).await.map_err(app_error)? {
            Decided::Done(_) | Decided::NoDraft => return go_on(&visit, token).await,
            Decided::NotPossible => EnrolmentProblem::NotDecided,
        },
        "non" => EnrolmentProblem::NotRepresentative,
        _ => EnrolmentProblem::RepresentativeMissing,
    };
    reject_with(&visit, place, problem).await
}

/// Step 6: the contacts are right.
#[server(endpoint = "activer/coordonnees", output = Postcard)]
pub async fn check_contacts() -> FormAnswer {
    let visit = Visit::current()?;
    let Some(token) = &visit.enrolment else { return begin_again() };
    match visit.services.check_contacts(token).await.map_err(app_error)? {
        ContactsChecked::EmailMissing => reject_with(&visit, EnrolmentPlace::Contacts, EnrolmentProblem::NoEmail).await,
        ContactsChecked::Done => go_to(EnrolmentPlace::Credentials),
        ContactsChecked::NoDraft => go_on(&visit, token).await,
    }
}

/// Another e-mail address or mobile number: a code is sent to it.
#[server(endpoint = "activer/contact", output = Postcard)]
pub async fn give_contact(#[server(flatten)] form: ContactForm) -> FormAnswer {
    let visit = Visit::current()?;
    let Some(token) = &visit.enrolment else { return begin_again() };
    let place = match form.channel() {
        Channel::Sms => EnrolmentPlace::Mobile,
        Channel::Email => EnrolmentPlace::Email,
    };
    let read = match form.read() {
        Ok(read) => read,
        Err(rejected) => return reject(&visit, place, rejected).await,
    };
    let problem = match visit.services.give_contact(token, Some(read)).await.map_err(app_error)? {
        ContactGiven::Sent => return go_to(EnrolmentPlace::ContactCode),
        ContactGiven::Same => EnrolmentProblem::SameContact,
        ContactGiven::TooMany { minutes } => EnrolmentProblem::ContactHeld { minutes },
        ContactGiven::NoDraft => return go_on(&visit, token).await,
    };
    reject(&visit, place, form.rejected(problem)).await
}

/// Sends another code to the contact that waits for one.
#[server(endpoint = "activer/contact/renvoi", output = Postcard)]
pub async fn resend_contact_code() -> Result<(), AppError> {
    let (visit, place) = (Visit::current()?, EnrolmentPlace::ContactCode.path());
    let Some(token) = &visit.enrolment else { return begin_again().map(|_| ()) };
    match visit.services.give_contact(token, None).await.map_err(app_error)? {
        ContactGiven::Sent => leptos_axum::redirect(place),
        ContactGiven::TooMany { minutes } => {
            let problem = EnrolmentProblem::ContactCodesHeld { minutes };
            visit.show_on(place, place, Posted::from(Rejected::bare(problem))).await?;
        }
        ContactGiven::Same | ContactGiven::NoDraft => go_on(&visit, token).await.map(|_| ())?,
    }
    Ok(())
}

/// The code that was sent to another contact.
#[server(endpoint = "activer/contact/code", output = Postcard)]
pub async fn prove_contact(#[server(default)] code: String) -> FormAnswer {
    let (visit, place) = (Visit::current()?, EnrolmentPlace::ContactCode);
    let Some(token) = &visit.enrolment else { return begin_again() };
    let code = match EnrolmentForm::contact_code(&code) {
        Ok(code) => code,
        Err(rejected) => return reject(&visit, place, rejected).await,
    };
    match visit.services.prove_contact(token, code).await.map_err(app_error)? {
        ContactProof::Right => go_to(EnrolmentPlace::Contacts),
        ContactProof::Refused(problem @ (CodeProblem::Wrong { .. } | CodeProblem::Expired)) => {
            reject_with(&visit, place, EnrolmentProblem::ContactCode(problem)).await
        }
        ContactProof::Exhausted => {
            let contacts = EnrolmentPlace::Contacts.path();
            let rejected = Posted::from(Rejected::bare(EnrolmentProblem::ContactCodesExhausted));
            visit.show_on(contacts, contacts, rejected).await?;
            Ok(Posted::SentOn)
        }
        ContactProof::Refused(_) | ContactProof::NoDraft => go_on(&visit, token).await,
    }
}

/// Step 7: identifier and password open the space and the first session.
#[server(endpoint = "activer/identifiants", output = Postcard)]
pub async fn choose_credentials(#[server(flatten)] form: NewCredentialsForm) -> FormAnswer {
    let (visit, place) = (Visit::current()?, EnrolmentPlace::Credentials);
    let Some(token) = &visit.enrolment else { return begin_again() };
    let identifier = match form.read() {
        Ok(identifier) => identifier,
        Err(rejected) => return reject(&visit, place, rejected).await,
    };
    let problem =
        match visit.services.activate(token, identifier, form.mot_de_passe.clone()).await.map_err(app_error)? {
            Activation::Done { session, .. } => {
                if let Some(session) = session {
                    visit.give(Cookie::Session, &session);
                }
                return go_to(EnrolmentPlace::Activated);
            }
            Activation::Taken => EnrolmentProblem::IdentifierTaken,
            Activation::TooMany { minutes } => EnrolmentProblem::TooManyIdentifiers { minutes },
            Activation::Weak(problem) => EnrolmentProblem::Password(problem),
            Activation::NotPossible => EnrolmentProblem::NotDecided,
            Activation::NoDraft => return go_on(&visit, token).await,
        };
    reject(&visit, place, form.rejected(vec![problem])).await
}

/// What the page shows that checks attestations.
#[server(endpoint = "opposition/verification", output = Postcard)]
pub async fn read_verification() -> Result<VerificationData, AppError> {
    let visit = Visit::current()?;
    Ok(VerificationData { posted: visit.kept(page::VERIFY).await?, checked: visit.kept(CHECKED).await? })
}

/// Checks the code of an attestation: says whether it is valid, and the day, and nothing else.
#[server(endpoint = "opposition/verifier", output = Postcard)]
pub async fn check_attestation(#[server(default)] code: String) -> Result<(), AppError> {
    let visit = Visit::current()?;
    match VerificationCode::parse(&code) {
        Ok(code) => {
            let valid = visit.services.check_attestation(&code).await.map_err(app_error)?;
            visit.show_on(CHECKED, page::VERIFY, valid.map_or(Checked::Invalid, Checked::Valid)).await
        }
        Err(problem) => {
            let problem = EnrolmentProblem::VerificationCode(problem);
            let rejected = EnrolmentForm::text_rejected("code", &code, vec![problem]);
            visit.show_on(page::VERIFY, page::VERIFY, Posted::from(rejected)).await
        }
    }
}

#[cfg(feature = "ssr")]
async fn reject(visit: &Visit, place: EnrolmentPlace, rejected: RejectedStep) -> FormAnswer {
    visit.reject(place.path(), place.path(), rejected).await
}

#[cfg(feature = "ssr")]
async fn reject_with(visit: &Visit, place: EnrolmentPlace, problem: EnrolmentProblem) -> FormAnswer {
    reject(visit, place, Rejected::bare(problem)).await
}

#[cfg(feature = "ssr")]
#[expect(clippy::unnecessary_wraps, reason = "it is what a form answers")]
fn go_to(place: EnrolmentPlace) -> FormAnswer {
    leptos_axum::redirect(place.path());
    Ok(Posted::SentOn)
}

/// Leads to the first step that is still to be done.
#[cfg(feature = "ssr")]
async fn go_on(visit: &Visit, token: &Token) -> FormAnswer {
    match visit.services.enrolment_step(token).await.map_err(app_error)? {
        Some(step) => go_to(EnrolmentPlace::of_step(step)),
        None => begin_again(),
    }
}

/// Leads to the step after `place`, also when later ones are done already: whoever comes back to a step walks
/// on from there.
#[cfg(feature = "ssr")]
async fn go_on_from(visit: &Visit, token: &Token, place: EnrolmentPlace) -> FormAnswer {
    match (visit.services.enrolment_step(token).await.map_err(app_error)?, place) {
        (Some(step), EnrolmentPlace::CardKind) if step > Step::Numbers => go_to(EnrolmentPlace::Numbers),
        (Some(step), _) => go_to(EnrolmentPlace::of_step(step)),
        (None, _) => begin_again(),
    }
}

/// There is no draft, or no longer.
#[cfg(feature = "ssr")]
#[expect(clippy::unnecessary_wraps, reason = "it is what a form answers")]
fn begin_again() -> FormAnswer {
    leptos_axum::redirect(&missing(None));
    Ok(Posted::SentOn)
}
