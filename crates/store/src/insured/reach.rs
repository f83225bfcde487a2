//! Where a person is written to: a minor at a parent's.

use domain::access::{MAJORITY, majority};
use domain::contact::{EmailAddress, MobileNumber};
use domain::date::CalendarDate;
use domain::id::ProfileId;
use domain::insured::PostalAddress;
use domain::person::PersonName;
use domain::provisional_code::ProvisionalCode;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::{DETAILS, SealedAddress, SealedPerson};
use crate::accounts::{DETAILS as ACCOUNT_DETAILS, SealedAccount};
use crate::profiles::{COLUMN as IDENTITY, SealedIdentity};
use crate::{StoreError, UnitOfWork, id_bytes, on};

/// A person and where a code for them goes: a minor's to the parent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// The person's profile.
    pub profile: ProfileId,
    /// All first names and the family name in use.
    pub name: PersonName,
    /// The parent who is written to, if the person is a minor and the parent is known.
    pub parent: Option<PersonName>,
    /// That parent's profile.
    pub parent_profile: Option<ProfileId>,
    /// For a minor: the day on which they come of age.
    pub majority: Option<CalendarDate>,
    /// The e-mail address.
    pub email: Option<EmailAddress>,
    /// The mobile number.
    pub mobile: Option<MobileNumber>,
    /// Where a letter goes, if a postal address is known.
    pub post: Option<Post>,
}

/// Where a letter about a person's space goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// Whom it addresses.
    pub to: Recipient,
    /// A minor's parent's address, or the person's own.
    pub address: PostalAddress,
}

/// Whom a letter about a person's space addresses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Recipient {
    /// The person.
    Person,
    /// A minor's parent, under whose number the minor is insured.
    Parent(PersonName),
    /// A minor's legal representatives, whose names are not known.
    Representatives,
}

/// Persons, with their parent's contacts.
macro_rules! reached {
    ($whom:literal) => {
        concat!(
            "SELECT i.profile_id, i.details_sealed, p.identity_sealed, k.keyring_key, k.wrapped,
                    h.id AS parent_id, h.identity_sealed AS parent_identity, hk.keyring_key AS parent_keyring_key,
                    hk.wrapped AS parent_wrapped, hi.details_sealed AS parent_details,
                    a.id AS account_id, a.details_sealed AS account_details
             FROM insured i
             JOIN profiles p ON p.id = i.profile_id
             JOIN data_keys k ON k.id = i.profile_id
             LEFT JOIN provisional_codes c ON c.profile_id = i.profile_id
             LEFT JOIN profiles h ON h.nir_index = i.holder_index
             LEFT JOIN data_keys hk ON hk.id = h.id
             LEFT JOIN insured hi ON hi.profile_id = h.id AND hi.deceased_at IS NULL
             LEFT JOIN accounts a ON a.profile_id = h.id
             WHERE ",
            $whom
        )
    };
}

/// Pending persons without a code that can still be used.
const TO_NOTIFY: &str = reached!(
    "i.profile_id > $1 AND p.status = 'pending' AND i.deceased_at IS NULL
     AND (c.profile_id IS NULL OR c.expires_at <= $2 OR c.used_at IS NOT NULL OR c.tries >= $3)
     ORDER BY i.profile_id LIMIT 200"
);
const REACH: &str = reached!("i.profile_id = $1 ORDER BY parent_id LIMIT 1");
/// Pending persons whose first notice is old enough, and who have no space yet.
const TO_CREATE: &str = reached!(
    "i.notified_at <= $1 AND i.space_created_at IS NULL AND i.deceased_at IS NULL AND p.status = 'pending'
     ORDER BY i.notified_at, i.profile_id LIMIT 200"
);

#[derive(sqlx::FromRow)]
struct ReachRow {
    profile_id: Vec<u8>,
    details_sealed: Vec<u8>,
    identity_sealed: Vec<u8>,
    keyring_key: String,
    wrapped: Vec<u8>,
    parent_id: Option<Vec<u8>>,
    parent_identity: Option<Vec<u8>>,
    parent_keyring_key: Option<String>,
    parent_wrapped: Option<Vec<u8>>,
    parent_details: Option<Vec<u8>>,
    account_id: Option<Vec<u8>>,
    account_details: Option<Vec<u8>>,
}

/// A dependant's parent, and how to reach them.
struct Parent {
    name: PersonName,
    /// `None` when the parent is no longer insured, or has died.
    living: Option<SealedPerson>,
    email: Option<String>,
    mobile: Option<String>,
}

impl UnitOfWork {
    /// Up to 200 pending persons without a valid provisional code, from the one after `after` on. `today` is
    /// the day in France.
    pub async fn persons_to_notify(
        &mut self,
        after: Option<ProfileId>,
        today: CalendarDate,
        now: Timestamp,
    ) -> Result<Vec<Reach>, StoreError> {
        let after = after.map_or(Vec::new(), |profile| profile.as_bytes().to_vec());
        let rows: Vec<ReachRow> = on!(self, conn => sqlx::query_as(TO_NOTIFY)
            .bind(after.as_slice()).bind(now.as_millis()).bind(i64::from(ProvisionalCode::TRIES)).fetch_all(conn))?;
        rows.iter().map(|row| self.reach(row, today)).collect()
    }

