//! The directory of professionals: who is in it is added and brought up to date by files, and found by number or by id. Whoever a
//! later file does not name stays.
//!
//! A profession decides what somebody may read, so a row carries a keyed hash over what it says: one that was altered or made up
//! finds nobody, and no file brings it up to date. It can be deleted; the next file then adds the professional under another id.

use std::collections::{HashMap, HashSet};

use domain::id::ProfessionalId;
use domain::person::PersonName;
use domain::profession::{Profession, RppsNumber};
use domain::professional::Professional;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::QueryBuilder;

use crate::rights::Right;
use crate::seal::{DataKey, MacPurpose};
use crate::{StoreError, UnitOfWork, execute, id_bytes, on, random};

const DETAILS: &str = "professionals.details";

/// What is sealed in `professionals.details_sealed`.
#[derive(PartialEq, Serialize, Deserialize)]
struct SealedProfessional {
    rpps: String,
    /// By its name.
    profession: String,
    name: PersonName,
    structure: String,
    regulates: bool,
}

impl SealedProfessional {
    fn of(professional: &Professional) -> Self {
        Self {
            rpps: professional.rpps.as_str().to_owned(),
            profession: professional.profession.name().to_owned(),
            name: professional.name.clone(),
            structure: professional.structure.clone(),
            regulates: professional.regulates,
        }
    }

    fn plain(self) -> Result<Professional, StoreError> {
        Ok(Professional {
            rpps: RppsNumber::parse(&self.rpps).map_err(|_| StoreError::Corrupt("RPPS number"))?,
            profession: Profession::of_name(&self.profession).ok_or(StoreError::Corrupt("profession"))?,
            name: self.name,
            structure: self.structure,
            regulates: self.regulates,
        })
    }
}

/// What became of a line of the directory's file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listed {
    /// Somebody new.
    Added,
    /// Somebody known, about whom something has changed.
    Updated,
    /// Nothing new.
    Unchanged,
    /// The same import has named this professional before; nothing was done.
    Repeated,
    /// The row under this number is not as the service wrote it; nothing was done.
    Altered,
}

/// How many rows one statement adds: SQLite takes 32,766 values.
const ROWS: usize = 1000;

const BY_ID: &str = "
    SELECT id, rpps_index, details_sealed, content_mac, import, mac FROM professionals WHERE id = $1";
const BY_NUMBER: &str = "
    SELECT id, rpps_index, details_sealed, content_mac, import, mac FROM professionals WHERE rpps_index = $1";
const SOME: &str = "
    SELECT id, rpps_index, details_sealed, content_mac, import, mac FROM professionals ORDER BY id LIMIT 200";
const COUNT: &str = "SELECT COUNT(*) FROM professionals";
const KNOWN: &str = "
    SELECT id, rpps_index, details_sealed, content_mac, import, mac FROM professionals WHERE rpps_index IN (";
const ADD: &str = "
    INSERT INTO professionals (id, rpps_index, details_sealed, content_mac, import, imported_at, updated_at, mac) ";
const UPDATE: &str = "
    UPDATE professionals SET details_sealed = $2, content_mac = $3, import = $4, updated_at = $5, mac = $6 WHERE id = $1";
const SET_HASH: &str = "UPDATE professionals SET content_mac = $2, mac = $3 WHERE id = $1";

#[derive(sqlx::FromRow)]
struct Row {
    id: Vec<u8>,
    rpps_index: Vec<u8>,
    details_sealed: Vec<u8>,
    content_mac: Vec<u8>,
    import: Vec<u8>,
    mac: Vec<u8>,
}

impl Row {
    fn fields(&self) -> [&[u8]; 4] {
        fields(&self.id, &self.rpps_index, &self.content_mac, &self.details_sealed)
    }
}

/// A line of the file, ready to be compared and stored.
struct Prepared {
    details: SealedProfessional,
    rpps_index: [u8; 32],
    content_mac: [u8; 32],
}

/// Somebody new, sealed.
struct NewProfessional {
    id: ProfessionalId,
    details_sealed: Vec<u8>,
    mac: [u8; 32],
    prepared: Prepared,
}

/// What the keyed hash of a row covers, of which only the last may be longer in one row than in another. What the file said is
/// among it: a row with the hash of something else would be taken for up to date.
const fn fields<'a>(
    id: &'a [u8],
    rpps_index: &'a [u8],
    content_mac: &'a [u8],
    details_sealed: &'a [u8],
) -> [&'a [u8]; 4] {
    [id, rpps_index, content_mac, details_sealed]
}

