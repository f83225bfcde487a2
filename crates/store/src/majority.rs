//! Children who come of age: found day by day, without a birth date in clear (product.md, decision 16).

use domain::access::{ProfileStatus, Standing, majority};
use domain::contact::EmailAddress;
use domain::date::CalendarDate;
use domain::id::{AccountId, ProfileId};
use domain::person::PersonName;
use sqlx::QueryBuilder;

use crate::profiles::{COLUMN as IDENTITY, SealedIdentity, representation_fields};
use crate::rights::Right;
use crate::seal::{MacPurpose, WrappedKey};
use crate::{AccountRef, StoreError, UnitOfWork, execute, id_bytes, on};

/// A represented child who comes of age, and one of those who represent them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComingOfAge {
    /// The child's profile.
    pub profile: ProfileId,
    /// The child.
    pub name: PersonName,
    /// The first day on which they are of age.
    pub on: CalendarDate,
    /// Who represents them.
    pub representative: PersonName,
    /// Where that representative is written to; nowhere when they have died.
    pub email: Option<EmailAddress>,
    account: AccountId,
    /// Since when, in milliseconds: the representation is that one.
    since: i64,
}

/// Whether the representatives were told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// Also those who were.
    Whatever,
    /// Only those who were not.
    NotYet,
}

/// How many representations are looked at by one unit of work.
const SOME: i64 = 200;
const TO_INDEX: &str = "SELECT profile_id, account_id FROM representations WHERE majority_index IS NULL LIMIT $1";
// It changes nothing, but holds the row: a birth date that is corrected meanwhile makes the index be worked out again.
const HOLD: &str = "
    UPDATE representations SET majority_index = NULL
    WHERE profile_id = $1 AND account_id = $2 AND majority_index IS NULL";
const SET_INDEX: &str = "UPDATE representations SET majority_index = $3 WHERE profile_id = $1 AND account_id = $2";
const FORGET_INDEX: &str = "UPDATE representations SET majority_index = NULL WHERE profile_id = $1";
const COMING: &str = "
    SELECT r.profile_id, r.account_id, r.standing, r.since, r.mac, p.identity_sealed, k.keyring_key, k.wrapped
    FROM representations r JOIN profiles p ON p.id = r.profile_id JOIN data_keys k ON k.id = r.profile_id
    WHERE r.standing <> 'ended'
      AND NOT EXISTS (SELECT 1 FROM insured i WHERE i.profile_id = r.profile_id AND i.deceased_at IS NOT NULL)
      AND r.majority_index IN (";
// Neither when somebody was told nor when a representation ended is kept: both would tell the birth date. What begins in
// the order in which children were attached stays.
const TELL: &str = "
    UPDATE representations SET told_at = 0
    WHERE profile_id = $1 AND account_id = $2 AND told_at IS NULL AND standing = 'active'";
const COUNT_TOLD: &str = "SELECT COUNT(*) FROM representations WHERE profile_id = $1 AND told_at IS NOT NULL";
const END: &str = "
    UPDATE representations SET standing = 'ended', mac = $4
    WHERE profile_id = $1 AND account_id = $2 AND standing <> 'ended' AND since = $3";
const AWAIT_HOLDER: &str = "
    UPDATE insured SET space_created_at = COALESCE(space_created_at, 0), notified_at = COALESCE(notified_at, 0)
    WHERE profile_id = $1 AND deceased_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM accounts a WHERE a.profile_id = insured.profile_id)";
const ACCOUNT: &str = "
    SELECT a.profile_id, i.deceased_at FROM accounts a LEFT JOIN insured i ON i.profile_id = a.profile_id WHERE a.id = $1";

#[derive(sqlx::FromRow)]
struct Row {
    profile_id: Vec<u8>,
    account_id: Vec<u8>,
    standing: String,
    since: i64,
    mac: Option<Vec<u8>>,
    identity_sealed: Vec<u8>,
    keyring_key: String,
    wrapped: Vec<u8>,
}

impl UnitOfWork {
    /// Works out the days of majority that are not known yet, of new representations and of children whose birth date
    /// was corrected; how many. One that is before `oldest` counts as that day: it is looked for no further back.
    pub async fn index_majorities(&mut self, oldest: CalendarDate) -> Result<usize, StoreError> {
        let rows: Vec<(Vec<u8>, Vec<u8>)> = on!(self, conn => sqlx::query_as(TO_INDEX).bind(SOME).fetch_all(conn))?;
        for (profile, account) in &rows {
            if execute!(self, HOLD, profile.as_slice(), account.as_slice())? == 0 {
                continue;
            }
            let identity = self.sealed_identity(ProfileId::from_bytes(id_bytes(profile)?)).await?;
            let index = self.majority_index(majority(identity.born_on).max(oldest));
            execute!(self, SET_INDEX, profile.as_slice(), account.as_slice(), &index[..])?;
        }
        Ok(rows.len())
    }

