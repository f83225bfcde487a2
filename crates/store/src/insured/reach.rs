//! Where a person is written to: a minor at a parent's.

use domain::access::{MAJORITY, majority};
use domain::contact::{EmailAddress, MobileNumber};
use domain::date::CalendarDate;
use domain::id::ProfileId;
use domain::insured::{PostalAddress, Recipient};
use domain::person::PersonName;
use domain::provisional_code::ProvisionalCode;
use domain::time::Timestamp;

use super::{DETAILS, SealedAddress, SealedPerson};
use crate::accounts::{DETAILS as ACCOUNT_DETAILS, SealedAccount, kept_email, kept_mobile};
use crate::profiles::{COLUMN as IDENTITY, SealedIdentity};
use crate::rights::count_forged;
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
    /// Whether a code was refused at that address.
    pub refused_email: bool,
    /// The mobile number.
    pub mobile: Option<MobileNumber>,
    /// Where a letter goes, if a postal address is known.
    pub post: Option<Post>,
}

impl Reach {
    /// Whom what is written about the person's space addresses.
    #[must_use]
    pub fn recipient(&self) -> Recipient {
        match (&self.parent, self.majority) {
            (Some(parent), _) => Recipient::Parent(parent.clone()),
            (None, Some(_)) => Recipient::Representatives,
            (None, None) => Recipient::Person,
        }
    }

    /// The e-mail address that a notice goes to: one that refused the last code only if no letter can be written.
    #[must_use]
    pub fn notice_email(&self) -> Option<&EmailAddress> {
        self.email.as_ref().filter(|_| !self.refused_email || self.post.is_none())
    }
}

/// Where a letter about a person's space goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// Whom it addresses.
    pub to: Recipient,
    /// A minor's parent's address, or the person's own.
    pub address: PostalAddress,
}

/// Persons, with their parent's contacts: those whom a list names. The list is made first and is short, so that everything else
/// is looked up by key however many people are insured: joined at once, PostgreSQL reads whole tables for each list.
macro_rules! reached {
    ($list:literal, $rest:literal) => {
        concat!(
            "WITH listed AS MATERIALIZED (SELECT i.profile_id FROM insured i WHERE ",
            $list,
            ")
             SELECT i.profile_id, i.details_sealed, i.refused_email_mac, p.identity_sealed, p.created_at, k.keyring_key, k.wrapped,
                    h.id AS parent_id, h.identity_sealed AS parent_identity, hk.keyring_key AS parent_keyring_key,
                    hk.wrapped AS parent_wrapped, hi.details_sealed AS parent_details,
                    hi.deceased_at AS parent_deceased_at,
                    a.id AS account_id, a.details_sealed AS account_details,
                    CASE WHEN c.for_minor = 1 AND c.used_at IS NULL THEN c.expires_at END AS minors_code_until,
                    c.tries AS code_tries
             FROM listed
             JOIN insured i ON i.profile_id = listed.profile_id
             JOIN profiles p ON p.id = i.profile_id
             JOIN data_keys k ON k.id = i.profile_id
             LEFT JOIN provisional_codes c ON c.profile_id = i.profile_id
             LEFT JOIN profiles h ON h.nir_index = i.holder_index
             LEFT JOIN data_keys hk ON hk.id = h.id
             LEFT JOIN insured hi ON hi.profile_id = h.id
             LEFT JOIN accounts a ON a.profile_id = h.id
             ",
            $rest
        )
    };
}

/// Of the next 200 persons, those who are pending and without a code that can still be used, or whose code was made while they were
/// minors.
const TO_NOTIFY: &str = reached!(
    "i.profile_id > $1 ORDER BY i.profile_id LIMIT 200",
    "WHERE p.status = 'pending' AND i.deceased_at IS NULL
     AND (c.profile_id IS NULL OR c.expires_at <= $2 OR c.used_at IS NOT NULL OR c.tries >= $3 OR c.for_minor = 1)
     ORDER BY i.profile_id"
);
/// The last of the next 200 persons; nothing where there are fewer.
const TWO_HUNDREDTH: &str =
    "SELECT profile_id FROM insured WHERE profile_id > $1 ORDER BY profile_id LIMIT 1 OFFSET 199";
