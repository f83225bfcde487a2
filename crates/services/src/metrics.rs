//! What is counted while the service runs. Labels are words of this file: nothing that names somebody
//! or their space ever becomes one.

use domain::sign_in::Channel;

/// Tries to sign in, by step and outcome.
pub const SIGN_INS: &str = "sign_in_attempts_total";
/// Password hashes that wait for their turn.
pub const HASHES_WAITING: &str = "password_hashes_waiting";
/// How long a password hash took once its turn had come, in seconds.
pub const HASH_SECONDS: &str = "password_hash_duration_seconds";
/// Messages that left the outbox, by channel and outcome.
pub const MESSAGES: &str = "outbox_messages_total";
/// Tries to hand a message over at which the gateway was at fault, by channel and stage.
pub const GATEWAY_FAULTS: &str = "outbox_gateway_faults_total";
/// Requests for a profile that is not the caller's.
pub const REFUSALS: &str = "access_refusals_total";
/// Rows that should give a right and were altered behind the service's back, by table.
pub use store::FORGED_ROWS;

pub(crate) fn sign_in(step: &'static str, outcome: &'static str) {
    metrics::counter!(SIGN_INS, "step" => step, "outcome" => outcome).increment(1);
}

pub(crate) fn message(channel: Channel, outcome: &'static str) {
    metrics::counter!(MESSAGES, "channel" => channel.name(), "outcome" => outcome).increment(1);
}

pub(crate) fn gateway_fault(channel: Channel, stage: &'static str) {
    metrics::counter!(GATEWAY_FAULTS, "channel" => channel.name(), "stage" => stage).increment(1);
}

pub(crate) fn refusal() {
    metrics::counter!(REFUSALS).increment(1);
}