impl UnitOfWork {
    /// Takes in lines of the directory's file: whoever is new is added, whoever is known is brought up to date under the same id.
    /// `import` names the import and is random. The answers are in the order of the lines, of which there may be up to 10,000.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing was done.
    pub async fn import_professionals(
        &mut self,
        import: [u8; 16],
        lines: &[Professional],
        now: Timestamp,
    ) -> Result<Vec<Listed>, StoreError> {
        let prepared = lines.iter().map(|line| self.prepare_professional(line)).collect::<Result<Vec<_>, _>>()?;
        let (key, known) = (self.service_key().await?, self.known_professionals(&prepared).await?);
        let mut named = HashSet::new();
        let (mut unchanged, mut new, mut outcomes) = (Vec::new(), Vec::new(), Vec::with_capacity(lines.len()));
        for line in prepared {
            let outcome = if named.insert(line.rpps_index) {
                match known.get(&line.rpps_index[..]) {
                    None => {
                        new.push(self.seal_professional(&key, line)?);
                        Listed::Added
                    }
                    Some(row) if !self.is_as_written(row) => Listed::Altered,
                    Some(row) if row.import == import => Listed::Repeated,
                    Some(row) if row.content_mac == line.content_mac => {
                        unchanged.push(row.id.clone());
                        Listed::Unchanged
                    }
                    // The hash is of everything that a version reads from the file: another version's is another one.
                    Some(row)
                        if key.open::<SealedProfessional>(DETAILS, &row.id, &row.details_sealed)? == line.details =>
                    {
                        let fields = fields(&row.id, &row.rpps_index, &line.content_mac, &row.details_sealed);
                        let mac = self.row_mac(Right::Professional, &fields);
                        execute!(self, SET_HASH, row.id.as_slice(), &line.content_mac[..], &mac[..])?;
                        unchanged.push(row.id.clone());
                        Listed::Unchanged
                    }
                    Some(row) => {
                        self.update_professional(&key, &row.id, &line, import, now).await?;
                        Listed::Updated
                    }
                }
            } else {
                Listed::Repeated
            };
            outcomes.push(outcome);
        }
        self.mark_professionals(import, &unchanged).await?;
        // Neighbours in the table one after the other: each page is then looked for once.
        new.sort_unstable_by_key(|professional| professional.id);
        for some in new.chunks(ROWS) {
            self.add_professionals(import, some, now).await?;
        }
        Ok(outcomes)
    }

    /// The professional of that id; `None` when there is none, or the row is not as the service wrote it.
    pub async fn professional(&mut self, id: ProfessionalId) -> Result<Option<Professional>, StoreError> {
        let row: Option<Row> = on!(self, conn => sqlx::query_as(BY_ID).bind(&id.as_bytes()[..]).fetch_optional(conn))?;
        Ok(self.whom(row).await?.map(|(_, professional)| professional))
    }

    /// The professional of that number, with their id; `None` when there is none, or the row is not as the service wrote it.
    pub async fn professional_of(
        &mut self,
        number: &RppsNumber,
    ) -> Result<Option<(ProfessionalId, Professional)>, StoreError> {
        let index = self.rpps_index(number);
        let row: Option<Row> = on!(self, conn => sqlx::query_as(BY_NUMBER).bind(&index[..]).fetch_optional(conn))?;
        self.whom(row).await
    }

    /// Professionals with their ids, up to 200, by profession and name: all of a demonstration's. A directory in service has more,
    /// who are found by number.
    pub async fn professionals(&mut self) -> Result<Vec<(ProfessionalId, Professional)>, StoreError> {
        let rows: Vec<Row> = on!(self, conn => sqlx::query_as(SOME).fetch_all(conn))?;
        let key = self.service_key().await?;
        let rows = rows.iter().filter(|row| self.is_as_written(row));
        let mut professionals = rows.map(|row| opened(&key, row)).collect::<Result<Vec<_>, _>>()?;
        professionals.sort_by_cached_key(|(id, one)| {
            (one.profession, one.name.family.clone(), one.name.given.clone(), one.rpps.clone(), *id)
        });
        Ok(professionals)
    }

