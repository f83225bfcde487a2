//! How far a person of the insured population has come on the way to a space of their own.

use serde::{Deserialize, Serialize};

use crate::access::ProfileStatus;

/// A step of the way to a decision, in the order in which they are done (product.md, decision 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Step {
    /// «Je renseigne la date de naissance».
    BirthDate,
    /// «Ma carte Vitale».
    CardKind,
    /// The social security number and the card's serial number.
    Numbers,
    /// «Je choisis pour qui j'active le profil»: only where several persons are meant.
    Person,
    /// «Mon code provisoire».
    Code,
    /// «Je prends ma décision».
    Decision,
}

/// The state of a person's enrolment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EnrolmentStatus {
    /// Announced by the insurer; nothing decided.
    Pending,
    /// Created after the time for opposition, and not activated.
    Created,
    /// Activated.
    Activated,
    /// Opposed; it can be lifted at any time by activating.
    Opposed,
    /// Closed.
    Closed,
    /// The person has died: nothing can be decided any more.
    Deceased,
}

impl EnrolmentStatus {
    /// The state out of what is stored: the profile's, whether the space was created by itself, and
    /// whether the insurer has announced a death, which outweighs the rest.
    #[must_use]
    pub const fn of(profile: ProfileStatus, created: bool, deceased: bool) -> Self {
        match profile {
            _ if deceased => Self::Deceased,
            ProfileStatus::Active => Self::Activated,
            ProfileStatus::Opposed => Self::Opposed,
            ProfileStatus::Closed => Self::Closed,
            ProfileStatus::Pending if created => Self::Created,
            ProfileStatus::Pending => Self::Pending,
        }
    }

    /// Whether the space can be activated from here.
    #[must_use]
    pub const fn can_activate(self) -> bool {
        matches!(self, Self::Pending | Self::Created | Self::Opposed)
    }

    /// Whether its creation can be opposed from here. A space that was created is closed instead.
    #[must_use]
    pub const fn can_oppose(self) -> bool {
        matches!(self, Self::Pending)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_table() {
        use EnrolmentStatus as S;
        let mut states = Vec::new();
        for profile in [ProfileStatus::Pending, ProfileStatus::Active, ProfileStatus::Opposed, ProfileStatus::Closed] {
            for created in [false, true] {
                assert_eq!(EnrolmentStatus::of(profile, created, true), S::Deceased);
                states.push(EnrolmentStatus::of(profile, created, false));
            }
        }
        assert_eq!(
            states,
            [S::Pending, S::Created, S::Activated, S::Activated, S::Opposed, S::Opposed, S::Closed, S::Closed]
        );
        let all = [S::Pending, S::Created, S::Activated, S::Opposed, S::Closed, S::Deceased];
        assert_eq!(all.map(S::can_activate), [true, true, false, true, false, false]);
        assert_eq!(all.map(S::can_oppose), [true, false, false, false, false, false]);
    }
}
