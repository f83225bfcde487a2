//! Why something is allowed or refused: values that a screen puts into words.

/// A reason for a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    // Why it is allowed.
    /// It is their own profile.
    OwnProfile,
    /// They represent a minor.
    RepresentsMinor,
    /// They asked for it together with the closure, and the profile is still closed.
    AskedWithClosure,
    /// The citizen has authorised them.
    Authorised,
    /// They are the «médecin traitant».
    TreatingDoctor,
    /// The citizen has made them an administrator of the profile.
    Administrator,
    /// They have deposited the document.
    Depositor,
    /// The citizen shows this document to them.
    ShownToThem,
    /// The matrix allows it to their profession.
    ProfessionAllowed,
    /// They regulate a call to the SAMU–Centre 15, which the citizen allows.
    SamuAllowed,
    /// They break the glass, which the citizen allows.
    BreakGlassAllowed,
    /// In an emergency the citizen also shows what is hidden.
    HiddenShownInEmergency,

    // Why it is refused.
    /// The profile is not in use: announced, or its creation opposed.
    ProfileNotActive,
    /// The profile is closed.
    ProfileClosed,
    /// Nothing links them to the profile.
    Stranger,
    /// They were invited to represent the minor, and have not accepted.
    OnlyInvited,
    /// Their representation has ended.
    RepresentationEnded,
    /// The holder is of age: nobody represents them.
    HolderIsOfAge,
    /// The citizen has blocked them.
    Blocked,
    /// The citizen has not authorised them.
    NotAuthorised,
    /// The matrix does not allow it to their profession.
    ProfessionRefused,
    /// The document is hidden from professionals.
    Hidden,
    /// The citizen hides this document from them.
    HiddenFromThem,
    /// The document is kept from the citizen until a consultation.
    Withheld,
    /// A minor keeps it from their representatives.
    Secret,
    /// Nothing but what a minor keeps from their representatives can be added or changed at such a consultation.
    NotSecret,
    /// The holder is of age, and has no representatives to keep anything from.
    NobodyToKeepItFrom,
    /// A document cannot be hidden from professionals and kept from the citizen at once.
    HiddenFromAll,
    /// Somebody else has deposited the document.
    NotTheirDocument,
    /// The type is none that citizens deposit.
    TypeOfProfessionals,
    /// The citizen does not allow this access in an emergency.
    EmergencyOpposed,
    /// They do not regulate at a SAMU–Centre 15.
    NotRegulating,
    /// Theirs is no profession of health.
    NoProfessionOfHealth,
    /// In an emergency documents are read, and nothing else is done.
    ReadingOnly,
    /// Only an administrator may.
    AdministratorsOnly,
    /// Only the citizens themselves may.
    CitizensOnly,
    /// Only professionals may.
    ProfessionalsOnly,
    /// Only a child's representatives may.
    RepresentativesOnly,
    /// No document was named.
    NoDocument,
}

impl Reason {
    /// The last of them.
    const LAST: Self = Self::NoDocument;

    /// Whether it is one for allowing.
    #[must_use]
    pub const fn allows(self) -> bool {
        (self as u8) < (Self::ProfileNotActive as u8)
    }

    /// Why it is refused, and why allowed: all of them, in the order in which they are said.
    #[must_use]
    pub const fn all() -> [Self; Self::LAST as usize + 1] {
        use Reason as R;
        [
            R::OwnProfile,
            R::RepresentsMinor,
            R::AskedWithClosure,
            R::Authorised,
            R::TreatingDoctor,
            R::Administrator,
            R::Depositor,
            R::ShownToThem,
            R::ProfessionAllowed,
            R::SamuAllowed,
            R::BreakGlassAllowed,
            R::HiddenShownInEmergency,
            R::ProfileNotActive,
            R::ProfileClosed,
            R::Stranger,
            R::OnlyInvited,
            R::RepresentationEnded,
            R::HolderIsOfAge,
            R::Blocked,
            R::NotAuthorised,
            R::ProfessionRefused,
            R::Hidden,
            R::HiddenFromThem,
            R::Withheld,
            R::Secret,
            R::NotSecret,
            R::NobodyToKeepItFrom,
            R::HiddenFromAll,
            R::NotTheirDocument,
            R::TypeOfProfessionals,
            R::EmergencyOpposed,
            R::NotRegulating,
            R::NoProfessionOfHealth,
            R::ReadingOnly,
            R::AdministratorsOnly,
            R::CitizensOnly,
            R::ProfessionalsOnly,
            R::RepresentativesOnly,
            R::NoDocument,
        ]
    }
}

/// Some reasons, each at most once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reasons(u64);

impl Reasons {
    /// With one more.
    pub(super) const fn add(&mut self, reason: Reason) {
        self.0 |= 1 << reason as u8;
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether this is one of them.
    #[must_use]
    pub const fn has(self, reason: Reason) -> bool {
        self.0 & (1 << reason as u8) != 0
    }

    /// Each of them, in the order in which they are said.
    pub fn iter(self) -> impl Iterator<Item = Reason> {
        Reason::all().into_iter().filter(move |reason| self.has(*reason))
    }
}

impl FromIterator<Reason> for Reasons {
    fn from_iter<I: IntoIterator<Item = Reason>>(reasons: I) -> Self {
        let mut all = Self::default();
        reasons.into_iter().for_each(|reason| all.add(reason));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_said_once_in_its_order() {
        for (place, reason) in Reason::all().into_iter().enumerate() {
            assert_eq!(reason as usize, place);
            let alone = Reasons::from_iter([reason]);
            assert!(!alone.is_empty() && alone.iter().eq([reason]));
        }
        assert!(Reasons::default().is_empty());
        assert!(Reason::HiddenShownInEmergency.allows() && !Reason::ProfileNotActive.allows());
    }
}
