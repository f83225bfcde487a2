//! Who may do what on whose profile, and why: [`decide`], one pure function, is the only place that answers.
//!
//! What it rests on are [`Facts`]: who asks, for which profile, about which document. What a profession may do is data, the
//! [`Matrix`]. What comes out is a [`Decision`], with [`Reason`]s that a screen can put into words. The rules are those of
//! `domain.md` §3 to §5 and of the decisions 13 to 16 and 18.

mod action;
mod decision;
mod facts;
mod matrix;
mod reason;

pub use action::Action;
pub use decision::{Capacity, Decision, decide};
pub use facts::{
    Asker, Basis, DocumentFacts, Facts, Link, Mode, ProfessionalFacts, ProfileFacts, ProfileStatus, Relation, Standing,
};
pub use matrix::{Cell, Difference, Matrix, NotAMatrix, Provenance, Use};
pub use reason::{Reason, Reasons};

use crate::date::CalendarDate;

/// From this age on, in whole years, nobody represents a person any more (product.md, decision 16).
pub const MAJORITY: u16 = 18;

/// The first day on which somebody is of age: for those born on 29 February, 1 March.
#[must_use]
pub fn majority(born_on: CalendarDate) -> CalendarDate {
    let year = born_on.year() + MAJORITY;
    CalendarDate::new(year, born_on.month(), born_on.day())
        .or_else(|_| CalendarDate::new(year, 3, 1))
        // Not before the year 2982.
        .unwrap_or(born_on)
}

/// The first day on which a citizen sees a document that was kept from them on `since`, whether they were told at a consultation
/// or not: a month later, on the same day of the month or, where that month has none, on its last (code de la santé publique,
/// R1111-53).
#[must_use]
pub fn visible_from(since: CalendarDate) -> CalendarDate {
    since.plus_a_month()
}

/// The first day on which the citizen is told that a professional wants to talk to them about something, when a document has been
/// kept from them since `since`: two weeks later (code de la santé publique, R1111-53).
#[must_use]
pub fn told_from(since: CalendarDate) -> CalendarDate {
    since.plus_days(14)
}

#[cfg(test)]
mod tests;