const REACH: &str = reached!("i.profile_id = $1", "ORDER BY parent_id");
/// Pending persons whose first notice is old enough, and who have no space yet.
const TO_CREATE: &str = reached!(
    "i.notified_at <= $1 AND i.space_created_at IS NULL AND i.deceased_at IS NULL
     AND (SELECT p.status FROM profiles p WHERE p.id = i.profile_id) = 'pending'
     ORDER BY i.notified_at, i.profile_id LIMIT 200",
    "ORDER BY i.notified_at, i.profile_id"
);

#[derive(sqlx::FromRow)]
struct ReachRow {
    profile_id: Vec<u8>,
    details_sealed: Vec<u8>,
    refused_email_mac: Option<Vec<u8>>,
    identity_sealed: Vec<u8>,
    created_at: i64,
    keyring_key: String,
    wrapped: Vec<u8>,
    parent_id: Option<Vec<u8>>,
    parent_identity: Option<Vec<u8>>,
    parent_keyring_key: Option<String>,
    parent_wrapped: Option<Vec<u8>>,
    parent_details: Option<Vec<u8>>,
    parent_deceased_at: Option<i64>,
    account_id: Option<Vec<u8>>,
    account_details: Option<Vec<u8>>,
    /// Until when a code is valid that was made while the person was a minor, and only as long as they are one.
    minors_code_until: Option<i64>,
    code_tries: Option<i64>,
}

/// A dependant's parent, and how to reach them.
struct Parent {
    name: PersonName,
    has_died: bool,
    /// What the insurer says of them; `None` when they are not insured.
    insured: Option<SealedPerson>,
    /// Their account's contacts, if they have one.
    account: Option<SealedAccount>,
}

impl Parent {
    /// Where they are written to: by the account's contacts, which they keep up to date themselves, or else by the
    /// insurer's.
    fn contacts(&self) -> (Option<EmailAddress>, Option<MobileNumber>) {
        let (email, mobile) = match (&self.account, &self.insured) {
            (Some(account), _) => (&account.email, &account.mobile),
            (None, Some(insured)) => (&insured.email, &insured.mobile),
            (None, None) => return (None, None),
        };
        (kept_email(email.as_deref()), kept_mobile(mobile.as_deref()))
    }

    /// Whether an address is one of theirs.
    fn has_email(&self, email: &EmailAddress) -> bool {
        let theirs = [
            self.account.as_ref().and_then(|account| account.email.as_deref()),
            self.insured.as_ref().and_then(|insured| insured.email.as_deref()),
        ];
        theirs.into_iter().filter_map(kept_email).any(|theirs| theirs.is_same_mailbox(email))
    }

