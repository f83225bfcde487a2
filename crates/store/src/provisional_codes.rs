//! Provisional codes: one for each person, kept as keyed hash.

use domain::id::ProfileId;
use domain::provisional_code::{Delivery, ProvisionalCode};
use domain::time::Timestamp;
use subtle::ConstantTimeEq as _;

use crate::seal::MacPurpose;
use crate::{StoreError, UnitOfWork, execute, on, random};

/// Which code a new one may take the place of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replace {
    /// Only one that cannot be used any more.
    Invalid,
    /// Also one that was made at that instant or before: the person asks for a new one.
    MadeBy(Timestamp),
}

/// How long a code is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// Until when at most: as long for everybody, so that nothing about the person follows from it.
    pub until: Timestamp,
    /// Whether it is not valid any more once the person is of age: whoever represents them receives it.
    pub for_minor: bool,
}

/// What became of a code that was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeAttempt {
    /// It is the one. It stays unused, and the try is not counted.
    Right,
    /// It is another.
    Wrong {
        /// How many tries are left.
        left: u8,
    },
    /// It was not compared.
    NotCompared(CodeState),
}

/// Why a code cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeState {
    /// There is none.
    None,
    /// It has served.
    Used,
    /// It is too old.
    Expired,
    /// Too many wrong ones were typed.
    Exhausted,
}

const MAKE: &str = "
    INSERT INTO provisional_codes (profile_id, code_mac, channel, made_at, expires_at, tries, for_minor)
    VALUES ($1, $2, $3, $4, $5, 0, $8)
    ON CONFLICT (profile_id) DO UPDATE
    SET code_mac = excluded.code_mac, channel = excluded.channel, made_at = excluded.made_at,
        expires_at = excluded.expires_at, tries = 0, used_at = NULL, for_minor = excluded.for_minor
    WHERE provisional_codes.for_minor > excluded.for_minor OR provisional_codes.expires_at <= $4 OR provisional_codes.used_at IS NOT NULL OR provisional_codes.tries >= $6
       OR provisional_codes.made_at <= $7";
// The try is counted before the code is looked at: however many arrive at once, no more than the
// allowed number are compared.
const ATTEMPT: &str = "
    UPDATE provisional_codes SET tries = tries + 1
    WHERE profile_id = $1 AND used_at IS NULL AND tries < $2 AND expires_at > $3 AND for_minor <= $4
    RETURNING code_mac, tries";
const USABLE: &str = "
    SELECT tries FROM provisional_codes
    WHERE profile_id = $1 AND used_at IS NULL AND tries < $2 AND expires_at > $3 AND for_minor <= $4";
const FORGIVE: &str = "UPDATE provisional_codes SET tries = tries - 1 WHERE profile_id = $1";
const STATE: &str = "SELECT used_at, expires_at, for_minor FROM provisional_codes WHERE profile_id = $1";
const USE: &str = "
    UPDATE provisional_codes SET used_at = $3
    WHERE profile_id = $1 AND code_mac = $2 AND used_at IS NULL AND tries < $4 AND expires_at > $3 AND for_minor <= $5";
const RETIRE: &str = "UPDATE provisional_codes SET used_at = COALESCE(used_at, $2) WHERE profile_id = $1";
const RETIRE_UNDELIVERED: &str =
    "UPDATE provisional_codes SET used_at = $3 WHERE profile_id = $1 AND made_at = $2 AND used_at IS NULL";

impl UnitOfWork {
    /// Makes a person's code; `None` when there is one already that it may not replace.
    pub async fn make_provisional_code(
        &mut self,
        profile: ProfileId,
        delivery: Delivery,
        replace: Replace,
        term: Term,
        now: Timestamp,
    ) -> Result<Option<ProvisionalCode>, StoreError> {
        let code = loop {
            if let Some(code) = ProvisionalCode::from_random(&random::bytes::<32>()?) {
                break code;
            }
        };
        let made_by = match replace {
            Replace::Invalid => i64::MIN,
            Replace::MadeBy(instant) => instant.as_millis(),
        };
        let mac = self.provisional_code_mac(profile, &code);
        let made = execute!(
            self,
            MAKE,
            &profile.as_bytes()[..],
            &mac[..],
            delivery.name(),
            now.as_millis(),
            term.until.as_millis(),
            i64::from(ProvisionalCode::TRIES),
            made_by,
            i64::from(term.for_minor),
        )?;
        Ok((made == 1).then_some(code))
    }

