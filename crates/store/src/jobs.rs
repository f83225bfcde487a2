//! The outbox: work that a transaction asks for and that is done after it, at least once.
//!
//! Whoever takes work on sets the instant forward at which it is due, in one statement: several processes never have the
//! same piece at once, and what one that died had taken on is due again by itself.

use domain::id::{JobId, ProfileId};
use domain::named;
use domain::time::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Engine, StoreError, UnitOfWork, execute, id_bytes, on, random};

named! {
    /// What kind of work.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum JobKind {
        /// Send an e-mail.
        Email => "email",
        /// Send an SMS.
        Sms => "sms",
        /// Prepare the file with everything that a profile holds.
        Export => "export",
    }
}

/// What goes before what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// A code that somebody waits for before a page.
    Code,
    /// News of what was just done.
    Pressing,
    /// One of very many.
    Campaign,
}

impl Urgency {
    /// The most urgent first.
    pub const ALL: [Self; 3] = [Self::Code, Self::Pressing, Self::Campaign];

    const fn rank(self) -> i64 {
        match self {
            Self::Code => 0,
            Self::Pressing => 1,
            Self::Campaign => 2,
        }
    }
}

/// How work is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// What it goes before.
    pub urgency: Urgency,
    /// Until when it is worth doing.
    pub useful_until: Timestamp,
    /// Whose provisional code it brings, made at the same instant.
    pub brings_code_of: Option<ProfileId>,
}

/// A piece of work that this process has taken on.
#[derive(Debug)]
pub struct Job<P> {
    /// Its identifier: the same at every try.
    pub id: JobId,
    /// What to do.
    pub payload: P,
    /// How.
    pub terms: Terms,
    /// How many times it was taken on, this one included.
    pub attempts: u32,
    /// When it was asked for.
    pub created_at: Timestamp,
}

/// A piece of work that was kept after it was done, for demonstration mode's page.
#[derive(Debug)]
pub struct KeptJob<P> {
    /// What kind.
    pub kind: JobKind,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// What was to do.
    pub payload: P,
}

/// Takes work on. On PostgreSQL what another process is just taking on is passed over; SQLite has one writer.
macro_rules! lease {
    ($passing_over:literal) => {
        concat!(
            "WITH due AS MATERIALIZED (
                 SELECT id FROM jobs
                 WHERE kind = $1 AND urgency = $2 AND run_at <= $3 AND finished_at IS NULL AND failed_at IS NULL
                 ORDER BY run_at, id LIMIT $4 ",
            $passing_over,
            ")
             UPDATE jobs SET run_at = $5, attempts = attempts + 1 FROM due WHERE jobs.id = due.id
             RETURNING jobs.id AS id, payload_sealed, attempts, created_at, useful_until, brings_code_of"
        )
    };
}

const COLUMN: &str = "jobs.payload";
const ENQUEUE: &str = "
    INSERT INTO jobs (id, kind, payload_sealed, created_at, run_at, attempts, urgency, useful_until, brings_code_of)
    VALUES ($1, $2, $3, $4, $4, 0, $5, $6, $7)";
const LEASE_ON_SQLITE: &str = lease!("");
const LEASE_ON_POSTGRES: &str = lease!("FOR UPDATE SKIP LOCKED");
// Every urgency is named, so that the index leads to the instants.
const DUE: &str = "
    SELECT COUNT(*) FROM (
        SELECT 1 FROM jobs
        WHERE kind = $1 AND urgency IN (0, 1, 2) AND run_at <= $2 AND finished_at IS NULL AND failed_at IS NULL LIMIT 1
    ) AS due";
const FINISH: &str = "
    UPDATE jobs SET finished_at = $2, payload_sealed = NULL, brings_code_of = NULL
    WHERE id = $1 AND finished_at IS NULL AND failed_at IS NULL";
const FINISH_KEEPING: &str = "
    UPDATE jobs SET finished_at = $2, brings_code_of = NULL WHERE id = $1 AND finished_at IS NULL AND failed_at IS NULL";
// The number of the try tells whether it is still this one: a lease may have run out, and another process be at it.
const RETRY: &str =
    "UPDATE jobs SET run_at = $3 WHERE id = $1 AND attempts = $2 AND finished_at IS NULL AND failed_at IS NULL";
const FAIL: &str = "
    UPDATE jobs SET failed_at = $3, payload_sealed = NULL, brings_code_of = NULL
    WHERE id = $1 AND attempts = $2 AND finished_at IS NULL AND failed_at IS NULL";
const KEPT: &str = "
    SELECT id, kind, created_at, payload_sealed FROM jobs
    WHERE payload_sealed IS NOT NULL AND kind <> 'export' ORDER BY created_at DESC, id DESC LIMIT 50";
const WAITING: &str = "SELECT COUNT(*) FROM jobs WHERE finished_at IS NULL AND failed_at IS NULL";
const FORGET: &str = "DELETE FROM jobs WHERE created_at < $1 AND (finished_at IS NOT NULL OR failed_at IS NOT NULL)";

#[derive(sqlx::FromRow)]
struct JobRow {
    id: Vec<u8>,
    payload_sealed: Option<Vec<u8>>,
    attempts: i64,
    created_at: i64,
    useful_until: i64,
    brings_code_of: Option<Vec<u8>>,
}

