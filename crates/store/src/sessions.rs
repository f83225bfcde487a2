//! Sessions: who is signed in.

use domain::sign_in::SignedOut;
use domain::time::{Span, Timestamp};

use crate::accounts::{AccountRef, Credentials};
use crate::rights::{Right, given};
use crate::seal::{Keyring, MacPurpose};
use crate::token::TokenHash;
use crate::{Pools, Store, StoreError, UnitOfWork, execute, on};

/// Someone who is signed in. Only a live session makes one.
#[derive(Clone, Copy, Debug)]
pub struct Caller {
    account: AccountRef,
    session: TokenHash,
    last_seen_at: Timestamp,
    ends_at: Timestamp,
    confirmed: bool,
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

    /// Whether the password was typed a short while ago, as sensitive acts want it.
    #[must_use]
    pub const fn has_confirmed(&self) -> bool {
        self.confirmed
    }
}

/// A session that is over.
#[derive(Clone, Copy, Debug)]
pub struct EndedSession {
    /// Whose it was; `None` once it was ended, as nothing proves it any more.
    pub account: Option<AccountRef>,
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
    /// For how long sensitive acts need no password after it was typed.
    pub confirmation: Span,
}

const OPEN: &str = "
    INSERT INTO sessions (token_hash, account_id, generation, authenticated_at, last_seen_at, confirmed_at, mac)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";
const ACCOUNT_MAC: &str = "SELECT mac FROM accounts WHERE id = $1";
// A session of credentials that have since changed is over.
const FIND: &str = "
    SELECT s.account_id, a.profile_id, s.generation, s.authenticated_at, s.last_seen_at, s.confirmed_at, s.mac,
           a.mac AS account_mac
    FROM sessions s JOIN accounts a ON a.id = s.account_id AND a.generation = s.generation
    WHERE s.token_hash = $1 AND s.ended_at IS NULL";
const FIND_ENDED: &str = "
    SELECT s.account_id, a.profile_id, s.generation, s.authenticated_at, s.last_seen_at, s.confirmed_at, s.mac,
           a.mac AS account_mac, s.ended_at, a.generation AS of_account
    FROM sessions s JOIN accounts a ON a.id = s.account_id WHERE s.token_hash = $1";
const TOUCH: &str =
    "UPDATE sessions SET last_seen_at = $2 WHERE token_hash = $1 AND ended_at IS NULL AND last_seen_at < $2";
// Without its hash nobody makes it alive again.
const END: &str = "UPDATE sessions SET ended_at = $2, mac = NULL WHERE token_hash = $1 AND ended_at IS NULL";
const AGE: &str = "SELECT generation, authenticated_at FROM sessions WHERE token_hash = $1 AND ended_at IS NULL";
const MOVE_CONSULTATIONS: &str = "UPDATE consultations SET session_hash = $2 WHERE session_hash = $1";
const FORGET: &str = "DELETE FROM sessions WHERE authenticated_at < $1";

#[derive(sqlx::FromRow)]
struct Row {
    account_id: Vec<u8>,
    profile_id: Vec<u8>,
    generation: i64,
    authenticated_at: i64,
    last_seen_at: i64,
    confirmed_at: i64,
    mac: Option<Vec<u8>>,
    account_mac: Option<Vec<u8>>,
}

#[derive(sqlx::FromRow)]
struct EndedRow {
    #[sqlx(flatten)]
    row: Row,
    ended_at: Option<i64>,
    of_account: i64,
}

/// The name of a session in the database. The key is outside it: whoever writes to the database can name none for a token
/// of their own.
pub(crate) fn session_name(keyring: &Keyring, token: TokenHash) -> [u8; 32] {
    keyring.mac_of_row(MacPurpose::SessionName, &[token.as_bytes()])
}

