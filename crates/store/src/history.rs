//! The activity history: one chain of lines per profile. A line is sealed; its hash covers the
//! ciphertext and the hash before it, so the chain can be verified without any key, and stays whole
//! when a key is destroyed. The database itself refuses to change or delete a line.

use domain::history::{Act, Audience, Line};
use domain::id::{HistoryLineId, ProfileId};
use domain::time::{Span, Timestamp};
use sha2::{Digest, Sha256};
use sqlx::QueryBuilder;

use crate::access::{Capability, Lends, ProfileAccess, ReadHistory};
use crate::accounts::AccountRef;
use crate::record::{RecordAccess, RecordActor};
use crate::seal::DataKey;
use crate::sessions::Caller;
use crate::{StoreError, UnitOfWork, execute, id_bytes, on, random};

/// A line as it was recorded.
#[derive(Clone, Debug)]
pub struct StoredLine {
    /// Its identifier.
    pub id: HistoryLineId,
    /// When.
    pub at: Timestamp,
    /// What, and by whom.
    pub line: Line,
}

/// A place where a profile's chain does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainFault {
    /// Whose history.
    pub profile: ProfileId,
    /// The number of the line, from 1.
    pub seq: i64,
    /// What is wrong there.
    pub what: &'static str,
}

pub(crate) const COLUMN: &str = "history.line";
const ADVANCE_HEAD: &str = "
    INSERT INTO history_heads (profile_id, seq, hash) VALUES ($1, 1, $2)
    ON CONFLICT (profile_id) DO UPDATE SET seq = history_heads.seq + 1
    RETURNING seq, hash";
/// How far apart the clocks of processes may be. A line that is farther ahead was written by one that was wrong.
const SKEW: Span = Span::minutes(5);
const WRITTEN_AT: &str = "SELECT at FROM history WHERE profile_id = $1 AND seq = $2";
const APPEND: &str = "
    INSERT INTO history (profile_id, seq, id, at, line_sealed, previous, hash, secret, visible_from)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const APPEND_FIRST: &str = "INSERT INTO history (profile_id, seq, id, at, line_sealed, previous, hash) ";
const SET_FIRST_HEADS: &str = "INSERT INTO history_heads (profile_id, seq, hash) ";
const SET_HEAD: &str = "UPDATE history_heads SET hash = $2 WHERE profile_id = $1";
// In each, $3 is 1 for whoever reads what a minor keeps from their representatives, and $4 is now.
const NEWEST: &str = "
    SELECT id, at, line_sealed FROM history
    WHERE profile_id = $1 AND secret <= $3 AND (visible_from IS NULL OR visible_from <= $4)
    ORDER BY seq DESC LIMIT $2";
const OLDER: &str = "
    SELECT id, at, line_sealed FROM history
    WHERE profile_id = $1 AND secret <= $3 AND (visible_from IS NULL OR visible_from <= $4)
      AND seq < (SELECT seq FROM history WHERE profile_id = $1 AND id = $5)
    ORDER BY seq DESC LIMIT $2";
const COUNT_OLDER: &str = "
    SELECT COUNT(*) FROM (
        SELECT seq FROM history
        WHERE profile_id = $1 AND secret <= $3 AND (visible_from IS NULL OR visible_from <= $4)
          AND seq < (SELECT seq FROM history WHERE profile_id = $1 AND id = $5)
        ORDER BY seq DESC LIMIT $2) AS older";
const HEADS: &str = "
    SELECT p.id, h.seq, h.hash FROM profiles p LEFT JOIN history_heads h ON h.profile_id = p.id AND h.profile_id > $1
    WHERE p.id > $1 ORDER BY p.id LIMIT 200";
const CHAIN: &str = "
    SELECT seq, id, at, line_sealed, previous, hash, secret, visible_from FROM history
    WHERE profile_id = $1 AND seq > $2 ORDER BY seq LIMIT 500";
const CONSULT: &str = "
    INSERT INTO consultations (session_hash, profile_id, part) VALUES ($1, $2, $3)
    ON CONFLICT (session_hash, profile_id, part) DO NOTHING";

