//! Data keys, wrapped by the keyring.

use domain::id::ProfileId;

use crate::seal::{DataKey, WrappedKey};
use crate::{StoreError, UnitOfWork, execute, on};

/// The name of the service's own data key.
const SERVICE: [u8; 16] = [0; 16];

const ADD: &str = "INSERT INTO data_keys (id, keyring_key, wrapped) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING";
const FIND: &str = "SELECT keyring_key, wrapped FROM data_keys WHERE id = $1";
const TO_REWRAP: &str = "SELECT id, keyring_key, wrapped FROM data_keys WHERE keyring_key <> $1 ORDER BY id LIMIT 500";
const REWRAP: &str = "UPDATE data_keys SET keyring_key = $2, wrapped = $3 WHERE id = $1";

impl UnitOfWork {
    /// Makes the service's own key if there is none yet.
    pub(crate) async fn ensure_service_key(&mut self) -> Result<(), StoreError> {
        let (_, wrapped) = self.keyring.new_data_key(&SERVICE)?;
        execute!(self, ADD, &SERVICE[..], &wrapped.keyring_key, &wrapped.wrapped)?;
        Ok(())
    }

    /// Makes the key of a new profile.
    pub(crate) async fn add_data_key(&mut self, profile: ProfileId) -> Result<DataKey, StoreError> {
        let (key, wrapped) = self.keyring.new_data_key(profile.as_bytes())?;
        execute!(self, ADD, &profile.as_bytes()[..], &wrapped.keyring_key, &wrapped.wrapped)?;
        Ok(key)
    }

    /// The key of a profile's data.
    pub(crate) async fn data_key(&mut self, profile: ProfileId) -> Result<DataKey, StoreError> {
        self.find_key(profile.as_bytes()).await
    }

    /// The key of what belongs to no profile: jobs, flashes.
    pub(crate) async fn service_key(&mut self) -> Result<DataKey, StoreError> {
        self.find_key(&SERVICE).await
    }

    async fn find_key(&mut self, owner: &[u8]) -> Result<DataKey, StoreError> {
        let row: Option<(String, Vec<u8>)> = on!(self, conn => sqlx::query_as(FIND).bind(owner).fetch_optional(conn))?;
        let (keyring_key, wrapped) = row.ok_or(StoreError::KeyMissing)?;
        self.keyring.unwrap(owner, &WrappedKey { keyring_key, wrapped })
    }

    /// Wraps up to 500 data keys anew by the keyring's newest key; how many it were. Called until it
    /// answers 0, one transaction each, it can be stopped and resumed at any time.
    ///
    /// # Errors
    /// [`StoreError::KeyMissing`] when the keyring lacks a key that is still in use.
    pub async fn rewrap_data_keys(&mut self) -> Result<usize, StoreError> {
        let newest = self.keyring.newest().to_owned();
        let rows: Vec<(Vec<u8>, String, Vec<u8>)> =
            on!(self, conn => sqlx::query_as(TO_REWRAP).bind(&newest).fetch_all(conn))?;
        let count = rows.len();
        for (owner, keyring_key, wrapped) in rows {
            let key = self.keyring.unwrap(&owner, &WrappedKey { keyring_key, wrapped })?;
            let again = self.keyring.wrap(&owner, &key)?;
            execute!(self, REWRAP, &owner, &again.keyring_key, &again.wrapped)?;
        }
        Ok(count)
    }
}
