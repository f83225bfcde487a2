//! Sharing a child's profile: who represents the child, and who is invited to.

use domain::access::{ProfileStatus, Standing};
use domain::contact::EmailAddress;
use domain::date::CalendarDate;
use domain::history::{Act, Line};
use domain::id::{AccountId, ProfileId};
use domain::nir::Nir;
use domain::person::PersonName;
use domain::sharing::Unanswered;
use domain::time::Timestamp;

use crate::access::{Lends, ProfileAccess, ReadSharing, Share, status_of};
use crate::insured::BirthNames;
use crate::profiles::{COLUMN as IDENTITY, SealedIdentity, representation_fields, standing_of};
use crate::rights::{Right, count_forged};
use crate::seal::WrappedKey;
use crate::{AccountRef, Caller, StoreError, UnitOfWork, execute, id_bytes, on};

/// Somebody who represents a child, was asked to, or did.
#[derive(Clone, Debug)]
pub struct Representative {
    /// Their account.
    pub account: AccountRef,
    /// Who they are.
    pub name: PersonName,
    /// How far it has come.
    pub standing: Standing,
    /// Since when.
    pub since: Timestamp,
    /// What became of an invitation that led to no access.
    pub unanswered: Option<Unanswered>,
    /// Where they are written to.
    pub email: Option<EmailAddress>,
}

/// An invitation that nobody has answered.
#[derive(Clone, Debug)]
pub struct Invited {
    /// The child's profile.
    pub profile: ProfileId,
    /// The child.
    pub child: PersonName,
    /// The child's birth date.
    pub born_on: CalendarDate,
    /// Whether the profile is in use.
    pub status: ProfileStatus,
    /// Who is invited.
    pub account: AccountRef,
    /// Since when: that invitation and no later one is meant.
    pub since: Timestamp,
}

/// Somebody who has an account, as the insurer and their card name them.
#[derive(Clone, Debug)]
pub struct AccountHolder {
    /// Their account.
    pub account: AccountRef,
    /// The names in use.
    pub name: PersonName,
    /// The family names that they have, at birth or in use.
    pub family_names: Vec<String>,
    /// All first names.
    pub given_names: String,
    /// The birth date.
    pub born_on: CalendarDate,
}

const REPRESENTATIVES: &str = "
    SELECT r.account_id, a.profile_id AS own_profile_id, r.standing, r.since, r.mac, r.outcome
    FROM representations r JOIN accounts a ON a.id = r.account_id
    WHERE r.profile_id = $1 ORDER BY r.since, r.account_id";
const INVITATIONS: &str = "
    SELECT r.profile_id, p.status, p.identity_sealed, k.keyring_key, k.wrapped, r.account_id,
           a.profile_id AS own_profile_id, r.standing, r.since, r.mac
    FROM representations r JOIN profiles p ON p.id = r.profile_id JOIN data_keys k ON k.id = r.profile_id
         JOIN accounts a ON a.id = r.account_id
    WHERE r.standing = 'invited' AND r.account_id = $1 ORDER BY r.since, r.profile_id";
const EXPIRED: &str = "
    SELECT r.profile_id, p.status, p.identity_sealed, k.keyring_key, k.wrapped, r.account_id,
           a.profile_id AS own_profile_id, r.standing, r.since, r.mac
    FROM representations r JOIN profiles p ON p.id = r.profile_id JOIN data_keys k ON k.id = r.profile_id
         JOIN accounts a ON a.id = r.account_id
    WHERE r.standing = 'invited' AND r.since < $1 ORDER BY r.since, r.profile_id LIMIT 200";
const HOLDERS: &str = "
    SELECT a.id AS account_id, p.id AS profile_id, p.identity_sealed, k.keyring_key, k.wrapped, i.details_sealed
    FROM profiles p JOIN data_keys k ON k.id = p.id JOIN accounts a ON a.profile_id = p.id
         LEFT JOIN insured i ON i.profile_id = p.id
    WHERE p.nir_index = $1 AND p.status = 'active' AND i.deceased_at IS NULL ORDER BY p.id";
// Whoever answers, withdraws, or lets it run out at the same time comes before or after: the number of rows tells who was first.
const ANSWER: &str = "
    UPDATE representations SET standing = $5, since = $6, outcome = $7, mac = $8, told_at = NULL, majority_index = NULL
    WHERE profile_id = $1 AND account_id = $2 AND standing = $3 AND since = $4";

#[derive(sqlx::FromRow)]
struct RepresentativeRow {
    account_id: Vec<u8>,
    own_profile_id: Vec<u8>,
    standing: String,
    since: i64,
    mac: Option<Vec<u8>>,
    outcome: Option<String>,
}

