//! Letters that bring a provisional code. Each is made together with its code, then gets a place in a numbered batch
//! for good, then stands in that batch's file; what it says is kept, sealed, until then.

use domain::id::{LetterId, ProfileId};
use domain::provisional_code::ProvisionalCode;
use domain::time::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::QueryBuilder;

use crate::seal::WrappedKey;
use crate::{StoreError, UnitOfWork, execute, id_bytes, on, random};

/// A process that writes batches into files, for as long as it runs: 128 random bits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Holder([u8; 16]);

impl Holder {
    /// A new one.
    ///
    /// # Errors
    /// [`StoreError::Randomness`].
    pub fn new() -> Result<Self, StoreError> {
        Ok(Self(random::bytes()?))
    }

    /// The bits.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

/// A letter with a place in a batch.
pub struct PlacedLetter<L> {
    /// The letter's own name.
    pub id: LetterId,
    /// The profile that it is about.
    pub profile: ProfileId,
    /// What it says.
    pub letter: L,
}
/// What a letter says is asked for that is in its file already.
const WRITTEN: StoreError = StoreError::Corrupt("a letter that is written");

/// How many rows one statement changes: SQLite takes 32,766 values.
const ROWS: usize = 1000;

const COLUMN: &str = "letters.letter";
const ADD: &str = "INSERT INTO letters (id, profile_id, letter_sealed, made_at, notice) VALUES ($1, $2, $3, $4, $5)";
const TO_SORT: &str = "
    SELECT l.id, l.profile_id, l.letter_sealed, k.keyring_key, k.wrapped
    FROM letters l JOIN data_keys k ON k.id = l.profile_id
    WHERE l.batch IS NULL AND l.letter_sealed IS NOT NULL AND k.keyring_key <> '' AND l.id > $1 ORDER BY l.id LIMIT 500";
const OF_BATCH: &str = "
    SELECT l.id, l.profile_id, l.letter_sealed, k.keyring_key, k.wrapped
    FROM letters l JOIN data_keys k ON k.id = l.profile_id
    WHERE l.batch = $1 AND k.keyring_key <> '' ORDER BY l.place";
// A letter and its code are made at the same instant; a code that is newer is in another letter, or was sent.
const DROP_IDLE: &str = "
    DELETE FROM letters WHERE batch IS NULL AND letter_sealed IS NOT NULL AND (NOT EXISTS (
        SELECT 1 FROM provisional_codes c
        WHERE c.profile_id = letters.profile_id AND c.made_at = letters.made_at AND c.used_at IS NULL
          AND c.expires_at > $1 AND c.tries < $2)
      OR EXISTS (SELECT 1 FROM data_keys k WHERE k.id = letters.profile_id AND k.keyring_key = ''))";
const WAITING: &str = "
    SELECT l.id, l.profile_id, l.letter_sealed, l.made_at, k.keyring_key, k.wrapped
    FROM letters l JOIN data_keys k ON k.id = l.profile_id
         JOIN provisional_codes c ON c.profile_id = l.profile_id AND c.made_at = l.made_at
    WHERE l.letter_sealed IS NOT NULL AND k.keyring_key <> '' ORDER BY l.made_at DESC, l.id LIMIT 50";
const LAST_TO: &str = "SELECT MAX(made_at) FROM letters WHERE profile_id = $1";
const LAST_BATCH: &str = "SELECT COALESCE(MAX(number), 0) FROM letter_batches";
const ADD_BATCH: &str = "INSERT INTO letter_batches (number) VALUES ($1) ON CONFLICT (number) DO NOTHING";
const PLACES: &str = "WITH sorted (letter, batch, place) AS (";
const SET_PLACES: &str = "
    ) UPDATE letters SET batch = sorted.batch, place = sorted.place FROM sorted
    WHERE letters.id = sorted.letter AND letters.batch IS NULL AND letters.letter_sealed IS NOT NULL";
// The condition is repeated outside: on PostgreSQL a second process waits for the first one's row,
// and then finds it taken.
const LEASE: &str = "
    UPDATE letter_batches SET holder = $1, leased_until = $3
    WHERE number = (SELECT number FROM letter_batches
                    WHERE written_at IS NULL AND (leased_until IS NULL OR leased_until <= $2)
                    ORDER BY number LIMIT 1)
      AND written_at IS NULL AND (leased_until IS NULL OR leased_until <= $2)
    RETURNING number";
const RENEW: &str =
    "UPDATE letter_batches SET leased_until = $3 WHERE number = $1 AND holder = $2 AND written_at IS NULL";
const RELEASE: &str =
    "UPDATE letter_batches SET leased_until = NULL WHERE number = $1 AND holder = $2 AND written_at IS NULL";
const FINISH: &str = "
    UPDATE letter_batches SET written_at = $3, leased_until = NULL
    WHERE number = $1 AND holder = $2 AND written_at IS NULL";
