//! The insured population: who may have a space, as the insurer's files say. Each person has a profile,
//! pending, from the first file on; enrolment works on it.

use std::collections::{HashMap, HashSet};

use domain::access::{MAJORITY, ProfileStatus, majority};
use domain::card::{CardKind, CardSerial};
use domain::contact::{EmailAddress, MobileNumber};
use domain::date::CalendarDate;
use domain::enrolment::EnrolmentStatus;
use domain::history::{Act, Line};
use domain::id::ProfileId;
use domain::insured::{Affiliation, Insured, PostalAddress};
use domain::nir::Nir;
use domain::person::PersonName;
use domain::provisional_code::ProvisionalCode;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::QueryBuilder;

use crate::access::status_of;
use crate::accounts::{DETAILS as ACCOUNT_DETAILS, SealedDetails as AccountDetails};
use crate::history::FirstLine;
use crate::profiles::{COLUMN as IDENTITY, SealedIdentity, status_name};
use crate::seal::{DataKey, Purpose, WrappedKey};
use crate::sessions::Caller;
use crate::{StoreError, UnitOfWork, execute, id_bytes, on, random};

/// What became of a line of the insurer's file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Imported {
    /// Somebody new.
    Added,
    /// Somebody known, about whom something has changed.
    Updated,
    /// Nothing new.
    Unchanged,
    /// The same import has named this person before; nothing was done.
    Repeated,
    /// The two numbers of the line are those of two persons; nothing was done.
    TwoPersons,
}

/// Somebody whom the particulars that were given could mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The person's profile.
    pub profile: ProfileId,
    /// All first names and the family name in use: twins may share the first of them.
    pub name: PersonName,
    /// The birth date.
    pub born_on: CalendarDate,
    /// How far the enrolment has come.
    pub status: EnrolmentStatus,
}

/// A person and where a code for them goes: a minor's to the parent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
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

/// What is sealed in `insured.details_sealed`, beside the profile's identity.
#[derive(Serialize, Deserialize)]
struct SealedDetails {
    /// For a dependant: under whose number, and which of those born on the same day.
    dependant_of: Option<(String, u8)>,
    birth_name: String,
    given_names: String,
    died_on: Option<CalendarDate>,
    card_kind: CardKind,
    card_serial: String,
    email: Option<String>,
    mobile: Option<String>,
    address: Option<SealedAddress>,
    doctor: Option<String>,
}

#[derive(Clone, Serialize, Deserialize)]
struct SealedAddress {
    street: String,
    complement: Option<String>,
    postcode: String,
    town: String,
    country: Option<String>,
}

/// How many rows one statement adds: SQLite takes 32,766 values.
const ROWS: usize = 1000;

