//! Enrolment: from the birth date to the space or the opposition. What was proved is in a draft on the
//! server, bound to the browser that holds its token. Here: who it is, and the provisional code; in
//! [`decision`] what is decided, in [`account`] the account that comes of it; in [`steps`] what a form does that is
//! posted: it is read, acted upon, and leads on.

pub mod account;
pub mod decision;
pub mod steps;

use std::net::IpAddr;

use domain::attestation::Attestation;
use domain::card::{CardKind, CardSerial};
use domain::contact::{EmailAddress, MobileNumber};
use domain::date::CalendarDate;
use domain::enrolment::{Decision, EnrolmentStatus, Purpose, Step};
use domain::form::enrolment::Contact;
use domain::history::Act;
use domain::id::ProfileId;
use domain::nir::Nir;
use domain::person::PersonName;
use domain::provisional_code::{Delivery, ProvisionalCode};
use domain::sign_in::{Channel, OneTimeCode};
use domain::view::MaskedDelivery;
pub use store::CodeState;
use store::{
    Admission, Candidate, CodeAttempt, Draft, LockedDraft, Reach, Replace, Subject, Token, TokenHash, UnitOfWork,
};

use crate::clock::{day_in_france, last_day_before};
use crate::insured::{code_expiry, code_term};
use crate::outbox::terms;
use crate::paper::letter::Letter;
use crate::security::{Event, Outcome};
use crate::sign_in::network_of;
use crate::{Fault, Rules, Services, limits, messages};

/// What the pages of a draft show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnrolmentState {
    /// The first step that is still to be done.
    pub step: Step,
    /// What somebody came for.
    pub purpose: Purpose,
    /// The kind of card that was given.
    pub card: Option<CardKind>,
    /// What was typed into the steps so far, to be shown again.
    pub typed: Typed,
    /// The persons to choose among; one where there is nothing to choose.
    pub persons: Vec<(ProfileId, PersonName)>,
    /// The person, once it is clear who.
    pub person: Option<(ProfileId, PersonName)>,
    /// The state of the person's enrolment.
    pub status: Option<EnrolmentStatus>,
    /// Whether the person is a minor.
    pub minor: bool,
    /// Whether the person has been sent a provisional code that can still be used.
    pub code_at_hand: bool,
    /// The ways by which a code can be sent.
    pub ways: Vec<MaskedDelivery>,
    /// Where a code went.
    pub sent: Option<MaskedDelivery>,
    /// Where the person is written to from now on, once a provisional code was right.
    pub contacts: Option<Contacts>,
    /// The contact to which a one-time code was sent.
    pub awaited: Option<Contact>,
    /// The attestation, once an opposition is recorded.
    pub attestation: Option<Attestation>,
    /// What the forms of its pages are about.
    pub subject: Subject,
}

impl EnrolmentState {
    /// That of a locked draft: the birth date is asked, and nothing of it is told.
    fn of_locked(draft: &LockedDraft, subject: Subject) -> Self {
        Self {
            step: Step::BirthDate,
            purpose: draft.purpose(),
            card: None,
            typed: Typed::default(),
            persons: Vec::new(),
            person: None,
            status: None,
            minor: false,
            code_at_hand: false,
            ways: Vec::new(),
            sent: None,
            contacts: None,
            awaited: None,
            attestation: None,
            subject,
        }
    }

    /// Whether the birth date has to be given again before anything is shown or done.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        self.step == Step::BirthDate
    }
}

/// What was typed into the steps of a draft, never codes nor passwords (product.md, decision 26).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    /// The birth date.
    pub born_on: Option<CalendarDate>,
    /// The social security number.
    pub nir: Option<String>,
    /// The card's serial number.
    pub serial: Option<String>,
    /// What was decided.
    pub decision: Option<Decision>,
    /// The identifier that was chosen.
    pub identifier: Option<String>,
}

