//! What was decided about who sees what.

use domain::confidentiality::Confidentiality;
use domain::time::Timestamp;

use crate::access::{EditConfidentiality, Lends, ProfileAccess, ReadConfidentiality};
use crate::{StoreError, UnitOfWork, execute, on};

const COLUMN: &str = "confidentiality.decisions";
const FIND: &str = "SELECT decisions_sealed FROM confidentiality WHERE profile_id = $1";
const KEEP: &str = "
    INSERT INTO confidentiality (profile_id, decisions_sealed, updated_at) VALUES ($1, $2, $3)
    ON CONFLICT (profile_id) DO UPDATE
    SET decisions_sealed = excluded.decisions_sealed, updated_at = excluded.updated_at";

impl UnitOfWork {
    /// What was decided so far.
    pub async fn confidentiality(
        &mut self,
        access: &ProfileAccess<impl Lends<ReadConfidentiality>>,
    ) -> Result<Confidentiality, StoreError> {
        let profile = access.profile();
        let row: Option<(Vec<u8>,)> =
            on!(self, conn => sqlx::query_as(FIND).bind(&profile.as_bytes()[..]).fetch_optional(conn))?;
        match row {
            Some((sealed,)) => self.data_key(profile).await?.open(COLUMN, profile.as_bytes(), &sealed),
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
        let sealed = self.data_key(profile).await?.seal(COLUMN, profile.as_bytes(), decisions)?;
        execute!(self, KEEP, &profile.as_bytes()[..], sealed.as_slice(), now.as_millis())?;
        Ok(())
    }
}