/// What a chain begins with.
const BEGINNING: [u8; 32] = [0; 32];

#[derive(sqlx::FromRow)]
struct ChainRow {
    seq: i64,
    id: Vec<u8>,
    at: i64,
    line_sealed: Vec<u8>,
    previous: Vec<u8>,
    hash: Vec<u8>,
    secret: i64,
    visible_from: Option<i64>,
}

/// A profile, and the head of its chain if it has one.
#[derive(sqlx::FromRow)]
struct HeadRow {
    id: Vec<u8>,
    seq: Option<i64>,
    hash: Option<Vec<u8>>,
}

/// The first line of a new profile's history, sealed.
pub(crate) struct FirstLine {
    profile: ProfileId,
    id: [u8; 16],
    at: Timestamp,
    sealed: Vec<u8>,
    hash: [u8; 32],
}

impl FirstLine {
    /// An act that nobody did who is signed in.
    pub(crate) fn new(key: &DataKey, profile: ProfileId, act: Act, at: Timestamp) -> Result<Self, StoreError> {
        let id: [u8; 16] = random::bytes()?;
        let sealed = key.seal(COLUMN, &id, &Line::new(act, None))?;
        let hash = line_hash(profile.as_bytes(), 1, &id, at.as_millis(), &sealed, &BEGINNING, (0, None));
        Ok(Self { profile, id, at, sealed, hash })
    }
}