    /// How many professionals there are.
    pub async fn count_professionals(&mut self) -> Result<i64, StoreError> {
        let (count,): (i64,) = on!(self, conn => sqlx::query_as(COUNT).fetch_one(conn))?;
        Ok(count)
    }

    /// Whom a row names, if the service wrote it.
    async fn whom(&mut self, row: Option<Row>) -> Result<Option<(ProfessionalId, Professional)>, StoreError> {
        let Some(row) = row.filter(|row| self.is_as_written(row)) else { return Ok(None) };
        opened(&self.service_key().await?, &row).map(Some)
    }

    fn is_as_written(&self, row: &Row) -> bool {
        self.gives(Right::Professional, &row.fields(), Some(&row.mac))
    }

    fn prepare_professional(&self, line: &Professional) -> Result<Prepared, StoreError> {
        let details = SealedProfessional::of(line);
        let content = serde_json::to_vec(&details).map_err(|_| StoreError::Corrupt(DETAILS))?;
        let content_mac = self.keyring.mac(MacPurpose::ProfessionalContent, &[&content]);
        Ok(Prepared { details, rpps_index: self.rpps_index(&line.rpps), content_mac })
    }

    /// Who of these lines is known, by index.
    async fn known_professionals(&mut self, lines: &[Prepared]) -> Result<HashMap<Vec<u8>, Row>, StoreError> {
        if lines.is_empty() {
            return Ok(HashMap::new());
        }
        let rows: Vec<Row> = on!(self, conn => async {
            let mut query = QueryBuilder::new(KNOWN);
            let mut list = query.separated(", ");
            for line in lines {
                list.push_bind(&line.rpps_index[..]);
            }
            query.push(")").build_query_as().fetch_all(conn).await
        })?;
        Ok(rows.into_iter().map(|row| (row.rpps_index.clone(), row)).collect())
    }

    fn seal_professional(&self, key: &DataKey, prepared: Prepared) -> Result<NewProfessional, StoreError> {
        let id = ProfessionalId::from_bytes(random::bytes()?);
        let details_sealed = key.seal(DETAILS, id.as_bytes(), &prepared.details)?;
        let fields = fields(id.as_bytes(), &prepared.rpps_index, &prepared.content_mac, &details_sealed);
        let mac = self.row_mac(Right::Professional, &fields);
        Ok(NewProfessional { id, details_sealed, mac, prepared })
    }

    async fn add_professionals(
        &mut self,
        import: [u8; 16],
        professionals: &[NewProfessional],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        on!(self, conn => async {
            let mut query = QueryBuilder::new(ADD);
            query.push_values(professionals, |mut row, NewProfessional { id, details_sealed, mac, prepared }| {
                row.push_bind(&id.as_bytes()[..])
                    .push_bind(&prepared.rpps_index[..])
                    .push_bind(details_sealed.as_slice())
                    .push_bind(&prepared.content_mac[..])
                    .push_bind(&import[..])
                    .push_bind(now.as_millis())
                    .push_bind(now.as_millis())
                    .push_bind(&mac[..]);
            });
            query.build().execute(conn).await.map(|_| ())
        })?;
        Ok(())
    }

    async fn update_professional(
        &mut self,
        key: &DataKey,
        id: &[u8],
        line: &Prepared,
        import: [u8; 16],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let details = key.seal(DETAILS, id, &line.details)?;
        let fields = fields(id, &line.rpps_index, &line.content_mac, &details);
        let mac = self.row_mac(Right::Professional, &fields);
        let content_mac = &line.content_mac[..];
        execute!(self, UPDATE, id, details.as_slice(), content_mac, &import[..], now.as_millis(), &mac[..])?;
        Ok(())
    }