impl Typed {
    fn of(draft: &Draft) -> Self {
        let (nir, serial) = draft.numbers();
        Self {
            born_on: Some(draft.born_on()),
            nir: nir.map(str::to_owned),
            serial: serial.map(str::to_owned),
            decision: draft.decision(),
            identifier: draft.identifier().map(str::to_owned),
        }
    }
}

/// What a form of the wizard is posted with: the browser's draft, and what the form is about. A browser has one draft, but
/// pages of several may be open in it; nobody is acted upon but whom the page showed.
#[derive(Clone, Copy)]
pub struct Ticket {
    draft: TokenHash,
    about: Option<Subject>,
}

impl Ticket {
    /// Of the draft that a browser's token names, and what its form says that it is about.
    #[must_use]
    pub fn new(draft: &Token, about: &str) -> Self {
        Self { draft: draft.hash(), about: about.parse().ok() }
    }

    /// Whether the form is about that draft, and its person where a step depends on who it is.
    fn is_about(self, now: Subject, whose: Whose) -> bool {
        self.about.is_some_and(|about| match whose {
            Whose::OfAnybody => about.is_of_same_draft(now),
            Whose::OfThePerson => about == now,
        })
    }
}

/// Whether a step depends on the person of the draft.
#[derive(Clone, Copy)]
enum Whose {
    /// It comes before it is clear who, or chooses anew.
    OfAnybody,
    /// It acts on the person.
    OfThePerson,
}

/// Where a person is written to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contacts {
    /// The e-mail address.
    pub email: Option<EmailAddress>,
    /// The mobile number.
    pub mobile: Option<MobileNumber>,
}

/// What became of the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identification {
    /// They mean one person, in that state.
    Person(EnrolmentStatus),
    /// They mean several: which one is asked next.
    Several,
    /// They mean nobody. Nothing tells which of them is wrong.
    Unknown,
    /// Too many wrong ones.
    TooMany {
        /// When to try again, in whole minutes.
        minutes: i64,
    },
    /// There is no draft, or it is not so far.
    NoDraft,
}

/// What became of the demand for a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeSending {
    /// It is on its way.
    Sent,
    /// The last one was sent just now.
    TooSoon,
    /// Too many were sent today.
    TooMany {
        /// When to try again, in whole minutes.
        minutes: i64,
    },
    /// A letter was made a short time ago.
    LetterUnderWay {
        /// From which day on another one can be asked for.
        again_on: CalendarDate,
    },
    /// There is no such way to reach the person, or nothing that a code would serve for.
    NotPossible,
    /// There is no draft, or it is not so far.
    NoDraft,
}

/// What became of a code that was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeGiven {
    /// It is the one.
    Right,
    /// It is another, or another person's.
    Wrong {
        /// How many tries are left, at least one.
        left: u8,
    },
    /// It cannot be used.
    Refused(CodeState),
    /// There is no draft, or it is not so far.
    NoDraft,
}

impl Services {
    /// Step 1: begins a draft, or begins it again; its token is for the browser's cookie.
    pub async fn begin_enrolment(&self, purpose: Purpose, born_on: CalendarDate) -> Result<Token, Fault> {
        let token = Token::mint()?;
        let hash = token.hash();
        self.to_the_end(async move |services| {
            let mut work = services.0.store.begin().await?;
            work.begin_draft(hash, purpose, born_on, services.now()).await?;
            Ok(work.commit().await?)
        })
        .await?;
        Ok(token)
    }

    /// Step 1, looked at again: whether the draft goes on, because purpose and birth date are those with which it began.
    pub(super) async fn go_on_from_start(
        &self,
        ticket: &Ticket,
        purpose: Purpose,
        born_on: CalendarDate,
    ) -> Result<bool, Fault> {
        self.with_draft(ticket, Whose::OfAnybody, async move |services, mut work, draft| {
            let goes_on = work.keep_begun_draft(&draft, purpose, born_on, services.now()).await?;
            work.commit().await?;
            Ok(goes_on)
        })
        .await
        .map(|goes_on| goes_on.unwrap_or(false))
    }