impl UnitOfWork {
    /// Begins the histories of profiles that were added in this unit of work: none has a head yet, so none
    /// has to be locked.
    pub(crate) async fn append_first_lines<'a>(
        &mut self,
        lines: impl Iterator<Item = &'a FirstLine> + Clone,
    ) -> Result<(), StoreError> {
        on!(self, conn => async {
            let mut query = QueryBuilder::new(APPEND_FIRST);
            query.push_values(lines.clone(), |mut row, line| {
                row.push_bind(&line.profile.as_bytes()[..])
                    .push_bind(1_i64)
                    .push_bind(&line.id[..])
                    .push_bind(line.at.as_millis())
                    .push_bind(line.sealed.as_slice())
                    .push_bind(&BEGINNING[..])
                    .push_bind(&line.hash[..]);
            });
            query.build().execute(&mut *conn).await?;
            let mut query = QueryBuilder::new(SET_FIRST_HEADS);
            query.push_values(lines, |mut row, line| {
                row.push_bind(&line.profile.as_bytes()[..]).push_bind(1_i64).push_bind(&line.hash[..]);
            });
            query.build().execute(conn).await.map(|_| ())
        })?;
        Ok(())
    }

    /// Records an act on the profile of the account that acts, or that someone acted on.
    pub async fn record_own(
        &mut self,
        account: AccountRef,
        act: Act,
        actor: Option<AccountRef>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.append(account.profile(), Line::new(act, actor.map(|actor| actor.profile())), now).await
    }

    /// Records an act on a profile, by whoever has access to it.
    pub async fn record<C: Capability>(
        &mut self,
        access: &ProfileAccess<C>,
        act: Act,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.append(access.profile(), Line::new(act, Some(access.actor().profile())), now).await
    }

    /// Records an act of the service itself, or of the insurer's, on a profile.
    pub async fn record_of_service(&mut self, profile: ProfileId, act: Act, now: Timestamp) -> Result<(), StoreError> {
        self.append(profile, Line::new(act, None), now).await
    }

    /// Notes that this session has consulted a part of another's profile; whether it is for the first
    /// time.
    pub async fn first_consultation<C: Capability>(
        &mut self,
        caller: &Caller,
        access: &ProfileAccess<C>,
        part: domain::history::Part,
    ) -> Result<bool, StoreError> {
        self.first_look(caller, access.profile(), part.name()).await
    }

    pub(crate) async fn first_look(
        &mut self,
        caller: &Caller,
        profile: ProfileId,
        what: &str,
    ) -> Result<bool, StoreError> {
        let (session, profile) = (self.session_name(caller.session()), &profile.as_bytes()[..]);
        Ok(execute!(self, CONSULT, &session[..], profile, what)? == 1)
    }

    /// Records what was done on a record: by whom the access says, and about what the line says.
    pub async fn record_act<C: Capability>(
        &mut self,
        access: &RecordAccess<C>,
        line: Line,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let line = match access.actor() {
            RecordActor::Citizen(account) => Line { actor: Some(account.profile()), professional: None, ..line },
            RecordActor::Professional(professional) => Line { actor: None, professional: Some(professional), ..line },
        };
        self.append(access.profile(), line, now).await
    }

    pub(crate) async fn append(&mut self, profile: ProfileId, line: Line, now: Timestamp) -> Result<(), StoreError> {
        let key = self.data_key(profile).await?;
        let id: [u8; 16] = random::bytes()?;
        let sealed = key.seal(COLUMN, &id, &line)?;
        let owner = profile.as_bytes();
        // This write locks the head: two lines of one profile are never chained to the same one.
        let (seq, previous): (i64, Vec<u8>) = on!(self, conn => sqlx::query_as(ADVANCE_HEAD)
            .bind(&owner[..]).bind(&BEGINNING[..]).fetch_one(conn))?;
        // Whoever came first and waited for the lock, or whose clock is a little behind, is not earlier than the line before.
        let before: Option<(i64,)> =
            on!(self, conn => sqlx::query_as(WRITTEN_AT).bind(&owner[..]).bind(seq - 1).fetch_optional(conn))?;
        let now = now.as_millis();
        let at = before.map_or(now, |(at,)| if at - now > SKEW.as_millis() { now } else { at.max(now) });
        let Audience { is_secret, visible_from } = line.audience;
        let (secret, visible_from) = (i64::from(is_secret), visible_from.map(Timestamp::as_millis));
        let hash = line_hash(owner, seq, &id, at, &sealed, &previous, (secret, visible_from));
        execute!(
            self,
            APPEND,
            &owner[..],
            seq,
            &id[..],
            at,
            sealed.as_slice(),
            previous.as_slice(),
            &hash[..],
            secret,
            visible_from
        )?;
        execute!(self, SET_HEAD, &owner[..], &hash[..])?;
        Ok(())
    }

    /// Up to `limit` lines that whoever has this access reads now, newest first, from the line before `after` on. An `after` of
    /// another profile gives none.
    pub async fn history(
        &mut self,
        access: &ProfileAccess<impl Lends<ReadHistory>>,
        after: Option<HistoryLineId>,
        limit: u32,
        now: Timestamp,
    ) -> Result<Vec<StoredLine>, StoreError> {
        let (profile, secrets) = (access.profile(), access.reads_secrets());
        let (owner, limit) = (&profile.as_bytes()[..], i64::from(limit));
        let rows: Vec<(Vec<u8>, i64, Vec<u8>)> = match after {
            None => on!(self, conn => sqlx::query_as(NEWEST)
                .bind(owner).bind(limit).bind(i64::from(secrets)).bind(now.as_millis()).fetch_all(conn))?,
            Some(after) => on!(self, conn => sqlx::query_as(OLDER).bind(owner).bind(limit)
                .bind(i64::from(secrets)).bind(now.as_millis()).bind(&after.as_bytes()[..]).fetch_all(conn))?,
        };
        let key = self.data_key(profile).await?;
        let mut lines = Vec::with_capacity(rows.len());
        for (id, at, sealed) in rows {
            let line: Line = key.open(COLUMN, &id, &sealed)?;
            // What is sealed counts, whatever the columns say by which lines are found.
            let Audience { is_secret, visible_from } = line.audience;
            if is_secret <= secrets && visible_from.is_none_or(|from| from <= now) {
                let id = HistoryLineId::from_bytes(id_bytes(&id)?);
                lines.push(StoredLine { id, at: Timestamp::from_millis(at), line });
            }
        }
        Ok(lines)
    }

    /// How many lines come after that one, as [`history`](Self::history) shows them; no more than `limit` are counted.
    pub async fn count_older(
        &mut self,
        access: &ProfileAccess<impl Lends<ReadHistory>>,
        after: HistoryLineId,
        limit: u32,
        now: Timestamp,
    ) -> Result<u32, StoreError> {
        let (count,): (i64,) = on!(self, conn => sqlx::query_as(COUNT_OLDER)
            .bind(&access.profile().as_bytes()[..]).bind(i64::from(limit)).bind(i64::from(access.reads_secrets()))
            .bind(now.as_millis()).bind(&after.as_bytes()[..]).fetch_one(conn))?;
        u32::try_from(count).map_err(|_| StoreError::Corrupt("count of lines"))
    }

    /// Verifies every profile's chain: how many lines hold, and where it breaks first.
    ///
    /// # Errors
    /// [`StoreError`] when the database cannot be read; a broken chain is not an error of it.
    pub async fn verify_history(&mut self) -> Result<(u64, Vec<ChainFault>), StoreError> {
        let mut lines = 0;
        let mut faults = Vec::new();
        let mut from = Vec::new();
        loop {
            let heads: Vec<HeadRow> = on!(self, conn => sqlx::query_as(HEADS).bind(from.as_slice()).fetch_all(conn))?;
            let Some(last) = heads.last() else { return Ok((lines, faults)) };
            from.clone_from(&last.id);
            for HeadRow { id: profile, seq, hash } in heads {
                match self.verify_chain(&profile, seq.unwrap_or(0), hash.as_deref().unwrap_or(&BEGINNING)).await? {
                    Ok(count) => lines += count,
                    Err((seq, what)) => {
                        let profile = ProfileId::from_bytes(id_bytes(&profile)?);
                        faults.push(ChainFault { profile, seq, what });
                    }
                }
            }
        }
    }

    async fn verify_chain(
        &mut self,
        profile: &[u8],
        head_seq: i64,
        head_hash: &[u8],
    ) -> Result<Result<u64, (i64, &'static str)>, StoreError> {
        let mut expected_seq = 0;
        let mut expected_previous = BEGINNING.to_vec();
        loop {
            let rows: Vec<ChainRow> =
                on!(self, conn => sqlx::query_as(CHAIN).bind(profile).bind(expected_seq).fetch_all(conn))?;
            if rows.is_empty() {
                return Ok(if expected_seq != head_seq {
                    Err((expected_seq + 1, "lines are missing at the end"))
                } else if expected_previous != head_hash {
                    Err((expected_seq, "the last line is not the one that was recorded last"))
                } else {
                    Ok(u64::try_from(expected_seq).unwrap_or_default())
                });
            }
            for row in rows {
                expected_seq += 1;
                let audience = (row.secret, row.visible_from);
                let hash = line_hash(profile, row.seq, &row.id, row.at, &row.line_sealed, &row.previous, audience);
                if row.seq != expected_seq {
                    return Ok(Err((expected_seq, "a line is missing")));
                }
                if row.previous != expected_previous {
                    return Ok(Err((expected_seq, "the line does not follow the one before")));
                }
                if row.hash != hash {
                    return Ok(Err((expected_seq, "the line was altered")));
                }
                expected_previous = row.hash;
            }
        }
    }
}

/// What a line's hash covers: all of its row. Who reads it, by the columns `secret` and `visible_from`, is left out where everybody
/// does: lines were written before there were such columns.
fn line_hash(
    profile: &[u8],
    seq: i64,
    id: &[u8],
    at: i64,
    sealed: &[u8],
    previous: &[u8],
    audience: (i64, Option<i64>),
) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(b"mon-espace-sante/history/1");
    let mut add = |part: &[u8]| {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    };
    for part in [profile, &seq.to_be_bytes(), id, &at.to_be_bytes(), sealed, previous] {
        add(part);
    }
    if let (secret, visible_from @ Some(_)) | (secret @ 1.., visible_from @ None) = audience {
        add(&secret.to_be_bytes());
        add(&visible_from.unwrap_or(i64::MIN).to_be_bytes());
    }
    hasher.finalize().into()
}