    /// Whether a person has a code that could be typed. `minor` tells whether the person still is one.
    pub(crate) async fn has_provisional_code(
        &mut self,
        profile: ProfileId,
        minor: bool,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let usable: Option<(i64,)> = on!(self, conn => sqlx::query_as(USABLE)
            .bind(&profile.as_bytes()[..]).bind(i64::from(ProvisionalCode::TRIES)).bind(now.as_millis())
            .bind(i64::from(minor)).fetch_optional(conn))?;
        Ok(usable.is_some())
    }

    /// Counts a try and compares the code. `minor` tells whether the person still is one.
    pub async fn try_provisional_code(
        &mut self,
        profile: ProfileId,
        code: &ProvisionalCode,
        minor: bool,
        now: Timestamp,
    ) -> Result<CodeAttempt, StoreError> {
        let row: Option<(Vec<u8>, i64)> = on!(self, conn => sqlx::query_as(ATTEMPT)
            .bind(&profile.as_bytes()[..]).bind(i64::from(ProvisionalCode::TRIES)).bind(now.as_millis())
            .bind(i64::from(minor)).fetch_optional(conn))?;
        let Some((mac, tries)) = row else {
            return Ok(CodeAttempt::NotCompared(self.provisional_code_state(profile, minor, now).await?));
        };
        if bool::from(self.provisional_code_mac(profile, code).ct_eq(&mac)) {
            execute!(self, FORGIVE, &profile.as_bytes()[..])?;
            return Ok(CodeAttempt::Right);
        }
        let tries = u8::try_from(tries).map_err(|_| StoreError::Corrupt("tries"))?;
        Ok(CodeAttempt::Wrong { left: ProvisionalCode::TRIES.saturating_sub(tries) })
    }

    /// Uses a code up; whether it was there to be used. Of several who use it at once, one does. `minor` tells whether the
    /// person still is one.
    pub async fn use_provisional_code(
        &mut self,
        profile: ProfileId,
        code: &ProvisionalCode,
        minor: bool,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mac = self.provisional_code_mac(profile, code);
        let tries = i64::from(ProvisionalCode::TRIES);
        let minor = i64::from(minor);
        Ok(execute!(self, USE, &profile.as_bytes()[..], &mac[..], now.as_millis(), tries, minor)? == 1)
    }

    /// Makes a person's code unusable: its purpose was reached by another way. Its row, if there is one, then is
    /// locked, as by [`use_provisional_code`](Self::use_provisional_code).
    pub async fn retire_provisional_code(&mut self, profile: ProfileId, now: Timestamp) -> Result<(), StoreError> {
        execute!(self, RETIRE, &profile.as_bytes()[..], now.as_millis())?;
        Ok(())
    }

    /// Makes the code unusable that was made at that instant, as nobody has received it; whether it could still be used.
    pub async fn retire_undelivered_code(
        &mut self,
        profile: ProfileId,
        made_at: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let (profile, made_at, now) = (&profile.as_bytes()[..], made_at.as_millis(), now.as_millis());
        Ok(execute!(self, RETIRE_UNDELIVERED, profile, made_at, now)? == 1)
    }

    async fn provisional_code_state(
        &mut self,
        profile: ProfileId,
        minor: bool,
        now: Timestamp,
    ) -> Result<CodeState, StoreError> {
        let row: Option<(Option<i64>, i64, i64)> =
            on!(self, conn => sqlx::query_as(STATE).bind(&profile.as_bytes()[..]).fetch_optional(conn))?;
        Ok(match row {
            None => CodeState::None,
            Some((Some(_), ..)) => CodeState::Used,
            Some((None, expires_at, for_minor)) if expires_at <= now.as_millis() || for_minor > i64::from(minor) => {
                CodeState::Expired
            }
            Some(_) => CodeState::Exhausted,
        })
    }

    /// Codes are kept as keyed hashes, bound to their person. The key is outside the database
    /// (product.md, decision 5).
    fn provisional_code_mac(&self, profile: ProfileId, code: &ProvisionalCode) -> [u8; 32] {
        self.keyring.mac(MacPurpose::ProvisionalCode, &[profile.as_bytes(), code.compact().as_bytes()])
    }
}
