//! What the steps of enrolment show.

use domain::attestation::Attestation;
use domain::card::CardKind;
use domain::date::CalendarDate;
use domain::enrolment::{EnrolmentStatus, Purpose};
use domain::id::ProfileId;
use domain::person::PersonName;
use domain::place::EnrolmentPlace;
use domain::sign_in::Channel;
use domain::view::MaskedDelivery;
use leptos::server;
use serde::{Deserialize, Serialize};
use server_fn::codec::Postcard;

use crate::error::AppError;
use crate::exchange::{Posted, Values};

#[cfg(feature = "ssr")]
use {
    super::{CHECKED, RESENT},
    crate::enrolment_visit::{EnrolmentVisit, Way},
    crate::visit::{Cookie, Visit, app_error},
    domain::enrolment::Decision,
    domain::form::date::{DateForm, DatePart},
    domain::form::enrolment::Contact,
    domain::place::PublicPage,
    services::enrolment::EnrolmentState,
    services::sign_in::SessionState,
    std::sync::Arc,
};

/// The field in which the forms say what they are about.
pub const ABOUT: &str = "demarche";

/// A page of enrolment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolmentPage {
    /// What its step shows.
    pub step: StepContent,
    /// What one came for.
    pub purpose: Purpose,
    /// What was typed into it before.
    pub values: Values,
    /// What the last post gave.
    pub posted: Option<Posted>,
    /// Whether one was led back here, because this step is missing.
    pub led_back: bool,
    /// What its forms are about.
    pub about: String,
}

/// What a step shows: of the draft no more than it needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StepContent {
    /// It cannot be shown: there is the one that can.
    Instead(String),
    /// The page before all steps.
    Start {
        /// Whether a draft is under way.
        under_way: bool,
        /// Whether one was, and is over.
        over: bool,
        /// Whether somebody is signed in.
        signed_in: bool,
    },
    /// The birth date, to go on with a draft.
    Resume,
    /// The birth date; the address says what one came for.
    BirthDate,
    /// The kind of card.
    CardKind,
    /// The numbers, for a kind of card.
    Numbers(CardKind),
    /// The persons to choose among.
    Person(Vec<(ProfileId, PersonName)>),
    /// How a new code can be sent.
    Channel {
        /// The ways.
        ways: Vec<MaskedDelivery>,
        /// Whether another one can still be used, which a new one takes the place of.
        code_at_hand: bool,
        /// The idempotency key of a demand.
        key: String,
    },
    /// The provisional code.
    Code {
        /// Where it went.
        sent: Option<MaskedDelivery>,
        /// Whether another one was sent since the page was last shown.
        resent: bool,
        /// The idempotency key of a demand for another one.
        key: String,
    },
    /// The decision for a person in that state.
    Decision(PersonName, EnrolmentStatus),
    /// The opposition or the closure for a person in that state.
    Refusal {
        /// The person.
        name: PersonName,
        /// Their state.
        status: EnrolmentStatus,
        /// Whether they are a minor.
        minor: bool,
    },
    /// A child, and what names the account that is signed in, if one is.
    Representative(PersonName, Option<String>),
    /// The contacts.
    Contacts {
        /// The e-mail address.
        email: Option<String>,
        /// The mobile number, in groups.
        mobile: Option<String>,
    },
    /// Another contact of that kind.
    Contact(Channel),
    /// The contact to which a one-time code went.
    ContactCode(String),
    /// Identifiers that nobody has yet.
    Credentials(Vec<String>),
    /// A step that only tells.
    Told(Told),
}

