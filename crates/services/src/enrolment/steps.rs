//! What a form of the wizard does that was posted: it is read and acted upon, and leads on. To add a step: its form in
//! `domain::form::enrolment`, what it does in one of the files beside this one, and here where it leads.

use std::net::IpAddr;

use domain::card::CardKind;
use domain::date::CalendarDate;
use domain::enrolment::{Purpose, Step};
use domain::form::Rejected;
use domain::form::date::DateForm;
use domain::form::enrolment::{
    ContactForm, DecisionForm, EnrolmentForm, EnrolmentProblem, NewCredentialsForm, NumbersForm, RejectedStep,
};
use domain::form::sign_in::CodeProblem;
use domain::id::parse_hex;
use domain::identifier::SignInIdentifier;
use domain::place::EnrolmentPlace;
use domain::provisional_code::Delivery;
use domain::sign_in::Channel;
use store::{Caller, Token};

use super::account::{Activation, ContactGiven, ContactProof, ContactsChecked};
use super::decision::Decided;
use super::{CodeGiven, CodeSending, CodeState, EnrolmentState, Identification, Ticket, Whose};
use crate::contacts::READERS;
use crate::{Entered, Entrant, Fault, Services};

/// What became of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stepped {
    /// It is done, or was before: here it goes on.
    On(EnrolmentPlace),
    /// It is not done.
    Wrong {
        /// The step at which it is said.
        at: EnrolmentPlace,
        /// The form to show again, with its problems.
        form: RejectedStep,
    },
    /// There is no draft, or no longer.
    NoDraft,
    /// The browser's draft is another one by now, or another person's: nothing is done.
    Replaced,
}

impl Stepped {
    const fn wrong(at: EnrolmentPlace, form: RejectedStep) -> Self {
        Self::Wrong { at, form }
    }

    fn bare(at: EnrolmentPlace, problem: EnrolmentProblem) -> Self {
        Self::wrong(at, Rejected::bare(problem))
    }
}

/// The steps that a form can take.
pub struct Steps {
    services: Services,
    ticket: Ticket,
}

impl Services {
    /// The steps that a form can take with the draft that a browser's token names, if that is what it is `about`.
    #[must_use]
    pub fn steps(&self, draft: &Token, about: &str) -> Steps {
        Steps { services: self.clone(), ticket: Ticket::new(draft, about) }
    }

    /// Step 1: the birth date begins a draft, whose token is for the browser's cookie. It takes the place of the draft that the
    /// browser's token `before` names, unless the form is `about` that one and says what it began with: then it goes on.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn begin(
        &self,
        before: Option<&Token>,
        about: &str,
        purpose: Purpose,
        form: &DateForm,
    ) -> Result<Result<Option<Token>, RejectedStep>, Fault> {
        let born_on = match EnrolmentForm::birth_date(form, self.today()?) {
            Ok(born_on) => born_on,
            Err(rejected) => return Ok(Err(rejected)),
        };
        if let Some(before) = before {
            if self.go_on_from_start(&Ticket::new(before, about), purpose, born_on).await? {
                return Ok(Ok(None));
            }
            self.abandon_enrolment(before).await?;
        }
        self.begin_enrolment(purpose, born_on).await.map(|token| Ok(Some(token)))
    }
}

/// The errors of all of them are [`Fault`]s.
#[expect(clippy::missing_errors_doc, reason = "said once for all")]
impl Steps {
    /// Goes on with a draft, if the birth date is the one that was given.
    pub async fn resume(&self, form: &DateForm) -> Result<Stepped, Fault> {
        let here = EnrolmentPlace::Resume;
        let born_on: CalendarDate = match EnrolmentForm::birth_date(form, self.services.today()?) {
            Ok(born_on) => born_on,
            Err(rejected) => return Ok(Stepped::wrong(here, rejected)),
        };
        match self.services.resume_enrolment(&self.ticket, born_on).await? {
            Some(true) => self.on().await,
            Some(false) if self.step().await?.is_some() => {
                Ok(Stepped::wrong(here, EnrolmentForm::date_rejected(form, EnrolmentProblem::OtherBirthDate)))
            }
            Some(false) => Ok(Stepped::NoDraft),
            None => self.instead().await,
        }
    }

    /// Step 2: the kind of card. Whoever comes back to it walks on from there.
    pub async fn card_kind(&self, kind: &str) -> Result<Stepped, Fault> {
        let Some(kind) = CardKind::of_name(kind) else {
            return Ok(Stepped::bare(EnrolmentPlace::CardKind, EnrolmentProblem::CardKindMissing));
        };
        if !self.services.give_card_kind(&self.ticket, kind).await? {
            return self.instead().await;
        }
        Ok(match self.step().await? {
            Some(step) if step > Step::Numbers => Stepped::On(EnrolmentPlace::Numbers),
            Some(step) => Stepped::On(EnrolmentPlace::of_step(step)),
            None => Stepped::NoDraft,
        })
    }

