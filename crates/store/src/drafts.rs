//! Enrolment under way: what a browser has proved so far, for half an hour after each step.
//!
//! Only this file puts persons into a draft, and only for whoever gave their number, birth date and card:
//! whoever holds a [`Draft`] may learn their names and where a code for them goes.

use domain::access::MAJORITY;
use domain::card::{CardKind, CardSerial};
use domain::date::CalendarDate;
use domain::enrolment::{EnrolmentStatus, Step};
use domain::id::ProfileId;
use domain::nir::Nir;
use domain::provisional_code::ProvisionalCode;
use domain::sign_in::Channel;
use domain::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};

use crate::insured::{Candidate, Notice};
use crate::provisional_codes::CodeAttempt;
use crate::token::TokenHash;
use crate::{StoreError, UnitOfWork, execute, on};

/// What has been proved so far.
#[derive(Clone, Debug)]
pub struct Draft {
    token: TokenHash,
    content: Content,
}

/// What is sealed in `enrolment_drafts.draft_sealed`.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Content {
    born_on: CalendarDate,
    card: Option<CardKind>,
    /// Whom the numbers mean; twins are two.
    persons: Vec<ProfileId>,
    /// The one that was chosen, or the only one.
    person: Option<ProfileId>,
    /// By which way a code was sent from here.
    sent: Option<Channel>,
    /// The code that was right.
    code: Option<String>,
}

/// How long a draft is kept after its last step (product.md, decision 8).
const LIFETIME: Span = Span::minutes(30);
const COLUMN: &str = "enrolment_drafts.draft";
const KEEP: &str = "
    INSERT INTO enrolment_drafts (token_hash, draft_sealed, expires_at) VALUES ($1, $2, $3)
    ON CONFLICT (token_hash) DO UPDATE SET draft_sealed = excluded.draft_sealed, expires_at = excluded.expires_at";
const FIND: &str = "SELECT draft_sealed FROM enrolment_drafts WHERE token_hash = $1 AND expires_at > $2";
const DROP: &str = "DELETE FROM enrolment_drafts WHERE token_hash = $1";
const FORGET: &str = "DELETE FROM enrolment_drafts WHERE expires_at < $1";

impl Draft {
    /// The first step that is still to be done.
    #[must_use]
    pub const fn step(&self) -> Step {
        let content = &self.content;
        match (content.card, content.persons.is_empty(), content.person, &content.code) {
            (None, ..) => Step::CardKind,
            (_, true, ..) => Step::Numbers,
            (_, _, None, _) => Step::Person,
            (.., None) => Step::Code,
            (.., Some(_)) => Step::Decision,
        }
    }

    /// The birth date that was given.
    #[must_use]
    pub const fn born_on(&self) -> CalendarDate {
        self.content.born_on
    }

    /// The kind of card that was given.
    #[must_use]
    pub const fn card(&self) -> Option<CardKind> {
        self.content.card
    }

    /// By which way a code was sent.
    #[must_use]
    pub const fn sent(&self) -> Option<Channel> {
        self.content.sent
    }

    /// Whether the person is represented by somebody else on that day in France.
    #[must_use]
    pub fn is_minor(&self, today: CalendarDate) -> bool {
        self.content.born_on.age_on(today) < MAJORITY
    }
}