// From the day on that the letters say.
const BEGIN_OPPOSITIONS: &str = "
    UPDATE insured SET notified_at = (
        SELECT MIN(l.made_at) FROM letters l WHERE l.batch = $1 AND l.profile_id = insured.profile_id AND l.notice = 1)
    WHERE notified_at IS NULL AND profile_id IN (SELECT profile_id FROM letters WHERE batch = $1 AND notice = 1)";
// Its place as well: letters are sorted by where they go, so neighbours would tell where somebody lives.
const FORGET: &str = "UPDATE letters SET letter_sealed = NULL, batch = NULL, place = NULL WHERE batch = $1";
const IS_WRITTEN: &str = "SELECT COUNT(*) FROM letter_batches WHERE number = $1 AND written_at IS NOT NULL";
const DROP: &str = "DELETE FROM letters WHERE id = $1 RETURNING profile_id, made_at";
// Letter, code and, for whoever was not written to before, the first notice bear the same instant.
const DROP_CODE: &str = "DELETE FROM provisional_codes WHERE profile_id = $1 AND made_at = $2 AND used_at IS NULL";
const UNDO_NOTICE: &str =
    "UPDATE insured SET notified_at = NULL WHERE profile_id = $1 AND notified_at = $2 AND space_created_at IS NULL";
const UNWRITTEN: &str = "SELECT COUNT(*) FROM letter_batches WHERE written_at IS NULL";

#[derive(sqlx::FromRow)]
struct LetterRow {
    id: Vec<u8>,
    profile_id: Vec<u8>,
    letter_sealed: Option<Vec<u8>>,
    keyring_key: String,
    wrapped: Vec<u8>,
}

#[derive(sqlx::FromRow)]
struct WaitingRow {
    made_at: i64,
    #[sqlx(flatten)]
    letter: LetterRow,
}

impl UnitOfWork {
    /// Keeps a letter about a person until it is written. With one that is a `notice` the time to oppose begins, unless it
    /// has begun before.
    pub async fn add_letter<L: Serialize>(
        &mut self,
        profile: ProfileId,
        letter: &L,
        notice: bool,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let id: [u8; 16] = random::bytes()?;
        let sealed = self.data_key(profile).await?.seal(COLUMN, &id, letter)?;
        execute!(self, ADD, &id[..], &profile.as_bytes()[..], sealed.as_slice(), now.as_millis(), i64::from(notice))?;
        Ok(())
    }

    /// When the last letter about a person was made.
    pub async fn last_letter_to(&mut self, profile: ProfileId) -> Result<Option<Timestamp>, StoreError> {
        let (made_at,): (Option<i64>,) =
            on!(self, conn => sqlx::query_as(LAST_TO).bind(&profile.as_bytes()[..]).fetch_one(conn))?;
        Ok(made_at.map(Timestamp::from_millis))
    }

    /// Drops the letters without a place whose code cannot be used any more: it is too old, it was used, retired or worn out,
    /// or another has taken its place. How many.
    pub async fn drop_idle_letters(&mut self, now: Timestamp) -> Result<u64, StoreError> {
        Ok(execute!(self, DROP_IDLE, now.as_millis(), i64::from(ProvisionalCode::TRIES))?)
    }

    /// The last 50 letters that are not printed yet, with a code that no other has replaced, and when each was made, newest first.
    ///
    /// # Errors
    /// [`StoreError::NotAllowed`] outside demonstration mode.
    pub async fn waiting_letters<L: DeserializeOwned>(&mut self) -> Result<Vec<(Timestamp, L)>, StoreError> {
        if !self.is_demonstration().await? {
            return Err(StoreError::NotAllowed("letters can be read back in demonstration mode only"));
        }
        let rows: Vec<WaitingRow> = on!(self, conn => sqlx::query_as(WAITING).fetch_all(conn))?;
        rows.iter().map(|row| Ok((Timestamp::from_millis(row.made_at), self.opened(&row.letter)?))).collect()
    }

    /// Up to 500 letters that have no place yet, from the one after `after` on, in the order of their ids.
    pub async fn letters_to_sort<L: DeserializeOwned>(
        &mut self,
        after: Option<LetterId>,
    ) -> Result<Vec<(LetterId, L)>, StoreError> {
        let after = after.map_or(Vec::new(), |letter| letter.as_bytes().to_vec());
        let rows: Vec<LetterRow> = on!(self, conn => sqlx::query_as(TO_SORT).bind(after.as_slice()).fetch_all(conn))?;
        rows.iter().map(|row| Ok((LetterId::from_bytes(id_bytes(&row.id)?), self.opened(row)?))).collect()
    }