    /// Step 3: the two numbers.
    pub async fn numbers(&self, form: &NumbersForm, address: IpAddr) -> Result<Stepped, Fault> {
        let here = EnrolmentPlace::Numbers;
        let state = match self.state(Whose::OfAnybody).await? {
            Ok(state) => state,
            Err(instead) => return Ok(instead),
        };
        let Some(kind) = state.card else { return self.instead().await };
        let (nir, serial) = match form.read(kind) {
            Ok(numbers) => numbers,
            Err(rejected) => return Ok(Stepped::wrong(here, rejected)),
        };
        let problem = match self.services.give_numbers(&self.ticket, nir, serial, address).await? {
            Identification::Person(_) | Identification::Several => return self.on().await,
            Identification::NoDraft => return self.instead().await,
            Identification::Unknown => EnrolmentProblem::Unknown,
            Identification::TooMany { minutes } => EnrolmentProblem::TooMany { minutes },
        };
        Ok(Stepped::wrong(here, form.rejected(vec![problem])))
    }

    /// Where the numbers mean several: which one.
    pub async fn person(&self, person: &str) -> Result<Stepped, Fault> {
        let chosen = match person.parse() {
            Ok(person) => self.services.choose_person(&self.ticket, person).await?,
            Err(_) => Identification::Several,
        };
        match chosen {
            Identification::Several => Ok(Stepped::bare(EnrolmentPlace::Person, EnrolmentProblem::PersonMissing)),
            Identification::NoDraft => self.instead().await,
            _ => self.on().await,
        }
    }

    /// Sends a provisional code by the chosen way. `key` came with the page: posted twice, it sends one.
    pub async fn code_channel(&self, channel: &str, key: &str) -> Result<Stepped, Fault> {
        let state = match self.state(Whose::OfThePerson).await? {
            Ok(state) => state,
            Err(instead) => return Ok(instead),
        };
        // Where there is one way only, there is nothing to choose.
        let by = match &state.ways[..] {
            [only] => Some(only.by),
            _ => Delivery::of_name(channel),
        };
        match by {
            Some(by) => self.send_code(&state, state.purpose, by, key).await.map(|(stepped, _)| stepped),
            None => Ok(Stepped::bare(EnrolmentPlace::Channel, EnrolmentProblem::ChannelMissing)),
        }
    }

    /// Sends another provisional code by the same way; whether one was sent.
    pub async fn another_code(&self, key: &str) -> Result<(Stepped, bool), Fault> {
        let state = match self.state(Whose::OfThePerson).await? {
            Ok(state) => state,
            Err(instead) => return Ok((instead, false)),
        };
        match state.sent.as_ref().map(|sent| sent.by) {
            // Whoever asks for another one has a field to type it into before them.
            Some(by) => match self.send_code(&state, Purpose::Activate, by, key).await? {
                (Stepped::On(EnrolmentPlace::Code), false) => {
                    Ok((Stepped::bare(EnrolmentPlace::Code, EnrolmentProblem::CodeSentJustNow), false))
                }
                sent => Ok(sent),
            },
            None => Ok((Stepped::On(EnrolmentPlace::Channel), false)),
        }
    }

    async fn send_code(
        &self,
        state: &EnrolmentState,
        purpose: Purpose,
        by: Delivery,
        key: &str,
    ) -> Result<(Stepped, bool), Fault> {
        // Only a form that is not ours has none.
        let key = parse_hex(key).map_err(|_| Fault::Refused)?;
        let sending = self.services.send_provisional_code(&self.ticket, by, key).await?;
        let problem = match sending {
            CodeSending::TooSoon if state.sent.as_ref().is_some_and(|sent| sent.by != by) => {
                EnrolmentProblem::SentJustNow
            }
            // Too soon: the code that was just sent is the one to type.
            CodeSending::Sent | CodeSending::TooSoon => {
                // A letter takes days: there is nothing to type yet.
                let typed_later = purpose == Purpose::NewCode || by == Delivery::Post;
                let next = if typed_later { EnrolmentPlace::CodeSent } else { EnrolmentPlace::Code };
                return Ok((Stepped::On(next), sending == CodeSending::Sent));
            }
            CodeSending::TooMany { minutes } => EnrolmentProblem::TooManySent { minutes },
            CodeSending::LetterUnderWay { again_on } => EnrolmentProblem::LetterUnderWay { again_on },
            CodeSending::NotPossible => EnrolmentProblem::ChannelMissing,
            CodeSending::NoDraft => return Ok((self.instead().await?, false)),
        };
        Ok((Stepped::bare(EnrolmentPlace::Channel, problem), false))
    }