#[derive(sqlx::FromRow)]
struct InvitedRow {
    profile_id: Vec<u8>,
    status: String,
    identity_sealed: Vec<u8>,
    keyring_key: String,
    wrapped: Vec<u8>,
    account_id: Vec<u8>,
    own_profile_id: Vec<u8>,
    standing: String,
    since: i64,
    mac: Option<Vec<u8>>,
}

#[derive(sqlx::FromRow)]
struct HolderRow {
    account_id: Vec<u8>,
    profile_id: Vec<u8>,
    identity_sealed: Vec<u8>,
    keyring_key: String,
    wrapped: Vec<u8>,
    details_sealed: Option<Vec<u8>>,
}

impl UnitOfWork {
    /// Who represents a child, is asked to, or did; the one who has for longest first.
    pub async fn representatives<C: Lends<ReadSharing>>(
        &mut self,
        access: &ProfileAccess<C>,
    ) -> Result<Vec<Representative>, StoreError> {
        self.representatives_of(access.profile()).await
    }

    /// The same, of the child to whose profile somebody is invited.
    pub async fn representatives_asking(&mut self, invited: &Invited) -> Result<Vec<Representative>, StoreError> {
        self.representatives_of(invited.profile).await
    }

    async fn representatives_of(&mut self, profile: ProfileId) -> Result<Vec<Representative>, StoreError> {
        let rows: Vec<RepresentativeRow> = on!(self, conn => sqlx::query_as(REPRESENTATIVES)
            .bind(&profile.as_bytes()[..]).fetch_all(conn))?;
        let mut representatives = Vec::with_capacity(rows.len());
        for row in rows {
            let since = row.since.to_be_bytes();
            let fields = representation_fields(profile.as_bytes(), &row.account_id, &row.standing, &since)?;
            if !self.gives(Right::Representation, &fields, row.mac.as_deref()) {
                continue;
            }
            let account = AccountRef::from_columns(&row.account_id, &row.own_profile_id)?;
            let unanswered = row
                .outcome
                .as_deref()
                .map(|name| Unanswered::of_name(name).ok_or(StoreError::Corrupt("what became of an invitation")));
            representatives.push(Representative {
                account,
                name: self.sealed_identity(account.profile()).await?.name,
                standing: standing_of(&row.standing)?,
                since: Timestamp::from_millis(row.since),
                unanswered: unanswered.transpose()?,
                email: self.contacts_of(account).await?.email,
            });
        }
        Ok(representatives)
    }

    /// Who has a number and an account in use, if it is the person whom the caller means.
    pub async fn account_holder(
        &mut self,
        _access: &ProfileAccess<Share>,
        nir: &Nir,
        is_meant: impl Fn(&AccountHolder) -> bool,
    ) -> Result<Option<AccountHolder>, StoreError> {
        let index = self.nir_index(nir.compact());
        let rows: Vec<HolderRow> = on!(self, conn => sqlx::query_as(HOLDERS).bind(&index[..]).fetch_all(conn))?;
        let mut meant = None;
        for row in rows {
            let wrapped = WrappedKey { keyring_key: row.keyring_key, wrapped: row.wrapped };
            let key = self.keyring.unwrap(&row.profile_id, &wrapped)?;
            let identity: SealedIdentity = key.open(IDENTITY, &row.profile_id, &row.identity_sealed)?;
            if identity.nir.as_deref() != Some(nir.compact()) {
                // An index only finds: it could have been exchanged behind the service's back.
                count_forged("profiles");
                continue;
            }
            let at_birth = row.details_sealed.as_deref().map(|sealed| BirthNames::open(&key, &row.profile_id, sealed));
            let BirthNames { family, given } = at_birth.transpose()?.unwrap_or_else(|| BirthNames {
                family: identity.name.family.clone(),
                given: identity.name.given.clone(),
            });
            let holder = AccountHolder {
                account: AccountRef::from_columns(&row.account_id, &row.profile_id)?,
                family_names: vec![family, identity.name.family.clone()],
                given_names: given,
                name: identity.name,
                born_on: identity.born_on,
            };
            if is_meant(&holder) {
                meant = Some(holder);
            }
        }
        Ok(meant)
    }

    /// The number of whoever has an account, if they have one of their own.
    pub async fn number_of(&mut self, account: AccountRef) -> Result<Option<Nir>, StoreError> {
        let identity = self.sealed_identity(account.profile()).await?;
        Ok(identity.nir.and_then(|nir| Nir::parse(&nir).ok()))
    }