impl UnitOfWork {
    /// Begins a draft, or begins it again with another birth date: everything else is asked anew.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn begin_draft(
        &mut self,
        token: TokenHash,
        born_on: CalendarDate,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let content = Content { born_on, card: None, persons: Vec::new(), person: None, sent: None, code: None };
        self.keep_draft(&Draft { token, content }, now).await
    }

    /// The draft of that browser, unless it is too old.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn draft(&mut self, token: TokenHash, now: Timestamp) -> Result<Option<Draft>, StoreError> {
        let row: Option<(Vec<u8>,)> = on!(self, conn => sqlx::query_as(FIND)
            .bind(token.as_bytes()).bind(now.as_millis()).fetch_optional(conn))?;
        let Some((sealed,)) = row else { return Ok(None) };
        let content = self.service_key().await?.open(COLUMN, token.as_bytes(), &sealed)?;
        Ok(Some(Draft { token, content }))
    }

    /// Sets the kind of card. Numbers that were proved by another kind are asked anew.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn give_card_kind(
        &mut self,
        mut draft: Draft,
        kind: CardKind,
        now: Timestamp,
    ) -> Result<Draft, StoreError> {
        if draft.content.card != Some(kind) {
            let born_on = draft.content.born_on;
            draft.content =
                Content { born_on, card: Some(kind), persons: Vec::new(), person: None, sent: None, code: None };
        }
        self.keep_draft(&draft, now).await?;
        Ok(draft)
    }

    /// Looks for whom the numbers mean, with the birth date of the draft. Nobody leaves the draft as it was.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn give_numbers(
        &mut self,
        mut draft: Draft,
        nir: &Nir,
        card: &CardSerial,
        now: Timestamp,
    ) -> Result<(Draft, Vec<Candidate>), StoreError> {
        let candidates = self.candidates(nir, draft.content.born_on, card).await?;
        if !candidates.is_empty() {
            draft.content.persons = candidates.iter().map(|candidate| candidate.profile).collect();
            draft.content.person = match draft.content.persons[..] {
                [only] => Some(only),
                _ => None,
            };
            (draft.content.sent, draft.content.code) = (None, None);
            self.keep_draft(&draft, now).await?;
        }
        Ok((draft, candidates))
    }

    /// Chooses among the persons of the draft; `None` when it is none of them.
    ///
    /// # Errors
    /// [`StoreError`].
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
            (draft.content.sent, draft.content.code) = (None, None);
        }
        self.keep_draft(&draft, now).await?;
        Ok(Some(draft))
    }

    /// The persons of the draft, in the order in which they are offered.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn persons_of(&mut self, draft: &Draft) -> Result<Vec<Candidate>, StoreError> {
        let mut persons = Vec::with_capacity(draft.content.persons.len());
        for person in &draft.content.persons {
            persons.extend(self.candidate_of(*person).await?);
        }
        Ok(persons)
    }

    /// The person of the draft, once it is clear who.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn person_of(&mut self, draft: &Draft) -> Result<Option<Candidate>, StoreError> {
        match draft.content.person {
            Some(person) => self.candidate_of(person).await,
            None => Ok(None),
        }
    }

    /// Where a code for the draft's person goes; `today` is the day in France.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn reach_of(&mut self, draft: &Draft, today: CalendarDate) -> Result<Option<Notice>, StoreError> {
        match draft.content.person {
            Some(person) => self.notice_of(person, today).await,
            None => Ok(None),
        }
    }

    /// Notes by which way a code was sent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn note_sent(&mut self, mut draft: Draft, channel: Channel, now: Timestamp) -> Result<(), StoreError> {
        (draft.content.sent, draft.content.code) = (Some(channel), None);
        self.keep_draft(&draft, now).await
    }

    /// Counts a try, compares the code, and keeps it when it is right; it stays unused until the decision.
    /// `None` when it is not clear yet for whom.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn give_code(
        &mut self,
        mut draft: Draft,
        code: &ProvisionalCode,
        now: Timestamp,
    ) -> Result<Option<CodeAttempt>, StoreError> {
        let Some(person) = draft.content.person else { return Ok(None) };
        let attempt = self.try_provisional_code(person, code, now).await?;
        if attempt == CodeAttempt::Right {
            draft.content.code = Some(code.compact().to_owned());
            self.keep_draft(&draft, now).await?;
        }
        Ok(Some(attempt))
    }

    /// Uses the draft's code up and ends the draft: the person whom its holder may now decide for. `None` when
    /// there is no code, it has been used or replaced meanwhile, or the state does not allow the decision. Of
    /// several who decide at once, one does.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn decide(
        &mut self,
        draft: &Draft,
        allowed: fn(EnrolmentStatus) -> bool,
        now: Timestamp,
    ) -> Result<Option<Candidate>, StoreError> {
        let (Some(person), Some(code)) = (draft.content.person, &draft.content.code) else { return Ok(None) };
        let code = ProvisionalCode::parse(code).map_err(|_| StoreError::Corrupt(COLUMN))?;
        if !self.use_provisional_code(person, &code, now).await? {
            return Ok(None);
        }
        // Read after the code: its row is locked, so no other decision comes between.
        let Some(candidate) = self.candidate_of(person).await?.filter(|person| allowed(person.status)) else {
            return Ok(None);
        };
        self.drop_draft(draft.token).await?;
        Ok(Some(candidate))
    }

    /// Deletes a browser's draft: «Recommencer».
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn drop_draft(&mut self, token: TokenHash) -> Result<(), StoreError> {
        execute!(self, DROP, token.as_bytes())?;
        Ok(())
    }

    /// Deletes the drafts that expired before `limit`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn forget_drafts(&mut self, limit: Timestamp) -> Result<u64, StoreError> {
        Ok(execute!(self, FORGET, limit.as_millis())?)
    }

    async fn keep_draft(&mut self, draft: &Draft, now: Timestamp) -> Result<(), StoreError> {
        let token = draft.token.as_bytes();
        let sealed = self.service_key().await?.seal(COLUMN, token, &draft.content)?;
        execute!(self, KEEP, token, sealed.as_slice(), now.plus(LIFETIME).as_millis())?;
        Ok(())
    }
}
