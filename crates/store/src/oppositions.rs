//! Oppositions and their attestations.

use domain::attestation::{Attestation, VerificationCode};
use domain::id::ProfileId;
use domain::insured::Recipient;
use domain::time::Timestamp;

use crate::access::{Lends, ProfileAccess, ReadPersonalInformation};
use crate::drafts::Draft;
use crate::seal::MacPurpose;
use crate::{StoreError, UnitOfWork, execute, on, random};

const COLUMN: &str = "oppositions.attestation";
const ADD: &str = "
    INSERT INTO oppositions (id, profile_id, code_mac, attestation_sealed, opposed_at) VALUES ($1, $2, $3, $4, $5)";
const LIFT: &str = "UPDATE oppositions SET lifted_at = $2 WHERE profile_id = $1 AND lifted_at IS NULL";
const LAST: &str = "
    SELECT id, attestation_sealed FROM oppositions WHERE profile_id = $1 AND lifted_at IS NULL
    ORDER BY opposed_at DESC LIMIT 1";
const ALL: &str = "
    SELECT id, attestation_sealed, lifted_at FROM oppositions WHERE profile_id = $1 ORDER BY opposed_at, id";
const CHECK: &str = "SELECT opposed_at FROM oppositions WHERE code_mac = $1 AND lifted_at IS NULL";

impl UnitOfWork {
    /// Records an opposition and makes its attestation, which addresses `to`, with a verification code of its own. `None` when
    /// the person is not insured.
    pub async fn record_opposition(
        &mut self,
        profile: ProfileId,
        to: Recipient,
        now: Timestamp,
    ) -> Result<Option<Attestation>, StoreError> {
        let Some((name, nir)) = self.insured_under(profile).await? else { return Ok(None) };
        let code = loop {
            if let Some(code) = VerificationCode::from_random(&random::bytes::<32>()?) {
                break code;
            }
        };
        let id: [u8; 16] = random::bytes()?;
        let attestation = Attestation { name, nir: nir.grouped(), to, opposed_at: now, code: code.grouped() };
        let sealed = self.data_key(profile).await?.seal(COLUMN, &id, &attestation)?;
        let mac = self.verification_mac(&code);
        execute!(self, ADD, &id[..], &profile.as_bytes()[..], &mac[..], sealed.as_slice(), now.as_millis())?;
        Ok(Some(attestation))
    }

    /// The attestation of the opposition that stands, for the browser in which it was decided.
    pub async fn attestation_of(&mut self, draft: &Draft) -> Result<Option<Attestation>, StoreError> {
        let Some(profile) = draft.opposed() else { return Ok(None) };
        let row: Option<(Vec<u8>, Vec<u8>)> =
            on!(self, conn => sqlx::query_as(LAST).bind(&profile.as_bytes()[..]).fetch_optional(conn))?;
        let Some((id, sealed)) = row else { return Ok(None) };
        self.data_key(profile).await?.open(COLUMN, &id, &sealed).map(Some)
    }

    /// The attestations of all oppositions, the oldest first, and when each was lifted.
    pub async fn attestations(
        &mut self,
        access: &ProfileAccess<impl Lends<ReadPersonalInformation>>,
    ) -> Result<Vec<(Attestation, Option<Timestamp>)>, StoreError> {
        let profile = access.profile();
        let rows: Vec<(Vec<u8>, Vec<u8>, Option<i64>)> =
            on!(self, conn => sqlx::query_as(ALL).bind(&profile.as_bytes()[..]).fetch_all(conn))?;
        let key = self.data_key(profile).await?;
        rows.into_iter()
            .map(|(id, sealed, lifted)| Ok((key.open(COLUMN, &id, &sealed)?, lifted.map(Timestamp::from_millis))))
            .collect()
    }

    /// When the opposition was recorded of which an attestation with that code tells; `None` when there is no
    /// such attestation, or the opposition was lifted.
    pub async fn check_attestation(&mut self, code: &VerificationCode) -> Result<Option<Timestamp>, StoreError> {
        let mac = self.verification_mac(code);
        let row: Option<(i64,)> = on!(self, conn => sqlx::query_as(CHECK).bind(&mac[..]).fetch_optional(conn))?;
        Ok(row.map(|(at,)| Timestamp::from_millis(at)))
    }

    /// Lifts a profile's opposition, if there is one: its attestation is no longer valid.
    pub async fn lift_opposition(&mut self, profile: ProfileId, now: Timestamp) -> Result<(), StoreError> {
        execute!(self, LIFT, &profile.as_bytes()[..], now.as_millis())?;
        Ok(())
    }

    /// A verification code is looked up by its keyed hash, and stands otherwise only in its sealed attestation.
    fn verification_mac(&self, code: &VerificationCode) -> [u8; 32] {
        self.keyring.mac(MacPurpose::VerificationCode, &[code.compact().as_bytes()])
    }
}
