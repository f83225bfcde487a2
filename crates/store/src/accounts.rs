//! Accounts: who can sign in, with what, and where they are written to.

use domain::contact::{EmailAddress, MobileNumber};
use domain::id::{AccountId, ProfileId};
use domain::identifier::SignInIdentifier;
use domain::sign_in::Channel;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::access::{ProfileAccess, ReadPersonalInformation};
use crate::rights::Right;
use crate::seal::{DataKey, MacPurpose, version_of};
use crate::{StoreError, UnitOfWork, execute, id_bytes, on};

/// An account and its own profile. Only this crate makes one, out of a session, a sign-in or
/// credentials: whoever holds it speaks of an account that is really there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AccountRef {
    id: AccountId,
    profile: ProfileId,
}

impl AccountRef {
    pub(crate) fn from_columns(id: &[u8], profile: &[u8]) -> Result<Self, StoreError> {
        Ok(Self { id: AccountId::from_bytes(id_bytes(id)?), profile: ProfileId::from_bytes(id_bytes(profile)?) })
    }

    /// The account.
    #[must_use]
    pub const fn id(&self) -> AccountId {
        self.id
    }

    /// The profile of the account's holder.
    #[must_use]
    pub const fn profile(&self) -> ProfileId {
        self.profile
    }
}

/// Where an account's holder is written to, and the identifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountContacts {
    /// The identifier.
    pub identifier: String,
    /// The e-mail address.
    pub email: Option<EmailAddress>,
    /// The mobile number.
    pub mobile: Option<MobileNumber>,
}

impl AccountContacts {
    /// The ways by which a code can be sent, in the order in which they are offered.
    #[must_use]
    pub fn channels(&self) -> Vec<Channel> {
        let email = self.email.is_some().then_some(Channel::Email);
        let sms = self.mobile.is_some().then_some(Channel::Sms);
        email.into_iter().chain(sms).collect()
    }
}

/// An account to add; its profile must be there.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// Its identifier in the database, random.
    pub id: AccountId,
    /// Its holder's profile.
    pub profile: ProfileId,
    /// With what to sign in.
    pub identifier: SignInIdentifier,
    /// The e-mail address.
    pub email: Option<EmailAddress>,
    /// The mobile number.
    pub mobile: Option<MobileNumber>,
    /// The password's hash, in PHC form.
    pub password_hash: String,
}

/// What a password is checked against.
pub struct Credentials {
    /// Whose it is.
    pub account: AccountRef,
    /// The password's hash, in PHC form.
    pub password_hash: String,
    /// The generation of the account's credentials.
    pub generation: i64,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct SealedAccount {
    identifier: String,
    pub email: Option<String>,
    pub mobile: Option<String>,
}

pub(crate) const DETAILS: &str = "accounts.details";
/// Bound to the generation of the credentials as well: a former password put back does not open.
pub(crate) const PASSWORD: &str = "accounts.password";
const ADD: &str = "
    INSERT INTO accounts (id, profile_id, identifier_index, details_sealed, password_sealed, generation, created_at, mac)
    VALUES ($1, $2, $3, $4, $5, 1, $6, $7) ON CONFLICT (identifier_index) DO NOTHING";
const TAKEN: &str = "SELECT COUNT(*) FROM accounts WHERE identifier_index = $1";
const FIND: &str = "
    SELECT id, profile_id, identifier_index, password_sealed, generation, mac FROM accounts WHERE identifier_index = $1";
const FIND_BY_ID: &str = "
    SELECT id, profile_id, identifier_index, password_sealed, generation, mac FROM accounts WHERE id = $1";
const CONTACTS: &str = "SELECT details_sealed FROM accounts WHERE id = $1";
const SET_PASSWORD: &str = "UPDATE accounts SET password_sealed = $2 WHERE id = $1 AND generation = $3";
const COUNT: &str = "SELECT COUNT(*) FROM accounts";

#[derive(sqlx::FromRow)]
struct CredentialsRow {
    id: Vec<u8>,
    profile_id: Vec<u8>,
    identifier_index: Vec<u8>,
    password_sealed: Vec<u8>,
    generation: i64,
    mac: Option<Vec<u8>>,
}

/// The generation of an account's first credentials.
const FIRST: i64 = 1;

/// What an account's hash is over.
pub(crate) fn account_fields<'a>(
    id: &'a [u8],
    profile: &'a [u8],
    identifier_index: &'a [u8],
    generation: &'a [u8; 8],
) -> [&'a [u8]; 4] {
    [id, profile, identifier_index, generation]
}

