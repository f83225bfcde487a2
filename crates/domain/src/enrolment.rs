//! How far a person of the insured population has come on the way to a space of their own.

use serde::{Deserialize, Serialize};

use crate::access::ProfileStatus;
use crate::named;

named! {
    /// What somebody came for.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
    pub enum Purpose {
        /// To activate a space, or to see and then decide.
        #[default]
        Activate => "activation",
        /// To oppose its creation.
        Oppose => "opposition",
        /// To have a new provisional code.
        NewCode => "code",
    }
}

named! {
    /// What is decided.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub enum Decision {
        /// «J'active Mon espace santé».
        Activate => "activer",
        /// «Je m'oppose à la création de Mon espace santé».
        Oppose => "opposer",
        /// «Je clôture Mon espace santé»: a space that was created by itself and never activated (product.md,
        /// decision 23).
        Close => "cloturer",
    }
}

/// A step of the way to a space or to an opposition, in the order in which they are done (product.md,
/// decision 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Step {
    /// «Je renseigne la date de naissance». Of an enrolment under way, that it is asked again: the draft is locked.
    BirthDate,
    /// «Ma carte Vitale».
    CardKind,
    /// The social security number and the card's serial number.
    Numbers,
    /// «Je choisis pour qui j'active le profil»: only where several persons are meant.
    Person,
    /// There is nothing to decide for this person: it is said why.
    Impasse,
    /// By which way a new provisional code shall come: there is none that could be typed.
    NewCode,
    /// «Mon code provisoire»: the one that the person has been sent.
    Code,
    /// «Je prends ma décision».
    Decision,
    /// The opposition or the closure, before it is recorded.
    Refusal,
    /// For a minor: whether whoever decides represents them.
    Representative,
    /// «Je vérifie mes coordonnées de contact».
    Contacts,
    /// «Je choisis mon nouvel identifiant et mon mot de passe».
    Credentials,
    /// The opposition is recorded.
    Opposed,
    /// The space is closed.
    Closed,
    /// The space is activated.
    Activated,
}

/// What has been done so far, as far as it says what comes next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a step that is done or not; any of them can be done again")]
pub struct Progress {
    /// What for.
    pub purpose: Purpose,
    /// Whether the kind of card was given.
    pub card: bool,
    /// Whether the numbers meant somebody.
    pub numbers: bool,
    /// The state of the person, once it is clear who.
    pub person: Option<EnrolmentStatus>,
    /// Whether the person is represented by somebody else.
    pub minor: bool,
    /// Whether the person has been sent a provisional code that can still be used.
    pub code_at_hand: bool,
    /// Whether a provisional code was right.
    pub code: bool,
    /// What was decided.
    pub decision: Option<Decision>,
    /// Whether the contacts were checked.
    pub contacts: bool,
    /// What was carried out.
    pub done: Option<Decision>,
}

impl Progress {
    /// The first step that is still to be done.
    #[must_use]
    pub const fn step(&self) -> Step {
        match self.done {
            Some(Decision::Activate) => return Step::Activated,
            Some(Decision::Oppose) => return Step::Opposed,
            Some(Decision::Close) => return Step::Closed,
            None => {}
        }
        if !self.card {
            return Step::CardKind;
        }
        if !self.numbers {
            return Step::Numbers;
        }
        let Some(status) = self.person else { return Step::Person };
        let decision = match (self.decision, self.purpose) {
            (None, Purpose::Oppose) | (Some(Decision::Oppose | Decision::Close), _) => Some(status.refusal()),
            (decision, _) => decision,
        };
        if !status.can(match decision {
            Some(decision) => decision,
            None => Decision::Activate,
        }) {
            return Step::Impasse;
        }
        if !self.code {
            // Whoever came for a new one has lost the other.
            let is_asked = self.code_at_hand && !matches!(self.purpose, Purpose::NewCode);
            return if is_asked { Step::Code } else { Step::NewCode };
        }
        match decision {
            None => Step::Decision,
            Some(Decision::Oppose | Decision::Close) => Step::Refusal,
            Some(Decision::Activate) if self.minor => Step::Representative,
            Some(Decision::Activate) if !self.contacts => Step::Contacts,
            Some(Decision::Activate) => Step::Credentials,
        }
    }
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

    /// Whether that can be decided from here. Opposed and closed spaces can be activated at any time, which ends
    /// the opposition or the closure.
    #[must_use]
    pub const fn can(self, decision: Decision) -> bool {
        match decision {
            Decision::Activate => matches!(self, Self::Pending | Self::Created | Self::Opposed | Self::Closed),
            Decision::Oppose => matches!(self, Self::Pending),
            Decision::Close => matches!(self, Self::Created),
        }
    }

