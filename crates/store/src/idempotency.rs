//! Idempotency keys: a form that arrives twice is done once.

use domain::time::Timestamp;

use crate::token::TokenHash;
use crate::{StoreError, UnitOfWork, execute};

const USE: &str = "
    INSERT INTO idempotency_keys (owner, action, key, used_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (owner, action, key) DO NOTHING";
const FORGET: &str = "DELETE FROM idempotency_keys WHERE used_at < $1";

impl UnitOfWork {
    /// Uses a key; whether it is for the first time. It holds only if this unit of work is committed.
    pub async fn first_use(
        &mut self,
        owner: TokenHash,
        action: &'static str,
        key: [u8; 16],
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        Ok(execute!(self, USE, owner.as_bytes(), action, &key[..], now.as_millis())? == 1)
    }

    /// Deletes the keys that were used before `limit`.
    pub async fn forget_idempotency_keys(&mut self, limit: Timestamp) -> Result<u64, StoreError> {
        Ok(execute!(self, FORGET, limit.as_millis())?)
    }
}
