//! Sharing the management of a child's profile with the second legal representative (product.md, decision 11).

use serde::{Deserialize, Serialize};

use crate::date::CalendarDate;
use crate::id::ProfileId;
use crate::named;
use crate::person::PersonName;

/// How many days somebody who is invited has to answer. The last one counts to its end (product.md, decision 28).
pub const DAYS_TO_ANSWER: i32 = 30;
/// How many may manage a child's profile.
pub const REPRESENTATIVES_MAX: usize = 2;

named! {
    /// What became of an invitation that was not withdrawn and led to no access.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub enum Unanswered {
        /// It was refused.
        Refused => "refused",
        /// Nobody answered in time.
        Expired => "expired",
    }
}

/// What an invited person answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// They manage the profile from now on.
    Accept,
    /// They do not.
    Refuse,
}

/// One of those who manage a profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manager {
    /// Who.
    pub name: PersonName,
    /// Whether it is the reader.
    pub is_reader: bool,
}

/// An invitation that waits for an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// Who is invited.
    pub name: PersonName,
    /// The last day on which they can answer.
    pub until: CalendarDate,
}

/// Who manages a profile, and whether somebody else is asked to (S01, S05, S06).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sharing {
    /// Who manages it: on one's own profile oneself, on a child's the representatives, the first one first.
    pub managers: Vec<Manager>,
    /// Who is invited.
    pub pending: Option<Pending>,
    /// Who was invited last, and did not accept.
    pub unanswered: Option<(PersonName, Unanswered)>,
    /// Whether it is a child's, so that it can be shared.
    pub is_childs: bool,
}

impl Sharing {
    /// Whether somebody can be invited now.
    #[must_use]
    pub fn can_invite(&self) -> bool {
        self.is_childs && self.pending.is_none() && self.managers.len() < REPRESENTATIVES_MAX
    }

    /// The second representative, whose access ends when the sharing does.
    #[must_use]
    pub fn second(&self) -> Option<&Manager> {
        self.managers.get(1)
    }
}

/// An invitation, as whoever is invited sees it (S07).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// The child's profile; it opens nothing before it is shared.
    pub profile: ProfileId,
    /// The child.
    pub child: PersonName,
    /// Who manages the profile now, and asks.
    pub by: Vec<PersonName>,
    /// The last day on which it can be answered.
    pub until: CalendarDate,
}
