//! What a decision rests on.

use serde::{Deserialize, Serialize};

use super::matrix::Matrix;
use crate::confidentiality::{EmergencyAccess, Visibility};
use crate::date::CalendarDate;
use crate::document::DocumentType;
use crate::named;
use crate::profession::Profession;

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

impl Link {
    /// The link of whoever acts in that quality.
    #[must_use]
    pub const fn of_basis(basis: Basis) -> Self {
        match basis {
            Basis::Holder => Self::Holder,
            Basis::Representative => Self::Representative(Standing::Active),
        }
    }
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
        /// Closed: what it holds is an archive.
        Closed => "closed",
    }
}

/// In which quality a citizen acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Basis {
    /// On one's own profile.
    Holder,
    /// As the legal representative of a minor.
    Representative,
}

named! {
    /// What a citizen has decided about a professional.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Relation {
        /// Nothing, or not any more: whoever is unblocked is authorised anew at a consultation.
        None => "none",
        /// Authorised, at a consultation.
        Authorised => "authorised",
        /// Blocked: loses everything, what they deposited themselves included.
        Blocked => "blocked",
    }
}

named! {
    /// How a professional comes to a profile.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub enum Mode {
        /// At a consultation: the citizen has authorised them.
        Consultation => "consultation",
        /// At a consultation of which a minor does not want their representatives to know («connexion secrète»; code de la santé
        /// publique, R1111-50): nothing else can be added or changed in it than what they do not see.
        Secret => "secrete",
        /// As the regulating doctor of a SAMU–Centre 15 who has been called for the person.
        Samu => "samu",
        /// «Bris de glace»: the person's state is an immediate risk to their health.
        BreakGlass => "bris-de-glace",
    }
}

/// Who asks.
#[derive(Clone, Copy, Debug)]
pub enum Asker<'a> {
    /// Whoever is signed in, and how their account is linked to the profile.
    Citizen(Option<Link>),
    /// Whoever asked for the file with everything in the profile together with its closure, in this quality.
    Leaver(Basis),
    /// A professional.
    Professional(ProfessionalFacts<'a>),
}

/// A professional who asks.
#[derive(Clone, Copy, Debug)]
pub struct ProfessionalFacts<'a> {
    /// Their profession.
    pub profession: Profession,
    /// What it may do: the version that is in force.
    pub matrix: &'a Matrix,
    /// What the citizen has decided about them.
    pub relation: Relation,
    /// Whether the citizen has made them an administrator. It counts for doctors who are authorised.
    pub is_administrator: bool,
    /// Whether the insurer names them as the «médecin traitant»: they are of the care team, so authorised unless blocked.
    pub is_treating_doctor: bool,
    /// Whether they regulate at a SAMU–Centre 15.
    pub regulates: bool,
    /// How they come.
    pub mode: Mode,
    /// Whom the citizen gives access in an emergency.
    pub emergency: EmergencyAccess,
}

/// A profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProfileFacts {
    /// Its state.
    pub status: ProfileStatus,
    /// When its holder was born.
    pub born_on: CalendarDate,
    /// The day it is in France.
    pub today: CalendarDate,
}

/// A document: one that is there, or one that is to be deposited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DocumentFacts {
    /// Of which type.
    pub kind: DocumentType,
    /// Whether whoever asks has deposited it: a professional themselves; for a citizen, any citizen who may act for the profile.
    pub is_askers: bool,
    /// Whether it is hidden from professionals (`MASQUE_PS`).
    pub is_hidden: bool,
    /// What the citizen has decided about this document for the professional who asks, which goes before `is_hidden`.
    pub choice: Option<Visibility>,
    /// Since when it is kept from the citizen until a consultation (`INVISIBLE_PATIENT`).
    pub withheld_since: Option<CalendarDate>,
    /// Whether a minor keeps it from their representatives (`INVISIBLE_REPRESENTANTS_LEGAUX`).
    pub is_secret: bool,
}

/// Everything that a decision rests on.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// Who asks.
    pub asker: Asker<'a>,
    /// For which profile.
    pub profile: ProfileFacts,
    /// About which document, where the action is about one.
    pub document: Option<DocumentFacts>,
}