    /// The day on which a birth date that is typed now has to be past.
    ///
    /// # Errors
    /// [`Fault::Internal`] outside the calendar.
    pub fn today(&self) -> Result<CalendarDate, Fault> {
        day_in_france(self.now())
    }

    /// The draft of a browser, if there is one. Of a locked one nothing is told but that the birth date comes first. Looking at it
    /// keeps it from being locked.
    pub async fn enrolment(&self, token: &Token) -> Result<Option<EnrolmentState>, Fault> {
        self.state_of(token.hash()).await
    }

    /// Locks the draft of a browser: the birth date is asked before anything else. Done when a step is reached from elsewhere than
    /// our own pages; somebody else may sit there.
    pub async fn lock_enrolment(&self, token: &Token) -> Result<(), Fault> {
        let hash = token.hash();
        // Most often there is nothing to lock: whoever asks without a draft costs no write.
        if self.0.store.read().await?.draft(hash, self.now()).await?.is_none() {
            return Ok(());
        }
        self.to_the_end(async move |services| {
            let mut work = services.0.store.begin().await?;
            work.lock_draft(hash).await?;
            Ok(work.commit().await?)
        })
        .await
    }

    async fn state_of(&self, token: TokenHash) -> Result<Option<EnrolmentState>, Fault> {
        let (now, today) = (self.now(), self.today()?);
        let mut work = self.0.store.read().await?;
        let Some(draft) = work.draft(token, now).await? else {
            let locked = work.locked_draft(token, now).await?;
            return Ok(locked.map(|locked| EnrolmentState::of_locked(&locked, work.subject_of_locked(&locked))));
        };
        if draft.is_to_be_seen(now) {
            self.see_detached(token);
        }
        let persons = work.persons_of(&draft).await?;
        let person = persons.iter().find(|person| Some(person.profile) == draft.person()).cloned();
        let status = person.as_ref().map(|person| person.status);
        let reach = work.reach_of(&draft, today).await?;
        let ways = reach.as_ref().map(|reach| self.ways_to(reach)).transpose()?.unwrap_or_default();
        let contacts = match &reach {
            Some(reach) if draft.has_code() && !draft.is_minor(today) => {
                let (email, mobile) = draft.contacts(reach)?;
                Some(Contacts { email, mobile })
            }
            _ => None,
        };
        let named = |person: Candidate| (person.profile, person.name);
        let progress = work.progress_of(&draft, status, today, now).await?;
        Ok(Some(EnrolmentState {
            step: progress.step(),
            purpose: draft.purpose(),
            card: draft.card(),
            typed: if progress.done.is_none() { Typed::of(&draft) } else { Typed::default() },
            code_at_hand: progress.code_at_hand,
            persons: persons.into_iter().map(named).collect(),
            person: person.map(named),
            status,
            minor: draft.is_minor(today),
            sent: draft.sent().and_then(|sent| ways.iter().find(|way| way.by == sent).cloned()),
            ways,
            contacts,
            awaited: draft.awaited()?,
            subject: work.subject_of(&draft),
            attestation: work.attestation_of(&draft).await?,
        }))
    }

    pub(super) fn see_detached(&self, token: TokenHash) {
        let services = self.clone();
        self.run_detached("draft", async move {
            let mut work = services.0.store.begin().await?;
            work.see_draft(token, services.now()).await?;
            Ok(work.commit().await?)
        });
    }

    /// Goes on with a draft: whether the birth date is the one that was given; `None` without a draft. Whoever
    /// comes to a shared computer next learns nothing, and ends the draft by guessing.
    pub async fn resume_enrolment(&self, ticket: &Ticket, born_on: CalendarDate) -> Result<Option<bool>, Fault> {
        let ticket = *ticket;
        self.to_the_end(async move |services| {
            let now = services.now();
            let mut work = services.0.store.begin().await?;
            let Some(draft) = work.take_draft_to_resume(ticket.draft, now).await? else { return Ok(None) };
            if !ticket.is_about(work.subject_of_locked(&draft), Whose::OfAnybody) {
                return Ok(None);
            }
            let right = work.resume_draft(draft, born_on, now).await?;
            work.commit().await?;
            Ok(Some(right))
        })
        .await
    }

