//! Enrolment under way: what a browser has proved so far, for half an hour after each step.
//!
//! Only this file puts persons into a draft, and only for whoever gave their number, birth date and card:
//! whoever holds a [`Draft`] may learn their names and where a code for them goes.
//!
//! A draft locks when nothing came for it for [`SILENCE`], or when it is told to (product.md, decision 26). A locked one is
//! no [`Draft`] any more but a [`LockedDraft`], of which nothing can be learnt and with which nothing can be done but to give
//! the birth date again.

use std::fmt;
use std::str::FromStr;

use domain::access::MAJORITY;
use domain::card::{CardKind, CardSerial};
use domain::contact::{EmailAddress, MobileNumber, Readers};
use domain::date::CalendarDate;
use domain::enrolment::{Decision, EnrolmentStatus, Progress, Purpose};
use domain::form::enrolment::Contact;
use domain::id::{MalformedId, ProfileId, parse_hex, to_hex};
use domain::identifier::SignInIdentifier;
use domain::nir::Nir;
use domain::provisional_code::{Delivery, ProvisionalCode};
use domain::sign_in::{Channel, OneTimeCode};
use domain::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;

use crate::insured::{Candidate, Reach};
use crate::provisional_codes::CodeAttempt;
use crate::token::TokenHash;
use crate::{StoreError, UnitOfWork, execute, on, seal};

/// What has been proved so far.
#[derive(Clone, Debug)]
pub struct Draft {
    token: TokenHash,
    content: Content,
    seen_at: Timestamp,
}

/// A draft of which nothing is told before the birth date was given again.
#[derive(Debug)]
pub struct LockedDraft(Draft);

/// What a form of a draft is about: the draft and its person. It tells nothing of either, and is posted with the form: two
/// tabs of a browser share one draft, and must not act on each other's person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subject {
    draft: [u8; 8],
    person: [u8; 8],
}

impl Subject {
    /// Whether both are about the same draft, of whomever.
    #[must_use]
    pub fn is_of_same_draft(self, other: Self) -> bool {
        self.draft == other.draft
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&to_hex(&[self.draft, self.person].concat()))
    }
}

impl FromStr for Subject {
    type Err = MalformedId;

    fn from_str(text: &str) -> Result<Self, MalformedId> {
        let (draft, person) = text.split_at_checked(16).ok_or(MalformedId)?;
        Ok(Self { draft: parse_hex(draft)?, person: parse_hex(person)? })
    }
}

/// What is sealed in `enrolment_drafts.draft_sealed`.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Content {
    purpose: Purpose,
    born_on: CalendarDate,
    /// How often another birth date was typed on coming back.
    mistaken: u8,
    card: Option<CardKind>,
    /// The social security number and the card's serial number as they were given last, to be shown again.
    nir: Option<String>,
    serial: Option<String>,
    /// Whom the numbers mean; twins are two.
    persons: Vec<ProfileId>,
    /// The one that was chosen, or the only one.
    person: Option<ProfileId>,
    decided: AboutPerson,
}

/// What depends on the person: chosen anew, it is asked anew.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct AboutPerson {
    /// By which way a code was sent from here.
    sent: Option<Delivery>,
    /// The code that was right.
    code: Option<String>,
    decision: Option<Decision>,
    /// The identifier that was chosen last, to be shown again.
    identifier: Option<String>,
    /// The e-mail address and the mobile number in place of the insurer's.
    email: Option<String>,
    mobile: Option<String>,
    /// The one that waits for its code.
    awaited: Option<Awaited>,
    contacts_checked: bool,
    done: Option<Decision>,
}

/// A contact that waits for the code that was sent to it.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Awaited {
    channel: Channel,
    contact: String,
    code_mac: [u8; 32],
    expires_at: Timestamp,
}

/// What became of a one-time code that proves a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContactAttempt {
    /// It was the one: the contact takes the place of the insurer's.
    Right,
    /// It was another.
    Wrong,
    /// It is too old.
    Expired,
    /// None is awaited.
    None,
}

