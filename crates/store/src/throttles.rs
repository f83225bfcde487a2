//! Counting tries, so that guessing becomes slow. In the database, so that several processes count together.
//!
//! To add a limit: a [`Scope`] if none fits, a [`Limit`] with a name in `services`, and [`UnitOfWork::admit`] before the
//! try that it is about.

use domain::named;
use domain::sign_in::hold_back;
use domain::time::{Span, Timestamp};

use crate::seal::MacPurpose;
use crate::{StoreError, UnitOfWork, execute, on};

named! {
    /// What is counted.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Scope {
        /// Wrong passwords for one identifier, whether it is somebody's or not.
        Password => "password",
        /// Wrong codes, for one account.
        Codes => "codes",
        /// Codes that were sent to one account.
        Sends => "sends",
        /// Failures from one network address.
        Address => "address",
        /// Wrong particulars for one social security number and birth date, whether they are somebody's or not.
        Card => "card",
        /// Identifiers of others that one person tried to choose.
        Identifiers => "identifiers",
        /// Codes that were sent to one address or number, for whomever.
        Destination => "destination",
        /// Codes that were sent just now.
        Again => "again",
        /// Wrong passwords where one is asked for again, for one account.
        Confirmation => "confirmation",
        /// Persons whom one account has named to manage a child's profile.
        Sharing => "sharing",
        /// Copies of a profile that one account has asked for.
        Exports => "exports",
        /// Codes of attestations that are none, from one network.
        Verification => "verification",
    }
}

/// How many tries of one subject are admitted, and for how long others are held back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    scope: Scope,
    rule: Rule,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rule {
    /// So many within that length of time, which begins with the first of them, or anew with each.
    Window { most: u32, length: Span, anew: bool },
    /// Any number, with ever longer waits between them.
    Growing,
}

impl Limit {
    /// So many in a window that begins with the first of them: a new one does not make it longer.
    #[must_use]
    pub const fn in_a_window(scope: Scope, most: u32, length: Span) -> Self {
        Self { scope, rule: Rule::Window { most, length, anew: false } }
    }

    /// So many, until nothing was counted for that long.
    #[must_use]
    pub const fn until_a_pause(scope: Scope, most: u32, length: Span) -> Self {
        Self { scope, rule: Rule::Window { most, length, anew: true } }
    }

    /// Any number, with the waits of [`hold_back`] between them.
    #[must_use]
    pub const fn growing(scope: Scope) -> Self {
        Self { scope, rule: Rule::Growing }
    }

    /// What to do with the next try, of what stands on the counter.
    fn admission(self, index: [u8; 32], failures: u32, last_at: Timestamp, now: Timestamp) -> Admission {
        let counter = |failures, stamp| Admission::Admitted(Counter { scope: self.scope, index, failures, stamp });
        let held = |until: Timestamp| Admission::Held { minutes: until.since(now).as_minutes_up() };
        match self.rule {
            Rule::Window { most, length, anew } => {
                let over = failures == 0 || last_at.plus(length) <= now;
                let (failures, began) = if over { (0, now) } else { (failures, last_at) };
                if failures >= most {
                    held(began.plus(length))
                } else {
                    counter(failures, if anew { now } else { began })
                }
            }
            Rule::Growing => {
                let until = last_at.plus(hold_back(failures));
                if until > now { held(until) } else { counter(failures, now) }
            }
        }
    }
}

/// What to do with a try.
#[derive(Debug)]
#[must_use]
pub enum Admission {
    /// It may be made. Where it has to count, it is counted with this.
    Admitted(Counter),
    /// It may not.
    Held {
        /// When to try again, in whole minutes.
        minutes: i64,
    },
}

impl Admission {
    /// The counter of an admitted try, where it is not said how long others have to wait.
    #[must_use]
    pub fn counter(self) -> Option<Counter> {
        match self {
            Self::Admitted(counter) => Some(counter),
            Self::Held { .. } => None,
        }
    }
}

/// The counter of an admitted try.
#[derive(Debug)]
pub struct Counter {
    scope: Scope,
    index: [u8; 32],
    failures: u32,
    /// The instant that goes onto the counter with the try.
    stamp: Timestamp,
}

