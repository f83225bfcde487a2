//! Measurements: height, weight.

use domain::id::ProfileId;
use domain::measure::Measure;
use domain::time::Timestamp;

use crate::access::{EditMedicalProfile, Lends, ProfileAccess, ReadMedicalProfile};
use crate::{StoreError, UnitOfWork, execute, id_bytes, on, random};

const COLUMN: &str = "measurements.measurement";
const ADD: &str = "INSERT INTO measurements (id, profile_id, measured_at, measurement_sealed) VALUES ($1, $2, $3, $4)";
const LIST: &str = "
    SELECT id, measured_at, measurement_sealed FROM measurements WHERE profile_id = $1
    ORDER BY measured_at DESC, id DESC";
const ALL: &str = "SELECT id, profile_id, measurement_sealed FROM measurements WHERE id > $1 ORDER BY id LIMIT 200";
const SEAL_ANEW: &str = "UPDATE measurements SET measurement_sealed = $2 WHERE id = $1";

impl UnitOfWork {
    /// Seals all measurements anew: those of an earlier version tell by their length what was measured.
    pub(crate) async fn seal_measurements_anew(&mut self) -> Result<(), StoreError> {
        let mut from = Vec::new();
        loop {
            let rows: Vec<(Vec<u8>, Vec<u8>, Vec<u8>)> =
                on!(self, conn => sqlx::query_as(ALL).bind(from.as_slice()).fetch_all(conn))?;
            let Some((last, ..)) = rows.last() else { return Ok(()) };
            from.clone_from(last);
            for (id, profile, sealed) in rows {
                let key = self.data_key(ProfileId::from_bytes(id_bytes(&profile)?)).await?;
                let measure: Measure = key.open(COLUMN, &id, &sealed)?;
                let sealed = key.seal(COLUMN, &id, &measure)?;
                execute!(self, SEAL_ANEW, id.as_slice(), sealed.as_slice())?;
            }
        }
    }

    /// All measurements, the newest first.
    pub async fn measurements(
        &mut self,
        access: &ProfileAccess<impl Lends<ReadMedicalProfile>>,
    ) -> Result<Vec<(Timestamp, Measure)>, StoreError> {
        let profile = access.profile();
        let rows: Vec<(Vec<u8>, i64, Vec<u8>)> =
            on!(self, conn => sqlx::query_as(LIST).bind(&profile.as_bytes()[..]).fetch_all(conn))?;
        let key = self.data_key(profile).await?;
        rows.into_iter()
            .map(|(id, at, sealed)| Ok((Timestamp::from_millis(at), key.open(COLUMN, &id, &sealed)?)))
            .collect()
    }

    /// Adds one.
    pub async fn add_measurement(
        &mut self,
        access: &ProfileAccess<impl Lends<EditMedicalProfile>>,
        measure: Measure,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let (profile, id) = (access.profile(), random::bytes::<16>()?);
        let sealed = self.data_key(profile).await?.seal(COLUMN, &id, &measure)?;
        execute!(self, ADD, &id[..], &profile.as_bytes()[..], at.as_millis(), sealed.as_slice())?;
        Ok(())
    }
}
