//! Flashes: a form that was not accepted, kept for the page that shows it next. For browsers without
//! JavaScript; bound to a token that only this browser has, read once, short-lived.

use domain::time::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::token::TokenHash;
use crate::{Pools, Store, StoreError, UnitOfWork, execute, on};

const COLUMN: &str = "flashes.payload";
const KEEP: &str = "
    INSERT INTO flashes (token_hash, form, payload_sealed, expires_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (token_hash, form) DO UPDATE SET payload_sealed = excluded.payload_sealed, expires_at = excluded.expires_at";
const WAITING: &str = "SELECT COUNT(*) FROM flashes WHERE token_hash = $1 AND form = $2 AND expires_at > $3";
const TAKE: &str = "DELETE FROM flashes WHERE token_hash = $1 AND form = $2 RETURNING payload_sealed, expires_at";
const FORGET: &str = "DELETE FROM flashes WHERE expires_at < $1";

impl Store {
    /// Whether a form is waiting: spares the page without one a write. One statement without a unit of work around
    /// it, as nearly every page asks.
    pub async fn flash_waits(&self, token: TokenHash, form: &'static str, now: Timestamp) -> Result<bool, StoreError> {
        let now = now.as_millis();
        let (count,): (i64,) = match &self.pools {
            Pools::Sqlite { read, .. } => {
                sqlx::query_as(WAITING).bind(token.as_bytes()).bind(form).bind(now).fetch_one(read).await
            }
            Pools::Postgres(pool) => {
                sqlx::query_as(WAITING).bind(token.as_bytes()).bind(form).bind(now).fetch_one(pool).await
            }
        }?;
        Ok(count > 0)
    }
}

impl UnitOfWork {
    /// Keeps a form until `expires_at`.
    pub async fn keep_flash<T: Serialize>(
        &mut self,
        token: TokenHash,
        form: &'static str,
        value: &T,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        let sealed = self.service_key().await?.seal(COLUMN, token.as_bytes(), value)?;
        execute!(self, KEEP, token.as_bytes(), form, sealed.as_slice(), expires_at.as_millis())?;
        Ok(())
    }

    /// Takes a form out.
    pub async fn take_flash<T: DeserializeOwned>(
        &mut self,
        token: TokenHash,
        form: &'static str,
        now: Timestamp,
    ) -> Result<Option<T>, StoreError> {
        let row: Option<(Vec<u8>, i64)> = on!(self, conn => sqlx::query_as(TAKE)
            .bind(token.as_bytes()).bind(form).fetch_optional(conn))?;
        let Some((sealed, expires_at)) = row else { return Ok(None) };
        if expires_at <= now.as_millis() {
            return Ok(None);
        }
        self.service_key().await?.open(COLUMN, token.as_bytes(), &sealed).map(Some)
    }

    /// Deletes the flashes that expired before `limit`.
    pub async fn forget_flashes(&mut self, limit: Timestamp) -> Result<u64, StoreError> {
        Ok(execute!(self, FORGET, limit.as_millis())?)
    }
}
