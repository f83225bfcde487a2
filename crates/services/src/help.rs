//! How one gets help by telephone, as mails and letters say it.

pub(crate) use domain::help::LINE;
use domain::help::{COST, HOURS};

/// The sentence that asks to call.
pub(crate) fn call() -> String {
    let cost = COST.to_lowercase();
    format!("Appelez le {LINE} ({cost}), {HOURS}.")
}
