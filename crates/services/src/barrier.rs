//! How often something may be done by one of very many, in memory of a fixed size: a barrier before anything is written.
//!
//! Each subject has a place in two tables, by two hashes under keys of this process. In a place stands when the last act that
//! was let through would be over if acts took their interval each (the «generic cell rate algorithm»). Subjects that share a
//! place hold each other back only if they share both: nobody can find out who does.

use std::hash::{BuildHasher as _, Hash, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// How often: so many at once, then one each `interval`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// After how long another one is let through.
    pub interval: Duration,
    /// How many at once, after a long rest.
    pub burst: u32,
}

/// Counts by subject, in memory that does not grow.
pub struct Barrier {
    tables: [Table; 2],
}

struct Table {
    keys: RandomState,
    places: Box<[AtomicU64]>,
}

impl Barrier {
    /// One that keeps `places` twice; 16 bytes each.
    #[must_use]
    pub fn new(places: usize) -> Self {
        let table =
            || Table { keys: RandomState::new(), places: (0..places.max(1)).map(|_| AtomicU64::new(0)).collect() };
        Self { tables: [table(), table()] }
    }

    /// Lets an act of that subject through, or tells after how long it would. `now` is the time since whenever it was first asked.
    ///
    /// # Errors
    /// How long to wait.
    pub fn admit(&self, subject: &impl Hash, pace: Pace, now: Duration) -> Result<(), Duration> {
        let [one, other] = self.tables.each_ref().map(|table| table.admit(subject, pace, now));
        match (one, other) {
            (Err(one), Err(other)) => Err(one.min(other)),
            _ => Ok(()),
        }
    }
}

impl Table {
    fn admit(&self, subject: &impl Hash, pace: Pace, now: Duration) -> Result<(), Duration> {
        let micros = |span: Duration| u64::try_from(span.as_micros()).unwrap_or(u64::MAX);
        let (now, interval) = (micros(now), micros(pace.interval).max(1));
        let rest = interval.saturating_mul(u64::from(pace.burst.max(1)));
        let slot = self.keys.hash_one(subject) % self.places.len() as u64;
        // It is below the length of a slice.
        let Some(slot) = self.places.get(usize::try_from(slot).unwrap_or_default()) else { return Ok(()) };
        let mut wait = 0;
        let let_through = slot.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |over| {
            // Beyond what the pace allows it comes from before the clock was set back.
            let over = if over > now.saturating_add(rest) { now } else { over.max(now) };
            let next = over.saturating_add(interval);
            wait = next.saturating_sub(now.saturating_add(rest));
            (wait == 0).then_some(next)
        });
        let_through.map(|_| ()).map_err(|_| Duration::from_micros(wait))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACE: Pace = Pace { interval: Duration::from_secs(1), burst: 3 };

    fn at(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    #[test]
    fn a_burst_goes_through_then_one_each_interval() {
        let barrier = Barrier::new(64);
        let mut tried = |now| barrier.admit(&"one", PACE, at(now));
        assert_eq!([5000, 5000, 5000].map(&mut tried), [Ok(()); 3]);
        assert_eq!(tried(5000), Err(at(1000)));
        assert_eq!(tried(5900), Err(at(100)), "who is refused does not wait longer");
        assert_eq!((tried(6000), tried(6000)), (Ok(()), Err(at(1000))));
        assert_eq!([9000, 9000, 9000].map(&mut tried), [Ok(()); 3], "after a rest as many again");
        assert!(tried(9000).is_err());
    }

    #[test]
    fn a_clock_that_is_set_back_holds_nobody() {
        let barrier = Barrier::new(64);
        for _ in 0..3 {
            barrier.admit(&"one", PACE, at(90_000_000)).unwrap();
        }
        assert_eq!(barrier.admit(&"one", PACE, at(1000)), Ok(()));
    }

    #[test]
    fn one_who_floods_holds_no_other_back() {
        let barrier = Barrier::new(1 << 12);
        let let_through = (0..10_000).filter(|_| barrier.admit(&"flood", PACE, at(0)).is_ok()).count();
        assert_eq!(let_through, 3);
        // Of a thousand others, hardly one shares both places with it.
        let others = (0..1000).filter(|other| barrier.admit(other, PACE, at(0)).is_ok()).count();
        assert!(others >= 998, "{others}");
    }

    #[test]
    fn many_at_once_get_no_more_than_the_burst() {
        let barrier = Barrier::new(64);
        let through: usize = std::thread::scope(|scope| {
            let tasks: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| (0..100).filter(|_| barrier.admit(&"one", PACE, at(0)).is_ok()).count()))
                .collect();
            tasks.into_iter().map(|task| task.join().unwrap()).sum()
        });
        // Two tables are asked one after the other: between them another act may come.
        assert!((3..=6).contains(&through), "{through}");
    }
}
