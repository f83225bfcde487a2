//! Who may do what on whose profile: one pure function.

use serde::{Deserialize, Serialize};

use crate::date::CalendarDate;
use crate::named;

/// What someone wants to do on a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Open the space: its home page, its name in the menu.
    Open,
    /// Read the identity and the contact details.
    ReadPersonalInformation,
    /// Read the activity history.
    ReadHistory,
    /// Read measurements and the medical profile.
    ReadMedicalProfile,
    /// Add to them.
    EditMedicalProfile,
    /// Read who sees documents, and who in an emergency.
    ReadConfidentiality,
    /// Decide it.
    EditConfidentiality,
    /// Read what the first questions were answered with.
    ReadOnboarding,
    /// Answer them.
    AnswerOnboarding,
    /// Read who manages the profile.
    ReadSharing,
    /// Learn what became of an invitation to manage it as well, and withdraw it; a child's representatives only.
    FollowSharing,
    /// Invite somebody to manage it as well, or end that; a child's representatives only.
    Share,
    /// Learn what closing the profile would bring about.
    PrepareClosure,
    /// Close it.
    Close,
    /// Learn how far the file with everything that it holds has come.
    FollowExport,
    /// Ask for that file, and download it.
    Export,
}

impl Action {
    /// All of them: tests enumerate the matrix.
    pub const ALL: [Self; 16] = [
        Self::Open,
        Self::ReadPersonalInformation,
        Self::ReadHistory,
        Self::ReadMedicalProfile,
        Self::EditMedicalProfile,
        Self::ReadConfidentiality,
        Self::EditConfidentiality,
        Self::ReadOnboarding,
        Self::AnswerOnboarding,
        Self::ReadSharing,
        Self::FollowSharing,
        Self::Share,
        Self::PrepareClosure,
        Self::Close,
        Self::FollowExport,
        Self::Export,
    ];

    /// Whether the password must have been typed a short while ago: what has consequences for others, or for good
    /// (quality.md, step-up).
    #[must_use]
    pub const fn is_sensitive(self) -> bool {
        matches!(self, Self::Share | Self::Close | Self::Export)
    }

    /// The actions that are allowed along with it: whoever may edit may read what they edit.
    #[must_use]
    pub const fn lends(self) -> &'static [Self] {
        match self {
            Self::Open
            | Self::ReadPersonalInformation
            | Self::ReadHistory
            | Self::ReadMedicalProfile
            | Self::ReadConfidentiality
            | Self::ReadSharing
            | Self::FollowExport => &[],
            Self::FollowSharing | Self::Share | Self::PrepareClosure => &[Self::ReadSharing],
            Self::Close => &[Self::ReadSharing, Self::PrepareClosure],
            Self::Export => &[
                Self::ReadPersonalInformation,
                Self::ReadHistory,
                Self::ReadMedicalProfile,
                Self::ReadConfidentiality,
                Self::ReadSharing,
                Self::FollowExport,
            ],
            Self::EditMedicalProfile => &[Self::ReadMedicalProfile],
            Self::EditConfidentiality => &[Self::ReadConfidentiality],
            Self::ReadOnboarding => &[Self::ReadMedicalProfile, Self::ReadConfidentiality],
            Self::AnswerOnboarding => &[
                Self::ReadMedicalProfile,
                Self::EditMedicalProfile,
                Self::ReadConfidentiality,
                Self::EditConfidentiality,
            ],
        }
    }
}

named! {
    /// How far a representation has come. Only [`Standing::Active`] gives access: an invitation is not
    /// a membership.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub enum Standing {
        /// Invited, and has not answered yet.
        Invited => "invited",
        /// In force.
        Active => "active",
        /// Ended: withdrawn, refused, or the child came of age.
        Ended => "ended",
    }
}

/// What links an account to a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// The profile is the account holder's own.
    Holder,
    /// The account's holder is, was or may become a legal representative of the profile's holder.
    Representative(Standing),
}

named! {
    /// Whether a profile is in use.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum ProfileStatus {
        /// Activated.
        Active => "active",
        /// Created or announced, not activated yet.
        Pending => "pending",
        /// The creation was opposed.
        Opposed => "opposed",
        /// Closed.
        Closed => "closed",
    }
}

/// Everything that the decision rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccessFacts {
    /// The link between the asking account and the profile, if there is one.
    pub link: Option<Link>,
    /// The state of the profile.
    pub status: ProfileStatus,
    /// When the profile's holder was born.
    pub born_on: CalendarDate,
    /// The day it is in France.
    pub today: CalendarDate,
}

/// In which quality someone acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Basis {
    /// On one's own profile.
    Holder,
    /// As the legal representative of a minor.
    Representative,
}

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