    /// How whoever has an account is named.
    pub async fn name_of(&mut self, account: AccountRef) -> Result<PersonName, StoreError> {
        Ok(self.sealed_identity(account.profile()).await?.name)
    }

    /// Invites somebody to represent a child as well.
    pub async fn invite(
        &mut self,
        access: &ProfileAccess<Share>,
        account: AccountRef,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        const CLEAR: &str = "UPDATE representations SET outcome = NULL WHERE profile_id = $1";
        execute!(self, CLEAR, &access.profile().as_bytes()[..])?;
        self.represent(account.id(), access.profile(), Standing::Invited, now).await
    }

    /// Ends what links one of them to the child, an invitation or the access; whether it still was as it was read.
    pub async fn end_link(
        &mut self,
        access: &ProfileAccess<Share>,
        them: &Representative,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let from = (them.standing, them.since);
        self.change_standing(access.profile(), them.account.id(), from, (Standing::Ended, None), now).await
    }

    /// Accepts an invitation; whether it still waited for an answer.
    pub async fn accept(&mut self, invited: &Invited, now: Timestamp) -> Result<bool, StoreError> {
        let from = (Standing::Invited, invited.since);
        self.change_standing(invited.profile, invited.account.id(), from, (Standing::Active, None), now).await
    }

    /// Ends an invitation that led to no access; whether it still waited for an answer.
    pub async fn end_invitation(
        &mut self,
        invited: &Invited,
        why: Unanswered,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let (from, to) = ((Standing::Invited, invited.since), (Standing::Ended, Some(why)));
        self.change_standing(invited.profile, invited.account.id(), from, to, now).await
    }

    async fn change_standing(
        &mut self,
        profile: ProfileId,
        account: AccountId,
        (from, since): (Standing, Timestamp),
        (to, unanswered): (Standing, Option<Unanswered>),
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let (profile, account) = (profile.as_bytes(), account.as_bytes());
        let now = now.as_millis();
        let mac = {
            let now = now.to_be_bytes();
            self.row_mac(Right::Representation, &representation_fields(profile, account, to.name(), &now)?)
        };
        let changed = execute!(
            self,
            ANSWER,
            &profile[..],
            &account[..],
            from.name(),
            since.as_millis(),
            to.name(),
            now,
            unanswered.map(Unanswered::name),
            &mac[..]
        )?;
        Ok(changed == 1)
    }

    /// The invitations that wait for the caller's answer, the oldest first.
    pub async fn invitations_of(&mut self, caller: &Caller) -> Result<Vec<Invited>, StoreError> {
        let account = caller.account().id();
        let rows: Vec<InvitedRow> = on!(self, conn => sqlx::query_as(INVITATIONS)
            .bind(&account.as_bytes()[..]).fetch_all(conn))?;
        self.invited(rows)
    }

    /// Up to 200 invitations that were made before an instant and wait for an answer still.
    pub async fn invitations_before(&mut self, before: Timestamp) -> Result<Vec<Invited>, StoreError> {
        let rows: Vec<InvitedRow> =
            on!(self, conn => sqlx::query_as(EXPIRED).bind(before.as_millis()).fetch_all(conn))?;
        self.invited(rows)
    }

    fn invited(&self, rows: Vec<InvitedRow>) -> Result<Vec<Invited>, StoreError> {
        let mut invited = Vec::with_capacity(rows.len());
        for row in rows {
            let since = row.since.to_be_bytes();
            let fields = representation_fields(&row.profile_id, &row.account_id, &row.standing, &since)?;
            if !self.gives(Right::Representation, &fields, row.mac.as_deref()) {
                continue;
            }
            let wrapped = WrappedKey { keyring_key: row.keyring_key, wrapped: row.wrapped };
            let key = self.keyring.unwrap(&row.profile_id, &wrapped)?;
            let identity: SealedIdentity = key.open(IDENTITY, &row.profile_id, &row.identity_sealed)?;
            invited.push(Invited {
                profile: ProfileId::from_bytes(id_bytes(&row.profile_id)?),
                child: identity.name,
                born_on: identity.born_on,
                status: status_of(&row.status)?,
                account: AccountRef::from_columns(&row.account_id, &row.own_profile_id)?,
                since: Timestamp::from_millis(row.since),
            });
        }
        Ok(invited)
    }

    /// Records what somebody answered who may not open the profile: the invitation gave them the answer, and nothing else.
    pub async fn record_answer(&mut self, invited: &Invited, act: Act, now: Timestamp) -> Result<(), StoreError> {
        self.append(invited.profile, Line { act, actor: Some(invited.account.profile()) }, now).await
    }
}