/// What a step shows that only tells: it comes without the browser's program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Told {
    /// Nothing can be decided for a person.
    Impasse {
        /// Their state.
        status: Option<EnrolmentStatus>,
        /// Whether somebody is signed in.
        signed_in: bool,
    },
    /// Where a code went.
    CodeSent(Option<MaskedDelivery>),
    /// The opposition is recorded: its attestation and the day in France, unless it was lifted.
    Opposed(Option<(Attestation, CalendarDate)>),
    /// The same, to print, with the service's address: scheme, host and port, without a path.
    Attestation(Option<(Attestation, CalendarDate)>, String),
    /// The space is closed.
    Closed,
    /// The space is activated.
    Activated {
        /// Its profile.
        profile: Option<ProfileId>,
        /// Of one's own: the name, and the identifier with which one signs in from now on.
        own: Option<(PersonName, String)>,
        /// The name, if it is a child's.
        child: Option<PersonName>,
        /// The children on the card whose spaces are not active, and whether their creation can still be opposed.
        others: Vec<(PersonName, bool)>,
        /// Names the account that is signed in, in the form that signs it out.
        account: String,
    },
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
pub async fn read_enrolment(#[server(default)] place: Option<EnrolmentPlace>) -> Result<EnrolmentPage, AppError> {
    let (visit, enrolment) = (Visit::current()?, EnrolmentVisit::current());
    let shown = |step| EnrolmentPage {
        step,
        purpose: Purpose::default(),
        values: Values::default(),
        posted: None,
        led_back: false,
        about: String::new(),
    };
    let Some(place) = place else {
        let under_way = match &enrolment.draft {
            Some(draft) => visit.services.enrolment(draft).await.map_err(app_error)?.is_some(),
            None => false,
        };
        let over = enrolment.draft.is_some() && !under_way;
        if over {
            // It is said once.
            visit.take(Cookie::Enrolment);
        }
        let signed_in = !visit.account().is_empty();
        return Ok(shown(StepContent::Start { under_way, over, signed_in }));
    };
    let state = match enrolment.way_to(&visit.services, place).await.map_err(app_error)? {
        // It was reached from a step before, whose cookie did not come along.
        Way::To(_) | Way::BackTo(_) if !visit.keeps_cookies => {
            return Ok(shown(StepContent::Instead(PublicPage::NoCookies.path().to_owned())));
        }
        Way::To(instead) => return Ok(shown(StepContent::Instead(instead))),
        Way::BackTo(instead) => {
            enrolment.note_led_back(&visit.services).await.map_err(app_error)?;
            return Ok(shown(StepContent::Instead(instead)));
        }
        Way::On(state) => state,
    };
    let about = state.as_ref().map(|state| state.subject.to_string()).unwrap_or_default();
    let purpose = state.as_ref().map(|state| state.purpose).unwrap_or_default();
    let values = state.as_ref().map(|state| values_at(place, state)).unwrap_or_default();
    Ok(EnrolmentPage {
        step: match state {
            Some(state) => content_of(place, Arc::unwrap_or_clone(state), &visit).await?,
            None => StepContent::BirthDate,
        },
        purpose,
        values,
        posted: visit.kept_of_page(place.path(), place.path()).await?,
        led_back: enrolment.was_led_back(&visit.services).await.map_err(app_error)?,
        about,
    })
}

/// What stands in the fields of a place, because it was typed there before (product.md, decision 26).
#[cfg(feature = "ssr")]
fn values_at(place: EnrolmentPlace, state: &EnrolmentState) -> Values {
    use EnrolmentPlace as P;
    let typed = &state.typed;
    let mut values = Values::default();
    let mut put = |name: &str, text: Option<&str>| {
        if let Some(text) = text {
            values.put(name, text);
        }
    };
    match place {
        P::BirthDate => {
            let date = typed.born_on.map(DateForm::of).unwrap_or_default();
            for part in DatePart::ALL {
                put(part.name(), Some(date.part(part)));
            }
        }
        P::CardKind => put("carte", state.card.map(CardKind::name)),
        P::Numbers => {
            put("nir", typed.nir.as_deref());
            put("serie", typed.serial.as_deref());
        }
        P::Person => put("personne", state.person.as_ref().map(|(person, _)| person.to_string()).as_deref()),
        P::Channel => put("canal", state.sent.as_ref().map(|sent| sent.by.name())),
        P::Decision => {
            put("decision", typed.decision.map(Decision::name));
            put("conditions", typed.decision.filter(|decision| *decision == Decision::Activate).map(|_| "oui"));
        }
        P::Email | P::Mobile => {
            let here = if place == P::Email { Channel::Email } else { Channel::Sms };
            put("contact", state.awaited.as_ref().filter(|contact| contact.channel() == here).map(Contact::as_str));
        }
        P::Credentials => put("identifiant", typed.identifier.as_deref()),
        _ => {}
    }
    values
}

