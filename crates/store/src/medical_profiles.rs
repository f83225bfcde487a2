//! The headings of the medical profile.

use domain::id::ProfileId;
use domain::medical_profile::{Entries, Heading};
use domain::time::Timestamp;

use crate::access::{EditMedicalProfile, Lends, ProfileAccess, ReadMedicalProfile};
use crate::{StoreError, UnitOfWork, execute, id_bytes, on};

const COLUMN: &str = "medical_profiles.entries";
const FIND: &str = "SELECT entries_sealed FROM medical_profiles WHERE profile_id = $1 AND heading = $2";
const HEADINGS: &str = "SELECT heading FROM medical_profiles WHERE profile_id = $1";
const KEEP: &str = "
    INSERT INTO medical_profiles (profile_id, heading, entries_sealed, updated_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (profile_id, heading) DO UPDATE
    SET entries_sealed = excluded.entries_sealed, updated_at = excluded.updated_at";
const ALL: &str = "
    SELECT profile_id, heading, entries_sealed FROM medical_profiles
    WHERE profile_id > $1 OR (profile_id = $1 AND heading > $2) ORDER BY profile_id, heading LIMIT 200";
const SEAL_ANEW: &str = "UPDATE medical_profiles SET entries_sealed = $3 WHERE profile_id = $1 AND heading = $2";

impl UnitOfWork {
    /// Seals all entries anew: those of an earlier version tell by their length whether somebody is ill.
    pub(crate) async fn seal_entries_anew(&mut self) -> Result<(), StoreError> {
        let mut from = (Vec::new(), String::new());
        loop {
            let rows: Vec<(Vec<u8>, String, Vec<u8>)> = on!(self, conn => sqlx::query_as(ALL)
                .bind(from.0.as_slice()).bind(from.1.as_str()).fetch_all(conn))?;
            let Some((profile, heading, _)) = rows.last() else { return Ok(()) };
            from = (profile.clone(), heading.clone());
            for (profile, name, sealed) in rows {
                let heading = Heading::of_name(&name).ok_or(StoreError::Corrupt("heading"))?;
                let key = self.data_key(ProfileId::from_bytes(id_bytes(&profile)?)).await?;
                let bound_to = bound_to(&profile, heading);
                let entries: Entries = key.open(COLUMN, &bound_to, &sealed)?;
                let sealed = key.seal(COLUMN, &bound_to, &entries)?;
                execute!(self, SEAL_ANEW, profile.as_slice(), name.as_str(), sealed.as_slice())?;
            }
        }
    }

    /// What stands under a heading; `None` when it was never answered.
    pub async fn entries(
        &mut self,
        access: &ProfileAccess<impl Lends<ReadMedicalProfile>>,
        heading: Heading,
    ) -> Result<Option<Entries>, StoreError> {
        let profile = access.profile();
        let row: Option<(Vec<u8>,)> = on!(self, conn => sqlx::query_as(FIND)
            .bind(&profile.as_bytes()[..]).bind(heading.name()).fetch_optional(conn))?;
        let Some((sealed,)) = row else { return Ok(None) };
        self.data_key(profile).await?.open(COLUMN, &bound_to(profile.as_bytes(), heading), &sealed).map(Some)
    }

    /// Under which headings something was answered; nothing is unsealed for it.
    pub async fn answered_headings(
        &mut self,
        access: &ProfileAccess<impl Lends<ReadMedicalProfile>>,
    ) -> Result<Vec<Heading>, StoreError> {
        let rows: Vec<(String,)> = on!(self, conn => sqlx::query_as(HEADINGS)
            .bind(&access.profile().as_bytes()[..]).fetch_all(conn))?;
        rows.iter().map(|(name,)| Heading::of_name(name).ok_or(StoreError::Corrupt("heading"))).collect()
    }

    /// Puts entries under a heading, in the place of those that stood there.
    pub async fn keep_entries(
        &mut self,
        access: &ProfileAccess<impl Lends<EditMedicalProfile>>,
        heading: Heading,
        entries: &Entries,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let profile = access.profile();
        let sealed = self.data_key(profile).await?.seal(COLUMN, &bound_to(profile.as_bytes(), heading), entries)?;
        execute!(self, KEEP, &profile.as_bytes()[..], heading.name(), sealed.as_slice(), now.as_millis())?;
        Ok(())
    }
}

/// Entries that were moved under another heading cannot be read.
fn bound_to(profile: &[u8], heading: Heading) -> Vec<u8> {
    [profile, heading.name().as_bytes()].concat()
}
