//! The insurer's files: who is new is added, who is known is brought up to date.

use std::collections::{HashMap, HashSet};

use domain::access::ProfileStatus;
use domain::history::{Act, Line};
use domain::id::ProfileId;
use domain::insured::{Affiliation, Insured};
use domain::time::Timestamp;
use sqlx::QueryBuilder;

use super::{DETAILS, SealedAddress, SealedPerson, Since};
use crate::accounts::{kept_email, kept_mobile};
use crate::history::FirstLine;
use crate::profiles::{COLUMN as IDENTITY, SealedIdentity};
use crate::seal::{MacPurpose, WrappedKey};
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

/// How many rows one statement adds: SQLite takes 32,766 values.
const ROWS: usize = 1000;

const KNOWN_BY_NIR: &str = "
    SELECT profile_id, nir_index, dependant_index, content_mac, import FROM insured WHERE nir_index IN (";
const KNOWN_BY_PARENT: &str = "
    SELECT profile_id, nir_index, dependant_index, content_mac, import FROM insured WHERE dependant_index IN (";
const ADD_KEYS: &str = "INSERT INTO data_keys (id, keyring_key, wrapped) ";
const ADD_PROFILES: &str = "INSERT INTO profiles (id, status, identity_sealed, nir_index, created_at) ";
const ADD: &str = "
    INSERT INTO insured (profile_id, nir_index, dependant_index, holder_index, card_index, details_sealed, content_mac,
                         import, deceased_at) ";
const DETAILS_OF: &str = "SELECT details_sealed FROM insured WHERE profile_id = $1";
const UPDATE_IDENTITY: &str = "
    UPDATE profiles SET identity_sealed = $2, nir_index = $3 WHERE id = $1 AND LENGTH(identity_sealed) > 0";
const UPDATE: &str = "
    UPDATE insured SET nir_index = $2, dependant_index = $3, holder_index = $4, card_index = $5, details_sealed = $6,
           content_mac = $7, import = $8,
           deceased_at = CASE WHEN $9 = 0 THEN NULL ELSE COALESCE(deceased_at, $10) END
    WHERE profile_id = $1";

const STORED: &str = "
    SELECT p.identity_sealed, i.details_sealed FROM insured i JOIN profiles p ON p.id = i.profile_id
    WHERE i.profile_id = $1";
const SET_HASH: &str = "UPDATE insured SET content_mac = $2 WHERE profile_id = $1";

#[derive(sqlx::FromRow)]
struct KnownRow {
    profile_id: Vec<u8>,
    nir_index: Option<Vec<u8>>,
    dependant_index: Option<Vec<u8>>,
    content_mac: Vec<u8>,
    import: Vec<u8>,
}

/// A line of the file, ready to be compared and stored.
struct Prepared {
    identity: SealedIdentity,
    details: SealedPerson,
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
                        let profile = ProfileId::from_bytes(id_bytes(&row.profile_id)?);
                        if self.says_the_same(profile, &line).await? {
                            execute!(self, SET_HASH, &profile.as_bytes()[..], line.content_mac.as_slice())?;
                            unchanged.push(row.profile_id.clone());
                            Imported::Unchanged
                        } else {
                            self.update(profile, line, import, now).await?;
                            Imported::Updated
                        }
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
            self.keyring.mac(MacPurpose::Dependant, &parts).to_vec()
        });
        let holder_index = dependant_of.as_ref().map(|(holder, _)| self.nir_index(holder).to_vec());
        let card_index = self.card_index(holder, &born_on, &line.card);
        let identity = SealedIdentity { name: line.name(), born_on: line.born_on, nir: own };
        let details = SealedPerson {
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
            since: Since::default(),
        };
        let content = serde_json::to_vec(&(&identity, &details)).map_err(|_| StoreError::Corrupt(DETAILS))?;
        let content_mac = self.keyring.mac(MacPurpose::InsuredContent, &[&content]).to_vec();
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

    fn seal_new(&self, mut prepared: Prepared, now: Timestamp) -> Result<NewPerson, StoreError> {
        prepared.details.since = Since { email: Some(now), mobile: Some(now) };
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
        let pending = ProfileStatus::Pending.name();
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

    /// Whether a line says of a person what is known of them. The hash finds out faster, but it is of everything that a
    /// version reads from the file: when the next one reads a column more, everybody's is another, and nothing of theirs
    /// has changed. Since when the contacts are what they are is no part of it: the file does not say.
    async fn says_the_same(&mut self, profile: ProfileId, line: &Prepared) -> Result<bool, StoreError> {
        let (identity, details): (Vec<u8>, Vec<u8>) =
            on!(self, conn => sqlx::query_as(STORED).bind(&profile.as_bytes()[..]).fetch_one(conn))?;
        let (key, row) = (self.data_key(profile).await?, profile.as_bytes());
        let known: SealedPerson = key.open(DETAILS, row, &details)?;
        // Nor has a number changed that an earlier version wrote in another way.
        let mobile =
            if same_mobile(&known, &line.details) { line.details.mobile.clone() } else { known.mobile.clone() };
        Ok(key.open::<SealedIdentity>(IDENTITY, row, &identity)? == line.identity
            && SealedPerson { since: line.details.since, mobile, ..known } == line.details)
    }

    async fn update(
        &mut self,
        profile: ProfileId,
        mut line: Prepared,
        import: [u8; 16],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let key = self.data_key(profile).await?;
        let row = profile.as_bytes();
        let (before,): (Vec<u8>,) = on!(self, conn => sqlx::query_as(DETAILS_OF).bind(&row[..]).fetch_one(conn))?;
        line.details.since = since(&key.open(DETAILS, row, &before)?, &line.details, now);
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
        self.append(profile, Line::new(Act::InsurerUpdated, None), now).await
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
}

fn same_mobile(before: &SealedPerson, after: &SealedPerson) -> bool {
    kept_mobile(before.mobile.as_deref()) == kept_mobile(after.mobile.as_deref())
}

/// Since when contacts are what they are: a file that repeats one does not set it.
fn since(before: &SealedPerson, after: &SealedPerson, now: Timestamp) -> Since {
    let email = |person: &SealedPerson| kept_email(person.email.as_deref());
    let same_email = match (email(before), email(after)) {
        (Some(before), Some(after)) => before.is_same_mailbox(&after),
        (before, after) => before == after,
    };
    Since {
        email: if same_email { before.since.email } else { Some(now) },
        mobile: if same_mobile(before, after) { before.since.mobile } else { Some(now) },
    }
}