const DETAILS: &str = "insured.details";
const KNOWN_BY_NIR: &str = "
    SELECT profile_id, nir_index, dependant_index, content_mac, import FROM insured WHERE nir_index IN (";
const KNOWN_BY_PARENT: &str = "
    SELECT profile_id, nir_index, dependant_index, content_mac, import FROM insured WHERE dependant_index IN (";
const ADD_KEYS: &str = "INSERT INTO data_keys (id, keyring_key, wrapped) ";
const ADD_PROFILES: &str = "INSERT INTO profiles (id, status, identity_sealed, nir_index, created_at) ";
const ADD: &str = "
    INSERT INTO insured (profile_id, nir_index, dependant_index, holder_index, card_index, details_sealed, content_mac,
                         import, deceased_at) ";
const UPDATE_IDENTITY: &str = "UPDATE profiles SET identity_sealed = $2, nir_index = $3 WHERE id = $1";
const UPDATE: &str = "
    UPDATE insured SET nir_index = $2, dependant_index = $3, holder_index = $4, card_index = $5, details_sealed = $6,
           content_mac = $7, import = $8,
           deceased_at = CASE WHEN $9 = 0 THEN NULL ELSE COALESCE(deceased_at, $10) END
    WHERE profile_id = $1";
const CANDIDATES: &str = "
    SELECT i.profile_id, i.details_sealed, i.deceased_at, i.space_created_at, p.status, p.identity_sealed,
           k.keyring_key, k.wrapped
    FROM insured i JOIN profiles p ON p.id = i.profile_id JOIN data_keys k ON k.id = i.profile_id
    WHERE i.card_index = $1 ORDER BY i.profile_id";
const CANDIDATE: &str = "
    SELECT i.profile_id, i.details_sealed, i.deceased_at, i.space_created_at, p.status, p.identity_sealed,
           k.keyring_key, k.wrapped
    FROM insured i JOIN profiles p ON p.id = i.profile_id JOIN data_keys k ON k.id = i.profile_id
    WHERE i.profile_id = $1";
/// The dependants of the holder of a profile.
const CHILDREN: &str = "
    SELECT i.profile_id, i.details_sealed, i.deceased_at, i.space_created_at, p.status, p.identity_sealed,
           k.keyring_key, k.wrapped
    FROM profiles h JOIN insured i ON i.holder_index = h.nir_index
    JOIN profiles p ON p.id = i.profile_id JOIN data_keys k ON k.id = i.profile_id
    WHERE h.id = $1 AND i.deceased_at IS NULL";
const DEPENDANTS: &str = "
    SELECT i.profile_id, i.details_sealed, i.deceased_at, i.space_created_at, p.status, p.identity_sealed,
           k.keyring_key, k.wrapped
    FROM insured i JOIN profiles p ON p.id = i.profile_id JOIN data_keys k ON k.id = i.profile_id
    WHERE i.holder_index = $1 ORDER BY i.profile_id";
/// Persons, with their parent's contacts.
macro_rules! notices {
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
const TO_NOTIFY: &str = notices!(
    "i.profile_id > $1 AND p.status = 'pending' AND i.deceased_at IS NULL
     AND (c.profile_id IS NULL OR c.expires_at <= $2 OR c.used_at IS NOT NULL OR c.tries >= $3)
     ORDER BY i.profile_id LIMIT 200"
);
const REACH: &str = notices!("i.profile_id = $1 ORDER BY parent_id LIMIT 1");
/// Pending persons whose first notice is old enough, and who have no space yet.
const TO_CREATE: &str = notices!(
    "i.notified_at <= $1 AND i.space_created_at IS NULL AND i.deceased_at IS NULL AND p.status = 'pending'
     ORDER BY i.notified_at, i.profile_id LIMIT 200"
);
const CREATE_SPACE: &str = "
    UPDATE insured SET space_created_at = $2
    WHERE profile_id = $1 AND space_created_at IS NULL AND deceased_at IS NULL";
const BEGIN_OPPOSITION: &str = "
    UPDATE insured SET notified_at = COALESCE(notified_at, $2) WHERE profile_id = $1 RETURNING notified_at";
const HOLD: &str = "UPDATE profiles SET status = status WHERE id = $1";
const SET_STATUS: &str = "UPDATE profiles SET status = $2 WHERE id = $1 AND status = $3";
const COUNT: &str = "SELECT COUNT(*) FROM insured";

#[derive(sqlx::FromRow)]
struct KnownRow {
    profile_id: Vec<u8>,
    nir_index: Option<Vec<u8>>,
    dependant_index: Option<Vec<u8>>,
    content_mac: Vec<u8>,
    import: Vec<u8>,
}

#[derive(sqlx::FromRow)]
struct CandidateRow {
    profile_id: Vec<u8>,
    details_sealed: Vec<u8>,
    deceased_at: Option<i64>,
    space_created_at: Option<i64>,
    status: String,
    identity_sealed: Vec<u8>,
    keyring_key: String,
    wrapped: Vec<u8>,
}

#[derive(sqlx::FromRow)]
struct NoticeRow {
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
    living: Option<SealedDetails>,
    email: Option<String>,
    mobile: Option<String>,
}

/// A line of the file, ready to be compared and stored.
struct Prepared {
    identity: SealedIdentity,
    details: SealedDetails,
    nir_index: Option<Vec<u8>>,
    dependant_index: Option<Vec<u8>>,
    holder_index: Option<Vec<u8>>,
    card_index: Vec<u8>,
    content_mac: Vec<u8>,
}

impl Prepared {
    /// By what the person is found again.
    fn keys(&self) -> impl Iterator<Item = &Vec<u8>> {
        self.nir_index.iter().chain(&self.dependant_index)
    }
}

/// The persons of a batch who were there before it.
struct Known {
    rows: Vec<KnownRow>,
    by_key: HashMap<Vec<u8>, usize>,
}

impl Known {
    /// Whom the keys of a line lead to: one person, or wrongly two.
    fn find(&self, line: &Prepared) -> (Option<&KnownRow>, Option<&KnownRow>) {
        let mut rows = line.keys().filter_map(|key| self.rows.get(*self.by_key.get(key)?));
        (rows.next(), rows.next())
    }
}

/// Somebody new, sealed.
struct NewPerson {
    profile: ProfileId,
    wrapped: WrappedKey,
    identity_sealed: Vec<u8>,
    details_sealed: Vec<u8>,
    first_line: FirstLine,
    prepared: Prepared,
}

impl UnitOfWork {
    /// Takes in lines of the insurer's file: whoever is new gets a pending profile with a data key and a
    /// history of their own; whoever is known is brought up to date. `import` names the import and is
    /// random. The answers are in the order of the lines, of which there may be up to 10,000.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing was done.
    pub async fn import_insured(
        &mut self,
        import: [u8; 16],
        lines: &[Insured],
        now: Timestamp,
    ) -> Result<Vec<Imported>, StoreError> {
        let prepared = lines.iter().map(|line| self.prepare(line)).collect::<Result<Vec<_>, _>>()?;
        let known = self.known(&prepared).await?;
        let mut named = HashSet::new();
        let (mut unchanged, mut new, mut outcomes) = (Vec::new(), Vec::new(), Vec::with_capacity(lines.len()));
        for line in prepared {
            let (first, second) = known.find(&line);
            let outcome = if line.keys().any(|key| named.contains(key)) {
                Imported::Repeated
            } else if let (Some(first), Some(second)) = (first, second)
                && first.profile_id != second.profile_id
            {
                Imported::TwoPersons
            } else {
                named.extend(line.keys().cloned());
                match first {
                    Some(row) if row.import == import => Imported::Repeated,
                    Some(row) if row.content_mac == line.content_mac => {
                        unchanged.push(row.profile_id.clone());
                        Imported::Unchanged
                    }
                    Some(row) => {
                        self.update(ProfileId::from_bytes(id_bytes(&row.profile_id)?), &line, import, now).await?;
                        Imported::Updated
                    }
                    None => {
                        new.push(self.seal_new(line, now)?);
                        Imported::Added
                    }
                }
            };
            outcomes.push(outcome);
        }
        self.mark(import, &unchanged).await?;
        // Neighbours in the tables one after the other: each page is then looked for once.
        new.sort_unstable_by_key(|person| person.profile);
        for some in new.chunks(ROWS) {
            self.add_all(import, some, now).await?;
        }
        Ok(outcomes)
    }

    fn prepare(&self, line: &Insured) -> Result<Prepared, StoreError> {
        let (holder, born_on) = (line.affiliation.holder().compact(), line.born_on.to_iso());
        let own = line.affiliation.own().map(|nir| nir.compact().to_owned());
        let dependant_of = match &line.affiliation {
            Affiliation::Own(_) => None,
            Affiliation::Dependant { holder, rank, .. } => Some((holder.compact().to_owned(), *rank)),
        };
        let nir_index = own.as_ref().map(|nir| self.nir_index(nir).to_vec());
        let dependant_index = dependant_of.as_ref().map(|(holder, rank)| {
            let parts = [holder.as_bytes(), born_on.as_bytes(), &[*rank]];
            self.keyring.mac(Purpose::Dependant, &parts).to_vec()
        });
        let holder_index = dependant_of.as_ref().map(|(holder, _)| self.nir_index(holder).to_vec());
        let card_index = self.card_index(holder, &born_on, &line.card);
        let identity = SealedIdentity { name: line.name(), born_on: line.born_on, nir: own };
        let details = SealedDetails {
            dependant_of,
            birth_name: line.birth_name.clone(),
            given_names: line.given_names.clone(),
            died_on: line.died_on,
            card_kind: line.card.kind(),
            card_serial: line.card.compact().to_owned(),
            email: line.email.as_ref().map(|email| email.as_str().to_owned()),
            mobile: line.mobile.as_ref().map(|mobile| mobile.as_str().to_owned()),
            address: line.address.as_ref().map(SealedAddress::of),
            doctor: line.doctor.clone(),
        };
        let content = serde_json::to_vec(&(&identity, &details)).map_err(|_| StoreError::Corrupt(DETAILS))?;
        let content_mac = self.keyring.mac(Purpose::InsuredContent, &[&content]).to_vec();
        Ok(Prepared {
            identity,
            details,
            nir_index,
            dependant_index,
            holder_index,
            card_index: card_index.to_vec(),
            content_mac,
        })
    }

    /// Who of these lines is known, and under which keys.
    async fn known(&mut self, lines: &[Prepared]) -> Result<Known, StoreError> {
        let mut rows: Vec<KnownRow> = Vec::new();
        for (sql, keys) in [
            (KNOWN_BY_NIR, lines.iter().filter_map(|line| line.nir_index.as_ref()).collect::<Vec<_>>()),
            (KNOWN_BY_PARENT, lines.iter().filter_map(|line| line.dependant_index.as_ref()).collect()),
        ] {
            if keys.is_empty() {
                continue;
            }
            let found: Vec<KnownRow> = on!(self, conn => async {
                let mut query = QueryBuilder::new(sql);
                let mut list = query.separated(", ");
                for key in &keys {
                    list.push_bind(key.as_slice());
                }
                query.push(")").build_query_as().fetch_all(conn).await
            })?;
            rows.extend(found);
        }
        let by_key = (0..)
            .zip(&rows)
            .flat_map(|(at, row)| row.nir_index.iter().chain(&row.dependant_index).map(move |key| (key.clone(), at)))
            .collect();
        Ok(Known { rows, by_key })
    }

    fn seal_new(&self, prepared: Prepared, now: Timestamp) -> Result<NewPerson, StoreError> {
        let profile = ProfileId::from_bytes(random::bytes()?);
        let row = profile.as_bytes();
        let (key, wrapped) = self.keyring.new_data_key(row)?;
        Ok(NewPerson {
            profile,
            wrapped,
            identity_sealed: key.seal(IDENTITY, row, &prepared.identity)?,
            details_sealed: key.seal(DETAILS, row, &prepared.details)?,
            first_line: FirstLine::new(&key, profile, Act::Announced, now)?,
            prepared,
        })
    }

    /// Adds persons, a table at a time: a statement for each row would take ten times as long.
    async fn add_all(&mut self, import: [u8; 16], persons: &[NewPerson], now: Timestamp) -> Result<(), StoreError> {
        let pending = status_name(ProfileStatus::Pending);
        on!(self, conn => async {
            let mut query = QueryBuilder::new(ADD_KEYS);
            query.push_values(persons, |mut row, person| {
                row.push_bind(&person.profile.as_bytes()[..])
                    .push_bind(&person.wrapped.keyring_key)
                    .push_bind(person.wrapped.wrapped.as_slice());
            });
            query.build().execute(&mut *conn).await?;
            let mut query = QueryBuilder::new(ADD_PROFILES);
            query.push_values(persons, |mut row, person| {
                row.push_bind(&person.profile.as_bytes()[..])
                    .push_bind(pending)
                    .push_bind(person.identity_sealed.as_slice())
                    .push_bind(person.prepared.nir_index.as_deref())
                    .push_bind(now.as_millis());
            });
            query.build().execute(&mut *conn).await?;
            let mut query = QueryBuilder::new(ADD);
            query.push_values(persons, |mut row, NewPerson { profile, details_sealed, prepared, .. }| {
                row.push_bind(&profile.as_bytes()[..])
                    .push_bind(prepared.nir_index.as_deref())
                    .push_bind(prepared.dependant_index.as_deref())
                    .push_bind(prepared.holder_index.as_deref())
                    .push_bind(prepared.card_index.as_slice())
                    .push_bind(details_sealed.as_slice())
                    .push_bind(prepared.content_mac.as_slice())
                    .push_bind(&import[..])
                    .push_bind(prepared.details.died_on.map(|_| now.as_millis()));
            });
            query.build().execute(conn).await.map(|_| ())
        })?;
        self.append_first_lines(persons.iter().map(|person| &person.first_line)).await
    }

    async fn update(
        &mut self,
        profile: ProfileId,
        line: &Prepared,
        import: [u8; 16],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let key = self.data_key(profile).await?;
        let row = profile.as_bytes();
        let identity = key.seal(IDENTITY, row, &line.identity)?;
        let details = key.seal(DETAILS, row, &line.details)?;
        execute!(self, UPDATE_IDENTITY, &row[..], identity.as_slice(), line.nir_index.as_deref())?;
        execute!(
            self,
            UPDATE,
            &row[..],
            line.nir_index.as_deref(),
            line.dependant_index.as_deref(),
            line.holder_index.as_deref(),
            line.card_index.as_slice(),
            details.as_slice(),
            line.content_mac.as_slice(),
            &import[..],
            i64::from(line.details.died_on.is_some()),
            now.as_millis(),
        )?;
        self.forget_majority(profile).await?;
        self.append(profile, Line { act: Act::InsurerUpdated, actor: None }, now).await
    }

    /// Notes that this import has named persons about whom it said nothing new.
    async fn mark(&mut self, import: [u8; 16], profiles: &[Vec<u8>]) -> Result<(), StoreError> {
        if profiles.is_empty() {
            return Ok(());
        }
        on!(self, conn => async {
            let mut query = QueryBuilder::new("UPDATE insured SET import = ");
            query.push_bind(&import[..]).push(" WHERE profile_id IN (");
            let mut list = query.separated(", ");
            for profile in profiles {
                list.push_bind(profile.as_slice());
            }
            query.push(")").build().execute(conn).await.map(|_| ())
        })?;
        Ok(())
    }

    /// Whom a number, a birth date and a card can mean: nobody, one person, or twins. Whether the number is
    /// unknown or only the card is another's, the same query finds nothing.
    pub(crate) async fn candidates(
        &mut self,
        nir: &Nir,
        born_on: CalendarDate,
        card: &CardSerial,
    ) -> Result<Vec<Candidate>, StoreError> {
        let index = self.card_index(nir.compact(), &born_on.to_iso(), card);
        let rows: Vec<CandidateRow> = on!(self, conn => sqlx::query_as(CANDIDATES).bind(&index[..]).fetch_all(conn))?;
        rows.into_iter().map(|row| self.candidate(&row)).collect()
    }

    /// Who is insured under a number as a dependant.
    pub async fn dependants_of(&mut self, holder: &Nir) -> Result<Vec<Candidate>, StoreError> {
        let index = self.nir_index(holder.compact());
        let rows: Vec<CandidateRow> = on!(self, conn => sqlx::query_as(DEPENDANTS).bind(&index[..]).fetch_all(conn))?;
        rows.into_iter().map(|row| self.candidate(&row)).collect()
    }

    /// One insured person.
    pub(crate) async fn candidate_of(&mut self, profile: ProfileId) -> Result<Option<Candidate>, StoreError> {
        let row: Option<CandidateRow> =
            on!(self, conn => sqlx::query_as(CANDIDATE).bind(&profile.as_bytes()[..]).fetch_optional(conn))?;
        row.map(|row| self.candidate(&row)).transpose()
    }

    fn candidate(&self, row: &CandidateRow) -> Result<Candidate, StoreError> {
        let key = self.unwrapped(&row.profile_id, &row.keyring_key, &row.wrapped)?;
        let identity: SealedIdentity = key.open(IDENTITY, &row.profile_id, &row.identity_sealed)?;
        let details: SealedDetails = key.open(DETAILS, &row.profile_id, &row.details_sealed)?;
        let (created, deceased) = (row.space_created_at.is_some(), row.deceased_at.is_some());
        Ok(Candidate {
            profile: ProfileId::from_bytes(id_bytes(&row.profile_id)?),
            name: PersonName { given: details.given_names, family: identity.name.family },
            born_on: identity.born_on,
            status: EnrolmentStatus::of(status_of(&row.status)?, created, deceased),
        })
    }

    /// Up to 200 pending persons without a valid provisional code, from the one after `after` on. `today` is
    /// the day in France.
    pub async fn persons_to_notify(
        &mut self,
        after: Option<ProfileId>,
        today: CalendarDate,
        now: Timestamp,
    ) -> Result<Vec<Notice>, StoreError> {
        let after = after.map_or(Vec::new(), |profile| profile.as_bytes().to_vec());
        let rows: Vec<NoticeRow> = on!(self, conn => sqlx::query_as(TO_NOTIFY)
            .bind(after.as_slice()).bind(now.as_millis()).bind(i64::from(ProvisionalCode::TRIES)).fetch_all(conn))?;
        rows.iter().map(|row| self.notice(row, today)).collect()
    }

    /// The minors on a caller's card, the eldest first; `today` is the day in France.
    pub async fn children_of(&mut self, caller: &Caller, today: CalendarDate) -> Result<Vec<Candidate>, StoreError> {
        let own = caller.account().profile();
        let rows: Vec<CandidateRow> =
            on!(self, conn => sqlx::query_as(CHILDREN).bind(&own.as_bytes()[..]).fetch_all(conn))?;
        let mut children = rows.iter().map(|row| self.candidate(row)).collect::<Result<Vec<_>, _>>()?;
        children.retain(|child| child.born_on.age_on(today) < MAJORITY);
        children.sort_by_key(|child| (child.born_on.to_iso(), child.name.full()));
        Ok(children)
    }

    /// The name and the number under which a person is insured; `None` when they are not.
    pub(crate) async fn insured_under(&mut self, profile: ProfileId) -> Result<Option<(PersonName, Nir)>, StoreError> {
        let row: Option<CandidateRow> =
            on!(self, conn => sqlx::query_as(CANDIDATE).bind(&profile.as_bytes()[..]).fetch_optional(conn))?;
        let Some(row) = row else { return Ok(None) };
        let key = self.unwrapped(&row.profile_id, &row.keyring_key, &row.wrapped)?;
        let identity: SealedIdentity = key.open(IDENTITY, &row.profile_id, &row.identity_sealed)?;
        let details: SealedDetails = key.open(DETAILS, &row.profile_id, &row.details_sealed)?;
        let nir = identity.nir.or(details.dependant_of.map(|(holder, _)| holder));
        let nir = nir.and_then(|nir| Nir::parse(&nir).ok()).ok_or(StoreError::Corrupt("social security number"))?;
        Ok(Some((PersonName { given: details.given_names, family: identity.name.family }, nir)))
    }

    /// Where a code for a person goes on that day in France; `None` when the person is not insured.
    pub async fn reach_on(&mut self, profile: ProfileId, today: CalendarDate) -> Result<Option<Notice>, StoreError> {
        let row: Option<NoticeRow> =
            on!(self, conn => sqlx::query_as(REACH).bind(&profile.as_bytes()[..]).fetch_optional(conn))?;
        row.map(|row| self.notice(&row, today)).transpose()
    }

    fn notice(&self, row: &NoticeRow, today: CalendarDate) -> Result<Notice, StoreError> {
        let key = self.unwrapped(&row.profile_id, &row.keyring_key, &row.wrapped)?;
        let identity: SealedIdentity = key.open(IDENTITY, &row.profile_id, &row.identity_sealed)?;
        let mut details: SealedDetails = key.open(DETAILS, &row.profile_id, &row.details_sealed)?;
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
        Ok(Notice {
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
    fn parent(&self, row: &NoticeRow) -> Result<Option<Parent>, StoreError> {
        let (Some(parent), Some(identity), Some(keyring_key), Some(wrapped)) =
            (&row.parent_id, &row.parent_identity, &row.parent_keyring_key, &row.parent_wrapped)
        else {
            return Ok(None);
        };
        let key = self.unwrapped(parent, keyring_key, wrapped)?;
        let identity: SealedIdentity = key.open(IDENTITY, parent, identity)?;
        let living = match &row.parent_details {
            Some(sealed) => Some(key.open::<SealedDetails>(DETAILS, parent, sealed)?),
            None => None,
        };
        let (email, mobile) = match (&row.account_id, &row.account_details, &living) {
            (Some(account), Some(sealed), _) => {
                let details: AccountDetails = key.open(ACCOUNT_DETAILS, account, sealed)?;
                (details.email, details.mobile)
            }
            (_, _, Some(details)) => (details.email.clone(), details.mobile.clone()),
            _ => (None, None),
        };
        Ok(Some(Parent { name: identity.name, living, email, mobile }))
    }

    /// When a person was notified for the first time, which begins the time for opposition: now, if they had
    /// not been before.
    ///
    /// # Errors
    /// [`StoreError`], also when the person is not insured.
    pub async fn begin_opposition(&mut self, profile: ProfileId, now: Timestamp) -> Result<Timestamp, StoreError> {
        let (at,): (i64,) = on!(self, conn => sqlx::query_as(BEGIN_OPPOSITION)
            .bind(&profile.as_bytes()[..]).bind(now.as_millis()).fetch_one(conn))?;
        Ok(Timestamp::from_millis(at))
    }

    /// Up to 200 pending persons without a space, who were first notified at `notified_by` or before. `today` is the
    /// day in France.
    pub async fn persons_to_create(
        &mut self,
        notified_by: Timestamp,
        today: CalendarDate,
    ) -> Result<Vec<Notice>, StoreError> {
        let rows: Vec<NoticeRow> =
            on!(self, conn => sqlx::query_as(TO_CREATE).bind(notified_by.as_millis()).fetch_all(conn))?;
        rows.iter().map(|row| self.notice(row, today)).collect()
    }

    /// Notes that a pending person's space was created by itself; whether it was not before. Whoever decides at the
    /// same time comes before or after, never between.
    pub async fn create_space(&mut self, profile: ProfileId, now: Timestamp) -> Result<bool, StoreError> {
        // It changes nothing, but holds the row.
        if !self.change_status(profile, ProfileStatus::Pending, ProfileStatus::Pending).await? {
            return Ok(false);
        }
        Ok(execute!(self, CREATE_SPACE, &profile.as_bytes()[..], now.as_millis())? == 1)
    }

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
        Ok(execute!(self, SET_STATUS, &profile.as_bytes()[..], status_name(to), status_name(from))? == 1)
    }

    /// How many insured persons there are.
    pub async fn count_insured(&mut self) -> Result<i64, StoreError> {
        let (count,): (i64,) = on!(self, conn => sqlx::query_as(COUNT).fetch_one(conn))?;
        Ok(count)
    }

    fn unwrapped(&self, owner: &[u8], keyring_key: &str, wrapped: &[u8]) -> Result<DataKey, StoreError> {
        let wrapped = WrappedKey { keyring_key: keyring_key.to_owned(), wrapped: wrapped.to_vec() };
        self.keyring.unwrap(owner, &wrapped)
    }

    fn nir_index(&self, nir: &str) -> [u8; 32] {
        self.keyring.mac(Purpose::Nir, &[nir.as_bytes()])
    }

    fn card_index(&self, nir: &str, born_on: &str, card: &CardSerial) -> [u8; 32] {
        let parts = [nir.as_bytes(), born_on.as_bytes(), card.kind().name().as_bytes(), card.compact().as_bytes()];
        self.keyring.mac(Purpose::Card, &parts)
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

impl SealedAddress {
    fn plain(self) -> PostalAddress {
        let Self { street, complement, postcode, town, country } = self;
        PostalAddress { street, complement, postcode, town, country }
    }

    fn of(address: &PostalAddress) -> Self {
        Self {
            street: address.street.clone(),
            complement: address.complement.clone(),
            postcode: address.postcode.clone(),
            town: address.town.clone(),
            country: address.country.clone(),
        }
    }
}