/// What a place shows of the draft.
#[cfg(feature = "ssr")]
async fn content_of(place: EnrolmentPlace, state: EnrolmentState, visit: &Visit) -> Result<StepContent, AppError> {
    use EnrolmentPlace as P;
    let step = EnrolmentPlace::of_step(state.step).path().to_owned();
    let (profile, name) = state.person.unzip();
    let key = || visit.services.form_key().map_err(app_error);
    let attested = || {
        let with_day = |attestation: Attestation| {
            let day = services::clock::day_in_france(attestation.opposed_at).map_err(app_error);
            day.map(|day| (attestation, day))
        };
        state.attestation.map(with_day).transpose()
    };
    Ok(match (place, name) {
        (P::Resume, _) => StepContent::Resume,
        (P::BirthDate, _) => StepContent::BirthDate,
        (P::CardKind, _) => StepContent::CardKind,
        (P::Numbers, _) => StepContent::Numbers(state.card.unwrap_or(CardKind::WithPhoto)),
        (P::Person, _) => StepContent::Person(state.persons),
        (P::Channel, _) => StepContent::Channel { ways: state.ways, code_at_hand: state.code_at_hand, key: key()? },
        (P::Code, _) => {
            StepContent::Code { sent: state.sent, resent: visit.kept(RESENT).await?.unwrap_or(false), key: key()? }
        }
        (P::Decision, Some(name)) => StepContent::Decision(name, state.status.unwrap_or(EnrolmentStatus::Pending)),
        (P::Refusal, Some(name)) => {
            StepContent::Refusal { name, status: state.status.unwrap_or(EnrolmentStatus::Pending), minor: state.minor }
        }
        (P::Representative, Some(name)) => {
            StepContent::Representative(name, Some(visit.account()).filter(|account| !account.is_empty()))
        }
        (P::Contacts, _) => {
            let contacts = state.contacts.unwrap_or_default();
            StepContent::Contacts {
                email: contacts.email.map(|email| email.as_str().to_owned()),
                mobile: contacts.mobile.map(|mobile| mobile.grouped()),
            }
        }
        (P::Email, _) => StepContent::Contact(Channel::Email),
        (P::Mobile, _) => StepContent::Contact(Channel::Sms),
        (P::ContactCode, _) => match state.awaited {
            Some(Contact::Email(email)) => StepContent::ContactCode(email.as_str().to_owned()),
            Some(Contact::Mobile(mobile)) => StepContent::ContactCode(mobile.grouped()),
            // It was proved or given up meanwhile.
            None => StepContent::Instead(P::Contacts.path().to_owned()),
        },
        (P::Credentials, Some(name)) => {
            StepContent::Credentials(visit.services.suggest_identifiers(&name).await.map_err(app_error)?)
        }
        (P::Impasse, _) => {
            let signed_in = !visit.account().is_empty();
            StepContent::Told(Told::Impasse { status: state.status, signed_in })
        }
        (P::CodeSent, _) => StepContent::Told(Told::CodeSent(state.sent)),
        (P::Opposed, _) => StepContent::Told(Told::Opposed(attested()?)),
        (P::Attestation, _) => StepContent::Told(Told::Attestation(attested()?, visit.services.rules().site.clone())),
        (P::Closed, _) => StepContent::Told(Told::Closed),
        (P::Activated, name) => {
            let caller = match visit.session {
                SessionState::Open(caller) => Some(caller),
                SessionState::Absent | SessionState::Ended => None,
            };
            let others = match &caller {
                Some(caller) => visit.services.children(caller).await.map_err(app_error)?,
                None => Vec::new(),
            };
            let own = match caller.filter(|caller| Some(caller.account().profile()) == profile) {
                Some(caller) => {
                    let known = visit.services.personal_information(&caller, caller.account().profile());
                    let known = known.await.map_err(app_error)?;
                    known.account.map(|account| (known.name, account.identifier))
                }
                None => None,
            };
            let can_be_opposed = |status| status == EnrolmentStatus::Pending;
            let others = others.into_iter().map(|child| (child.name, can_be_opposed(child.status))).collect();
            let child = name.filter(|_| state.minor);
            StepContent::Told(Told::Activated { profile, own, child, others, account: visit.account() })
        }
        // There is nobody for whom to take it.
        (P::Decision | P::Refusal | P::Representative | P::Credentials, None) => StepContent::Instead(step),
    })
}

/// What the page shows that checks attestations.
#[server(endpoint = "opposition/verification", output = Postcard)]
pub async fn read_verification() -> Result<VerificationData, AppError> {
    let visit = Visit::current()?;
    Ok(VerificationData { posted: visit.kept(PublicPage::Verify.path()).await?, checked: visit.kept(CHECKED).await? })
}
