//! What was decided about who sees what.

use domain::confidentiality::Confidentiality;
use domain::id::ProfileId;
use domain::time::Timestamp;

use crate::access::{EditConfidentiality, Lends, ProfileAccess, ReadConfidentiality};
use crate::seal::{DataKey, version_of};
use crate::{StoreError, UnitOfWork, execute, on};

const COLUMN: &str = "confidentiality.decisions";
const FIND: &str = "SELECT decisions_sealed, version FROM confidentiality WHERE profile_id = $1";
// Writing the row first locks it: of two who decide at once, each gets a version of their own.
const NEXT: &str = "
    INSERT INTO confidentiality (profile_id, decisions_sealed, updated_at, version) VALUES ($1, $2, $3, 1)
    ON CONFLICT (profile_id) DO UPDATE SET version = confidentiality.version + 1
    RETURNING version";
const KEEP: &str = "UPDATE confidentiality SET decisions_sealed = $2, updated_at = $3 WHERE profile_id = $1";

/// The version of decisions that were kept before they had one.
const EARLIER: i64 = 1;

/// Decisions of an earlier version, bound to theirs.
pub(crate) fn sealed_anew(key: &DataKey, profile: &[u8], sealed: &[u8]) -> Result<Vec<u8>, StoreError> {
    let decisions: Confidentiality = key.open(COLUMN, profile, sealed)?;
    key.seal(COLUMN, &version_of(profile, EARLIER), &decisions)
}

impl UnitOfWork {
    /// What was decided so far.
    pub async fn confidentiality(
        &mut self,
        access: &ProfileAccess<impl Lends<ReadConfidentiality>>,
    ) -> Result<Confidentiality, StoreError> {
        self.sealed_decisions(access.profile()).await
    }

    pub(crate) async fn sealed_decisions(&mut self, profile: ProfileId) -> Result<Confidentiality, StoreError> {
        let row: Option<(Vec<u8>, i64)> =
            on!(self, conn => sqlx::query_as(FIND).bind(&profile.as_bytes()[..]).fetch_optional(conn))?;
        match row {
            Some((sealed, version)) => {
                self.data_key(profile).await?.open(COLUMN, &version_of(profile.as_bytes(), version), &sealed)
            }
            None => Ok(Confidentiality::default()),
        }
    }

    /// Keeps what is decided from now on.
    pub async fn keep_confidentiality(
        &mut self,
        access: &ProfileAccess<impl Lends<EditConfidentiality>>,
        decisions: &Confidentiality,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let profile = access.profile();
        let (version,): (i64,) = on!(self, conn => sqlx::query_as(NEXT)
            .bind(&profile.as_bytes()[..]).bind(&b""[..]).bind(now.as_millis()).fetch_one(conn))?;
        let bound_to = version_of(profile.as_bytes(), version);
        let sealed = self.data_key(profile).await?.seal(COLUMN, &bound_to, decisions)?;
        execute!(self, KEEP, &profile.as_bytes()[..], sealed.as_slice(), now.as_millis())?;
        Ok(())
    }
}
