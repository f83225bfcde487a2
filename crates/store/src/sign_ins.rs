//! Sign-ins under way: between the right password and the right code.

use domain::sign_in::{Channel, OneTimeCode};
use domain::time::{Span, Timestamp};
use subtle::ConstantTimeEq as _;

use crate::accounts::{AccountRef, Credentials};
use crate::rights::Right;
use crate::seal::MacPurpose;
use crate::token::TokenHash;
use crate::{StoreError, UnitOfWork, execute, on};

/// How long a sign-in can be completed after the password.
const LIFETIME: Span = Span::minutes(30);
/// How many codes one sign-in can have sent, over all its ways.
const SENDS: i64 = 10;

/// A code that is on its way or has arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SentCode {
    /// By which way.
    pub channel: Channel,
    /// When.
    pub sent_at: Timestamp,
    /// Until when it is valid.
    pub expires_at: Timestamp,
}

/// A sign-in that can still be completed.
#[derive(Clone, Debug)]
pub struct PendingSignIn {
    /// Whose password was right.
    pub account: AccountRef,
    /// The code that was sent last.
    pub sent: Option<SentCode>,
}

/// What became of a code that was typed.
#[derive(Debug)]
pub enum Attempt {
    /// It was the one: the sign-in is over and the session open.
    Right {
        /// Whose session it is.
        account: AccountRef,
        /// How the code had come.
        channel: Channel,
        /// Where the visitor was going.
        return_to: Option<String>,
    },
    /// It was another; no try may be left.
    Wrong {
        /// Whose sign-in it is.
        account: AccountRef,
        /// How many tries are left.
        left: u8,
    },
    /// The code is too old, or none was sent. It was not compared.
    Expired(AccountRef),
    /// There is no sign-in under way, or its tries are used up. Nothing was compared.
    Over,
}

const OPEN: &str = "
    INSERT INTO sign_ins (token_hash, account_id, generation, return_to, created_at, tries, sends, mac)
    VALUES ($1, $2, $3, $4, $5, 0, 0, $6)";
const PENDING: &str = "
    SELECT s.account_id, a.profile_id, s.generation, s.mac, s.channel, s.sent_at, s.expires_at
    FROM sign_ins s JOIN accounts a ON a.id = s.account_id AND a.generation = s.generation
    WHERE s.token_hash = $1 AND s.finished_at IS NULL AND s.tries < $2 AND s.created_at > $3";
const SEND: &str = "
    UPDATE sign_ins SET channel = $2, code_mac = $3, sent_at = $4, expires_at = $5, sends = sends + 1
    WHERE token_hash = $1 AND finished_at IS NULL AND tries < $6 AND created_at > $7 AND sends < $8
      AND (sent_at IS NULL OR sent_at <= $9 OR channel <> $2)";
// The try is counted before the code is looked at: however many arrive at once, no more than the
// allowed number are compared.
const ATTEMPT: &str = "
    UPDATE sign_ins SET tries = tries + 1
    WHERE token_hash = $1 AND finished_at IS NULL AND tries < $2 AND created_at > $3
      AND code_mac IS NOT NULL AND expires_at > $4
    RETURNING account_id, generation, channel, code_mac, tries, return_to, created_at";
const FINISH: &str =
    "UPDATE sign_ins SET finished_at = $2, code_mac = NULL WHERE token_hash = $1 AND finished_at IS NULL";
const FORGET: &str = "DELETE FROM sign_ins WHERE created_at < $1";

#[derive(sqlx::FromRow)]
struct PendingRow {
    account_id: Vec<u8>,
    profile_id: Vec<u8>,
    generation: i64,
    mac: Option<Vec<u8>>,
    channel: Option<String>,
    sent_at: Option<i64>,
    expires_at: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct AttemptRow {
    account_id: Vec<u8>,
    generation: i64,
    channel: String,
    code_mac: Vec<u8>,
    tries: i64,
    return_to: Option<String>,
    created_at: i64,
}

impl UnitOfWork {
    /// Begins a sign-in for credentials whose password was right.
    pub async fn open_sign_in(
        &mut self,
        token: TokenHash,
        credentials: &Credentials,
        return_to: Option<&str>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let (account, profile) = (credentials.account.id(), credentials.account.profile());
        let (account, generation) = (&account.as_bytes()[..], credentials.generation);
        let generation_bytes = generation.to_be_bytes();
        let mac = self.row_mac(Right::SignIn, &[token.as_bytes(), account, profile.as_bytes(), &generation_bytes]);
        execute!(self, OPEN, token.as_bytes(), account, generation, return_to, now.as_millis(), &mac[..])?;
        Ok(())
    }

