//! The outbox: work that a transaction asks for and that is done after it, at least once.

use domain::id::JobId;
use domain::named;
use domain::time::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{StoreError, UnitOfWork, execute, id_bytes, on, random};

named! {
    /// What kind of work.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum JobKind {
        /// Send an e-mail.
        Email => "email",
        /// Send an SMS.
        Sms => "sms",
    }
}

/// A piece of work that this process has taken on.
#[derive(Debug)]
pub struct Job<P> {
    /// Its identifier: the same at every try.
    pub id: JobId,
    /// What kind.
    pub kind: JobKind,
    /// What to do.
    pub payload: P,
    /// How many times it was taken on, this one included.
    pub attempts: u32,
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

const COLUMN: &str = "jobs.payload";
const ENQUEUE: &str =
    "INSERT INTO jobs (id, kind, payload_sealed, created_at, run_at, attempts) VALUES ($1, $2, $3, $4, $4, 0)";
// The condition is repeated outside: on PostgreSQL a second process waits for the first one's row,
// and then finds it taken.
const LEASE: &str = "
    UPDATE jobs SET leased_until = $2, attempts = attempts + 1
    WHERE id = (SELECT id FROM jobs
                WHERE run_at <= $1 AND finished_at IS NULL AND failed_at IS NULL
                  AND (leased_until IS NULL OR leased_until <= $1)
                ORDER BY run_at, id LIMIT 1)
      AND finished_at IS NULL AND (leased_until IS NULL OR leased_until <= $1)
    RETURNING id, kind, payload_sealed, attempts";
const FINISH: &str = "UPDATE jobs SET finished_at = $2, leased_until = NULL, payload_sealed = NULL WHERE id = $1";
const FINISH_KEEPING: &str = "UPDATE jobs SET finished_at = $2, leased_until = NULL WHERE id = $1";
const RETRY: &str = "UPDATE jobs SET run_at = $2, leased_until = NULL WHERE id = $1";
const FAIL: &str = "UPDATE jobs SET failed_at = $2, leased_until = NULL, payload_sealed = NULL WHERE id = $1";
const KEPT: &str = "
    SELECT id, kind, created_at, payload_sealed FROM jobs
    WHERE payload_sealed IS NOT NULL ORDER BY created_at DESC, id DESC LIMIT 50";
const FORGET: &str = "DELETE FROM jobs WHERE created_at < $1 AND (finished_at IS NOT NULL OR failed_at IS NOT NULL)";

impl UnitOfWork {
    /// Asks for work; it is done once this unit of work is committed.
    pub async fn enqueue<P: Serialize>(
        &mut self,
        kind: JobKind,
        payload: &P,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let id: [u8; 16] = random::bytes()?;
        let sealed = self.service_key().await?.seal(COLUMN, &id, payload)?;
        execute!(self, ENQUEUE, &id[..], kind.name(), sealed.as_slice(), now.as_millis())?;
        self.enqueued = true;
        Ok(())
    }

    /// Takes on the oldest work that nobody is at, until `until`: whoever dies meanwhile lets go of it.
    pub async fn lease_job<P: DeserializeOwned>(
        &mut self,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<Job<P>>, StoreError> {
        let row: Option<(Vec<u8>, String, Vec<u8>, i64)> = on!(self, conn => sqlx::query_as(LEASE)
            .bind(now.as_millis()).bind(until.as_millis()).fetch_optional(conn))?;
        let Some((id, kind, sealed, attempts)) = row else { return Ok(None) };
        let (key, job) = (self.service_key().await?, JobId::from_bytes(id_bytes(&id)?));
        let readable = kind_of(&kind).and_then(|kind| Ok((kind, key.open(COLUMN, &id, &sealed)?)));
        let (kind, payload) = match readable {
            Ok(readable) => readable,
            Err(error) => {
                // Left where it is, it would stand in the way of all that follow.
                tracing::error!(%job, %error, "a job that cannot be read is given up");
                self.fail_job(job, now).await?;
                return Ok(None);
            }
        };
        Ok(Some(Job { id: job, kind, payload, attempts: u32::try_from(attempts).unwrap_or(u32::MAX) }))
    }

    /// The work is done. What it said is forgotten, unless it is kept for demonstration.
    pub async fn finish_job(&mut self, job: JobId, keep: bool, now: Timestamp) -> Result<(), StoreError> {
        execute!(self, if keep { FINISH_KEEPING } else { FINISH }, &job.as_bytes()[..], now.as_millis())?;
        Ok(())
    }

    /// The work could not be done; to be tried again at `at`.
    pub async fn retry_job(&mut self, job: JobId, at: Timestamp) -> Result<(), StoreError> {
        execute!(self, RETRY, &job.as_bytes()[..], at.as_millis())?;
        Ok(())
    }

    /// The work cannot be done; it is given up.
    pub async fn fail_job(&mut self, job: JobId, now: Timestamp) -> Result<(), StoreError> {
        execute!(self, FAIL, &job.as_bytes()[..], now.as_millis())?;
        Ok(())
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
                    kind: kind_of(&kind)?,
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

fn kind_of(name: &str) -> Result<JobKind, StoreError> {
    JobKind::of_name(name).ok_or(StoreError::Corrupt("job kind"))
}
