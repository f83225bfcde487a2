//! Deleting what a closed profile holds, at the end of its term: its rows go and its key is destroyed, so that nothing opens any more
//! what copies of them may be left. The lines of its history stay, unreadable: the chain still verifies.
//!
//! The insurer goes on knowing the person. What it says of them moves to a profile of their own that is closed and holds nothing, which
//! its next file finds again, and which they can activate.

use domain::access::ProfileStatus;
use domain::history::{Act, Line};
use domain::id::ProfileId;
use domain::time::Timestamp;

use crate::{StoreError, UnitOfWork, execute, id_bytes, on, random};

const DUE: &str = "SELECT profile_id FROM closures WHERE due_at <= $1 ORDER BY due_at, profile_id LIMIT 200";
// Whoever activates the profile at the same time comes before or after: the number of rows tells who was first.
const TAKE: &str = "DELETE FROM closures WHERE profile_id = $1 AND due_at <= $2 RETURNING closed_at, on_request";
const NOTE: &str = "INSERT INTO erasures (profile_id, closed_at, erased_at, on_request) VALUES ($1, $2, $3, $4)";
const FORGET_CODE: &str = "DELETE FROM provisional_codes WHERE profile_id = $1";
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

impl UnitOfWork {
    /// Up to 200 closed profiles whose term is over.
    pub async fn due_erasures(&mut self, now: Timestamp) -> Result<Vec<ProfileId>, StoreError> {
        let rows: Vec<(Vec<u8>,)> = on!(self, conn => sqlx::query_as(DUE).bind(now.as_millis()).fetch_all(conn))?;
        rows.iter().map(|(profile,)| Ok(ProfileId::from_bytes(id_bytes(profile)?))).collect()
    }

    /// Deletes what a closed profile holds, whose term is over; whether it was not done before, nor the profile activated: then
    /// nothing may be committed.
    pub async fn erase(&mut self, profile: ProfileId, now: Timestamp) -> Result<bool, StoreError> {
        let row = profile.as_bytes();
        // The code before the profile, as by whoever decides with one: two who wait for each other would wait for ever.
        execute!(self, FORGET_CODE, &row[..])?;
        self.hold_profile(profile).await?;
        let taken: Option<(i64, i64)> = on!(self, conn => sqlx::query_as(TAKE)
            .bind(&row[..]).bind(now.as_millis()).fetch_optional(conn))?;
        let Some((closed_at, on_request)) = taken else { return Ok(false) };
        let anew = ProfileId::from_bytes(random::bytes()?);
        if self.move_insured(profile, anew, ProfileStatus::Closed, now).await? {
            self.append(anew, Line { act: Act::Erased, actor: None }, now).await?;
        }
        for forget in FORGET {
            execute!(self, forget, &row[..])?;
        }
        let nothing: &[u8] = &[];
        execute!(self, EMPTY, &row[..], nothing)?;
        execute!(self, DESTROY_KEY, &row[..], nothing)?;
        execute!(self, NOTE, &row[..], closed_at, now.as_millis(), on_request)?;
        Ok(true)
    }
}