    /// Gives letters their places, in this order, in new batches of `size`; `None` when another process was faster
    /// with any of them: then this unit of work must not be committed.
    pub async fn sort_letters(&mut self, letters: &[LetterId], size: usize) -> Result<Option<u32>, StoreError> {
        let (last,): (i64,) = on!(self, conn => sqlx::query_as(LAST_BATCH).fetch_one(conn))?;
        let mut batches = 0;
        // The numbers first: whoever comes second waits here, and then finds them taken.
        for (number, _) in (last + 1..).zip(letters.chunks(size)) {
            if execute!(self, ADD_BATCH, number)? == 0 {
                return Ok(None);
            }
            batches += 1;
        }
        let places: Vec<(&LetterId, i64, i64)> = (last + 1..)
            .zip(letters.chunks(size))
            .flat_map(|(number, some)| (1..).zip(some).map(move |(place, letter)| (letter, number, place)))
            .collect();
        for some in places.chunks(ROWS) {
            let changed = on!(self, conn => async {
                let mut query = QueryBuilder::new(PLACES);
                query.push_values(some, |mut row, (letter, batch, place)| {
                    row.push_bind(&letter.as_bytes()[..]).push_bind(*batch).push_bind(*place);
                });
                query.push(SET_PLACES).build().execute(conn).await.map(|done| done.rows_affected())
            })?;
            if changed != some.len() as u64 {
                return Ok(None);
            }
        }
        Ok(Some(batches))
    }

    /// Takes on the first batch without a file that nobody is writing, until `until`; its number. Whoever dies
    /// meanwhile lets go of it.
    pub async fn lease_letter_batch(
        &mut self,
        holder: Holder,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<u32>, StoreError> {
        let row: Option<(i64,)> = on!(self, conn => sqlx::query_as(LEASE)
            .bind(&holder.0[..]).bind(now.as_millis()).bind(until.as_millis()).fetch_optional(conn))?;
        row.map(|(number,)| u32::try_from(number).map_err(|_| StoreError::Corrupt("batch"))).transpose()
    }

    /// Holds a batch until a later time; whether it is still this holder's.
    pub async fn renew_letter_batch(
        &mut self,
        batch: u32,
        holder: Holder,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        Ok(execute!(self, RENEW, i64::from(batch), &holder.0[..], until.as_millis())? == 1)
    }

    /// Lets go of a batch that could not be written.
    pub async fn release_letter_batch(&mut self, batch: u32, holder: Holder) -> Result<(), StoreError> {
        execute!(self, RELEASE, i64::from(batch), &holder.0[..])?;
        Ok(())
    }

    /// The letters of a batch, in their order.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when the batch is written: then what they say is forgotten.
    pub async fn letters_of_batch<L: DeserializeOwned>(
        &mut self,
        batch: u32,
    ) -> Result<Vec<PlacedLetter<L>>, StoreError> {
        let rows: Vec<LetterRow> = on!(self, conn => sqlx::query_as(OF_BATCH).bind(i64::from(batch)).fetch_all(conn))?;
        if rows.is_empty() {
            // Its letters are forgotten; or else each was dropped.
            let (written,): (i64,) =
                on!(self, conn => sqlx::query_as(IS_WRITTEN).bind(i64::from(batch)).fetch_one(conn))?;
            if written > 0 {
                return Err(WRITTEN);
            }
        }
        let placed = |row: &LetterRow| {
            let (id, profile) =
                (LetterId::from_bytes(id_bytes(&row.id)?), ProfileId::from_bytes(id_bytes(&row.profile_id)?));
            Ok(PlacedLetter { id, profile, letter: self.opened(row)? })
        };
        rows.iter().map(placed).collect()
    }

    /// Drops a letter that cannot be written, as if it had not been made: its code, which nobody knows, is forgotten, and
    /// the time to oppose that began with it has not begun. Whoever writes to everybody next meets the person again.
    pub async fn drop_letter(&mut self, letter: LetterId) -> Result<(), StoreError> {
        let row: Option<(Vec<u8>, i64)> =
            on!(self, conn => sqlx::query_as(DROP).bind(&letter.as_bytes()[..]).fetch_optional(conn))?;
        if let Some((profile, made_at)) = row {
            execute!(self, DROP_CODE, profile.as_slice(), made_at)?;
            execute!(self, UNDO_NOTICE, profile.as_slice(), made_at)?;
        }
        Ok(())
    }

    /// A batch is written: the time to oppose begins for those to whom its letters tell of it, and what
    /// they say is forgotten, with which of them stood in it where. Whether it was this holder's.
    pub async fn finish_letter_batch(
        &mut self,
        batch: u32,
        holder: Holder,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        if execute!(self, FINISH, i64::from(batch), &holder.0[..], now.as_millis())? == 0 {
            return Ok(false);
        }
        execute!(self, BEGIN_OPPOSITIONS, i64::from(batch))?;
        execute!(self, FORGET, i64::from(batch))?;
        Ok(true)
    }

    /// How many batches have no file yet.
    pub async fn unwritten_letter_batches(&mut self) -> Result<i64, StoreError> {
        let (count,): (i64,) = on!(self, conn => sqlx::query_as(UNWRITTEN).fetch_one(conn))?;
        Ok(count)
    }

    fn opened<L: DeserializeOwned>(&self, row: &LetterRow) -> Result<L, StoreError> {
        let wrapped = WrappedKey { keyring_key: row.keyring_key.clone(), wrapped: row.wrapped.clone() };
        let sealed = row.letter_sealed.as_ref().ok_or(WRITTEN)?;
        self.keyring.unwrap(&row.profile_id, &wrapped)?.open(COLUMN, &row.id, sealed)
    }
}