    /// Up to 200 pending persons without a space, who were first notified at `notified_by` or before. `today` is the
    /// day in France.
    pub async fn persons_to_create(
        &mut self,
        notified_by: Timestamp,
        today: CalendarDate,
    ) -> Result<Vec<Reach>, StoreError> {
        let rows: Vec<ReachRow> =
            on!(self, conn => sqlx::query_as(TO_CREATE).bind(notified_by.as_millis()).fetch_all(conn))?;
        rows.iter().map(|row| self.reach(row, today)).collect()
    }

    /// Where a code for a person goes on that day in France; `None` when the person is not insured.
    pub async fn reach_on(&mut self, profile: ProfileId, today: CalendarDate) -> Result<Option<Reach>, StoreError> {
        let row: Option<ReachRow> =
            on!(self, conn => sqlx::query_as(REACH).bind(&profile.as_bytes()[..]).fetch_optional(conn))?;
        row.map(|row| self.reach(&row, today)).transpose()
    }

    fn reach(&self, row: &ReachRow, today: CalendarDate) -> Result<Reach, StoreError> {
        let key = self.unwrapped(&row.profile_id, &row.keyring_key, &row.wrapped)?;
        let identity: SealedIdentity = key.open(IDENTITY, &row.profile_id, &row.identity_sealed)?;
        let mut details: SealedPerson = key.open(DETAILS, &row.profile_id, &row.details_sealed)?;
        let minor = identity.born_on.age_on(today) < MAJORITY;
        let mut parent = self.parent(row)?;
        if !minor && let Some(parent) = parent.take() {
            // Of age, and still insured under a parent's number: what is the parent's is not where they are written to.
            details.email = details.email.filter(|email| parent.email.as_ref() != Some(email));
            details.mobile = details.mobile.filter(|mobile| parent.mobile.as_ref() != Some(mobile));
        }
        let parent_profile = match (&parent, &row.parent_id) {
            (Some(_), Some(id)) => Some(ProfileId::from_bytes(id_bytes(id)?)),
            _ => None,
        };
        let post = post(minor, parent.as_ref(), details.address);
        let (parent, email, mobile) = match parent {
            Some(Parent { name, email, mobile, .. }) if email.is_some() || mobile.is_some() => {
                (Some(name), email, mobile)
            }
            _ => (None, details.email, details.mobile),
        };
        let unreadable = |_| StoreError::Corrupt("contact");
        Ok(Reach {
            profile: ProfileId::from_bytes(id_bytes(&row.profile_id)?),
            name: PersonName { given: details.given_names, family: identity.name.family },
            parent,
            parent_profile,
            majority: minor.then(|| majority(identity.born_on)),
            email: email.as_deref().map(EmailAddress::parse).transpose().map_err(unreadable)?,
            mobile: mobile.as_deref().map(MobileNumber::parse).transpose().map_err(unreadable)?,
            post,
        })
    }

    /// The parent of a dependant, and how to reach them: by the account's contacts, which they keep up to
    /// date themselves, or else by the insurer's. `None` when no parent is known.
    fn parent(&self, row: &ReachRow) -> Result<Option<Parent>, StoreError> {
        let (Some(parent), Some(identity), Some(keyring_key), Some(wrapped)) =
            (&row.parent_id, &row.parent_identity, &row.parent_keyring_key, &row.parent_wrapped)
        else {
            return Ok(None);
        };
        let key = self.unwrapped(parent, keyring_key, wrapped)?;
        let identity: SealedIdentity = key.open(IDENTITY, parent, identity)?;
        let living = match &row.parent_details {
            Some(sealed) => Some(key.open::<SealedPerson>(DETAILS, parent, sealed)?),
            None => None,
        };
        let (email, mobile) = match (&row.account_id, &row.account_details, &living) {
            (Some(account), Some(sealed), _) => {
                let details: SealedAccount = key.open(ACCOUNT_DETAILS, account, sealed)?;
                (details.email, details.mobile)
            }
            (_, _, Some(details)) => (details.email.clone(), details.mobile.clone()),
            _ => (None, None),
        };
        Ok(Some(Parent { name: identity.name, living, email, mobile }))
    }
}

/// Where a letter about a person goes: a minor's to the parent, at the parent's address if it is known. `own` is the
/// address on the person's line.
fn post(minor: bool, parent: Option<&Parent>, own: Option<SealedAddress>) -> Option<Post> {
    let living = parent.and_then(|parent| Some((&parent.name, parent.living.as_ref()?)));
    let to = match living {
        Some((name, _)) => Recipient::Parent(name.clone()),
        None if minor => Recipient::Representatives,
        None => Recipient::Person,
    };
    let address = living.and_then(|(_, details)| details.address.clone()).or(own)?;
    Some(Post { to, address: address.plain() })
}