    /// «Recommencer»: nothing of what was typed is left.
    pub async fn abandon_enrolment(&self, token: &Token) -> Result<(), Fault> {
        let token = token.hash();
        self.to_the_end(async move |services| {
            let mut work = services.0.store.begin().await?;
            work.drop_draft(token).await?;
            Ok(work.commit().await?)
        })
        .await
    }

    /// Step 2: the kind of card; whether there was a draft.
    pub async fn give_card_kind(&self, ticket: &Ticket, kind: CardKind) -> Result<bool, Fault> {
        self.with_draft(ticket, Whose::OfAnybody, async move |services, mut work, draft| {
            work.give_card_kind(draft, kind, services.now()).await?;
            work.commit().await?;
            Ok(true)
        })
        .await
        .map(|known| known.unwrap_or(false))
    }

    /// Step 3: the social security number and the card's serial number. An unknown person and a wrong serial
    /// number get one answer after the same work; failures count for the number and the birth date, known or not, and for
    /// the visitor's network address.
    pub async fn give_numbers(
        &self,
        ticket: &Ticket,
        nir: Nir,
        card: CardSerial,
        address: IpAddr,
    ) -> Result<Identification, Fault> {
        self.with_draft(ticket, Whose::OfAnybody, async move |services, work, draft| {
            services.identify_insured(work, draft, &nir, &card, address).await
        })
        .await
        .map(|found| found.unwrap_or(Identification::NoDraft))
    }

    async fn identify_insured(
        &self,
        mut work: UnitOfWork,
        draft: Draft,
        nir: &Nir,
        card: &CardSerial,
        address: IpAddr,
    ) -> Result<Identification, Fault> {
        if draft.card() != Some(card.kind()) {
            return Ok(Identification::NoDraft);
        }
        let (now, network) = (self.now(), network_of(address));
        let held = |minutes| {
            self.alert(Event::Particulars, Outcome::HeldBack, None, Some(address));
            Identification::TooMany { minutes }
        };
        let from_address = match work.admit(self.0.rules.address_failures(), &network, now).await? {
            Admission::Admitted(counter) => counter,
            Admission::Held { minutes } => return Ok(held(minutes)),
        };
        let everywhere = format!("{} {}", nir.compact(), draft.born_on().to_iso());
        let in_all = match work.admit(limits::PARTICULARS_FROM_EVERYWHERE, &everywhere, now).await? {
            Admission::Admitted(counter) => counter,
            Admission::Held { minutes } => return Ok(held(minutes)),
        };
        let here = format!("{everywhere} {network}");
        let for_number = match work.admit(limits::PARTICULARS, &here, now).await? {
            Admission::Admitted(counter) => counter,
            Admission::Held { minutes } => return Ok(held(minutes)),
        };
        let (_, candidates) = work.give_numbers(draft, nir, card, now).await?;
        let found = match &candidates[..] {
            [] => {
                work.count(&from_address).await?;
                work.count(&in_all).await?;
                work.count(&for_number).await?;
                self.alert(Event::Particulars, Outcome::Refused, None, Some(address));
                Identification::Unknown
            }
            [only] => Identification::Person(only.status),
            _ => Identification::Several,
        };
        if !candidates.is_empty() {
            work.clear(&for_number).await?;
        }
        work.commit().await?;
        Ok(found)
    }

