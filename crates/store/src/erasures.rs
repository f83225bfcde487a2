//! Deleting what a closed profile holds, at the end of its term: its rows go and its key is destroyed, so that nothing opens any more
//! what copies of them may be left. The lines of its history stay, unreadable: the chain still verifies.
//!
//! A backup that was made before holds all of it, with the key. So each erasure is also noted outside the database and its backups
//! ([`Store::line_of`]), and done again in a database that was restored.
//!
//! The insurer goes on knowing the person. What it says of them moves to a profile of their own that is closed and holds nothing, which
//! its next file finds again, and which they can activate.

use domain::access::ProfileStatus;
use domain::date::CalendarDate;
use domain::history::{Act, Line};
use domain::id::{AccountId, ProfileId, to_hex};
use domain::time::{Span, Timestamp};
use subtle::ConstantTimeEq as _;

use crate::closures::Archive;
use crate::seal::MacPurpose;
use crate::{Store, StoreError, UnitOfWork, execute, id_bytes, on, random};

// Not while a letter about the person is being written to its file, and not before what was asked for with the closure could be
// downloaded; but one that cannot be prepared is not waited for for ever.
const DUE: &str = "
    SELECT c.profile_id FROM closures c
    WHERE c.due_at <= $1 AND c.profile_id > $2 AND NOT EXISTS (
        SELECT 1 FROM letters l
        WHERE l.profile_id = c.profile_id AND l.batch IS NOT NULL AND l.letter_sealed IS NOT NULL)
      AND NOT EXISTS (
        SELECT 1 FROM exports e
        WHERE e.profile_id = c.profile_id
          AND (e.expires_at > $1 OR (e.expires_at IS NULL AND e.asked_at > $3)))
    ORDER BY c.profile_id LIMIT 200";
/// For how long a download is waited for that cannot be prepared.
const PATIENCE: Span = Span::hours(30 * 24);
// Whoever activates the profile at the same time comes before or after: the number of rows tells who was first.
const TAKE: &str = "DELETE FROM closures WHERE profile_id = $1 AND due_at <= $2 RETURNING closed_at, on_request";
const NOTE: &str = "INSERT INTO erasures (profile_id, closed_at, erased_at, on_request) VALUES ($1, $2, $3, $4)";
const NOTED: &str = "
    SELECT profile_id, closed_at, erased_at, on_request FROM erasures
    WHERE profile_id > $1 ORDER BY profile_id LIMIT 500";
const HOLDS: &str =
    "SELECT COUNT(*) FROM data_keys k JOIN profiles p ON p.id = k.id WHERE k.id = $1 AND k.keyring_key <> ''";
const ACCOUNT: &str = "SELECT id FROM accounts WHERE profile_id = $1";
const FORGET_CLOSURE: &str = "DELETE FROM closures WHERE profile_id = $1";
const FORGET_CODE: &str = "DELETE FROM provisional_codes WHERE profile_id = $1";
// A message that brings a code, and has not left, has nothing to bring any more.
const FORGET_MESSAGES: &str = "
    UPDATE jobs SET failed_at = $2, payload_sealed = NULL, brings_code_of = NULL
    WHERE brings_code_of = $1 AND finished_at IS NULL AND failed_at IS NULL";
const FORGET: [&str; 10] = [
    "DELETE FROM exports WHERE profile_id = $1",
    "DELETE FROM letters WHERE profile_id = $1",
    "DELETE FROM oppositions WHERE profile_id = $1",
    "DELETE FROM measurements WHERE profile_id = $1",
    "DELETE FROM medical_profiles WHERE profile_id = $1",
    "DELETE FROM confidentiality WHERE profile_id = $1",
    "DELETE FROM consultations WHERE profile_id = $1",
    "DELETE FROM documents WHERE profile_id = $1",
    "DELETE FROM care_relations WHERE profile_id = $1",
    "DELETE FROM representations WHERE profile_id = $1",
];
const EMPTY: &str = "UPDATE profiles SET status = 'closed', identity_sealed = $2, nir_index = NULL WHERE id = $1";
// Without a name of a key it is no one's to wrap anew.
const DESTROY_KEY: &str = "UPDATE data_keys SET keyring_key = '', wrapped = $2 WHERE id = $1";

/// That what a profile held was deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// The profile that is none any more.
    pub profile: ProfileId,
    /// When it was closed.
    pub closed_at: Timestamp,
    /// On which day what it held was deleted.
    pub erased_at: Timestamp,
    /// Whether that was asked for, and did not wait for the end of the archive.
    pub on_request: bool,
}

/// What a closed profile held is deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Erased {
    /// Whether the insurer knows its holder, and of no death.
    pub lives: bool,
}

impl UnitOfWork {
    /// Up to 200 closed profiles whose term is over, those after a profile in the order of their identifiers; after none, the first.
    pub async fn due_erasures(
        &mut self,
        now: Timestamp,
        after: Option<ProfileId>,
    ) -> Result<Vec<ProfileId>, StoreError> {
        let after: &[u8] = after.as_ref().map_or(&[], |after| &after.as_bytes()[..]);
        let rows: Vec<(Vec<u8>,)> = on!(self, conn => sqlx::query_as(DUE).bind(now.as_millis()).bind(after)
            .bind(now.minus(PATIENCE).as_millis()).fetch_all(conn))?;
        rows.iter().map(|(profile,)| Ok(ProfileId::from_bytes(id_bytes(profile)?))).collect()
    }

