//! Measurements: height, weight.

use domain::measure::Measure;
use domain::time::Timestamp;

use crate::access::{EditMedicalProfile, Lends, ProfileAccess, ReadMedicalProfile};
use crate::{StoreError, UnitOfWork, execute, on, random};

const COLUMN: &str = "measurements.measurement";
const ADD: &str = "INSERT INTO measurements (id, profile_id, measured_at, measurement_sealed) VALUES ($1, $2, $3, $4)";
const LIST: &str = "
    SELECT id, measured_at, measurement_sealed FROM measurements WHERE profile_id = $1
    ORDER BY measured_at DESC, id DESC";

impl UnitOfWork {
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
