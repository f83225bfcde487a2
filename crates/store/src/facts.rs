//! Facts about the installation.

use domain::time::Span;

use crate::{StoreError, UnitOfWork, execute, on};

const DEMONSTRATION: &str = "demonstration";
const CLOCK_AHEAD: &str = "clock-ahead";
const PROBES: &str = "probes";
const SENDING_HELD: &str = "sending-held";

const READ: &str = "SELECT value FROM facts WHERE name = $1";
const ADD: &str = "
    INSERT INTO facts (name, value) VALUES ($1, $2)
    ON CONFLICT (name) DO UPDATE SET value = facts.value + excluded.value";
const FORGET: &str = "DELETE FROM facts WHERE name = $1";

impl UnitOfWork {
    /// Whether this database was made in demonstration mode.
    pub async fn is_demonstration(&mut self) -> Result<bool, StoreError> {
        Ok(self.fact(DEMONSTRATION).await? != 0)
    }

    /// Marks this database as a demonstration's, for good.
    ///
    /// # Errors
    /// [`StoreError::NotAllowed`] when it holds accounts, insured persons or professionals already: they may be real
    /// people.
    pub async fn mark_as_demonstration(&mut self) -> Result<(), StoreError> {
        let people = self.count_accounts().await? + self.count_insured().await? + self.count_professionals().await?;
        if people > 0 {
            return Err(StoreError::NotAllowed("this database holds people whom demonstration mode did not make"));
        }
        execute!(self, ADD, DEMONSTRATION, 1_i64)?;
        Ok(())
    }

    /// By how much demonstration mode's clock is ahead, in milliseconds.
    pub async fn clock_ahead(&mut self) -> Result<i64, StoreError> {
        self.fact(CLOCK_AHEAD).await
    }

    /// Sets demonstration mode's clock forward.
    pub async fn set_clock_forward(&mut self, span: Span) -> Result<(), StoreError> {
        execute!(self, ADD, CLOCK_AHEAD, span.as_millis())?;
        Ok(())
    }

    /// Whether messages stay in the outbox: this database was restored, and its service may be running elsewhere.
    pub async fn sending_is_held(&mut self) -> Result<bool, StoreError> {
        Ok(self.fact(SENDING_HELD).await? != 0)
    }

    /// Keeps messages in the outbox until [`resume_sending`](Self::resume_sending).
    pub(crate) async fn hold_sending(&mut self) -> Result<(), StoreError> {
        execute!(self, ADD, SENDING_HELD, 1_i64)?;
        Ok(())
    }

    /// Lets messages leave that were held; whether they were.
    pub async fn resume_sending(&mut self) -> Result<bool, StoreError> {
        Ok(execute!(self, FORGET, SENDING_HELD)? > 0)
    }

    /// Changes something that means nothing: only a write shows that one can be written.
    pub(crate) async fn leave_a_trace(&mut self) -> Result<(), StoreError> {
        execute!(self, ADD, PROBES, 1_i64)?;
        Ok(())
    }

    async fn fact(&mut self, name: &'static str) -> Result<i64, StoreError> {
        let row: Option<(i64,)> = on!(self, conn => sqlx::query_as(READ).bind(name).fetch_optional(conn))?;
        Ok(row.map_or(0, |(value,)| value))
    }
}
