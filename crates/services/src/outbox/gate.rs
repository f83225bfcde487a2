//! The gate before a gateway. While a gateway takes nothing, one message at a time goes to it, after pauses that grow to half
//! a minute: the others wait untried, and leave at once when it takes messages again.

use std::sync::{Mutex, PoisonError};

use domain::time::{Span, Timestamp};

/// The longest pause, in seconds.
const PAUSE_MAX: u32 = 30;

/// Whether a gateway takes messages, as this process has seen it.
#[derive(Debug, Default)]
pub(super) struct Gate(Mutex<Faults>);

#[derive(Debug, Default)]
struct Faults {
    /// In a row.
    count: u32,
    /// When the next message may try.
    again_at: Option<Timestamp>,
}

impl Gate {
    /// How many messages may go to it at once; `most` while it takes them.
    pub(super) fn room(&self, most: usize, now: Timestamp) -> usize {
        match self.faults().again_at {
            None => most,
            Some(at) => usize::from(at <= now),
        }
    }

    /// It took a message, or refused one: it is there.
    pub(super) fn answered(&self) {
        *self.faults() = Faults::default();
    }

    /// It is at fault. Several messages that were under way count as one.
    pub(super) fn failed(&self, now: Timestamp) {
        let mut faults = self.faults();
        if faults.again_at.is_none_or(|at| at <= now) {
            let pause = PAUSE_MAX.min(1 << faults.count.min(5));
            faults.count = faults.count.saturating_add(1);
            faults.again_at = Some(now.plus(Span::seconds(pause)));
        }
    }

    fn faults(&self) -> std::sync::MutexGuard<'_, Faults> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time_asks_after_growing_pauses_until_one_is_taken() {
        let gate = Gate::default();
        let mut now = Timestamp::from_millis(0);
        assert_eq!(gate.room(8, now), 8);
        let mut pauses = Vec::new();
        for _ in 0..8 {
            gate.failed(now);
            gate.failed(now);
            let mut pause = 0;
            while gate.room(8, now) == 0 {
                now = now.plus(Span::seconds(1));
                pause += 1;
            }
            assert_eq!(gate.room(8, now), 1);
            pauses.push(pause);
        }
        assert_eq!(pauses, [1, 2, 4, 8, 16, 30, 30, 30]);
        gate.answered();
        assert_eq!(gate.room(8, now), 8);
        gate.failed(now);
        assert_eq!(gate.room(8, now.plus(Span::seconds(1))), 1, "the pauses begin anew");
    }
}
