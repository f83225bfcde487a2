//! Profiles: whose space it is.

use domain::access::{Link, ProfileStatus, Standing};
use domain::date::CalendarDate;
use domain::id::{AccountId, ProfileId};
use domain::nir::Nir;
use domain::person::PersonName;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::access::{Lends, ProfileAccess, ReadHistory, ReadPersonalInformation, status_of};
use crate::rights::{Right, given};
use crate::seal::{DataKey, MacPurpose, WrappedKey};
use crate::sessions::Caller;
use crate::{Pools, Store, StoreError, UnitOfWork, execute, id_bytes, on};

/// Who a profile belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The names in use.
    pub name: PersonName,
    /// The birth date.
    pub born_on: CalendarDate,
    /// The social security number; a child has none of its own.
    pub nir: Option<Nir>,
}

/// A profile to add.
#[derive(Clone, Debug)]
pub struct NewProfile {
    /// Its identifier, random.
    pub id: ProfileId,
    /// Whose it is.
    pub identity: Identity,
    /// Whether it is in use from the start.
    pub status: ProfileStatus,
}

/// A profile that an account is linked to, before anything is decided about it.
#[derive(Clone, Debug)]
pub struct ProfileRow {
    /// Its identifier.
    pub id: ProfileId,
    /// The link.
    pub link: Link,
    /// Since when; nothing is said of one's own.
    pub since: Timestamp,
    /// Whether it is in use.
    pub status: ProfileStatus,
    /// The names in use.
    pub name: PersonName,
    /// The birth date.
    pub born_on: CalendarDate,
}

/// What is sealed in `profiles.identity_sealed`.
#[derive(PartialEq, Serialize, Deserialize)]
pub(crate) struct SealedIdentity {
    pub name: PersonName,
    pub born_on: CalendarDate,
    pub nir: Option<String>,
}

pub(crate) const COLUMN: &str = "profiles.identity";
const ADD: &str =
    "INSERT INTO profiles (id, status, identity_sealed, nir_index, created_at) VALUES ($1, $2, $3, $4, $5)";
const HOLD: &str = "UPDATE profiles SET status = status WHERE id = $1";
// What was deleted does not come back.
const SET_STATUS: &str = "
    UPDATE profiles SET status = $2
    WHERE id = $1 AND status = $3 AND LENGTH(identity_sealed) > 0";
const IDENTITY: &str = "SELECT identity_sealed FROM profiles WHERE id = $1";
const REPRESENT: &str = "
    INSERT INTO representations (profile_id, account_id, standing, since, mac) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (profile_id, account_id) DO UPDATE
    SET standing = excluded.standing, since = excluded.since, mac = excluded.mac, outcome = NULL, told_at = NULL";
// The account's own profile first, then the others in the order in which they were attached.
const LINKED: &str = "
    SELECT p.id AS id, p.status, p.identity_sealed, k.keyring_key, k.wrapped, CAST(NULL AS TEXT) AS standing,
           CAST(0 AS BIGINT) AS since, CAST(NULL AS BYTEA) AS mac
    FROM profiles p JOIN data_keys k ON k.id = p.id WHERE p.id = $1
    UNION ALL
    SELECT p.id AS id, p.status, p.identity_sealed, k.keyring_key, k.wrapped, r.standing, r.since, r.mac
    FROM representations r JOIN profiles p ON p.id = r.profile_id JOIN data_keys k ON k.id = p.id
    WHERE r.account_id = $2
    ORDER BY since, id";

#[derive(sqlx::FromRow)]
struct LinkedRow {
    id: Vec<u8>,
    status: String,
    identity_sealed: Vec<u8>,
    keyring_key: String,
    wrapped: Vec<u8>,
    standing: Option<String>,
    since: i64,
    mac: Option<Vec<u8>>,
}

/// What a representation's hash is over.
pub(crate) fn representation_fields<'a>(
    profile: &'a [u8],
    account: &'a [u8],
    standing: &str,
    since: &'a [u8; 8],
) -> Result<[&'a [u8]; 4], StoreError> {
    let standing: &[u8; 1] = match standing_of(standing)? {
        Standing::Invited => b"i",
        Standing::Active => b"a",
        Standing::Ended => b"e",
    };
    Ok([profile, account, standing, since])
}