    /// Step 4: the provisional code.
    pub async fn code(&self, code: &str) -> Result<Stepped, Fault> {
        let here = EnrolmentPlace::Code;
        let code = match EnrolmentForm::code(code) {
            Ok(code) => code,
            Err(rejected) => return Ok(Stepped::wrong(here, rejected)),
        };
        let problem = match self.services.give_provisional_code(&self.ticket, code).await? {
            CodeGiven::Right => return self.on().await,
            CodeGiven::NoDraft => return self.instead().await,
            CodeGiven::Wrong { left } => EnrolmentProblem::WrongCode { left },
            CodeGiven::Refused(CodeState::None) => EnrolmentProblem::NoCode,
            CodeGiven::Refused(CodeState::Used) => EnrolmentProblem::CodeUsed,
            CodeGiven::Refused(CodeState::Expired) => EnrolmentProblem::CodeExpired,
            CodeGiven::Refused(CodeState::Exhausted) => EnrolmentProblem::CodeExhausted,
        };
        Ok(Stepped::bare(here, problem))
    }

    /// Step 5: the decision.
    pub async fn decision(&self, form: &DecisionForm) -> Result<Stepped, Fault> {
        match form.read() {
            Ok(decision) if self.services.note_decision(&self.ticket, decision).await? => self.on().await,
            Ok(_) => self.instead().await,
            Err(rejected) => Ok(Stepped::wrong(EnrolmentPlace::Decision, rejected)),
        }
    }

    /// Carries the opposition or the closure out; for a child somebody has to have `certified` that they represent it.
    pub async fn refusal(&self, certified: bool) -> Result<Stepped, Fault> {
        let here = EnrolmentPlace::Refusal;
        let state = match self.state(Whose::OfThePerson).await? {
            Ok(state) => state,
            Err(instead) => return Ok(instead),
        };
        if !certified && state.minor && state.step == Step::Refusal {
            return Ok(Stepped::bare(here, EnrolmentProblem::CertificationMissing));
        }
        match self.services.refuse_space(&self.ticket).await? {
            Decided::Done(_) => self.on().await,
            Decided::NoDraft => self.instead().await,
            Decided::NotPossible => Ok(Stepped::bare(here, EnrolmentProblem::NotDecided)),
        }
    }

    /// For a child: activates it for the parent who is signed in, and says whether they represent it.
    pub async fn representative(&self, caller: Caller, represents: &str) -> Result<Stepped, Fault> {
        let problem = match represents {
            "oui" => match self.services.activate_child(&self.ticket, caller).await? {
                Decided::Done(_) => return self.on().await,
                Decided::NoDraft => return self.instead().await,
                Decided::NotPossible => EnrolmentProblem::NotDecided,
            },
            "non" => EnrolmentProblem::NotRepresentative,
            _ => EnrolmentProblem::RepresentativeMissing,
        };
        Ok(Stepped::bare(EnrolmentPlace::Representative, problem))
    }

    /// Step 6: the contacts are right.
    pub async fn contacts(&self) -> Result<Stepped, Fault> {
        Ok(match self.services.check_contacts(&self.ticket).await? {
            ContactsChecked::Done => Stepped::On(EnrolmentPlace::Credentials),
            ContactsChecked::EmailMissing => Stepped::bare(EnrolmentPlace::Contacts, EnrolmentProblem::NoEmail),
            ContactsChecked::NoDraft => return self.instead().await,
        })
    }

    /// Another e-mail address or mobile number: a code is sent to it.
    pub async fn contact(&self, form: &ContactForm) -> Result<Stepped, Fault> {
        let here = match form.channel() {
            Channel::Email => EnrolmentPlace::Email,
            Channel::Sms => EnrolmentPlace::Mobile,
        };
        let postcode = self.services.postcode_of(self.ticket.draft).await?;
        let contact = match form.read(READERS, postcode.as_deref().unwrap_or_default()) {
            Ok(contact) => contact,
            Err(rejected) => return Ok(Stepped::wrong(here, rejected)),
        };
        let problem = match self.services.give_contact(&self.ticket, Some(contact)).await? {
            ContactGiven::Sent => return Ok(Stepped::On(EnrolmentPlace::ContactCode)),
            ContactGiven::Same => EnrolmentProblem::SameContact,
            ContactGiven::TooSoon => EnrolmentProblem::ContactSentJustNow,
            ContactGiven::TooMany { minutes } => EnrolmentProblem::ContactHeld { minutes },
            ContactGiven::NoDraft => return self.instead().await,
        };
        Ok(Stepped::wrong(here, form.rejected(problem)))
    }