    /// The profile's state behind it, the other way round than [`of`](Self::of); `None` for the dead.
    #[must_use]
    pub const fn stored(self) -> Option<ProfileStatus> {
        match self {
            Self::Pending | Self::Created => Some(ProfileStatus::Pending),
            Self::Activated => Some(ProfileStatus::Active),
            Self::Opposed => Some(ProfileStatus::Opposed),
            Self::Closed => Some(ProfileStatus::Closed),
            Self::Deceased => None,
        }
    }

    /// How to refuse a space: before it was created by opposing, and then by closing it.
    #[must_use]
    pub const fn refusal(self) -> Decision {
        match self {
            Self::Created => Decision::Close,
            _ => Decision::Oppose,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_asks_for_the_next() {
        use Decision::{Activate, Oppose};
        let mut progress = Progress::default();
        let mut steps = vec![progress.step()];
        let acts: [fn(&mut Progress); 8] = [
            |progress| progress.card = true,
            |progress| progress.numbers = true,
            |progress| progress.person = Some(EnrolmentStatus::Pending),
            |progress| progress.code_at_hand = true,
            |progress| progress.code = true,
            |progress| progress.decision = Some(Activate),
            |progress| progress.contacts = true,
            |progress| progress.done = Some(Activate),
        ];
        for act in acts {
            act(&mut progress);
            steps.push(progress.step());
        }
        assert_eq!(
            steps,
            [
                Step::CardKind,
                Step::Numbers,
                Step::Person,
                Step::NewCode,
                Step::Code,
                Step::Decision,
                Step::Contacts,
                Step::Credentials,
                Step::Activated
            ]
        );
        let before = Progress { done: None, ..progress };
        assert_eq!(Progress { minor: true, ..before }.step(), Step::Representative);
        assert_eq!(Progress { decision: Some(Oppose), ..before }.step(), Step::Refusal);
        assert_eq!(Progress { done: Some(Oppose), ..before }.step(), Step::Opposed);
        assert_eq!(Progress { done: Some(Decision::Close), ..before }.step(), Step::Closed);
        let lost = Progress { purpose: Purpose::NewCode, code: false, ..before };
        assert_eq!(lost.step(), Step::NewCode, "who came for a new code is not asked for the other");
        // Opposed a moment too late: the space was created, and is closed instead.
        let created = Progress { person: Some(EnrolmentStatus::Created), ..before };
        assert_eq!(Progress { decision: Some(Oppose), ..created }.step(), Step::Refusal);
        // Whoever came to oppose has said so already, and may still activate.
        let opposing = Progress { purpose: Purpose::Oppose, decision: None, ..before };
        assert_eq!(opposing.step(), Step::Refusal);
        assert_eq!(Progress { decision: Some(Activate), ..opposing }.step(), Step::Credentials);
    }

    #[test]
    fn where_nothing_can_be_decided_no_code_is_asked_for() {
        use EnrolmentStatus as S;
        let at = |purpose, status| {
            Progress { purpose, card: true, numbers: true, person: Some(status), ..Progress::default() }.step()
        };
        let states = [S::Pending, S::Created, S::Activated, S::Opposed, S::Closed, S::Deceased];
        let open = |purpose| states.map(|status| at(purpose, status) == Step::NewCode);
        assert_eq!(open(Purpose::Activate), [true, true, false, true, true, false]);
        assert_eq!(open(Purpose::NewCode), open(Purpose::Activate));
        assert_eq!(open(Purpose::Oppose), [true, true, false, false, false, false]);
    }

    #[test]
    fn words_are_found_again() {
        for purpose in Purpose::ALL {
            assert_eq!(Purpose::of_name(purpose.name()), Some(purpose));
        }
        assert_eq!(Purpose::of_name("autre").unwrap_or_default(), Purpose::Activate);
        for decision in Decision::ALL {
            assert_eq!(Decision::of_name(decision.name()), Some(decision));
        }
        assert_eq!(Decision::of_name(""), None);
    }

    #[test]
    fn the_whole_table() {
        use EnrolmentStatus as S;
        let mut states = Vec::new();
        for profile in [ProfileStatus::Pending, ProfileStatus::Active, ProfileStatus::Opposed, ProfileStatus::Closed] {
            for created in [false, true] {
                assert_eq!(EnrolmentStatus::of(profile, created, true), S::Deceased);
                let living = EnrolmentStatus::of(profile, created, false);
                assert_eq!(living.stored(), Some(profile));
                states.push(living);
            }
        }
        assert_eq!(
            states,
            [S::Pending, S::Created, S::Activated, S::Activated, S::Opposed, S::Opposed, S::Closed, S::Closed]
        );
        let all = [S::Pending, S::Created, S::Activated, S::Opposed, S::Closed, S::Deceased];
        let can = |decision| all.map(|status| status.can(decision));
        assert_eq!(can(Decision::Activate), [true, true, false, true, true, false]);
        assert_eq!(can(Decision::Oppose), [true, false, false, false, false, false]);
        assert_eq!(can(Decision::Close), [false, true, false, false, false, false]);
    }
}
