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

use crate::access::{FollowSharing, Lends, ProfileAccess, ReadSharing, Share, status_of};
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
    /// Where they are written to; nowhere when they have died.
    pub email: Option<EmailAddress>,
    /// Whether the insurer has announced their death.
    pub deceased: bool,
}

/// A child, and somebody who represents it or is invited to.
#[derive(Clone, Debug)]
pub struct Representation {
    /// The child's profile.
    pub profile: ProfileId,
    /// The child.
    pub child: PersonName,
    /// The child's birth date.
    pub born_on: CalendarDate,
    /// Whether the profile is in use.
    pub status: ProfileStatus,
    /// Who represents it, or is invited to.
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
    SELECT r.account_id, a.profile_id AS own_profile_id, r.standing, r.since, r.mac, r.outcome, i.deceased_at
    FROM representations r JOIN accounts a ON a.id = r.account_id LEFT JOIN insured i ON i.profile_id = a.profile_id
    WHERE r.profile_id = $1 ORDER BY r.since, r.account_id";
const LINKS: &str = "
    SELECT r.profile_id, p.status, p.identity_sealed, k.keyring_key, k.wrapped, r.account_id,
           a.profile_id AS own_profile_id, r.standing, r.since, r.mac
    FROM representations r JOIN profiles p ON p.id = r.profile_id JOIN data_keys k ON k.id = r.profile_id
         JOIN accounts a ON a.id = r.account_id
    WHERE r.account_id = $1 AND r.standing = $2 ORDER BY r.since, r.profile_id";
const EXPIRED: &str = "
    SELECT r.profile_id, p.status, p.identity_sealed, k.keyring_key, k.wrapped, r.account_id,
           a.profile_id AS own_profile_id, r.standing, r.since, r.mac
    FROM representations r JOIN profiles p ON p.id = r.profile_id JOIN data_keys k ON k.id = r.profile_id
         JOIN accounts a ON a.id = r.account_id
    WHERE r.standing = 'invited' AND r.since < $1 ORDER BY r.since, r.profile_id LIMIT 200";
const HOLDERS: &str = "
    SELECT a.id AS account_id, p.id AS profile_id, p.nir_index, p.identity_sealed, k.keyring_key, k.wrapped,
           i.details_sealed
    FROM profiles p JOIN data_keys k ON k.id = p.id JOIN accounts a ON a.profile_id = p.id
         LEFT JOIN insured i ON i.profile_id = p.id
    WHERE p.nir_index IN ($1, $2) AND p.status = 'active' AND i.deceased_at IS NULL ORDER BY p.id";
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
    deceased_at: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct RepresentationRow {
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
    nir_index: Vec<u8>,
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

    /// The same, of a child whom somebody represents, or is invited to.
    pub async fn representatives_beside(&mut self, one: &Representation) -> Result<Vec<Representative>, StoreError> {
        self.representatives_of(one.profile).await
    }

    pub(crate) async fn representatives_of(&mut self, profile: ProfileId) -> Result<Vec<Representative>, StoreError> {
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
                email: self.contacts_of(account).await?.email.filter(|_| row.deceased_at.is_none()),
                deceased: row.deceased_at.is_some(),
            });
        }
        Ok(representatives)
    }

    /// Who has a number and an account in use, if it is the person whom the caller means. Where nobody has, as much is unsealed of
    /// the caller's own (`own` is their number), and forgotten: the time does not tell who has an account.
    pub async fn account_holder(
        &mut self,
        _access: &ProfileAccess<Share>,
        (nir, own): (&Nir, &Nir),
        is_meant: impl Fn(&AccountHolder) -> bool,
    ) -> Result<Option<AccountHolder>, StoreError> {
        let (index, own_index) = (self.nir_index(nir.compact()), self.nir_index(own.compact()));
        let rows: Vec<HolderRow> = on!(self, conn => sqlx::query_as(HOLDERS)
            .bind(&index[..]).bind(&own_index[..]).fetch_all(conn))?;
        let (wanted, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.nir_index == index);
        let nobody = wanted.is_empty();
        let mut meant = None;
        for row in if nobody { others } else { wanted } {
            let Some(holder) = self.holder_in(row, if nobody { own } else { nir })? else { continue };
            if is_meant(&holder) && !nobody {
                meant = Some(holder);
            }
        }
        Ok(meant)
    }

    /// Whose a row is, if it is of that number.
    fn holder_in(&self, row: HolderRow, nir: &Nir) -> Result<Option<AccountHolder>, StoreError> {
        let wrapped = WrappedKey { keyring_key: row.keyring_key, wrapped: row.wrapped };
        let key = self.keyring.unwrap(&row.profile_id, &wrapped)?;
        let identity: SealedIdentity = key.open(IDENTITY, &row.profile_id, &row.identity_sealed)?;
        if identity.nir.as_deref() != Some(nir.compact()) {
            // An index only finds: it could have been exchanged behind the service's back.
            count_forged("profiles");
            return Ok(None);
        }
        let at_birth = row.details_sealed.as_deref().map(|sealed| BirthNames::open(&key, &row.profile_id, sealed));
        let BirthNames { family, given } = at_birth
            .transpose()?
            .unwrap_or_else(|| BirthNames { family: identity.name.family.clone(), given: identity.name.given.clone() });
        Ok(Some(AccountHolder {
            account: AccountRef::from_columns(&row.account_id, &row.profile_id)?,
            family_names: vec![family, identity.name.family.clone()],
            given_names: given,
            name: identity.name,
            born_on: identity.born_on,
        }))
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

    /// How whoever has a profile is named.
    pub async fn name_of_profile<C: Lends<ReadSharing>>(
        &mut self,
        access: &ProfileAccess<C>,
    ) -> Result<PersonName, StoreError> {
        Ok(self.sealed_identity(access.profile()).await?.name)
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

    /// Withdraws the invitation of one of them; whether it still waited for an answer.
    pub async fn withdraw(
        &mut self,
        access: &ProfileAccess<FollowSharing>,
        invited: &Representative,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let from = (Standing::Invited, invited.since);
        self.change_standing(access.profile(), invited.account.id(), from, (Standing::Ended, None), now).await
    }

    /// Ends the access of one of them; whether they still had it.
    pub async fn end_access(
        &mut self,
        access: &ProfileAccess<Share>,
        them: &Representative,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let from = (Standing::Active, them.since);
        self.change_standing(access.profile(), them.account.id(), from, (Standing::Ended, None), now).await
    }

    /// Ends what links anybody to a child's profile that is closed; who they were.
    pub(crate) async fn end_links(
        &mut self,
        profile: ProfileId,
        now: Timestamp,
    ) -> Result<Vec<Representative>, StoreError> {
        let mut linked = self.representatives_of(profile).await?;
        linked.retain(|them| them.standing != Standing::Ended);
        for them in &linked {
            let from = (them.standing, them.since);
            self.change_standing(profile, them.account.id(), from, (Standing::Ended, None), now).await?;
        }
        Ok(linked)
    }

    /// Accepts an invitation; whether it still waited for an answer.
    pub async fn accept(&mut self, invited: &Representation, now: Timestamp) -> Result<bool, StoreError> {
        let from = (Standing::Invited, invited.since);
        self.change_standing(invited.profile, invited.account.id(), from, (Standing::Active, None), now).await
    }

    /// Ends an invitation that led to no access; whether it still waited for an answer.
    pub async fn end_invitation(
        &mut self,
        invited: &Representation,
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
    pub async fn invitations_of(&mut self, caller: &Caller) -> Result<Vec<Representation>, StoreError> {
        self.links_of(caller.account().id(), Standing::Invited).await
    }

    /// The children whom the caller represents, in the order in which they were attached.
    pub async fn represented_by(&mut self, caller: &Caller) -> Result<Vec<Representation>, StoreError> {
        self.links_of(caller.account().id(), Standing::Active).await
    }

    pub(crate) async fn links_of(
        &mut self,
        account: AccountId,
        standing: Standing,
    ) -> Result<Vec<Representation>, StoreError> {
        let rows: Vec<RepresentationRow> = on!(self, conn => sqlx::query_as(LINKS)
            .bind(&account.as_bytes()[..]).bind(standing.name()).fetch_all(conn))?;
        self.representations(rows)
    }

    /// Up to 200 invitations that were made before an instant and wait for an answer still.
    pub async fn invitations_before(&mut self, before: Timestamp) -> Result<Vec<Representation>, StoreError> {
        let rows: Vec<RepresentationRow> =
            on!(self, conn => sqlx::query_as(EXPIRED).bind(before.as_millis()).fetch_all(conn))?;
        self.representations(rows)
    }

    fn representations(&self, rows: Vec<RepresentationRow>) -> Result<Vec<Representation>, StoreError> {
        let mut representations = Vec::with_capacity(rows.len());
        for row in rows {
            let since = row.since.to_be_bytes();
            let fields = representation_fields(&row.profile_id, &row.account_id, &row.standing, &since)?;
            if !self.gives(Right::Representation, &fields, row.mac.as_deref()) {
                continue;
            }
            let wrapped = WrappedKey { keyring_key: row.keyring_key, wrapped: row.wrapped };
            let key = self.keyring.unwrap(&row.profile_id, &wrapped)?;
            let identity: SealedIdentity = key.open(IDENTITY, &row.profile_id, &row.identity_sealed)?;
            representations.push(Representation {
                profile: ProfileId::from_bytes(id_bytes(&row.profile_id)?),
                child: identity.name,
                born_on: identity.born_on,
                status: status_of(&row.status)?,
                account: AccountRef::from_columns(&row.account_id, &row.own_profile_id)?,
                since: Timestamp::from_millis(row.since),
            });
        }
        Ok(representations)
    }

    /// Records what somebody answered who may not open the profile: the invitation gave them the answer, and nothing else.
    pub async fn record_answer(
        &mut self,
        invited: &Representation,
        act: Act,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.append(invited.profile, Line::new(act, Some(invited.account.profile())), now).await
    }
}