    /// Sends another code to the contact that waits for one.
    pub async fn another_contact_code(&self) -> Result<Stepped, Fault> {
        let here = EnrolmentPlace::ContactCode;
        Ok(match self.services.give_contact(&self.ticket, None).await? {
            ContactGiven::Sent => Stepped::On(here),
            ContactGiven::TooMany { minutes } => Stepped::bare(here, EnrolmentProblem::ContactCodesHeld { minutes }),
            ContactGiven::TooSoon => Stepped::bare(here, EnrolmentProblem::CodeSentJustNow),
            ContactGiven::Same => return self.on().await,
            ContactGiven::NoDraft => return self.instead().await,
        })
    }

    /// The code that was sent to another contact.
    pub async fn contact_code(&self, code: &str) -> Result<Stepped, Fault> {
        let here = EnrolmentPlace::ContactCode;
        let code = match EnrolmentForm::contact_code(code) {
            Ok(code) => code,
            Err(rejected) => return Ok(Stepped::wrong(here, rejected)),
        };
        Ok(match self.services.prove_contact(&self.ticket, code).await? {
            ContactProof::Right => Stepped::On(EnrolmentPlace::Contacts),
            ContactProof::Refused(problem @ (CodeProblem::Wrong { .. } | CodeProblem::Expired)) => {
                Stepped::bare(here, EnrolmentProblem::ContactCode(problem))
            }
            ContactProof::Exhausted => Stepped::bare(EnrolmentPlace::Contacts, EnrolmentProblem::ContactCodesExhausted),
            ContactProof::Refused(_) => return self.on().await,
            ContactProof::NoDraft => return self.instead().await,
        })
    }

    /// Step 7: identifier and password open the space and the first session; what the browser gets then.
    pub async fn credentials(
        &self,
        form: NewCredentialsForm,
        from: Entrant,
    ) -> Result<(Stepped, Option<Entered>), Fault> {
        let here = EnrolmentPlace::Credentials;
        // Whatever becomes of the password.
        if let Ok(identifier) = SignInIdentifier::choose(&form.identifiant) {
            self.services.note_identifier(&self.ticket, identifier).await?;
        }
        let identifier = match form.read() {
            Ok(identifier) => identifier,
            Err(rejected) => return Ok((Stepped::wrong(here, rejected), None)),
        };
        let password = form.mot_de_passe.clone();
        let problem = match self.services.activate(&self.ticket, identifier, password, from).await? {
            Activation::Done { entered, .. } => return Ok((Stepped::On(EnrolmentPlace::Activated), entered)),
            Activation::NoDraft => return Ok((self.instead().await?, None)),
            Activation::Taken => EnrolmentProblem::IdentifierTaken,
            Activation::TooMany { minutes } => EnrolmentProblem::TooManyIdentifiers { minutes },
            Activation::Weak(problem) => EnrolmentProblem::Password(problem),
            Activation::NotPossible => EnrolmentProblem::NotDecided,
        };
        Ok((Stepped::wrong(here, form.rejected(vec![problem])), None))
    }

    /// The state of the draft, if it is what the form is about. The step itself asks again, in its transaction.
    async fn state(&self, whose: Whose) -> Result<Result<EnrolmentState, Stepped>, Fault> {
        Ok(match self.services.state_of(self.ticket.draft).await? {
            None => Err(Stepped::NoDraft),
            Some(state) if !self.ticket.is_about(state.subject, whose) => Err(Stepped::Replaced),
            Some(state) if state.is_locked() => Err(Stepped::On(EnrolmentPlace::Resume)),
            Some(state) => Ok(state),
        })
    }

    /// The first step that is still to be done.
    async fn step(&self) -> Result<Option<Step>, Fault> {
        let mut work = self.services.0.store.read().await?;
        let now = self.services.now();
        match work.draft(self.ticket.draft, now).await? {
            Some(draft) => self.services.step_of(&mut work, &draft).await.map(Some),
            None => Ok(work.locked_draft(self.ticket.draft, now).await?.map(|_| Step::BirthDate)),
        }
    }

    /// A step is done: it goes on with the first that is not.
    async fn on(&self) -> Result<Stepped, Fault> {
        Ok(self.step().await?.map_or(Stepped::NoDraft, |step| Stepped::On(EnrolmentPlace::of_step(step))))
    }

    /// A step was not taken: because there is nothing to take it with, because the draft is locked, because the form is about
    /// something else than the draft, or because another step comes first or everything is done.
    async fn instead(&self) -> Result<Stepped, Fault> {
        Ok(match self.state(Whose::OfThePerson).await? {
            Ok(state) => Stepped::On(EnrolmentPlace::of_step(state.step)),
            Err(instead) => instead,
        })
    }
}