    /// Deletes what a closed profile holds, whose term is over. `None` when that was done before, or the profile activated: then
    /// nothing may be committed.
    pub async fn erase(&mut self, profile: ProfileId, now: Timestamp) -> Result<Option<Erased>, StoreError> {
        let row = profile.as_bytes();
        // The code before the profile, as by whoever decides with one: two who wait for each other would wait for ever.
        execute!(self, FORGET_CODE, &row[..])?;
        self.hold_profile(profile).await?;
        let taken: Option<(i64, i64)> = on!(self, conn => sqlx::query_as(TAKE)
            .bind(&row[..]).bind(now.as_millis()).fetch_optional(conn))?;
        let Some((closed_at, on_request)) = taken else { return Ok(None) };
        // The day says enough: the very instant would lead to the line that the new profile begins with.
        let day = now.as_millis() - now.as_millis() % Span::hours(24).as_millis();
        let erasure = Erasure {
            profile,
            closed_at: Timestamp::from_millis(closed_at),
            erased_at: Timestamp::from_millis(day),
            on_request: on_request != 0,
        };
        self.wipe(erasure, now).await.map(Some)
    }

    /// Deletes again what was deleted before, and has come back with a backup: whatever has become of the profile in it. Where it is
    /// in use there, the children whom nobody else represents are closed, which is kept as `archive` says; whoever has come of
    /// age is waited for. `None` when there is nothing to delete.
    pub async fn erase_again(
        &mut self,
        erasure: Erasure,
        archive: Archive,
        today: CalendarDate,
        now: Timestamp,
    ) -> Result<Option<Erased>, StoreError> {
        let profile = erasure.profile;
        let row = profile.as_bytes();
        execute!(self, FORGET_CODE, &row[..])?;
        self.hold_profile(profile).await?;
        if !self.holds_something(profile).await? {
            return Ok(None);
        }
        let account: Option<(Vec<u8>,)> =
            on!(self, conn => sqlx::query_as(ACCOUNT).bind(&row[..]).fetch_optional(conn))?;
        if let Some((account,)) = account {
            let account = AccountId::from_bytes(id_bytes(&account)?);
            self.part_from_children_of(account, archive, today, now).await?;
            self.forget_account(account).await?;
        }
        execute!(self, FORGET_CLOSURE, &row[..])?;
        self.wipe(erasure, now).await.map(Some)
    }

    /// Whether a profile is there, and its key was not destroyed.
    pub async fn holds_something(&mut self, profile: ProfileId) -> Result<bool, StoreError> {
        let (found,): (i64,) = on!(self, conn => sqlx::query_as(HOLDS).bind(&profile.as_bytes()[..]).fetch_one(conn))?;
        Ok(found > 0)
    }

    /// Up to 500 profiles whose content was deleted, those after one in the order of their identifiers; after none, the first.
    pub async fn erasures_after(&mut self, after: Option<ProfileId>) -> Result<Vec<Erasure>, StoreError> {
        let after: &[u8] = after.as_ref().map_or(&[], |after| &after.as_bytes()[..]);
        let rows: Vec<(Vec<u8>, i64, i64, i64)> = on!(self, conn => sqlx::query_as(NOTED).bind(after).fetch_all(conn))?;
        rows.iter()
            .map(|(profile, closed_at, erased_at, on_request)| {
                Ok(Erasure {
                    profile: ProfileId::from_bytes(id_bytes(profile)?),
                    closed_at: Timestamp::from_millis(*closed_at),
                    erased_at: Timestamp::from_millis(*erased_at),
                    on_request: *on_request != 0,
                })
            })
            .collect()
    }

    async fn wipe(&mut self, erasure: Erasure, now: Timestamp) -> Result<Erased, StoreError> {
        let Erasure { profile, closed_at, erased_at, on_request } = erasure;
        let row = profile.as_bytes();
        let anew = ProfileId::from_bytes(random::bytes()?);
        let lives = self.move_insured(profile, anew, ProfileStatus::Closed).await?;
        if lives {
            self.append(anew, Line::new(Act::Erased, None), now).await?;
        }
        execute!(self, FORGET_MESSAGES, &row[..], now.as_millis())?;
        for forget in FORGET {
            execute!(self, forget, &row[..])?;
        }
        let nothing: &[u8] = &[];
        execute!(self, EMPTY, &row[..], nothing)?;
        execute!(self, DESTROY_KEY, &row[..], nothing)?;
        let on_request = i64::from(on_request);
        execute!(self, NOTE, &row[..], closed_at.as_millis(), erased_at.as_millis(), on_request)?;
        Ok(Erased { lives })
    }
}

impl Store {
    /// The line that tells of an erasure in the list that is kept apart from the database: nothing of whom it was, and sealed against
    /// whoever would have somebody deleted by writing to that list.
    #[must_use]
    pub fn line_of(&self, erasure: &Erasure) -> String {
        let Erasure { profile, closed_at, erased_at, on_request } = erasure;
        let said = format!("{profile} {} {} {}", closed_at.as_millis(), erased_at.as_millis(), u8::from(*on_request));
        let mac = self.keyring.mac(MacPurpose::Erasure, &[said.as_bytes()]);
        format!("{said} {}", to_hex(&mac[..16]))
    }

    /// Reads such a line; `None` when it was not written with this keyring.
    #[must_use]
    pub fn erasure_in(&self, line: &str) -> Option<Erasure> {
        let mut words = line.split(' ');
        let number = |text: Option<&str>| text?.parse::<i64>().ok();
        let erasure = Erasure {
            profile: words.next()?.parse().ok()?,
            closed_at: Timestamp::from_millis(number(words.next())?),
            erased_at: Timestamp::from_millis(number(words.next())?),
            on_request: number(words.next())? != 0,
        };
        bool::from(self.line_of(&erasure).as_bytes().ct_eq(line.as_bytes())).then_some(erasure)
    }
}