    /// Notes that this import has named professionals about whom it said nothing new.
    async fn mark_professionals(&mut self, import: [u8; 16], ids: &[Vec<u8>]) -> Result<(), StoreError> {
        if ids.is_empty() {
            return Ok(());
        }
        on!(self, conn => async {
            let mut query = QueryBuilder::new("UPDATE professionals SET import = ");
            query.push_bind(&import[..]).push(" WHERE id IN (");
            let mut list = query.separated(", ");
            for id in ids {
                list.push_bind(id.as_slice());
            }
            query.push(")").build().execute(conn).await.map(|_| ())
        })?;
        Ok(())
    }

    fn rpps_index(&self, number: &RppsNumber) -> [u8; 32] {
        self.keyring.mac(MacPurpose::Rpps, &[number.as_str().as_bytes()])
    }
}

fn opened(key: &DataKey, row: &Row) -> Result<(ProfessionalId, Professional), StoreError> {
    let details: SealedProfessional = key.open(DETAILS, &row.id, &row.details_sealed)?;
    Ok((ProfessionalId::from_bytes(id_bytes(&row.id)?), details.plain()?))
}

#[cfg(test)]
#[cfg(feature = "scratch")]
mod tests {
    use super::*;
    use crate::scratch::{Engine, Scratch};

    const NOW: Timestamp = Timestamp::from_millis(1_795_000_000_000);

    async fn another_way_of_hashing_a_line_updates_nobody(engine: Engine) {
        let scratch = Scratch::new(engine).await;
        let store = scratch.store().await;
        let professional = |number: &str, given: &str| Professional {
            rpps: RppsNumber::parse(number).unwrap(),
            profession: Profession::Nurse,
            name: PersonName { given: given.into(), family: "Alizé".into() },
            structure: "Cabinet des Exemples".into(),
            regulates: false,
        };
        let file = [professional("99900000029", "Zoé"), professional("99900000037", "Gaëlle")];
        let import = async |file: &[Professional], later: i64| {
            let mut work = store.begin().await.unwrap();
            let now = Timestamp::from_millis(NOW.as_millis() + later);
            let outcomes = work.import_professionals(random::bytes().unwrap(), file, now).await.unwrap();
            work.commit().await.unwrap();
            outcomes
        };
        assert_eq!(import(&file, 0).await, [Listed::Added; 2]);
        // What the hash of a version is that read a column less, or more: another one, under that version's hash of the row.
        let mut work = store.begin().await.unwrap();
        for (id, one) in work.professionals().await.unwrap() {
            let (id, index) = (id.as_bytes(), work.rpps_index(&one.rpps));
            let sealed = work.service_key().await.unwrap().seal(DETAILS, id, &SealedProfessional::of(&one)).unwrap();
            let mac = work.row_mac(Right::Professional, &fields(id, &index, &[7; 32], &sealed));
            execute!(work, UPDATE, &id[..], sealed.as_slice(), &[7_u8; 32][..], &[7_u8; 16][..], 7_i64, &mac[..])
                .unwrap();
        }
        work.commit().await.unwrap();
        let file = [file[0].clone(), professional("99900000037", "Maëlle")];
        assert_eq!(import(&file, 1).await, [Listed::Unchanged, Listed::Updated]);
        assert_eq!(import(&file, 2).await, [Listed::Unchanged; 2], "the next file is compared by the hash again");
        let mut work = store.read().await.unwrap();
        let rows: Vec<(i64, i64)> = on!(work, conn => sqlx::query_as(
            "SELECT imported_at, updated_at FROM professionals WHERE content_mac <> $1 ORDER BY updated_at"
        ).bind(&[7_u8; 32][..]).fetch_all(conn))
        .unwrap();
        assert_eq!(rows, [(NOW.as_millis(), 7), (NOW.as_millis(), NOW.as_millis() + 1)]);
        let known = work.professionals().await.unwrap();
        assert_eq!(known.iter().map(|(_, one)| one.name.full()).collect::<Vec<_>>(), ["Maëlle Alizé", "Zoé Alizé"]);
    }

    macro_rules! on_both_engines {
        ($($name:ident),* $(,)?) => {
            mod sqlite { $(#[tokio::test] async fn $name() { super::$name(super::Engine::Sqlite).await; })* }
            mod postgres { $(#[tokio::test] async fn $name() { super::$name(super::Engine::Postgres).await; })* }
        };
    }

    on_both_engines!(another_way_of_hashing_a_line_updates_nobody);
}