    /// Whether a number is one of theirs.
    fn has_mobile(&self, mobile: &MobileNumber) -> bool {
        let theirs = [
            self.account.as_ref().and_then(|account| account.mobile.as_deref()),
            self.insured.as_ref().and_then(|insured| insured.mobile.as_deref()),
        ];
        theirs.into_iter().filter_map(kept_mobile).any(|theirs| theirs == *mobile)
    }
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
        let mut after = after.map_or(Vec::new(), |profile| profile.as_bytes().to_vec());
        let tries = i64::from(ProvisionalCode::TRIES);
        loop {
            let rows: Vec<ReachRow> = on!(self, conn => sqlx::query_as(TO_NOTIFY)
                .bind(after.as_slice()).bind(now.as_millis()).bind(tries).fetch_all(conn))?;
            let last: Option<(Vec<u8>,)> =
                on!(self, conn => sqlx::query_as(TWO_HUNDREDTH).bind(after.as_slice()).fetch_optional(conn))?;
            let mut reached = Vec::with_capacity(rows.len());
            for row in &rows {
                let reach = self.reach(row, today)?;
                let usable = row.minors_code_until.is_some_and(|until| until > now.as_millis())
                    && row.code_tries.is_some_and(|typed| typed < tries);
                // Still a minor: the code is valid.
                if !(usable && reach.majority.is_some()) {
                    reached.push(reach);
                }
            }
            if !reached.is_empty() {
                return Ok(reached);
            }
            let Some((last,)) = last else { return Ok(reached) };
            after = last;
        }
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
        let details: SealedPerson = key.open(DETAILS, &row.profile_id, &row.details_sealed)?;
        let minor = identity.born_on.age_on(today) < MAJORITY;
        let known = self.parent(row, details.holder())?;
        // Of age, and still insured under a parent's number; or the parent has died.
        let parent = known.as_ref().filter(|parent| minor && !parent.has_died);
        let parent_profile = match (parent, &row.parent_id) {
            (Some(_), Some(id)) => Some(ProfileId::from_bytes(id_bytes(id)?)),
            _ => None,
        };
        let (name, email, mobile) = match parent.map(|parent| (&parent.name, parent.contacts())) {
            Some((name, (email, mobile))) if email.is_some() || mobile.is_some() => (Some(name.clone()), email, mobile),
            _ => {
                let counts = |since| minor || is_since(since, row.created_at, majority(identity.born_on));
                let theirs = known.as_ref().filter(|parent| !minor || parent.has_died);
                let email = kept_email(details.email.as_deref())
                    .filter(|email| counts(details.since.email) && !theirs.is_some_and(|them| them.has_email(email)));
                let mobile = kept_mobile(details.mobile.as_deref()).filter(|mobile| {
                    counts(details.since.mobile) && !theirs.is_some_and(|them| them.has_mobile(mobile))
                });
                (None, email, mobile)
            }
        };
        let refused = |email: &EmailAddress| {
            let mac = row.refused_email_mac.as_deref();
            mac.is_some_and(|mac| mac == self.refused_email_mac(&row.profile_id, email.as_str()))
        };
        Ok(Reach {
            refused_email: email.as_ref().is_some_and(refused),
            profile: ProfileId::from_bytes(id_bytes(&row.profile_id)?),
            post: post(minor, parent, details.address),
            name: PersonName { given: details.given_names, family: identity.name.family },
            parent: name,
            parent_profile,
            majority: minor.then(|| majority(identity.born_on)),
            email,
            mobile,
        })
    }

    /// The parent of a dependant; `None` when no parent is known. `holder` is the number under which the dependant is insured.
    fn parent(&self, row: &ReachRow, holder: Option<&str>) -> Result<Option<Parent>, StoreError> {
        let (Some(parent), Some(identity), Some(keyring_key), Some(wrapped)) =
            (&row.parent_id, &row.parent_identity, &row.parent_keyring_key, &row.parent_wrapped)
        else {
            return Ok(None);
        };
        let key = self.unwrapped(parent, keyring_key, wrapped)?;
        let identity: SealedIdentity = key.open(IDENTITY, parent, identity)?;
        if identity.nir.as_deref() != holder {
            // Somebody else's index was put there: they are told of no child that is not theirs.
            count_forged("profiles");
            return Ok(None);
        }
        let insured = row.parent_details.as_ref().map(|sealed| key.open(DETAILS, parent, sealed)).transpose()?;
        let account = match (&row.account_id, &row.account_details) {
            (Some(account), Some(sealed)) => Some(key.open(ACCOUNT_DETAILS, account, sealed)?),
            _ => None,
        };
        Ok(Some(Parent { name: identity.name, has_died: row.parent_deceased_at.is_some(), insured, account }))
    }
}

/// Whether the insurer has set a contact on that day or since: before their majority it was the parents' to say where a
/// person is written to (product.md, decision 27). Where it is not known since when, it counts as set when the person was
/// announced. The day begins at midnight of universal time, an hour or two after the one in France.
fn is_since(set_at: Option<Timestamp>, announced_at: i64, day: CalendarDate) -> bool {
    set_at.map_or(announced_at, Timestamp::as_millis) >= day.days_since_1970() * 24 * 60 * 60 * 1000
}

/// Where a letter about a person goes: a minor's to the parent, at the parent's address if it is known. `own` is the
/// address on the person's line.
fn post(minor: bool, parent: Option<&Parent>, own: Option<SealedAddress>) -> Option<Post> {
    let known = parent.and_then(|parent| Some((&parent.name, parent.insured.as_ref()?)));
    let to = match known {
        Some((name, _)) => Recipient::Parent(name.clone()),
        None if minor => Recipient::Representatives,
        None => Recipient::Person,
    };
    let address = known.and_then(|(_, details)| details.address.clone()).or(own)?;
    Some(Post { to, address: address.plain() })
}
