//! Counting failures, so that guessing becomes slow. In the database, so that several processes
//! count together.

use domain::sign_in::hold_back;
use domain::time::{Span, Timestamp};

use crate::seal::Purpose;
use crate::{StoreError, UnitOfWork, execute, on};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Wrong passwords for one identifier, whether it is somebody's or not.
    Password,
    /// Wrong codes, for one account.
    Codes,
    /// Codes that were sent to one account.
    Sends,
    /// Failures from one network address.
    Address,
    /// Wrong particulars for one social security number, whether it is somebody's or not.
    Card,
    /// Identifiers of others that one person tried to choose.
    Identifiers,
}

impl Scope {
    const fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Codes => "codes",
            Self::Sends => "sends",
            Self::Address => "address",
            Self::Card => "card",
            Self::Identifiers => "identifiers",
        }
    }
}

/// What a counter says before a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Throttle {
    /// How many failures are on the counter.
    pub failures: u32,
    /// When the last one was.
    pub last_at: Timestamp,
}

impl Throttle {
    /// Until when the next try is held back by the rule for accounts.
    #[must_use]
    pub fn held_until(self) -> Timestamp {
        self.last_at.plus(hold_back(self.failures))
    }

    /// What counts at `now`, if failures count for so long after the instant that stands on the counter.
    #[must_use]
    pub fn within(self, length: Span, now: Timestamp) -> Window {
        let over = self.last_at.plus(length);
        if self.failures == 0 || over <= now {
            Window { failures: 0, began: now, over: now.plus(length) }
        } else {
            Window { failures: self.failures, began: self.last_at, over }
        }
    }
}

/// The failures that count together. Set on the counter with [`began`](Self::began), a new one does not make the window
/// longer; set with the present instant, each begins it anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// How many there are.
    pub failures: u32,
    /// Since when they count.
    pub began: Timestamp,
    /// From when on they no longer count.
    pub over: Timestamp,
}

/// Failures are forgotten after that long without a new one.
const MEMORY: Span = Span::hours(24);

// Writing the row first locks it: others who try the same subject wait for the decision.
const LOCK: &str = "
    INSERT INTO throttles (scope, subject, failures, last_at) VALUES ($1, $2, 0, $3)
    ON CONFLICT (scope, subject) DO UPDATE SET failures = throttles.failures
    RETURNING failures, last_at";
const SET: &str = "UPDATE throttles SET failures = $3, last_at = $4 WHERE scope = $1 AND subject = $2";
const FORGIVE: &str = "UPDATE throttles SET failures = failures - 1 WHERE scope = $1 AND subject = $2 AND failures > 0";
const CLEAR: &str = "DELETE FROM throttles WHERE scope = $1 AND subject = $2";
const FORGET: &str = "DELETE FROM throttles WHERE last_at < $1";

impl UnitOfWork {
    /// Reads a counter and locks it until the end of the unit of work.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn lock_throttle(&mut self, scope: Scope, subject: &str, now: Timestamp) -> Result<Throttle, StoreError> {
        let index = self.throttle_index(subject);
        let (failures, last_at): (i64, i64) = on!(self, conn => sqlx::query_as(LOCK)
            .bind(scope.name()).bind(&index[..]).bind(now.as_millis()).fetch_one(conn))?;
        let last_at = Timestamp::from_millis(last_at);
        let forgotten = last_at.plus(MEMORY) <= now;
        let failures = if forgotten { 0 } else { u32::try_from(failures).unwrap_or(u32::MAX) };
        Ok(Throttle { failures, last_at })
    }

    /// Sets a counter that [`lock_throttle`](Self::lock_throttle) has locked.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn count_failures(
        &mut self,
        scope: Scope,
        subject: &str,
        failures: u32,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let index = self.throttle_index(subject);
        execute!(self, SET, scope.name(), &index[..], i64::from(failures), now.as_millis())?;
        Ok(())
    }

    /// Takes one failure back: the try that was counted beforehand turned out right.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn forgive_failure(&mut self, scope: Scope, subject: &str) -> Result<(), StoreError> {
        let index = self.throttle_index(subject);
        execute!(self, FORGIVE, scope.name(), &index[..])?;
        Ok(())
    }

    /// Sets a counter back to nothing.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn clear_failures(&mut self, scope: Scope, subject: &str) -> Result<(), StoreError> {
        let index = self.throttle_index(subject);
        execute!(self, CLEAR, scope.name(), &index[..])?;
        Ok(())
    }

    /// Deletes the counters whose last failure was before `limit`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn forget_throttles(&mut self, limit: Timestamp) -> Result<u64, StoreError> {
        Ok(execute!(self, FORGET, limit.as_millis())?)
    }

    fn throttle_index(&self, subject: &str) -> [u8; 32] {
        self.keyring.mac(Purpose::Throttle, &[subject.as_bytes()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_begins_with_the_first_failure_and_ends_by_itself() {
        let at = Timestamp::from_millis;
        let hour = Span::hours(1);
        let counted = Throttle { failures: 3, last_at: at(1000) };
        assert_eq!(counted.within(hour, at(2000)), Window { failures: 3, began: at(1000), over: at(3_601_000) });
        let anew = Window { failures: 0, began: at(3_601_000), over: at(7_201_000) };
        assert_eq!(counted.within(hour, at(3_601_000)), anew);
        assert_eq!(counted.within(hour, at(3_600_999)).failures, 3, "the last millisecond");
        assert_eq!(Throttle { failures: 0, last_at: at(1000) }.within(hour, at(2000)).began, at(2000));
    }
}