impl UnitOfWork {
    /// Asks for work; it is done once this unit of work is committed.
    pub async fn enqueue<P: Serialize>(
        &mut self,
        kind: JobKind,
        payload: &P,
        terms: Terms,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let id: [u8; 16] = random::bytes()?;
        let sealed = self.service_key().await?.seal(COLUMN, &id, payload)?;
        let brings_code_of = terms.brings_code_of.map(|profile| profile.as_bytes().to_vec());
        execute!(
            self,
            ENQUEUE,
            &id[..],
            kind.name(),
            sealed.as_slice(),
            now.as_millis(),
            terms.urgency.rank(),
            terms.useful_until.as_millis(),
            brings_code_of.as_deref(),
        )?;
        self.enqueued.push(kind);
        Ok(())
    }

    /// Whether work of that kind is due that nobody is at: to be asked before [`lease_jobs`](Self::lease_jobs), which writes.
    pub async fn work_is_due(&mut self, kind: JobKind, now: Timestamp) -> Result<bool, StoreError> {
        let (due,): (i64,) =
            on!(self, conn => sqlx::query_as(DUE).bind(kind.name()).bind(now.as_millis()).fetch_one(conn))?;
        Ok(due > 0)
    }

    /// Takes on up to `most` pieces of work that are due and that nobody is at, the oldest first, until `until`: whoever
    /// dies meanwhile lets go of them.
    pub async fn lease_jobs<P: DeserializeOwned>(
        &mut self,
        kind: JobKind,
        urgency: Urgency,
        most: usize,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<Job<P>>, StoreError> {
        if most == 0 {
            return Ok(Vec::new());
        }
        let sql = match self.transaction {
            Engine::Sqlite(_) => LEASE_ON_SQLITE,
            Engine::Postgres(_) => LEASE_ON_POSTGRES,
        };
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let rows: Vec<JobRow> = on!(self, conn => sqlx::query_as(sql).bind(kind.name()).bind(urgency.rank())
            .bind(now.as_millis()).bind(most).bind(until.as_millis()).fetch_all(conn))?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let key = self.service_key().await?;
        let mut jobs = Vec::with_capacity(rows.len());
        for row in rows {
            let id = JobId::from_bytes(id_bytes(&row.id)?);
            let brings_code_of = row.brings_code_of.as_deref().map(id_bytes).transpose()?.map(ProfileId::from_bytes);
            let attempts = u32::try_from(row.attempts).unwrap_or(u32::MAX);
            let sealed = row.payload_sealed.ok_or(StoreError::Corrupt(COLUMN));
            match sealed.and_then(|sealed| key.open(COLUMN, &row.id, &sealed)) {
                Ok(payload) => jobs.push(Job {
                    id,
                    payload,
                    terms: Terms { urgency, useful_until: Timestamp::from_millis(row.useful_until), brings_code_of },
                    attempts,
                    created_at: Timestamp::from_millis(row.created_at),
                }),
                Err(error) => {
                    // Left where it is, it would stand in the way of all that follow.
                    tracing::error!(job = %id, %error, "a job that cannot be read is given up");
                    execute!(self, FAIL, &row.id, row.attempts, now.as_millis())?;
                }
            }
        }
        Ok(jobs)
    }

    /// The work is done; whether nobody had said so before. What it said is forgotten, unless it is kept for
    /// demonstration.
    pub async fn finish_job(&mut self, job: JobId, keep: bool, now: Timestamp) -> Result<bool, StoreError> {
        let sql = if keep { FINISH_KEEPING } else { FINISH };
        Ok(execute!(self, sql, &job.as_bytes()[..], now.as_millis())? == 1)
    }

    /// The work is not done: to be tried again at `at`, or, before that, to be held until then by whoever is at it.
    pub async fn retry_job<P: Sync>(&mut self, job: &Job<P>, at: Timestamp) -> Result<(), StoreError> {
        execute!(self, RETRY, &job.id.as_bytes()[..], i64::from(job.attempts), at.as_millis())?;
        Ok(())
    }

    /// The work cannot be done, or is not worth doing any more: it is given up, unless another process is at it by now or
    /// has done it. Whether it was.
    pub async fn fail_job<P: Sync>(&mut self, job: &Job<P>, now: Timestamp) -> Result<bool, StoreError> {
        Ok(execute!(self, FAIL, &job.id.as_bytes()[..], i64::from(job.attempts), now.as_millis())? == 1)
    }

    /// How much work is neither done nor given up.
    pub async fn waiting_jobs(&mut self) -> Result<i64, StoreError> {
        let (count,): (i64,) = on!(self, conn => sqlx::query_as(WAITING).fetch_one(conn))?;
        Ok(count)
    }

    /// The last 50 messages that were kept or are still to be sent, newest first.
    ///
    /// # Errors
    /// [`StoreError::NotAllowed`] outside demonstration mode.
    pub async fn kept_jobs<P: DeserializeOwned>(&mut self) -> Result<Vec<KeptJob<P>>, StoreError> {
        if !self.is_demonstration().await? {
            return Err(StoreError::NotAllowed("messages can be read back in demonstration mode only"));
        }
        let key = self.service_key().await?;
        let rows: Vec<(Vec<u8>, String, i64, Vec<u8>)> = on!(self, conn => sqlx::query_as(KEPT).fetch_all(conn))?;
        rows.into_iter()
            .map(|(id, kind, created_at, sealed)| {
                Ok(KeptJob {
                    kind: JobKind::of_name(&kind).ok_or(StoreError::Corrupt("job kind"))?,
                    created_at: Timestamp::from_millis(created_at),
                    payload: key.open(COLUMN, &id, &sealed)?,
                })
            })
            .collect()
    }

    /// Deletes the finished work that was asked for before `limit`.
    pub async fn forget_jobs(&mut self, limit: Timestamp) -> Result<u64, StoreError> {
        Ok(execute!(self, FORGET, limit.as_millis())?)
    }
}