impl Counter {
    /// How many tries counted before this one.
    #[must_use]
    pub const fn failures(&self) -> u32 {
        self.failures
    }
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
    /// Admits a try or holds it back, and locks its counter until the end of the unit of work. It does not count yet.
    pub async fn admit(&mut self, limit: Limit, subject: &str, now: Timestamp) -> Result<Admission, StoreError> {
        let index = self.keyring.mac(MacPurpose::Throttle, &[subject.as_bytes()]);
        let (failures, last_at): (i64, i64) = on!(self, conn => sqlx::query_as(LOCK)
            .bind(limit.scope.name()).bind(&index[..]).bind(now.as_millis()).fetch_one(conn))?;
        let last_at = Timestamp::from_millis(last_at);
        let forgotten = last_at.plus(MEMORY) <= now;
        let failures = if forgotten { 0 } else { u32::try_from(failures).unwrap_or(u32::MAX) };
        Ok(limit.admission(index, failures, last_at, now))
    }

    /// Counts an admitted try, in the unit of work that admitted it; how many there are now.
    pub async fn count(&mut self, counter: &Counter) -> Result<u32, StoreError> {
        let Counter { scope, index, failures, stamp } = counter;
        let failures = failures.saturating_add(1);
        execute!(self, SET, scope.name(), &index[..], i64::from(failures), stamp.as_millis())?;
        Ok(failures)
    }

    /// Takes a try back that was counted beforehand and turned out right.
    pub async fn forgive(&mut self, counter: &Counter) -> Result<(), StoreError> {
        execute!(self, FORGIVE, counter.scope.name(), &counter.index[..])?;
        Ok(())
    }

    /// Sets a counter back to nothing.
    pub async fn clear(&mut self, counter: &Counter) -> Result<(), StoreError> {
        execute!(self, CLEAR, counter.scope.name(), &counter.index[..])?;
        Ok(())
    }

    /// Deletes the counters whose last failure was before `limit`.
    pub async fn forget_throttles(&mut self, limit: Timestamp) -> Result<u64, StoreError> {
        Ok(execute!(self, FORGET, limit.as_millis())?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000;
    const HALF_AN_HOUR: Span = Span::minutes(30);

    /// What becomes of a try at `now` after so many failures, in minutes: the number of those that count and the instant
    /// that goes onto the counter, or how long it is held back.
    fn tried(limit: Limit, failures: u32, last_at: i64, now: i64) -> Result<(u32, i64), i64> {
        let at = |minutes| Timestamp::from_millis(minutes * MINUTE);
        match limit.admission([0; 32], failures, at(last_at), at(now)) {
            Admission::Admitted(counter) => Ok((counter.failures, counter.stamp.as_millis() / MINUTE)),
            Admission::Held { minutes } => Err(minutes),
        }
    }

    #[test]
    fn a_window_begins_with_the_first_try_and_ends_by_itself() {
        let limit = Limit::in_a_window(Scope::Address, 3, HALF_AN_HOUR);
        assert_eq!(tried(limit, 0, 90, 100), Ok((0, 100)), "the first one begins it");
        assert_eq!(tried(limit, 2, 90, 100), Ok((2, 90)), "a later one does not make it longer");
        assert_eq!(tried(limit, 3, 90, 100), Err(20));
        assert_eq!(tried(limit, 3, 90, 119), Err(1), "the last minute");
        assert_eq!(tried(limit, 3, 90, 120), Ok((0, 120)));
    }

    #[test]
    fn a_pause_begins_anew_with_each_try() {
        let limit = Limit::until_a_pause(Scope::Card, 3, HALF_AN_HOUR);
        assert_eq!(tried(limit, 2, 90, 100), Ok((2, 100)));
        assert_eq!(tried(limit, 3, 90, 100), Err(20));
        assert_eq!(tried(limit, 3, 90, 120), Ok((0, 120)));
    }

    #[test]
    fn waits_grow_with_the_failures() {
        let limit = Limit::growing(Scope::Password);
        assert_eq!(tried(limit, 4, 100, 100), Ok((4, 100)), "the first ones are free of any wait");
        assert_eq!(tried(limit, 7, 100, 100), Err(2));
        assert_eq!(tried(limit, 7, 100, 102), Ok((7, 102)));
        assert_eq!(tried(limit, 40, 100, 101), Err(14));
    }
}