/// The identifier that an account's holder chose.
pub(crate) fn identifier_in(key: &DataKey, account: &[u8], details: &[u8]) -> Result<SignInIdentifier, StoreError> {
    let details: SealedAccount = key.open(DETAILS, account, details)?;
    SignInIdentifier::parse(&details.identifier).map_err(|_| StoreError::Corrupt(DETAILS))
}

/// An address as it is kept. One that an earlier version took and that no mail server takes counts as none.
pub(crate) fn kept_email(kept: Option<&str>) -> Option<EmailAddress> {
    EmailAddress::parse(kept?).ok()
}

/// A number as it is kept.
pub(crate) fn kept_mobile(kept: Option<&str>) -> Option<MobileNumber> {
    MobileNumber::parse(kept?).ok()
}

impl UnitOfWork {
    /// Adds an account; `None` when somebody has its identifier.
    ///
    /// # Errors
    /// [`StoreError`], also when the profile has an account already.
    pub async fn add_account(
        &mut self,
        account: &NewAccount,
        now: Timestamp,
    ) -> Result<Option<AccountRef>, StoreError> {
        let key = self.data_key(account.profile).await?;
        let row = account.id.as_bytes();
        let details = SealedAccount {
            identifier: account.identifier.as_str().to_owned(),
            email: account.email.as_ref().map(|email| email.as_str().to_owned()),
            mobile: account.mobile.as_ref().map(|mobile| mobile.as_str().to_owned()),
        };
        let index = self.identifier_index(&account.identifier);
        let details = key.seal(DETAILS, row, &details)?;
        let password = key.seal(PASSWORD, &version_of(row, FIRST), &account.password_hash)?;
        let profile = account.profile.as_bytes();
        let mac = self.row_mac(Right::Account, &account_fields(row, profile, &index, &FIRST.to_be_bytes()));
        let added = execute!(
            self,
            ADD,
            &row[..],
            &profile[..],
            &index[..],
            details.as_slice(),
            password.as_slice(),
            now.as_millis(),
            &mac[..]
        )?;
        Ok((added == 1).then_some(AccountRef { id: account.id, profile: account.profile }))
    }

    /// Whether somebody has that identifier.
    pub async fn is_identifier_taken(&mut self, identifier: &SignInIdentifier) -> Result<bool, StoreError> {
        let index = self.identifier_index(identifier);
        let (count,): (i64,) = on!(self, conn => sqlx::query_as(TAKEN).bind(&index[..]).fetch_one(conn))?;
        Ok(count > 0)
    }

    /// What to check a password against, if the identifier is somebody's.
    pub async fn credentials_of(&mut self, identifier: &SignInIdentifier) -> Result<Option<Credentials>, StoreError> {
        let Some((account, row)) = self.find_account(identifier).await? else { return Ok(None) };
        self.credentials_in(account, &row).await.map(Some)
    }

    async fn credentials_in(&mut self, account: AccountRef, row: &CredentialsRow) -> Result<Credentials, StoreError> {
        let version = version_of(&row.id, row.generation);
        let password_hash = self.data_key(account.profile).await?.open(PASSWORD, &version, &row.password_sealed)?;
        Ok(Credentials { account, password_hash, generation: row.generation })
    }