/// What a session's hash is over. The account's own hash is among it: neither can be altered without the other.
fn session_fields<'a>(
    name: &'a [u8; 32],
    account: [&'a [u8]; 2],
    account_mac: &'a [u8],
    numbers: [&'a [u8; 8]; 3],
) -> [&'a [u8]; 7] {
    let ([account, profile], [generation, authenticated_at, confirmed_at]) = (account, numbers);
    [name, account, profile, account_mac, generation, authenticated_at, confirmed_at]
}

fn alive(
    keyring: &Keyring,
    row: Option<Row>,
    token: TokenHash,
    limits: SessionLimits,
    now: Timestamp,
) -> Result<Option<Caller>, StoreError> {
    let Some(row) = row else { return Ok(None) };
    let (last_seen_at, authenticated_at) =
        (Timestamp::from_millis(row.last_seen_at), Timestamp::from_millis(row.authenticated_at));
    let ends_at = last_seen_at.plus(limits.idle).min(authenticated_at.plus(limits.absolute));
    if ends_at <= now {
        return Ok(None);
    }
    let account = verified(keyring, &row, token)?;
    let confirmed = Timestamp::from_millis(row.confirmed_at).plus(limits.confirmation) > now;
    Ok(account.map(|account| Caller { account, session: token, last_seen_at, ends_at, confirmed }))
}

/// Whose a session is that was not ended, if its row says what the service wrote.
fn verified(keyring: &Keyring, row: &Row, token: TokenHash) -> Result<Option<AccountRef>, StoreError> {
    let (name, generation) = (session_name(keyring, token), row.generation.to_be_bytes());
    let (authenticated_at, confirmed_at) = (row.authenticated_at.to_be_bytes(), row.confirmed_at.to_be_bytes());
    let account_mac = row.account_mac.as_deref().unwrap_or_default();
    let numbers = [&generation, &authenticated_at, &confirmed_at];
    let fields = session_fields(&name, [&row.account_id, &row.profile_id], account_mac, numbers);
    if !given(keyring, Right::Session, &fields, row.mac.as_deref()) {
        return Ok(None);
    }
    AccountRef::from_columns(&row.account_id, &row.profile_id).map(Some)
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
        let name = session_name(&self.keyring, token);
        let row = match &self.pools {
            Pools::Sqlite { read, .. } => sqlx::query_as(FIND).bind(&name[..]).fetch_optional(read).await,
            Pools::Postgres(pool) => sqlx::query_as(FIND).bind(&name[..]).fetch_optional(pool).await,
        }?;
        alive(&self.keyring, row, token, limits, now)
    }
}

impl UnitOfWork {
    /// Whose session that token named, and why it is over; asked once [`caller`](Self::caller) has found it dead.
    pub async fn ended_session(
        &mut self,
        token: TokenHash,
        limits: SessionLimits,
        now: Timestamp,
    ) -> Result<Option<EndedSession>, StoreError> {
        let name = self.session_name(token);
        let found: Option<EndedRow> =
            on!(self, conn => sqlx::query_as(FIND_ENDED).bind(&name[..]).fetch_optional(conn))?;
        let Some(EndedRow { row, ended_at, of_account }) = found else { return Ok(None) };
        let idle = Timestamp::from_millis(row.last_seen_at).plus(limits.idle);
        let absolute = Timestamp::from_millis(row.authenticated_at).plus(limits.absolute);
        // Its hash went when it was ended, and does not hold any more once the account's credentials have changed.
        let account = match ended_at {
            None if row.generation == of_account => verified(&self.keyring, &row, token)?,
            _ => None,
        };
        let why = match ended_at {
            Some(_) => Some(SignedOut::Elsewhere),
            None if absolute <= now && absolute <= idle => Some(SignedOut::TooLong),
            None if idle <= now => Some(SignedOut::Idle),
            None => None,
        };
        Ok(Some(EndedSession { account, why }))
    }

    /// Opens a session for an account whose sign-in has just been completed; its password was typed at `confirmed_at`.
    pub(crate) async fn open_session(
        &mut self,
        token: TokenHash,
        account: AccountRef,
        generation: i64,
        confirmed_at: Timestamp,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.write_session(token, account, generation, [now, now, confirmed_at]).await
    }

