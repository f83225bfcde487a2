//! Services on a scratch database, for tests and measurements.

use store::scratch::Scratch;

use crate::clock::Clock;
use crate::outbox::Gateways;
use crate::passwords::{Cost, Passwords};
use crate::{Rules, Services, beside};

/// Passwords that cost next to nothing.
///
/// # Panics
/// Never: the parameters are argon2's.
#[must_use]
pub fn passwords() -> Passwords {
    const CHEAP: Cost = Cost { memory_kib: 64, passes: 1, concurrency: 2 };
    Passwords::new(CHEAP).expect("the parameters are argon2's")
}

/// Services on that database, with what stands outside it in its folder, and [`passwords`].
///
/// # Panics
/// When the database cannot be opened.
pub async fn services(scratch: &Scratch, clock: &Clock, gateways: Gateways, rules: Rules) -> Services {
    Services::new(scratch.store().await, clock.clone(), passwords(), gateways, beside(scratch.folder()), rules)
}