    /// What to check the password of an account against.
    pub async fn credentials_of_account(&mut self, account: AccountRef) -> Result<Option<Credentials>, StoreError> {
        let row: Option<CredentialsRow> =
            on!(self, conn => sqlx::query_as(FIND_BY_ID).bind(&account.id.as_bytes()[..]).fetch_optional(conn))?;
        let Some(row) = row else { return Ok(None) };
        match self.account_in(&row)? {
            Some(account) => self.credentials_in(account, &row).await.map(Some),
            None => Ok(None),
        }
    }

    /// Whose an identifier is; nothing is unsealed for the answer.
    pub async fn account_called(&mut self, identifier: &SignInIdentifier) -> Result<Option<AccountRef>, StoreError> {
        Ok(self.find_account(identifier).await?.map(|(account, _)| account))
    }

    async fn find_account(
        &mut self,
        identifier: &SignInIdentifier,
    ) -> Result<Option<(AccountRef, CredentialsRow)>, StoreError> {
        let index = self.identifier_index(identifier);
        let row: Option<CredentialsRow> =
            on!(self, conn => sqlx::query_as(FIND).bind(&index[..]).fetch_optional(conn))?;
        let Some(row) = row else { return Ok(None) };
        Ok(self.account_in(&row)?.map(|account| (account, row)))
    }

    /// Whose account a row is, if it says what the service wrote.
    fn account_in(&self, row: &CredentialsRow) -> Result<Option<AccountRef>, StoreError> {
        let generation = row.generation.to_be_bytes();
        let fields = account_fields(&row.id, &row.profile_id, &row.identifier_index, &generation);
        if !self.gives(Right::Account, &fields, row.mac.as_deref()) {
            return Ok(None);
        }
        AccountRef::from_columns(&row.id, &row.profile_id).map(Some)
    }

    /// Replaces a password's hash by a stronger one of the same password, unless the password has been
    /// changed meanwhile.
    pub async fn strengthen_password_hash(&mut self, checked: &Credentials, hash: &str) -> Result<(), StoreError> {
        let account = checked.account;
        let key = self.data_key(account.profile).await?;
        let sealed = key.seal(PASSWORD, &version_of(account.id.as_bytes(), checked.generation), &hash)?;
        execute!(self, SET_PASSWORD, &account.id.as_bytes()[..], sealed.as_slice(), checked.generation)?;
        Ok(())
    }

    /// Where a code can be sent during a sign-in.
    pub async fn contacts_of(&mut self, account: AccountRef) -> Result<AccountContacts, StoreError> {
        let row = account.id.as_bytes();
        let key = self.data_key(account.profile).await?;
        let (sealed,): (Vec<u8>,) = on!(self, conn => sqlx::query_as(CONTACTS).bind(&row[..]).fetch_one(conn))?;
        let details: SealedAccount = key.open(DETAILS, row, &sealed)?;
        Ok(AccountContacts {
            identifier: details.identifier,
            email: kept_email(details.email.as_deref()),
            mobile: kept_mobile(details.mobile.as_deref()),
        })
    }

    /// The contacts of the account whose own profile this is; `None` on a represented profile.
    pub async fn own_contacts(
        &mut self,
        access: &ProfileAccess<ReadPersonalInformation>,
    ) -> Result<Option<AccountContacts>, StoreError> {
        if access.actor().profile() != access.profile() {
            return Ok(None);
        }
        self.contacts_of(access.actor()).await.map(Some)
    }

    /// How many accounts there are.
    pub async fn count_accounts(&mut self) -> Result<i64, StoreError> {
        let (count,): (i64,) = on!(self, conn => sqlx::query_as(COUNT).fetch_one(conn))?;
        Ok(count)
    }

    pub(crate) fn identifier_index(&self, identifier: &SignInIdentifier) -> [u8; 32] {
        self.keyring.mac(MacPurpose::Identifier, &[identifier.as_str().as_bytes()])
    }
}