    /// Forgets a child's day of majority: the birth date may have been corrected.
    pub(crate) async fn forget_majority(&mut self, profile: ProfileId) -> Result<(), StoreError> {
        execute!(self, FORGET_INDEX, &profile.as_bytes()[..])?;
        Ok(())
    }

    /// Up to 200 children who come of age on one of these days (which must be some), each with one of those who
    /// represent them or are asked to; not those who have died.
    pub async fn coming_of_age(&mut self, days: &[CalendarDate], told: Told) -> Result<Vec<ComingOfAge>, StoreError> {
        let indices: Vec<[u8; 32]> = days.iter().map(|day| self.majority_index(*day)).collect();
        let rows: Vec<Row> = on!(self, conn => async {
            let mut query = QueryBuilder::new(COMING);
            let mut list = query.separated(", ");
            for index in &indices {
                list.push_bind(&index[..]);
            }
            query.push(if told == Told::NotYet { ") AND r.told_at IS NULL" } else { ")" });
            query.push(" ORDER BY r.profile_id, r.account_id LIMIT ").push_bind(SOME);
            query.build_query_as().fetch_all(conn).await
        })?;
        let mut coming = Vec::with_capacity(rows.len());
        for row in rows {
            let since = row.since.to_be_bytes();
            let fields = representation_fields(&row.profile_id, &row.account_id, &row.standing, &since)?;
            if !self.gives(Right::Representation, &fields, row.mac.as_deref()) {
                // Nobody is told of a child whom they do not represent.
                continue;
            }
            let key = WrappedKey { keyring_key: row.keyring_key, wrapped: row.wrapped };
            let key = self.keyring.unwrap(&row.profile_id, &key)?;
            let identity: SealedIdentity = key.open(IDENTITY, &row.profile_id, &row.identity_sealed)?;
            let (own, deceased_at): (Vec<u8>, Option<i64>) =
                on!(self, conn => sqlx::query_as(ACCOUNT).bind(row.account_id.as_slice()).fetch_one(conn))?;
            let account = AccountRef::from_columns(&row.account_id, &own)?;
            coming.push(ComingOfAge {
                profile: ProfileId::from_bytes(id_bytes(&row.profile_id)?),
                name: identity.name,
                on: majority(identity.born_on),
                representative: self.sealed_identity(account.profile()).await?.name,
                email: self.contacts_of(account).await?.email.filter(|_| deceased_at.is_none()),
                account: account.id(),
                since: row.since,
            });
        }
        Ok(coming)
    }

    /// Whether one of a child's representatives was told already.
    pub async fn is_told(&mut self, profile: ProfileId) -> Result<bool, StoreError> {
        let (count,): (i64,) =
            on!(self, conn => sqlx::query_as(COUNT_TOLD).bind(&profile.as_bytes()[..]).fetch_one(conn))?;
        Ok(count > 0)
    }

    /// Notes that a representative is told; whether they were not before.
    pub async fn note_told(&mut self, coming: &ComingOfAge) -> Result<bool, StoreError> {
        let (profile, account) = (coming.profile.as_bytes(), coming.account.as_bytes());
        Ok(execute!(self, TELL, &profile[..], &account[..])? == 1)
    }

    /// Ends a representation; whether it had not ended before. The child's profile is held first, as by whoever brings
    /// the insurer's particulars up to date: two who wait for each other would wait for ever.
    pub async fn end_representation(&mut self, coming: &ComingOfAge) -> Result<bool, StoreError> {
        self.hold_profile(coming.profile).await?;
        let (profile, account, since) = (coming.profile.as_bytes(), coming.account.as_bytes(), coming.since);
        let (ended, since_bytes) = (Standing::Ended.name(), since.to_be_bytes());
        let mac = self.row_mac(Right::Representation, &representation_fields(profile, account, ended, &since_bytes)?);
        Ok(execute!(self, END, &profile[..], &account[..], since, &mac[..])? == 1)
    }

    /// Makes the space of somebody who came of age wait for them, with all that is in it, like one that was created by
    /// itself: they activate it with an account of their own. Whether it does now: not when they have an account, or
    /// the insurer does not know them.
    pub async fn await_holder(&mut self, profile: ProfileId) -> Result<bool, StoreError> {
        if execute!(self, AWAIT_HOLDER, &profile.as_bytes()[..])? == 0 {
            return Ok(false);
        }
        self.change_status(profile, ProfileStatus::Active, ProfileStatus::Pending).await
    }

    fn majority_index(&self, day: CalendarDate) -> [u8; 32] {
        self.keyring.mac(MacPurpose::Majority, &[day.to_iso().as_bytes()])
    }
}
