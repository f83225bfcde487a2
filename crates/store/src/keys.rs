//! Data keys, wrapped by the keyring; and whether the keyring is the one of this database.

use domain::id::ProfileId;
use subtle::ConstantTimeEq as _;

use crate::profiles::{COLUMN as IDENTITY, SealedIdentity};
use crate::seal::{DataKey, LOOKUP, SERVICE, WrappedKey};
use crate::{StoreError, UnitOfWork, execute, on};

const ADD: &str = "INSERT INTO data_keys (id, keyring_key, wrapped) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING";
const FIND: &str = "SELECT keyring_key, wrapped FROM data_keys WHERE id = $1";
const TO_REWRAP: &str = "SELECT id, keyring_key, wrapped FROM data_keys WHERE keyring_key <> $1 AND keyring_key <> '' ORDER BY id LIMIT 500";
const CHECKS: &str = "SELECT name, check_value FROM keyring_checks";
const ADD_CHECK: &str = "
    INSERT INTO keyring_checks (name, check_value) VALUES ($1, $2)
    ON CONFLICT (name) DO UPDATE SET check_value = COALESCE(keyring_checks.check_value, excluded.check_value)";
const FORGET_CHECKS: &str = "DELETE FROM keyring_checks WHERE name <> $1 AND name <> $2";
const WRAPPED_BY: &str = "SELECT id, wrapped FROM data_keys WHERE keyring_key = $1 LIMIT 1";
const LOOKED_UP: &str = "SELECT id, identity_sealed, nir_index FROM profiles WHERE nir_index IS NOT NULL LIMIT 1";
// Not one that was destroyed meanwhile.
const REWRAP: &str = "UPDATE data_keys SET keyring_key = $2, wrapped = $3 WHERE id = $1 AND keyring_key = $4";

impl UnitOfWork {
    /// Makes the service's own key if there is none yet.
    pub(crate) async fn ensure_service_key(&mut self) -> Result<(), StoreError> {
        let (_, wrapped) = self.keyring.new_data_key(&SERVICE)?;
        execute!(self, ADD, &SERVICE[..], &wrapped.keyring_key, &wrapped.wrapped)?;
        Ok(())
    }

    /// Compares each key of the keyring with the one that the data were sealed with: the start must not go on with another,
    /// which would find nobody again, or leave some unreadable.
    ///
    /// # Errors
    /// [`StoreError::KeyUnknown`] and [`StoreError::WrongKeyring`], with the key's name.
    pub(crate) async fn check_keyring(&mut self) -> Result<(), StoreError> {
        let rows: Vec<(String, Option<Vec<u8>>)> = on!(self, conn => sqlx::query_as(CHECKS).fetch_all(conn))?;
        let other = |name: &str| StoreError::WrongKeyring(name.to_owned());
        for (name, check) in &rows {
            let expected = self.keyring.check_value(name).ok_or_else(|| StoreError::KeyUnknown(name.clone()))?;
            match check {
                Some(check) if bool::from(check.as_slice().ct_eq(&expected[..])) => {}
                Some(_) => return Err(other(name)),
                None => {
                    self.check_wrapping(name).await?;
                    execute!(self, ADD_CHECK, name, &expected[..])?;
                }
            }
        }
        // From now on these are this database's.
        if !rows.iter().any(|(name, _)| name == LOOKUP) {
            self.check_lookup().await?;
        }
        for name in [LOOKUP.to_owned(), self.keyring.newest_in_full()] {
            if !rows.iter().any(|(known, _)| *known == name) {
                let check = self.keyring.check_value(&name).ok_or(StoreError::KeyMissing)?;
                execute!(self, ADD_CHECK, &name, &check[..])?;
            }
        }
        Ok(())
    }

    /// Whether a key opens what a key of that name has wrapped.
    async fn check_wrapping(&mut self, name: &str) -> Result<(), StoreError> {
        let key = name.trim_start_matches("key ");
        let row: Option<(Vec<u8>, Vec<u8>)> =
            on!(self, conn => sqlx::query_as(WRAPPED_BY).bind(key).fetch_optional(conn))?;
        let Some((owner, wrapped)) = row else { return Ok(()) };
        let wrapped = WrappedKey { keyring_key: key.to_owned(), wrapped };
        let opens = self.keyring.unwrap(&owner, &wrapped).is_ok()
            || (owner == SERVICE && self.keyring.unwrap_earlier_service_key(&wrapped).is_ok());
        if opens { Ok(()) } else { Err(StoreError::WrongKeyring(name.to_owned())) }
    }

    /// Whether the lookup key finds somebody again who is there.
    async fn check_lookup(&mut self) -> Result<(), StoreError> {
        let row: Option<(Vec<u8>, Vec<u8>, Vec<u8>)> =
            on!(self, conn => sqlx::query_as(LOOKED_UP).fetch_optional(conn))?;
        let Some((profile, sealed, index)) = row else { return Ok(()) };
        let identity: SealedIdentity = self.find_key(&profile).await?.open(IDENTITY, &profile, &sealed)?;
        match identity.nir {
            Some(nir) if self.nir_index(&nir)[..] != index[..] => Err(StoreError::WrongKeyring(LOOKUP.to_owned())),
            _ => Ok(()),
        }
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
    /// [`StoreError::KeyUnknown`] when the keyring lacks a key that is still in use.
    pub async fn rewrap_data_keys(&mut self) -> Result<usize, StoreError> {
        let newest = self.keyring.newest();
        let rows: Vec<(Vec<u8>, String, Vec<u8>)> =
            on!(self, conn => sqlx::query_as(TO_REWRAP).bind(&newest).fetch_all(conn))?;
        let count = rows.len();
        for (owner, keyring_key, wrapped) in rows {
            let key = self.keyring.unwrap(&owner, &WrappedKey { keyring_key: keyring_key.clone(), wrapped })?;
            let again = self.keyring.wrap(&owner, &key)?;
            execute!(self, REWRAP, &owner, &again.keyring_key, &again.wrapped, &keyring_key)?;
        }
        if count == 0 {
            // Nothing is wrapped by the others any more: they may go.
            execute!(self, FORGET_CHECKS, LOOKUP, self.keyring.newest_in_full())?;
        }
        Ok(count)
    }
}