impl Store {
    /// The profiles that the caller's account is linked to, its own first. One statement without a unit
    /// of work around it: every page begins with this.
    pub async fn profiles_of(&self, caller: &Caller) -> Result<Vec<ProfileRow>, StoreError> {
        let account = caller.account();
        let (own, id) = (account.profile(), account.id());
        let (own, id) = (&own.as_bytes()[..], &id.as_bytes()[..]);
        let rows: Vec<LinkedRow> = match &self.pools {
            Pools::Sqlite { read, .. } => sqlx::query_as(LINKED).bind(own).bind(id).fetch_all(read).await,
            Pools::Postgres(pool) => sqlx::query_as(LINKED).bind(own).bind(id).fetch_all(pool).await,
        }?;
        let account = id;
        let linked = |row: &LinkedRow| {
            let Some(standing) = &row.standing else { return Ok::<bool, StoreError>(true) };
            let since = row.since.to_be_bytes();
            let fields = representation_fields(&row.id, account, standing, &since)?;
            Ok(given(&self.keyring, Right::Representation, &fields, row.mac.as_deref()))
        };
        rows.into_iter()
            .filter_map(|row| match linked(&row) {
                Ok(linked) => linked.then_some(Ok(row)),
                Err(error) => Some(Err(error)),
            })
            .map(|row| {
                let row = row?;
                let key =
                    self.keyring.unwrap(&row.id, &WrappedKey { keyring_key: row.keyring_key, wrapped: row.wrapped })?;
                let identity: SealedIdentity = key.open(COLUMN, &row.id, &row.identity_sealed)?;
                Ok(ProfileRow {
                    id: ProfileId::from_bytes(id_bytes(&row.id)?),
                    link: match row.standing.as_deref() {
                        None => Link::Holder,
                        Some(name) => Link::Representative(standing_of(name)?),
                    },
                    since: Timestamp::from_millis(row.since),
                    status: status_of(&row.status)?,
                    name: identity.name,
                    born_on: identity.born_on,
                })
            })
            .collect()
    }
}

impl UnitOfWork {
    /// Holds a profile's row until the end of the unit of work: whoever else holds it waits, and what is read after this
    /// stays as it is.
    pub async fn hold_profile(&mut self, profile: ProfileId) -> Result<(), StoreError> {
        execute!(self, HOLD, &profile.as_bytes()[..])?;
        Ok(())
    }

    /// Takes a profile from one state to another; whether it was in the first one. The number of rows tells
    /// who was first.
    pub async fn change_status(
        &mut self,
        profile: ProfileId,
        from: ProfileStatus,
        to: ProfileStatus,
    ) -> Result<bool, StoreError> {
        Ok(execute!(self, SET_STATUS, &profile.as_bytes()[..], to.name(), from.name())? == 1)
    }

    /// Adds a profile and its data key.
    pub async fn add_profile(&mut self, profile: &NewProfile, now: Timestamp) -> Result<(), StoreError> {
        let key = self.add_data_key(profile.id).await?;
        let row = profile.id.as_bytes();
        let Identity { name, born_on, nir } = &profile.identity;
        let sealed = SealedIdentity {
            name: name.clone(),
            born_on: *born_on,
            nir: nir.as_ref().map(|nir| nir.compact().to_owned()),
        };
        let sealed = key.seal(COLUMN, row, &sealed)?;
        let index = nir.as_ref().map(|nir| self.keyring.mac(MacPurpose::Nir, &[nir.compact().as_bytes()]).to_vec());
        execute!(self, ADD, &row[..], profile.status.name(), sealed.as_slice(), index.as_deref(), now.as_millis())?;
        Ok(())
    }

    /// Makes an account's holder the legal representative of a profile's holder, or changes how far
    /// that has come.
    pub async fn represent(
        &mut self,
        account: AccountId,
        profile: ProfileId,
        standing: Standing,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let (profile, account, standing) = (profile.as_bytes(), account.as_bytes(), standing.name());
        let since = now.as_millis();
        let since_bytes = since.to_be_bytes();
        let mac =
            self.row_mac(Right::Representation, &representation_fields(profile, account, standing, &since_bytes)?);
        execute!(self, REPRESENT, &profile[..], &account[..], standing, since, &mac[..])?;
        Ok(())
    }

    /// Who the profile belongs to.
    pub async fn identity(
        &mut self,
        access: &ProfileAccess<impl Lends<ReadPersonalInformation>>,
    ) -> Result<Identity, StoreError> {
        let identity = self.sealed_identity(access.profile()).await?;
        Ok(Identity {
            name: identity.name,
            born_on: identity.born_on,
            nir: identity
                .nir
                .map(|nir| Nir::parse(&nir).map_err(|_| StoreError::Corrupt("social security number")))
                .transpose()?,
        })
    }

    /// The names of the people who acted in a history that the caller may read; `None` for one whose profile was deleted.
    pub async fn name_of_actor(
        &mut self,
        _access: &ProfileAccess<impl Lends<ReadHistory>>,
        actor: ProfileId,
    ) -> Result<Option<PersonName>, StoreError> {
        match self.sealed_identity(actor).await {
            Ok(identity) => Ok(Some(identity.name)),
            Err(StoreError::KeyDestroyed) => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub(crate) async fn sealed_identity(&mut self, profile: ProfileId) -> Result<SealedIdentity, StoreError> {
        let key = self.data_key(profile).await?;
        let row = profile.as_bytes();
        let (sealed,): (Vec<u8>,) = on!(self, conn => sqlx::query_as(IDENTITY).bind(&row[..]).fetch_one(conn))?;
        key.open(COLUMN, row, &sealed)
    }
}

/// The birth date in a sealed identity.
pub(crate) fn born_on(key: &DataKey, profile: ProfileId, sealed: &[u8]) -> Result<CalendarDate, StoreError> {
    let identity: SealedIdentity = key.open(COLUMN, profile.as_bytes(), sealed)?;
    Ok(identity.born_on)
}

pub(crate) fn standing_of(name: &str) -> Result<Standing, StoreError> {
    Standing::of_name(name).ok_or(StoreError::Corrupt("standing"))
}