/// Whether the action is allowed, and in which quality. Everything that is not allowed is refused,
/// and a refusal has no reason: whoever is refused must not learn whether the profile exists.
#[must_use]
pub fn decide(facts: &AccessFacts, action: Action) -> Option<Basis> {
    if facts.status != ProfileStatus::Active {
        return None;
    }
    let basis = match facts.link? {
        Link::Holder => Basis::Holder,
        Link::Representative(Standing::Active) if facts.born_on.age_on(facts.today) < MAJORITY => Basis::Representative,
        Link::Representative(_) => return None,
    };
    match (action, basis) {
        (
            Action::Open
            | Action::ReadPersonalInformation
            | Action::ReadHistory
            | Action::ReadMedicalProfile
            | Action::EditMedicalProfile
            | Action::ReadConfidentiality
            | Action::EditConfidentiality
            | Action::ReadOnboarding
            | Action::AnswerOnboarding
            | Action::ReadSharing
            | Action::PrepareClosure
            | Action::Close
            | Action::FollowExport
            | Action::Export,
            Basis::Holder | Basis::Representative,
        )
        | (Action::FollowSharing | Action::Share, Basis::Representative) => Some(basis),
        (Action::FollowSharing | Action::Share, Basis::Holder) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> CalendarDate {
        CalendarDate::from_iso(text).unwrap()
    }

    #[test]
    fn the_day_of_majority_is_the_first_on_which_one_is_of_age() {
        for (born, of_age, before) in [
            ("2008-05-20", "2026-05-20", "2026-05-19"),
            ("2008-02-29", "2026-03-01", "2026-02-28"),
            ("2010-01-01", "2028-01-01", "2027-12-31"),
            ("2010-02-28", "2028-02-28", "2028-02-27"),
        ] {
            assert_eq!(majority(day(born)), day(of_age));
            assert_eq!(day(born).age_on(day(of_age)), MAJORITY);
            assert_eq!(day(born).age_on(day(before)), MAJORITY - 1);
        }
    }

    /// All facts that a decision can rest on, with the age of the profile's holder in words.
    fn all_facts() -> impl Iterator<Item = (&'static str, AccessFacts)> {
        let links = [
            None,
            Some(Link::Holder),
            Some(Link::Representative(Standing::Invited)),
            Some(Link::Representative(Standing::Active)),
            Some(Link::Representative(Standing::Ended)),
        ];
        let states = [ProfileStatus::Active, ProfileStatus::Pending, ProfileStatus::Opposed, ProfileStatus::Closed];
        let today = day("2026-11-22");
        links.into_iter().flat_map(move |link| {
            states.into_iter().flat_map(move |status| {
                [("minor", "2015-04-03"), ("adult", "1984-05-20")]
                    .map(|(age, born_on)| (age, AccessFacts { link, status, born_on: day(born_on), today }))
            })
        })
    }

    #[test]
    fn what_an_action_lends_is_allowed_wherever_the_action_is() {
        for action in Action::ALL {
            for lent in action.lends() {
                for (_, facts) in all_facts() {
                    let (basis, lent) = (decide(&facts, action), decide(&facts, *lent));
                    assert!(basis.is_none() || lent == basis, "{action:?} lends {lent:?}: {facts:?}");
                }
            }
        }
    }

    #[test]
    fn the_whole_matrix() {
        let mut allowed = Vec::new();
        for action in Action::ALL {
            for (age, facts) in all_facts() {
                if let Some(basis) = decide(&facts, action) {
                    allowed.push((action, facts.link, facts.status, age, basis));
                }
            }
        }
        let expected: Vec<_> = Action::ALL
            .into_iter()
            .flat_map(|action| {
                let own = Some(Link::Holder);
                let child = Some(Link::Representative(Standing::Active));
                [
                    (action, own, ProfileStatus::Active, "minor", Basis::Holder),
                    (action, own, ProfileStatus::Active, "adult", Basis::Holder),
                    (action, child, ProfileStatus::Active, "minor", Basis::Representative),
                ]
            })
            .filter(|(action, .., basis)| {
                !matches!(action, Action::FollowSharing | Action::Share) || *basis == Basis::Representative
            })
            .collect();
        assert_eq!(allowed, expected);
    }

    #[test]
    fn a_representative_loses_access_on_the_eighteenth_birthday() {
        let facts = |today| AccessFacts {
            link: Some(Link::Representative(Standing::Active)),
            status: ProfileStatus::Active,
            born_on: day("2008-11-22"),
            today: day(today),
        };
        assert_eq!(decide(&facts("2026-11-21"), Action::Open), Some(Basis::Representative));
        assert_eq!(decide(&facts("2026-11-22"), Action::Open), None);
    }
}