    /// Where the numbers mean several: which one.
    pub async fn choose_person(&self, ticket: &Ticket, person: ProfileId) -> Result<Identification, Fault> {
        self.with_draft(ticket, Whose::OfAnybody, async move |services, mut work, draft| {
            let Some(draft) = work.choose_person(draft, person, services.now()).await? else {
                return Ok(Identification::Several);
            };
            let status = work.person_of(&draft).await?.map(|person| person.status);
            work.commit().await?;
            Ok(status.map_or(Identification::NoDraft, Identification::Person))
        })
        .await
        .map(|chosen| chosen.unwrap_or(Identification::NoDraft))
    }

    /// Sends a new provisional code, in the place of the one that came before. `key` came with the page: the
    /// same form arriving twice sends one code.
    pub async fn send_provisional_code(
        &self,
        ticket: &Ticket,
        by: Delivery,
        key: [u8; 16],
    ) -> Result<CodeSending, Fault> {
        let hash = ticket.draft;
        self.with_draft(ticket, Whose::OfThePerson, async move |services, mut work, draft| {
            let now = services.now();
            let person = work.person_of(&draft).await?;
            let reach = work.reach_of(&draft, day_in_france(now)?).await?;
            let (Some(person), Some(reach)) = (person, reach) else { return Ok(CodeSending::NoDraft) };
            let reachable = services.ways_to(&reach)?.iter().any(|way| way.by == by);
            if !reachable || !person.status.can(Decision::Activate) {
                return Ok(CodeSending::NotPossible);
            }
            if !work.first_use(hash, "provisional-code", key, now).await? {
                return Ok(CodeSending::Sent);
            }
            let sending = services.send_new_code(&mut work, &person, &reach, by).await?;
            if sending == CodeSending::Sent {
                work.note_sent(draft, by, now).await?;
                work.commit().await?;
            }
            Ok(sending)
        })
        .await
        .map(|sending| sending.unwrap_or(CodeSending::NoDraft))
    }

    async fn send_new_code(
        &self,
        work: &mut UnitOfWork,
        person: &Candidate,
        reach: &Reach,
        by: Delivery,
    ) -> Result<CodeSending, Fault> {
        let now = self.now();
        let subject = format!("provisional {}", person.profile);
        let sent = match work.admit(self.0.rules.codes_sent(), &subject, now).await? {
            Admission::Admitted(counter) => counter,
            Admission::Held { minutes } => return Ok(CodeSending::TooMany { minutes }),
        };
        let to = match by {
            Delivery::Email => reach.email.as_ref().map(limits::email_destination),
            Delivery::Sms => reach.mobile.as_ref().map(limits::mobile_destination),
            // One letter a week, which is asked next.
            Delivery::Post => None,
        };
        let to_there = match to {
            Some(to) => match work
                .admit(
                    self.0.rules.codes_to_destination(),
                    &limits::destination_subject(limits::Destination::Known, &to),
                    now,
                )
                .await?
            {
                Admission::Admitted(counter) => Some(counter),
                Admission::Held { minutes } => return Ok(CodeSending::TooMany { minutes }),
            },
            None => None,
        };
        if by == Delivery::Post
            && let Some(last) = work.last_letter_to(person.profile).await?
        {
            let again_on = day_in_france(last.plus(Rules::LETTER_WINDOW))?;
            if day_in_france(now)? < again_on {
                return Ok(CodeSending::LetterUnderWay { again_on });
            }
        }
        let replace = Replace::MadeBy(now.minus(OneTimeCode::RESEND_AFTER));
        let (term, expires_at) = (code_term(&self.0.rules, reach, now)?, code_expiry(&self.0.rules, reach, now)?);
        let code = work.make_provisional_code(person.profile, by, replace, term, now).await?;
        let Some(code) = code else { return Ok(CodeSending::TooSoon) };
        for counter in [Some(&sent), to_there.as_ref()].into_iter().flatten() {
            work.count(counter).await?;
        }
        let valid_until = last_day_before(expires_at)?;
        match by {
            Delivery::Post => {
                let post = reach.post.as_ref().ok_or(Fault::Internal("no address"))?;
                let letter = Letter::asked_for(reach, post, &code, day_in_france(now)?, valid_until);
                work.add_letter(person.profile, &letter, false, now).await?;
            }
            Delivery::Email | Delivery::Sms => {
                let channel = if by == Delivery::Sms { Channel::Sms } else { Channel::Email };
                let message = messages::provisional_code(reach, channel, &code, valid_until)?
                    .ok_or(Fault::Internal("no contact"))?;
                message
                    .of_use_until(expires_at)
                    .enqueue(work, terms::provisional_code(person.profile, term.until), now)
                    .await?;
            }
        }
        work.record_of_service(person.profile, Act::ProvisionalCodeSent { channel: by }, now).await?;
        Ok(CodeSending::Sent)
    }

