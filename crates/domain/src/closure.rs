//! Closing a profile (product.md, decision 12).

use serde::{Deserialize, Serialize};

use crate::date::CalendarDate;
use crate::person::PersonName;

/// For how many years what a closed profile holds is kept.
pub const ARCHIVE_YEARS: u16 = 10;

/// What becomes of a child when one who represents it closes their own space.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChildsFate {
    /// The other representative goes on managing the profile.
    StaysWith(PersonName),
    /// Nobody else represents the child: the profile is closed as well.
    ClosedToo,
}

/// What is asked for along with a closure (F01).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Demands {
    /// A file with everything that the profile holds.
    pub download: bool,
    /// That what it holds is deleted.
    pub deletion: bool,
}

/// What closing a profile brings about, for its pages to say beforehand and afterwards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consequences {
    /// Whose profile it is.
    pub name: PersonName,
    /// Whether it is the own one of whoever closes it: their account goes with it.
    pub own: bool,
    /// Who else manages it, and loses access.
    pub others: Vec<PersonName>,
    /// The children whom whoever closes their own represents.
    pub children: Vec<(PersonName, ChildsFate)>,
}

/// A profile that was closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosedProfile {
    /// What that brought about.
    pub consequences: Consequences,
    /// What was asked for along with it.
    pub demands: Demands,
    /// The day on which what it holds is deleted, when that was asked for.
    pub deleted_on: Option<CalendarDate>,
}

impl Consequences {
    /// Whether others than whoever closes it are concerned: a page names them before anything happens.
    #[must_use]
    pub fn concern_others(&self) -> bool {
        !self.others.is_empty() || !self.children.is_empty()
    }
}
