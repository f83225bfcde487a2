//! Sessions: who is signed in.

use domain::sign_in::SignedOut;
use domain::time::{Span, Timestamp};

use crate::accounts::AccountRef;
use crate::token::TokenHash;
use crate::{Pools, Store, StoreError, UnitOfWork, execute, on};

/// Someone who is signed in. Only a live session makes one.
#[derive(Clone, Copy, Debug)]
pub struct Caller {
    account: AccountRef,
    session: TokenHash,
    last_seen_at: Timestamp,
    ends_at: Timestamp,
}

impl Caller {
    /// The account.
    #[must_use]
    pub const fn account(&self) -> AccountRef {
        self.account
    }

    /// The session.
    #[must_use]
    pub const fn session(&self) -> TokenHash {
        self.session
    }

    /// When the session was last used, to the minute.
    #[must_use]
    pub const fn last_seen_at(&self) -> Timestamp {
        self.last_seen_at
    }

    /// When the session ends if nothing happens.
    #[must_use]
    pub const fn ends_at(&self) -> Timestamp {
        self.ends_at
    }
}

/// A session that is over.
#[derive(Clone, Copy, Debug)]
pub struct EndedSession {
    /// Whose it was.
    pub account: AccountRef,
    /// Why it is over; `None` when that cannot be told, as after a change of credentials.
    pub why: Option<SignedOut>,
}

/// How long sessions last.
#[derive(Clone, Copy, Debug)]
pub struct SessionLimits {
    /// Without any activity.
    pub idle: Span,
    /// In all.
    pub absolute: Span,
}

const OPEN: &str = "
    INSERT INTO sessions (token_hash, account_id, generation, authenticated_at, last_seen_at)
    VALUES ($1, $2, $3, $4, $4)";
// A session of credentials that have since changed is over.
const FIND: &str = "
    SELECT s.account_id, a.profile_id, s.authenticated_at, s.last_seen_at
    FROM sessions s JOIN accounts a ON a.id = s.account_id AND a.generation = s.generation
    WHERE s.token_hash = $1 AND s.ended_at IS NULL";
const FIND_ENDED: &str = "
    SELECT s.account_id, a.profile_id, s.authenticated_at, s.last_seen_at, s.ended_at
    FROM sessions s JOIN accounts a ON a.id = s.account_id WHERE s.token_hash = $1";
const TOUCH: &str =
    "UPDATE sessions SET last_seen_at = $2 WHERE token_hash = $1 AND ended_at IS NULL AND last_seen_at < $2";
const END: &str = "UPDATE sessions SET ended_at = $2 WHERE token_hash = $1 AND ended_at IS NULL";
const FORGET: &str = "DELETE FROM sessions WHERE authenticated_at < $1";

/// Account, profile, when authenticated, when last seen.
type Row = (Vec<u8>, Vec<u8>, i64, i64);

fn alive(
    row: Option<Row>,
    token: TokenHash,
    limits: SessionLimits,
    now: Timestamp,
) -> Result<Option<Caller>, StoreError> {
    let Some((account, profile, authenticated_at, last_seen_at)) = row else { return Ok(None) };
    let last_seen_at = Timestamp::from_millis(last_seen_at);
    let ends_at = last_seen_at.plus(limits.idle).min(Timestamp::from_millis(authenticated_at).plus(limits.absolute));
    if ends_at <= now {
        return Ok(None);
    }
    let account = AccountRef::from_columns(&account, &profile)?;
    Ok(Some(Caller { account, session: token, last_seen_at, ends_at }))
}

impl Store {
    /// Who holds that token, if their session is still alive. One statement without a unit of work
    /// around it: every request begins with this.
    pub async fn caller(
        &self,
        token: TokenHash,
        limits: SessionLimits,
        now: Timestamp,
    ) -> Result<Option<Caller>, StoreError> {
        let row = match &self.pools {
            Pools::Sqlite { read, .. } => sqlx::query_as(FIND).bind(token.as_bytes()).fetch_optional(read).await,
            Pools::Postgres(pool) => sqlx::query_as(FIND).bind(token.as_bytes()).fetch_optional(pool).await,
        }?;
        alive(row, token, limits, now)
    }
}

/// Account, profile, when it was opened, seen last and ended.
type EndedRow = (Vec<u8>, Vec<u8>, i64, i64, Option<i64>);

impl UnitOfWork {
    /// Whose session that token named, and why it is over; asked once [`caller`](Self::caller) has found it dead.
    pub async fn ended_session(
        &mut self,
        token: TokenHash,
        limits: SessionLimits,
        now: Timestamp,
    ) -> Result<Option<EndedSession>, StoreError> {
        let row: Option<EndedRow> =
            on!(self, conn => sqlx::query_as(FIND_ENDED).bind(token.as_bytes()).fetch_optional(conn))?;
        let Some((account, profile, authenticated_at, last_seen_at, ended_at)) = row else { return Ok(None) };
        let idle = Timestamp::from_millis(last_seen_at).plus(limits.idle);
        let absolute = Timestamp::from_millis(authenticated_at).plus(limits.absolute);
        let why = match ended_at {
            Some(_) => Some(SignedOut::Elsewhere),
            None if absolute <= now && absolute <= idle => Some(SignedOut::TooLong),
            None if idle <= now => Some(SignedOut::Idle),
            None => None,
        };
        Ok(Some(EndedSession { account: AccountRef::from_columns(&account, &profile)?, why }))
    }

    /// Opens a session for an account whose sign-in has just been completed.
    pub(crate) async fn open_session(
        &mut self,
        token: TokenHash,
        account: AccountRef,
        generation: i64,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        execute!(self, OPEN, token.as_bytes(), &account.id().as_bytes()[..], generation, now.as_millis())?;
        Ok(())
    }

    /// Opens the first session of an account that was made in this unit of work, by somebody who has proved
    /// who they are.
    pub async fn open_first_session(
        &mut self,
        token: TokenHash,
        account: AccountRef,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.open_session(token, account, 1, now).await
    }

    /// Who holds that token, if their session is still alive.
    pub async fn caller(
        &mut self,
        token: TokenHash,
        limits: SessionLimits,
        now: Timestamp,
    ) -> Result<Option<Caller>, StoreError> {
        let row = on!(self, conn => sqlx::query_as(FIND).bind(token.as_bytes()).fetch_optional(conn))?;
        alive(row, token, limits, now)
    }

    /// Begins the idle time of a session anew.
    pub async fn touch_session(&mut self, caller: &Caller, now: Timestamp) -> Result<(), StoreError> {
        execute!(self, TOUCH, caller.session.as_bytes(), now.as_millis())?;
        Ok(())
    }

    /// Ends a session; whether it was still open.
    pub async fn end_session(&mut self, caller: &Caller, now: Timestamp) -> Result<bool, StoreError> {
        Ok(execute!(self, END, caller.session.as_bytes(), now.as_millis())? == 1)
    }

    /// Deletes the sessions that began before `limit`.
    pub async fn forget_sessions(&mut self, limit: Timestamp) -> Result<u64, StoreError> {
        Ok(execute!(self, FORGET, limit.as_millis())?)
    }
}