    /// Step 4: checks a provisional code. A right one stays unused until the decision.
    pub async fn give_provisional_code(&self, ticket: &Ticket, code: ProvisionalCode) -> Result<CodeGiven, Fault> {
        self.with_draft(ticket, Whose::OfThePerson, async move |services, mut work, draft| {
            let now = services.now();
            let person = work.person_of(&draft).await?;
            let (Some(person), Some(attempt)) = (person, work.give_code(draft, &code, services.today()?, now).await?)
            else {
                return Ok(CodeGiven::NoDraft);
            };
            let given = match attempt {
                CodeAttempt::Right => CodeGiven::Right,
                CodeAttempt::Wrong { left } => {
                    // One line for several of one code.
                    if left + 1 == ProvisionalCode::TRIES {
                        work.record_of_service(person.profile, Act::ProvisionalCodesRefused, now).await?;
                    }
                    if left == 0 { CodeGiven::Refused(CodeState::Exhausted) } else { CodeGiven::Wrong { left } }
                }
                CodeAttempt::NotCompared(state) => CodeGiven::Refused(state),
            };
            work.commit().await?;
            Ok(given)
        })
        .await
        .map(|given| given.unwrap_or(CodeGiven::NoDraft))
    }

    /// Runs a step on the draft of a form, in a task that outlives the request; `None` without a draft, when it is locked, or
    /// when another one, or another person, has taken the place of that which the form is about.
    async fn with_draft<T, F>(
        &self,
        ticket: &Ticket,
        whose: Whose,
        act: impl FnOnce(Self, UnitOfWork, Draft) -> F + Send + 'static,
    ) -> Result<Option<T>, Fault>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, Fault>> + Send + 'static,
    {
        let ticket = *ticket;
        self.to_the_end(async move |services| {
            let mut work = services.0.store.begin().await?;
            let Some(draft) = work.take_draft(ticket.draft, services.now()).await? else { return Ok(None) };
            if !ticket.is_about(work.subject_of(&draft), whose) {
                return Ok(None);
            }
            // Whoever is refused again and again is still there.
            if draft.is_to_be_seen(services.now()) {
                services.see_detached(ticket.draft);
            }
            act(services, work, draft).await.map(Some)
        })
        .await
    }

    /// The ways to send a person a code, with the addresses half hidden.
    fn ways_to(&self, reach: &Reach) -> Result<Vec<MaskedDelivery>, Fault> {
        let serves = |channel| self.0.gateways.serves(channel);
        let email = reach.email.as_ref().filter(|_| serves(Channel::Email));
        let mobile = reach.mobile.as_ref().filter(|_| serves(Channel::Sms));
        // Not a letter that comes when its code is worth nothing any more.
        let now = self.now();
        let in_time = code_expiry(&self.0.rules, reach, now)? > now.plus(Rules::LETTER_WINDOW);
        let post = reach.post.as_ref().filter(|_| self.0.rules.codes_by_post && in_time);
        let ways = [
            (Delivery::Email, email.map(EmailAddress::masked)),
            (Delivery::Sms, mobile.map(MobileNumber::masked)),
            (Delivery::Post, post.map(|post| post.address.masked())),
        ];
        Ok(ways.into_iter().filter_map(|(by, masked)| Some(MaskedDelivery { by, masked: masked? })).collect())
    }
}
