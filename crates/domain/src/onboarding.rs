//! The first minutes of a new user: seven questions, each of which can be passed over (S15).

use serde::{Deserialize, Serialize};

use crate::confidentiality::{EmergencyAccess, Visibility};
use crate::measure::{Measure, MeasureKind};
use crate::medical_profile::{Entries, Heading};

/// One of the questions, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Question {
    /// «Quelle est ma taille ?»
    Height,
    /// «Quel est mon poids ?»
    Weight,
    /// Illnesses.
    Illnesses,
    /// Treatments.
    Treatments,
    /// Allergies.
    Allergies,
    /// Whether documents are shown to professionals.
    Confidentiality,
    /// Who has access in an emergency.
    Emergency,
}

impl Question {
    /// All of them, in their order.
    pub const ALL: [Self; 7] = [
        Self::Height,
        Self::Weight,
        Self::Illnesses,
        Self::Treatments,
        Self::Allergies,
        Self::Confidentiality,
        Self::Emergency,
    ];

    /// Its place, from 1.
    #[must_use]
    pub const fn number(self) -> usize {
        self as usize + 1
    }

    /// The one after it.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        Self::ALL.get(self as usize + 1).copied()
    }

    /// The one before it.
    #[must_use]
    pub fn previous(self) -> Option<Self> {
        (self as usize).checked_sub(1).map(|before| Self::ALL[before])
    }

    /// What it asks to measure.
    #[must_use]
    pub const fn measure(self) -> Option<MeasureKind> {
        match self {
            Self::Height => Some(MeasureKind::Height),
            Self::Weight => Some(MeasureKind::Weight),
            _ => None,
        }
    }

    /// The heading of the medical profile that it fills in.
    #[must_use]
    pub const fn heading(self) -> Option<Heading> {
        match self {
            Self::Illnesses => Some(Heading::Illnesses),
            Self::Treatments => Some(Heading::Treatments),
            Self::Allergies => Some(Heading::Allergies),
            _ => None,
        }
    }
}

/// An answer to one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OnboardingAnswer {
    /// Of height or weight.
    Measured(Measure),
    /// Under a heading of the medical profile.
    Said(Heading, Entries),
    /// Whether documents are shown.
    Visibility(Visibility),
    /// Who has access in an emergency.
    Emergency(EmergencyAccess),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_questions_follow_one_another() {
        let mut walked = vec![Question::Height];
        while let Some(next) = walked.last().and_then(|question| question.next()) {
            assert_eq!(next.previous(), walked.last().copied());
            walked.push(next);
        }
        assert_eq!(walked, Question::ALL);
        assert_eq!(Question::Height.previous(), None);
        assert_eq!(Question::ALL.map(Question::number), [1, 2, 3, 4, 5, 6, 7]);
    }
}
