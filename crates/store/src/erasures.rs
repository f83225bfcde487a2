//! Deleting what a closed profile holds, at the end of its term: its rows go and its key is destroyed, so that nothing opens any more
//! what copies of them may be left. The lines of its history stay, unreadable: the chain still verifies.
//!
//! The insurer goes on knowing the person. What it says of them moves to a profile of their own that is closed and holds nothing, which
//! its next file finds again, and which they can activate.

use domain::access::ProfileStatus;
use domain::history::{Act, Line};
use domain::id::ProfileId;
use domain::time::{Span, Timestamp};

use crate::{StoreError, UnitOfWork, execute, id_bytes, on, random};

// Not while a letter about the person is being written to its file.
const DUE: &str = "
    SELECT c.profile_id FROM closures c
    WHERE c.due_at <= $1 AND c.profile_id > $2 AND NOT EXISTS (
        SELECT 1 FROM letters l
        WHERE l.profile_id = c.profile_id AND l.batch IS NOT NULL AND l.letter_sealed IS NOT NULL)
    ORDER BY c.profile_id LIMIT 200";
// Whoever activates the profile at the same time comes before or after: the number of rows tells who was first.
const TAKE: &str = "DELETE FROM closures WHERE profile_id = $1 AND due_at <= $2 RETURNING closed_at, on_request";
const NOTE: &str = "INSERT INTO erasures (profile_id, closed_at, erased_at, on_request) VALUES ($1, $2, $3, $4)";
const FORGET_CODE: &str = "DELETE FROM provisional_codes WHERE profile_id = $1";
// A message that brings a code, and has not left, has nothing to bring any more.
const FORGET_MESSAGES: &str = "
    UPDATE jobs SET failed_at = $2, payload_sealed = NULL, brings_code_of = NULL
    WHERE brings_code_of = $1 AND finished_at IS NULL AND failed_at IS NULL";
const FORGET: [&str; 7] = [
    "DELETE FROM letters WHERE profile_id = $1",
    "DELETE FROM oppositions WHERE profile_id = $1",
    "DELETE FROM measurements WHERE profile_id = $1",
    "DELETE FROM medical_profiles WHERE profile_id = $1",
    "DELETE FROM confidentiality WHERE profile_id = $1",
    "DELETE FROM consultations WHERE profile_id = $1",
    "DELETE FROM representations WHERE profile_id = $1",
];
const EMPTY: &str = "UPDATE profiles SET identity_sealed = $2, nir_index = NULL WHERE id = $1";
// Without a name of a key it is no one's to wrap anew.
const DESTROY_KEY: &str = "UPDATE data_keys SET keyring_key = '', wrapped = $2 WHERE id = $1";

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
        let rows: Vec<(Vec<u8>,)> =
            on!(self, conn => sqlx::query_as(DUE).bind(now.as_millis()).bind(after).fetch_all(conn))?;
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
        let anew = ProfileId::from_bytes(random::bytes()?);
        let lives = self.move_insured(profile, anew, ProfileStatus::Closed).await?;
        if lives {
            self.append(anew, Line { act: Act::Erased, actor: None }, now).await?;
        }
        execute!(self, FORGET_MESSAGES, &row[..], now.as_millis())?;
        for forget in FORGET {
            execute!(self, forget, &row[..])?;
        }
        let nothing: &[u8] = &[];
        execute!(self, EMPTY, &row[..], nothing)?;
        execute!(self, DESTROY_KEY, &row[..], nothing)?;
        // The day says enough: the very instant would lead to the line that the new profile begins with.
        let day = now.as_millis() - now.as_millis() % Span::hours(24).as_millis();
        execute!(self, NOTE, &row[..], closed_at, day, on_request)?;
        Ok(Some(Erased { lives }))
    }
}
