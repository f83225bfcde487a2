//! For how long each kind of message is worth sending, and what goes before what. To add a kind: a function here; no
//! message goes into the outbox without.

use domain::id::ProfileId;
use domain::sign_in::OneTimeCode;
use domain::time::{Span, Timestamp};
use store::{Terms, Urgency};

/// For how long news is worth sending that says nothing by when something has to be done.
const NEWS: Span = Span::hours(30 * 24);

/// A one-time code that somebody waits for: as long as it is valid.
pub(crate) const fn one_time_code(now: Timestamp) -> Terms {
    Terms { urgency: Urgency::Code, useful_until: now.plus(OneTimeCode::LIFETIME), brings_code_of: None }
}

/// A provisional code that somebody has asked for and waits for: as long as anybody's is valid. A minor's may end before, which
/// the message itself says ([`Message::of_use_until`](super::Message::of_use_until)).
pub(crate) const fn provisional_code(of: ProfileId, valid_until: Timestamp) -> Terms {
    Terms { urgency: Urgency::Code, useful_until: valid_until, brings_code_of: Some(of) }
}

/// A provisional code that nobody has asked for: likewise.
pub(crate) const fn invitation(of: ProfileId, valid_until: Timestamp) -> Terms {
    Terms { urgency: Urgency::Campaign, useful_until: valid_until, brings_code_of: Some(of) }
}

/// News of what somebody has just done: who did not do it has to learn it soon, and still after weeks.
pub(crate) const fn news(now: Timestamp) -> Terms {
    Terms { urgency: Urgency::Pressing, useful_until: now.plus(NEWS), brings_code_of: None }
}

/// What a job tells very many persons at once.
pub(crate) const fn announcement(now: Timestamp) -> Terms {
    Terms { urgency: Urgency::Campaign, useful_until: now.plus(NEWS), brings_code_of: None }
}
