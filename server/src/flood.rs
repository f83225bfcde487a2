//! The barrier against floods: before anything is read or written for a post, its network address is counted, in memory, or the
//! account that is signed in. Of IPv6 also the networks around it, as one line may have many of them.

use std::net::IpAddr;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use services::AccountRef;
use services::barrier::{Barrier, Pace};

use crate::metrics;

/// What is counted: an IPv4 address; of an IPv6 one the /64 of a line, the /56 and the /48 of a customer, each with how many
/// times as much is let through.
const IPV6_NETWORKS: [(u32, u32); 3] = [(64, 1), (56, 2), (48, 4)];
/// 2 MiB of memory: a hundred thousand addresses at a time are told apart.
const PLACES: usize = 1 << 17;

/// Counts posts by network address.
pub struct FloodGate {
    barrier: Barrier,
    per_minute: u32,
    started: Instant,
    refused: Tally,
}

impl FloodGate {
    /// One that lets so many posts a minute through for an address, as many at once.
    #[must_use]
    pub fn new(per_minute: u32) -> Self {
        Self {
            barrier: Barrier::new(PLACES),
            per_minute,
            started: Instant::now(),
            refused: Tally::new("flood", "posts were refused, as too many came from one network address or account"),
        }
    }

    /// Whether a post is let through. In a minute as many are again as at first.
    pub fn admits(&self, address: IpAddr) -> bool {
        self.tell(self.admit_at(address, self.started.elapsed()).is_ok())
    }

    /// Whether a post of somebody who is signed in is let through, from wherever it comes.
    pub fn admits_account(&self, account: AccountRef) -> bool {
        let key = (account.id(), "account");
        self.tell(self.barrier.admit(&key, self.pace(1), self.started.elapsed()).is_ok())
    }

    fn tell(&self, admitted: bool) -> bool {
        if !admitted {
            metrics::post_refused();
            self.refused.count();
        }
        admitted
    }

    fn pace(&self, times: u32) -> Pace {
        let burst = self.per_minute.saturating_mul(times).max(1);
        Pace { interval: Duration::from_mins(1) / burst, burst }
    }

    fn admit_at(&self, address: IpAddr, now: Duration) -> Result<(), Duration> {
        match address.to_canonical() {
            IpAddr::V4(address) => self.barrier.admit(&(32_u32, u128::from(address.to_bits())), self.pace(1), now),
            IpAddr::V6(address) => IPV6_NETWORKS.into_iter().try_for_each(|(bits, times)| {
                self.barrier.admit(&(bits, address.to_bits() >> (128 - bits)), self.pace(times), now)
            }),
        }
    }
}

/// Counts what may happen very often, and says so in one line of the log for many.
pub struct Tally {
    event: &'static str,
    what: &'static str,
    since: Mutex<(u64, Option<Instant>)>,
}

impl Tally {
    /// At most one line in that time.
    const EVERY: Duration = Duration::from_secs(10);

    /// One whose lines say that, and name the event.
    #[must_use]
    pub const fn new(event: &'static str, what: &'static str) -> Self {
        Self { event, what, since: Mutex::new((0, None)) }
    }

    /// Counts one; whether a line was written.
    pub fn count(&self) -> bool {
        let Ok(mut since) = self.since.lock() else { return false };
        since.0 += 1;
        let due = since.1.is_none_or(|last| last.elapsed() >= Self::EVERY);
        if due {
            tracing::warn!(target: "security", event = self.event, outcome = "refused", count = since.0, "{}", self.what);
            *since = (0, Some(Instant::now()));
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn let_through(gate: &FloodGate, addresses: impl Iterator<Item = String>) -> usize {
        addresses.filter(|address| gate.admit_at(address.parse().unwrap(), Duration::ZERO).is_ok()).count()
    }

    #[test]
    fn one_line_is_counted_as_one_and_its_neighbours_are_free() {
        let gate = FloodGate::new(10);
        let same = |address: &'static str| (0..100).map(move |_| address.to_owned());
        assert_eq!(let_through(&gate, same("192.0.2.1")), 10);
        assert_eq!(let_through(&gate, same("::ffff:192.0.2.1")), 0, "the same, written otherwise");
        assert_eq!(let_through(&gate, same("192.0.2.2")), 10);
        assert_eq!(let_through(&gate, (0..100).map(|host| format!("2001:db8:1:1::{host:x}"))), 10, "a /64");
        assert_eq!(let_through(&gate, (0..256).map(|line| format!("2001:db8:2:{line:x}::1"))), 20, "a /56");
        assert_eq!(let_through(&gate, (0..4096).map(|line| format!("2001:db8:3:{:x}::1", line * 16))), 40, "a /48");
        assert_eq!(let_through(&gate, same("2001:db8:4:1::1")), 10);
    }

    #[test]
    fn many_refusals_are_one_line() {
        let tally = Tally::new("test", "refused");
        assert_eq!((0..1000).filter(|_| tally.count()).count(), 1);
    }
}