    /// The sign-in of that token, if it can still be completed.
    pub async fn pending_sign_in(
        &mut self,
        token: TokenHash,
        now: Timestamp,
    ) -> Result<Option<PendingSignIn>, StoreError> {
        let row: Option<PendingRow> = on!(self, conn => sqlx::query_as(PENDING)
            .bind(token.as_bytes()).bind(i64::from(OneTimeCode::TRIES)).bind(now.minus(LIFETIME).as_millis())
            .fetch_optional(conn))?;
        let given = |row: &PendingRow| {
            let fields = [token.as_bytes(), &row.account_id, &row.profile_id, &row.generation.to_be_bytes()];
            self.gives(Right::SignIn, &fields, row.mac.as_deref())
        };
        row.filter(given)
            .map(|row| {
                let sent = match (row.channel, row.sent_at, row.expires_at) {
                    (Some(channel), Some(sent_at), Some(expires_at)) => Some(SentCode {
                        channel: channel_of(&channel)?,
                        sent_at: Timestamp::from_millis(sent_at),
                        expires_at: Timestamp::from_millis(expires_at),
                    }),
                    _ => None,
                };
                Ok(PendingSignIn { account: AccountRef::from_columns(&row.account_id, &row.profile_id)?, sent })
            })
            .transpose()
    }

    /// Makes `code` the one code of the sign-in. Does nothing, and says so, when the last code of the
    /// same way was sent just now, too many were sent, or the sign-in is over.
    pub async fn send_code(
        &mut self,
        token: TokenHash,
        channel: Channel,
        code: &OneTimeCode,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mac = self.code_mac(token, code);
        let changed = execute!(
            self,
            SEND,
            token.as_bytes(),
            channel.name(),
            &mac[..],
            now.as_millis(),
            now.plus(OneTimeCode::LIFETIME).as_millis(),
            i64::from(OneTimeCode::TRIES),
            now.minus(LIFETIME).as_millis(),
            SENDS,
            now.minus(OneTimeCode::RESEND_AFTER).as_millis(),
        )?;
        Ok(changed == 1)
    }

    /// Counts a try, compares the code, and opens the session when it is right: all or nothing.
    pub async fn redeem_code(
        &mut self,
        token: TokenHash,
        code: &OneTimeCode,
        session: TokenHash,
        now: Timestamp,
    ) -> Result<Attempt, StoreError> {
        let row: Option<AttemptRow> = on!(self, conn => sqlx::query_as(ATTEMPT)
            .bind(token.as_bytes()).bind(i64::from(OneTimeCode::TRIES)).bind(now.minus(LIFETIME).as_millis())
            .bind(now.as_millis()).fetch_optional(conn))?;
        let pending = self.pending_account(token).await?;
        let (Some(row), Some((account, alive))) = (row, pending) else {
            // Not counted: the code has expired, or there is nothing to redeem.
            return Ok(match self.pending_sign_in(token, now).await? {
                Some(pending) => Attempt::Expired(pending.account),
                None => Attempt::Over,
            });
        };
        if !alive || row.account_id != account.id().as_bytes() {
            return Ok(Attempt::Over);
        }
        if !bool::from(self.code_mac(token, code).ct_eq(&row.code_mac)) {
            let tries = u8::try_from(row.tries).map_err(|_| StoreError::Corrupt("tries"))?;
            return Ok(Attempt::Wrong { account, left: OneTimeCode::TRIES.saturating_sub(tries) });
        }
        if execute!(self, FINISH, token.as_bytes(), now.as_millis())? != 1 {
            return Ok(Attempt::Over);
        }
        // The password came first.
        let confirmed_at = Timestamp::from_millis(row.created_at);
        self.open_session(session, account, row.generation, confirmed_at, now).await?;
        Ok(Attempt::Right { account, channel: channel_of(&row.channel)?, return_to: row.return_to })
    }

    /// The account of a sign-in, and whether its credentials are still those that began it.
    async fn pending_account(&mut self, token: TokenHash) -> Result<Option<(AccountRef, bool)>, StoreError> {
        const SQL: &str = "
            SELECT a.id, a.profile_id, a.generation, s.generation, s.mac
            FROM sign_ins s JOIN accounts a ON a.id = s.account_id WHERE s.token_hash = $1";
        /// Account, profile, generation now and then, the row's hash.
        type SignInRow = (Vec<u8>, Vec<u8>, i64, i64, Option<Vec<u8>>);
        let row: Option<SignInRow> =
            on!(self, conn => sqlx::query_as(SQL).bind(token.as_bytes()).fetch_optional(conn))?;
        let Some((id, profile, now, then, mac)) = row else { return Ok(None) };
        if !self.gives(Right::SignIn, &[token.as_bytes(), &id, &profile, &then.to_be_bytes()], mac.as_deref()) {
            return Ok(None);
        }
        Ok(Some((AccountRef::from_columns(&id, &profile)?, now == then)))
    }

    /// Deletes the sign-ins that began before `limit`.
    pub async fn forget_sign_ins(&mut self, limit: Timestamp) -> Result<u64, StoreError> {
        Ok(execute!(self, FORGET, limit.as_millis())?)
    }

    /// Codes are kept as keyed hashes, bound to their sign-in. The key is outside the database: whoever
    /// reads the table cannot try the million codes.
    fn code_mac(&self, token: TokenHash, code: &OneTimeCode) -> [u8; 32] {
        self.keyring.mac(MacPurpose::OneTimeCode, &[token.as_bytes(), code.as_str().as_bytes()])
    }
}

fn channel_of(name: &str) -> Result<Channel, StoreError> {
    Channel::of_name(name).ok_or(StoreError::Corrupt("channel"))
}