    async fn write_session(
        &mut self,
        token: TokenHash,
        account: AccountRef,
        generation: i64,
        [authenticated_at, last_seen_at, confirmed_at]: [Timestamp; 3],
    ) -> Result<(), StoreError> {
        let (id, profile, name) = (account.id(), account.profile(), self.session_name(token));
        let (account_mac,): (Option<Vec<u8>>,) =
            on!(self, conn => sqlx::query_as(ACCOUNT_MAC).bind(&id.as_bytes()[..]).fetch_one(conn))?;
        let account_mac = account_mac.unwrap_or_default();
        let (authenticated, confirmed) = (authenticated_at.as_millis(), confirmed_at.as_millis());
        let numbers = [generation, authenticated, confirmed].map(i64::to_be_bytes);
        let fields = session_fields(&name, [id.as_bytes(), profile.as_bytes()], &account_mac, numbers.each_ref());
        let mac = self.row_mac(Right::Session, &fields);
        let last_seen = last_seen_at.as_millis();
        execute!(self, OPEN, &name[..], &id.as_bytes()[..], generation, authenticated, last_seen, confirmed, &mac[..])?;
        Ok(())
    }

    /// Notes that the password was typed again in a session, which goes on under a new token; whether the session was still
    /// open under the one before, which is worth nothing from now on.
    pub async fn confirm_session(
        &mut self,
        caller: &Caller,
        token: TokenHash,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let (before, after) = (self.session_name(caller.session), self.session_name(token));
        let row: Option<(i64, i64)> = on!(self, conn => sqlx::query_as(AGE).bind(&before[..]).fetch_optional(conn))?;
        let Some((generation, authenticated_at)) = row else { return Ok(false) };
        let times = [Timestamp::from_millis(authenticated_at), now, now];
        self.write_session(token, caller.account, generation, times).await?;
        execute!(self, MOVE_CONSULTATIONS, &before[..], &after[..])?;
        self.end_session(caller, now).await
    }

    /// Opens the first session of an account that was made in this unit of work, by somebody who has proved
    /// who they are.
    pub async fn open_first_session(
        &mut self,
        token: TokenHash,
        account: AccountRef,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.open_session(token, account, 1, now, now).await
    }

    /// Opens a session without a sign-in before it, as demonstration mode may; its password counts as typed now.
    ///
    /// # Errors
    /// [`StoreError::NotAllowed`] on any other database.
    pub async fn open_session_of_demonstration(
        &mut self,
        token: TokenHash,
        credentials: &Credentials,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        if !self.is_demonstration().await? {
            return Err(StoreError::NotAllowed("only a demonstration signs people in without password and code"));
        }
        self.open_session(token, credentials.account, credentials.generation, now, now).await
    }

    /// Who holds that token, if their session is still alive.
    pub async fn caller(
        &mut self,
        token: TokenHash,
        limits: SessionLimits,
        now: Timestamp,
    ) -> Result<Option<Caller>, StoreError> {
        let name = self.session_name(token);
        let row = on!(self, conn => sqlx::query_as(FIND).bind(&name[..]).fetch_optional(conn))?;
        alive(&self.keyring, row, token, limits, now)
    }

    /// Begins the idle time of a session anew.
    pub async fn touch_session(&mut self, caller: &Caller, now: Timestamp) -> Result<(), StoreError> {
        let name = self.session_name(caller.session);
        execute!(self, TOUCH, &name[..], now.as_millis())?;
        Ok(())
    }

    /// Ends a session; whether it was still open.
    pub async fn end_session(&mut self, caller: &Caller, now: Timestamp) -> Result<bool, StoreError> {
        let name = self.session_name(caller.session);
        Ok(execute!(self, END, &name[..], now.as_millis())? == 1)
    }

    pub(crate) fn session_name(&self, token: TokenHash) -> [u8; 32] {
        session_name(&self.keyring, token)
    }

    /// Deletes the sessions that began before `limit`.
    pub async fn forget_sessions(&mut self, limit: Timestamp) -> Result<u64, StoreError> {
        Ok(execute!(self, FORGET, limit.as_millis())?)
    }
}