/// How long a draft is kept after its last step (product.md, decision 8).
const LIFETIME: Span = Span::minutes(30);
/// After how long without any request a draft locks (product.md, decision 26).
const SILENCE: Span = Span::minutes(5);
/// How exactly it is known when something last came: a page that is looked at need not write each time. A draft locks so much
/// too early at most, never too late.
const NEARLY: Span = Span::seconds(15);
/// What stands for the instant when something last came in a draft that was told to lock.
const LOCKED: Timestamp = Timestamp::from_millis(0);
/// Before anything.
const NEVER: Timestamp = Timestamp::from_millis(-1);
const COLUMN: &str = "enrolment_drafts.draft";
const KEEP: &str = "
    INSERT INTO enrolment_drafts (token_hash, draft_sealed, expires_at, seen_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (token_hash) DO UPDATE
    SET draft_sealed = excluded.draft_sealed, expires_at = excluded.expires_at, seen_at = excluded.seen_at";
const FIND: &str = "
    SELECT draft_sealed, seen_at FROM enrolment_drafts WHERE token_hash = $1 AND expires_at > $2 AND seen_at > $3";
// Writing the row first locks it: two steps of one browser are taken one after the other.
const TAKE: &str = "
    UPDATE enrolment_drafts SET expires_at = expires_at WHERE token_hash = $1 AND expires_at > $2 AND seen_at > $3
    RETURNING draft_sealed, seen_at";
const SEE: &str = "UPDATE enrolment_drafts SET seen_at = $2 WHERE token_hash = $1 AND seen_at > $3 AND seen_at < $2";
const LOCK: &str = "UPDATE enrolment_drafts SET seen_at = $2 WHERE token_hash = $1 AND seen_at > $2";
const DROP: &str = "DELETE FROM enrolment_drafts WHERE token_hash = $1";
const FORGET: &str = "DELETE FROM enrolment_drafts WHERE expires_at < $1";

/// How often the birth date may be mistaken on coming back.
const MISTAKES: u8 = 5;

impl Content {
    fn new(purpose: Purpose, born_on: CalendarDate) -> Self {
        let decided = AboutPerson::default();
        Self {
            purpose,
            born_on,
            mistaken: 0,
            card: None,
            nir: None,
            serial: None,
            persons: Vec::new(),
            person: None,
            decided,
        }
    }
}

impl LockedDraft {
    /// What somebody came for.
    #[must_use]
    pub const fn purpose(&self) -> Purpose {
        self.0.content.purpose
    }
}

impl Draft {
    /// Whether it is so long since something came for it that this has to be noted, by [`UnitOfWork::see_draft`].
    #[must_use]
    pub fn is_to_be_seen(&self, now: Timestamp) -> bool {
        self.seen_at.plus(NEARLY) <= now
    }

    fn progress(&self, status: Option<EnrolmentStatus>, minor: bool, code_at_hand: bool) -> Progress {
        let content = &self.content;
        Progress {
            purpose: content.purpose,
            card: content.card.is_some(),
            numbers: !content.persons.is_empty(),
            person: status.filter(|_| content.person.is_some()),
            minor,
            code_at_hand,
            code: content.decided.code.is_some(),
            decision: content.decided.decision,
            contacts: content.decided.contacts_checked,
            done: content.decided.done,
        }
    }

    /// What somebody came for.
    #[must_use]
    pub const fn purpose(&self) -> Purpose {
        self.content.purpose
    }

    /// The birth date that was given: what is tried with it counts for it.
    #[must_use]
    pub const fn born_on(&self) -> CalendarDate {
        self.content.born_on
    }

    /// The person, once it is clear who.
    #[must_use]
    pub const fn person(&self) -> Option<ProfileId> {
        self.content.person
    }

    /// Whose opposition was recorded from here.
    pub(crate) fn opposed(&self) -> Option<ProfileId> {
        self.content.person.filter(|_| self.content.decided.done == Some(Decision::Oppose))
    }

    /// Whether a provisional code was right: its holder may see where the person is written to.
    #[must_use]
    pub const fn has_code(&self) -> bool {
        self.content.decided.code.is_some()
    }

    /// The contacts with which an account would be made: those that were proved here, or else the insurer's.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`].
    pub fn contacts(&self, known: &Reach) -> Result<(Option<EmailAddress>, Option<MobileNumber>), StoreError> {
        let decided = &self.content.decided;
        let email = decided.email.as_deref().map(EmailAddress::parse).transpose();
        let mobile = decided.mobile.as_deref().map(MobileNumber::parse).transpose();
        let (Ok(email), Ok(mobile)) = (email, mobile) else { return Err(StoreError::Corrupt(COLUMN)) };
        Ok((email.or_else(|| known.email.clone()), mobile.or_else(|| known.mobile.clone())))
    }

    /// The contact that waits for its code.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`].
    pub fn awaited(&self) -> Result<Option<Contact>, StoreError> {
        let Some(awaited) = &self.content.decided.awaited else { return Ok(None) };
        let contact = Contact::read(awaited.channel, &awaited.contact, Readers::BY_FORM, "");
        contact.map(Some).map_err(|_| StoreError::Corrupt(COLUMN))
    }

    /// The kind of card that was given.
    #[must_use]
    pub const fn card(&self) -> Option<CardKind> {
        self.content.card
    }

    /// The social security number and the card's serial number that were given last.
    #[must_use]
    pub fn numbers(&self) -> (Option<&str>, Option<&str>) {
        (self.content.nir.as_deref(), self.content.serial.as_deref())
    }

    /// What was decided.
    #[must_use]
    pub const fn decision(&self) -> Option<Decision> {
        self.content.decided.decision
    }

    /// The identifier that was chosen last.
    #[must_use]
    pub fn identifier(&self) -> Option<&str> {
        self.content.decided.identifier.as_deref()
    }

    /// By which way a code was sent.
    #[must_use]
    pub const fn sent(&self) -> Option<Delivery> {
        self.content.decided.sent
    }

    /// Whether the person is represented by somebody else on that day in France.
    #[must_use]
    pub fn is_minor(&self, today: CalendarDate) -> bool {
        self.content.born_on.age_on(today) < MAJORITY
    }
}

impl UnitOfWork {
    /// Begins a draft, or begins it again with another birth date: everything else is asked anew.
    pub async fn begin_draft(
        &mut self,
        token: TokenHash,
        purpose: Purpose,
        born_on: CalendarDate,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.keep_draft(&Draft { token, content: Content::new(purpose, born_on), seen_at: now }, now).await
    }

    /// The draft of that browser, unless it is too old or locked; taken until the end of the unit of work, so that two steps
    /// are done one after the other.
    pub async fn take_draft(&mut self, token: TokenHash, now: Timestamp) -> Result<Option<Draft>, StoreError> {
        self.find_draft(TAKE, token, now.minus(SILENCE), now).await
    }

    /// The draft of that browser, unless it is too old or locked.
    pub async fn draft(&mut self, token: TokenHash, now: Timestamp) -> Result<Option<Draft>, StoreError> {
        self.find_draft(FIND, token, now.minus(SILENCE), now).await
    }

    /// The draft of that browser, locked or not, unless it is too old.
    pub async fn locked_draft(&mut self, token: TokenHash, now: Timestamp) -> Result<Option<LockedDraft>, StoreError> {
        Ok(self.find_draft(FIND, token, NEVER, now).await?.map(LockedDraft))
    }

    async fn find_draft(
        &mut self,
        sql: &'static str,
        token: TokenHash,
        seen_after: Timestamp,
        now: Timestamp,
    ) -> Result<Option<Draft>, StoreError> {
        let row: Option<(Vec<u8>, i64)> = on!(self, conn => sqlx::query_as(sql)
            .bind(token.as_bytes()).bind(now.as_millis()).bind(seen_after.as_millis()).fetch_optional(conn))?;
        let Some((sealed, seen_at)) = row else { return Ok(None) };
        let content = self.service_key().await?.open(COLUMN, token.as_bytes(), &sealed)?;
        Ok(Some(Draft { token, content, seen_at: Timestamp::from_millis(seen_at) }))
    }

    /// Notes that something came for a draft, unless it is locked.
    pub async fn see_draft(&mut self, token: TokenHash, now: Timestamp) -> Result<(), StoreError> {
        execute!(self, SEE, token.as_bytes(), now.as_millis(), now.minus(SILENCE).as_millis())?;
        Ok(())
    }

    /// Locks a draft.
    pub async fn lock_draft(&mut self, token: TokenHash) -> Result<(), StoreError> {
        execute!(self, LOCK, token.as_bytes(), LOCKED.as_millis())?;
        Ok(())
    }

    /// Whether that is the draft's birth date: asked before it is gone on with. The right one unlocks it, another one locks
    /// it; after the fifth mistake it is deleted. Asked in the unit of work of [`take_draft_to_resume`](Self::take_draft_to_resume).
    pub async fn resume_draft(
        &mut self,
        draft: LockedDraft,
        born_on: CalendarDate,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let LockedDraft(mut draft) = draft;
        let right = draft.content.born_on == born_on;
        draft.content.mistaken = if right { 0 } else { draft.content.mistaken + 1 };
        if draft.content.mistaken >= MISTAKES {
            self.drop_draft(draft.token).await?;
        } else {
            self.keep_draft(&draft, now).await?;
            if !right {
                self.lock_draft(draft.token).await?;
            }
        }
        Ok(right)
    }

    /// The draft of that browser, locked or not, unless it is too old; taken until the end of the unit of work.
    pub async fn take_draft_to_resume(
        &mut self,
        token: TokenHash,
        now: Timestamp,
    ) -> Result<Option<LockedDraft>, StoreError> {
        Ok(self.find_draft(TAKE, token, NEVER, now).await?.map(LockedDraft))
    }

    /// Goes on with the draft of that browser, if it is for that purpose and that birth date: whoever looks at the first step again
    /// loses nothing of the others. Whether there was one, which was neither locked nor carried out.
    pub async fn keep_begun_draft(
        &mut self,
        draft: &Draft,
        purpose: Purpose,
        born_on: CalendarDate,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let content = &draft.content;
        let same = (content.purpose, content.born_on) == (purpose, born_on) && content.decided.done.is_none();
        if same {
            self.keep_draft(draft, now).await?;
        }
        Ok(same)
    }

    /// Sets the kind of card. Numbers that were proved by another kind are asked anew.
    pub async fn give_card_kind(
        &mut self,
        mut draft: Draft,
        kind: CardKind,
        now: Timestamp,
    ) -> Result<Draft, StoreError> {
        if draft.content.card != Some(kind) {
            let before = draft.content;
            draft.content =
                Content { card: Some(kind), nir: before.nir, ..Content::new(before.purpose, before.born_on) };
        }
        self.keep_draft(&draft, now).await?;
        Ok(draft)
    }

    /// Looks for whom the numbers mean, with the birth date of the draft. Nobody leaves its persons as they were.
    pub async fn give_numbers(
        &mut self,
        mut draft: Draft,
        nir: &Nir,
        card: &CardSerial,
        now: Timestamp,
    ) -> Result<(Draft, Vec<Candidate>), StoreError> {
        let candidates = self.candidates(nir, draft.content.born_on, card).await?;
        draft.content.nir = Some(nir.compact().to_owned());
        draft.content.serial = Some(card.compact().to_owned());
        if !candidates.is_empty() {
            let persons: Vec<ProfileId> = candidates.iter().map(|candidate| candidate.profile).collect();
            // The same numbers typed again ask nothing again.
            if draft.content.persons != persons {
                draft.content.person = match persons[..] {
                    [only] => Some(only),
                    _ => None,
                };
                draft.content.persons = persons;
                draft.content.decided = AboutPerson::default();
            }
        }
        self.keep_draft(&draft, now).await?;
        Ok((draft, candidates))
    }

    /// Chooses among the persons of the draft; `None` when it is none of them.
    pub async fn choose_person(
        &mut self,
        mut draft: Draft,
        person: ProfileId,
        now: Timestamp,
    ) -> Result<Option<Draft>, StoreError> {
        if !draft.content.persons.contains(&person) {
            return Ok(None);
        }
        if draft.content.person != Some(person) {
            draft.content.person = Some(person);
            draft.content.decided = AboutPerson::default();
        }
        self.keep_draft(&draft, now).await?;
        Ok(Some(draft))
    }

    /// The persons of the draft, in the order in which they are offered.
    pub async fn persons_of(&mut self, draft: &Draft) -> Result<Vec<Candidate>, StoreError> {
        let mut persons = Vec::with_capacity(draft.content.persons.len());
        for person in &draft.content.persons {
            persons.extend(self.candidate_of(*person).await?);
        }
        Ok(persons)
    }

    /// The person of the draft, once it is clear who.
    pub async fn person_of(&mut self, draft: &Draft) -> Result<Option<Candidate>, StoreError> {
        match draft.content.person {
            Some(person) => self.candidate_of(person).await,
            None => Ok(None),
        }
    }

    /// What has been done so far. `status` is the state of [`person`](Self::person_of), `today` the day in France.
    pub async fn progress_of(
        &mut self,
        draft: &Draft,
        status: Option<EnrolmentStatus>,
        today: CalendarDate,
        now: Timestamp,
    ) -> Result<Progress, StoreError> {
        let minor = draft.is_minor(today);
        let code_at_hand = match draft.content.person {
            Some(person) if !draft.has_code() => self.has_provisional_code(person, minor, now).await?,
            _ => draft.has_code(),
        };
        Ok(draft.progress(status, minor, code_at_hand))
    }

    /// What others may know of the draft's person as well: name at birth, numbers, contacts.
    pub async fn particulars(&mut self, draft: &Draft) -> Result<Vec<String>, StoreError> {
        match draft.content.person {
            Some(person) => self.particulars_of(person).await,
            None => Ok(Vec::new()),
        }
    }

    /// Where a code for the draft's person goes; `today` is the day in France.
    pub async fn reach_of(&mut self, draft: &Draft, today: CalendarDate) -> Result<Option<Reach>, StoreError> {
        match draft.content.person {
            Some(person) => self.reach_on(person, today).await,
            None => Ok(None),
        }
    }

    /// What the form is about that unlocks a draft.
    #[must_use]
    pub fn subject_of_locked(&self, draft: &LockedDraft) -> Subject {
        self.subject_of(&draft.0)
    }

    /// What the forms are about that are drawn now.
    #[must_use]
    pub fn subject_of(&self, draft: &Draft) -> Subject {
        let person = draft.content.person;
        let person: &[u8] = person.as_ref().map_or(&[], |person| person.as_bytes());
        Subject {
            draft: self.subject_mac(&[b"draft", draft.token.as_bytes()]),
            person: self.subject_mac(&[b"person", draft.token.as_bytes(), person]),
        }
    }

    fn subject_mac(&self, parts: &[&[u8]]) -> [u8; 8] {
        let mac = self.keyring.mac(seal::MacPurpose::FormSubject, parts);
        std::array::from_fn(|place| mac[place])
    }

    /// Notes by which way a code was sent.
    pub async fn note_sent(&mut self, mut draft: Draft, by: Delivery, now: Timestamp) -> Result<(), StoreError> {
        draft.content.decided.sent = Some(by);
        draft.content.decided.code = None;
        self.keep_draft(&draft, now).await
    }

    /// Counts a try, compares the code, and keeps it when it is right; it stays unused until the decision.
    /// `None` when it is not clear yet for whom. `today` is the day in France.
    pub async fn give_code(
        &mut self,
        mut draft: Draft,
        code: &ProvisionalCode,
        today: CalendarDate,
        now: Timestamp,
    ) -> Result<Option<CodeAttempt>, StoreError> {
        let Some(person) = draft.content.person else { return Ok(None) };
        let attempt = self.try_provisional_code(person, code, draft.is_minor(today), now).await?;
        if attempt == CodeAttempt::Right {
            draft.content.decided.code = Some(code.compact().to_owned());
            self.keep_draft(&draft, now).await?;
        }
        Ok(Some(attempt))
    }

    /// Notes what is decided; it is carried out later.
    pub async fn note_decision(
        &mut self,
        mut draft: Draft,
        decision: Decision,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        draft.content.decided.decision = Some(decision);
        self.keep_draft(&draft, now).await
    }

    /// Notes which identifier was chosen, unless everything is done; the account takes it later.
    pub async fn note_identifier(
        &mut self,
        mut draft: Draft,
        identifier: &SignInIdentifier,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        if draft.content.decided.done.is_some() {
            return Ok(());
        }
        draft.content.decided.identifier = Some(identifier.as_str().to_owned());
        self.keep_draft(&draft, now).await
    }

    /// Notes that the contacts were checked.
    pub async fn note_contacts(&mut self, mut draft: Draft, now: Timestamp) -> Result<(), StoreError> {
        draft.content.decided.contacts_checked = true;
        self.keep_draft(&draft, now).await
    }

    /// Makes a contact wait for the one-time code that is sent to it.
    pub async fn await_contact(
        &mut self,
        mut draft: Draft,
        contact: &Contact,
        code: &OneTimeCode,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        draft.content.decided.awaited = Some(Awaited {
            channel: contact.channel(),
            contact: contact.as_str().to_owned(),
            code_mac: self.contact_code_mac(draft.token, code),
            expires_at: now.plus(OneTimeCode::LIFETIME),
        });
        self.keep_draft(&draft, now).await
    }

    /// Compares the code that was sent to a contact, which is taken over when it is right.
    pub async fn prove_contact(
        &mut self,
        mut draft: Draft,
        code: &OneTimeCode,
        now: Timestamp,
    ) -> Result<ContactAttempt, StoreError> {
        let Some(awaited) = draft.content.decided.awaited.take() else { return Ok(ContactAttempt::None) };
        if awaited.expires_at <= now {
            return Ok(ContactAttempt::Expired);
        }
        if !bool::from(self.contact_code_mac(draft.token, code).ct_eq(&awaited.code_mac)) {
            return Ok(ContactAttempt::Wrong);
        }
        let place = match awaited.channel {
            Channel::Email => &mut draft.content.decided.email,
            Channel::Sms => &mut draft.content.decided.mobile,
        };
        *place = Some(awaited.contact);
        self.keep_draft(&draft, now).await?;
        Ok(ContactAttempt::Right)
    }

    /// Forgets the contact that waits for its code.
    pub async fn await_no_contact(&mut self, mut draft: Draft, now: Timestamp) -> Result<(), StoreError> {
        draft.content.decided.awaited = None;
        self.keep_draft(&draft, now).await
    }

    /// Uses the draft's code up: the person whom its holder may now decide for. `None` when there is no code, or
    /// it has been used or replaced meanwhile. Of several who decide at once, one does. `today` is the day in France.
    pub async fn decide(
        &mut self,
        draft: &Draft,
        today: CalendarDate,
        now: Timestamp,
    ) -> Result<Option<Candidate>, StoreError> {
        let (Some(person), Some(code)) = (draft.content.person, &draft.content.decided.code) else { return Ok(None) };
        let code = ProvisionalCode::parse(code).map_err(|_| StoreError::Corrupt(COLUMN))?;
        if !self.use_provisional_code(person, &code, draft.is_minor(today), now).await? {
            return Ok(None);
        }
        // Read after the code: its row is locked, so no other decision comes between.
        self.candidate_of(person).await
    }

    /// Ends a draft: what is left says what was done, and nothing that was typed.
    pub async fn finish_draft(&mut self, mut draft: Draft, done: Decision, now: Timestamp) -> Result<(), StoreError> {
        draft.content.decided = AboutPerson { done: Some(done), ..AboutPerson::default() };
        (draft.content.nir, draft.content.serial) = (None, None);
        self.keep_draft(&draft, now).await
    }

    /// Deletes a browser's draft: «Recommencer».
    pub async fn drop_draft(&mut self, token: TokenHash) -> Result<(), StoreError> {
        execute!(self, DROP, token.as_bytes())?;
        Ok(())
    }

    /// Deletes the drafts that expired before `limit`.
    pub async fn forget_drafts(&mut self, limit: Timestamp) -> Result<u64, StoreError> {
        Ok(execute!(self, FORGET, limit.as_millis())?)
    }

    /// The code is bound to the browser's draft. The key is outside the database.
    fn contact_code_mac(&self, token: TokenHash, code: &OneTimeCode) -> [u8; 32] {
        self.keyring.mac(seal::MacPurpose::OneTimeCode, &[b"contact", token.as_bytes(), code.as_str().as_bytes()])
    }

    async fn keep_draft(&mut self, draft: &Draft, now: Timestamp) -> Result<(), StoreError> {
        let token = draft.token.as_bytes();
        let sealed = self.service_key().await?.seal(COLUMN, token, &draft.content)?;
        execute!(self, KEEP, token, sealed.as_slice(), now.plus(LIFETIME).as_millis(), now.as_millis())?;
        Ok(())
    }
}
