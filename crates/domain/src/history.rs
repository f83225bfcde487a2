//! What an activity history can say.

use serde::{Deserialize, Serialize};

use crate::access::Mode;
use crate::document::Category;
use crate::id::{DocumentId, ProfessionalId, ProfileId};
use crate::measure::MeasureKind;
use crate::medical_profile::Heading;
use crate::named;
use crate::provisional_code::Delivery;
use crate::sign_in::Channel;
use crate::time::Timestamp;

/// An act that left a line. It is stored sealed, under these names: a variant is never renamed or
/// removed, only added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Act {
    /// Signed in, with a code received by that way.
    SignedIn {
        /// How the code came.
        channel: Channel,
    },
    /// Signed out.
    SignedOut,
    /// A sign-in failed at the password; only the first of a row is noted.
    PasswordRefused,
    /// A wrong one-time code was given after the right password; only the first of a row is noted.
    CodesRefused,
    /// A code was sent.
    CodeSent {
        /// By which way.
        channel: Channel,
    },
    /// Asked for a profile that is not one's own, or does not exist.
    AccessRefused,
    /// Someone other than the holder read a part of the profile.
    Consulted {
        /// What was read.
        part: Part,
    },
    /// The insurer has announced the person: they may have a space.
    Announced,
    /// The insurer's particulars of the person have changed.
    InsurerUpdated,
    /// The space was activated, with the provisional code.
    Activated,
    /// The creation of the space was opposed, with the provisional code.
    Opposed,
    /// A wrong provisional code was given; only the first of a code is noted.
    ProvisionalCodesRefused,
    /// A provisional code was made and sent to the person or, for a minor, to the parent.
    ProvisionalCodeSent {
        /// By which way.
        channel: Delivery,
    },
    /// A provisional code could not be delivered: it is worth nothing any more.
    ProvisionalCodeUndelivered {
        /// By which way it was to come.
        channel: Delivery,
    },
    /// Nobody opposed in time: the space was created, and waits to be activated or closed.
    SpaceCreated,
    /// The space was closed.
    Closed,
    /// A measurement was added.
    Measured {
        /// Of what.
        kind: MeasureKind,
    },
    /// A heading of the medical profile was filled in.
    MedicalProfileChanged {
        /// Which.
        heading: Heading,
    },
    /// It was decided whether documents are shown to the professionals whom one authorises.
    VisibilityChanged,
    /// It was decided who has access in an emergency.
    EmergencyAccessChanged,
    /// The representatives and the holder were told that the holder comes of age.
    MajorityAnnounced,
    /// The holder came of age: a representation ended.
    CameOfAge,
    /// A wrong password was given where it is asked for again before something sensitive.
    ConfirmationRefused,
    /// The deletion of what the closed profile holds was asked for.
    DeletionAsked,
    /// That was taken back by activating the profile.
    DeletionCancelled,
    /// What a closed profile held was deleted.
    Erased,
    /// A representative closed their own space, and does not manage the profile any more.
    RepresentativeLeft,
    /// Somebody was invited to manage the profile as well.
    SharingAsked,
    /// Somebody was named who cannot be invited, or nobody has these particulars.
    SharingNotPossible,
    /// The invitation was withdrawn.
    SharingWithdrawn,
    /// It was accepted: the profile has a second representative.
    SharingAccepted,
    /// It was refused.
    SharingRefused,
    /// Nobody answered it in time.
    SharingExpired,
    /// The second representative does not manage the profile any more.
    SharingEnded,
    /// The file with everything that the profile holds was asked for.
    ExportAsked,
    /// It was downloaded.
    ExportFetched,
    /// A file that was asked for with the closure was not there yet when the profile was activated: it is not prepared.
    ExportCancelled,
    /// A professional was authorised, at a consultation.
    ProfessionalAuthorised,
    /// A professional was blocked.
    ProfessionalBlocked,
    /// A professional is not blocked any more, and not authorised either.
    ProfessionalUnblocked,
    /// A professional was made an administrator of the profile.
    AdministratorAppointed,
    /// A professional is not an administrator any more.
    AdministratorDismissed,
    /// A professional looked at the list of documents.
    DocumentsConsulted {
        /// How they came.
        mode: Mode,
    },
    /// A professional opened a document.
    DocumentOpened {
        /// Where the citizen finds it.
        category: Category,
    },
    /// A document was added.
    DocumentDeposited {
        /// Where the citizen finds it.
        category: Category,
    },
    /// A document was taken away.
    DocumentDeleted {
        /// Where the citizen found it.
        category: Category,
    },
    /// A document was hidden from professionals.
    DocumentHidden {
        /// Where the citizen finds it.
        category: Category,
    },
    /// A document is shown to professionals again.
    DocumentShown {
        /// Where the citizen finds it.
        category: Category,
    },
    /// The citizen was told of a document that had been kept from them, and sees it from now on.
    DocumentDisclosed {
        /// Where the citizen finds it.
        category: Category,
    },
}

named! {
    /// A part of a profile that someone can consult.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
    pub enum Part {
        /// Identity and contact details.
        PersonalInformation => "personal-information",
        /// The activity history.
        History => "history",
        /// Measurements and the medical profile.
        MedicalProfile => "medical-profile",
        /// Who sees documents, and who in an emergency.
        Confidentiality => "confidentiality",
        /// The file with everything that the profile holds.
        Export => "export",
    }
}

/// Who reads a line, of the citizens who may read the history.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audience {
    /// Whether a minor keeps it from their representatives (product.md, decision 15).
    #[serde(default)]
    pub is_secret: bool,
    /// From when on, if not at once: what is about a document that is kept from the citizen until a consultation.
    #[serde(default)]
    pub visible_from: Option<Timestamp>,
}

impl Audience {
    fn is_everybody(&self) -> bool {
        *self == Self::default()
    }
}

/// What is sealed in a line: the act, who did it, and what it was about. Who acted is named by profile or by their id in the
/// directory, so that a name that changes later is shown as it is then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The act.
    pub act: Act,
    /// Whose own profile belongs to the account that acted; `None` when no citizen who was signed in did.
    pub actor: Option<ProfileId>,
    /// The professional who acted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub professional: Option<ProfessionalId>,
    /// The professional whom the act was about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<ProfessionalId>,
    /// The document that it was about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<DocumentId>,
    /// Why a professional broke the glass, in their words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Who reads it.
    #[serde(default, skip_serializing_if = "Audience::is_everybody")]
    pub audience: Audience,
}

impl Line {
    /// An act on the profile as a whole, for everybody who reads its history.
    #[must_use]
    pub const fn new(act: Act, actor: Option<ProfileId>) -> Self {
        Self {
            act,
            actor,
            professional: None,
            about: None,
            document: None,
            reason: None,
            audience: Audience { is_secret: false, visible_from: None },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_names_never_change() {
        let stored = [
            (Act::SignedIn { channel: Channel::Sms }, r#"{"SignedIn":{"channel":"sms"}}"#),
            (Act::SignedOut, r#""SignedOut""#),
            (Act::PasswordRefused, r#""PasswordRefused""#),
            (Act::CodesRefused, r#""CodesRefused""#),
            (Act::CodeSent { channel: Channel::Email }, r#"{"CodeSent":{"channel":"email"}}"#),
            (Act::AccessRefused, r#""AccessRefused""#),
            (Act::Consulted { part: Part::History }, r#"{"Consulted":{"part":"History"}}"#),
            (Act::Announced, r#""Announced""#),
            (Act::InsurerUpdated, r#""InsurerUpdated""#),
            (Act::Activated, r#""Activated""#),
            (Act::Opposed, r#""Opposed""#),
            (Act::ProvisionalCodesRefused, r#""ProvisionalCodesRefused""#),
            (Act::ProvisionalCodeSent { channel: Delivery::Email }, r#"{"ProvisionalCodeSent":{"channel":"email"}}"#),
            (Act::ProvisionalCodeSent { channel: Delivery::Sms }, r#"{"ProvisionalCodeSent":{"channel":"sms"}}"#),
            (Act::ProvisionalCodeSent { channel: Delivery::Post }, r#"{"ProvisionalCodeSent":{"channel":"post"}}"#),
            (
                Act::ProvisionalCodeUndelivered { channel: Delivery::Email },
                r#"{"ProvisionalCodeUndelivered":{"channel":"email"}}"#,
            ),
            (Act::SpaceCreated, r#""SpaceCreated""#),
            (Act::Closed, r#""Closed""#),
            (Act::Measured { kind: MeasureKind::Height }, r#"{"Measured":{"kind":"Height"}}"#),
            (Act::Measured { kind: MeasureKind::Weight }, r#"{"Measured":{"kind":"Weight"}}"#),
            (
                Act::MedicalProfileChanged { heading: Heading::Illnesses },
                r#"{"MedicalProfileChanged":{"heading":"Illnesses"}}"#,
            ),
            (Act::VisibilityChanged, r#""VisibilityChanged""#),
            (Act::EmergencyAccessChanged, r#""EmergencyAccessChanged""#),
            (Act::MajorityAnnounced, r#""MajorityAnnounced""#),
            (Act::CameOfAge, r#""CameOfAge""#),
            (Act::ConfirmationRefused, r#""ConfirmationRefused""#),
            (Act::DeletionAsked, r#""DeletionAsked""#),
            (Act::DeletionCancelled, r#""DeletionCancelled""#),
            (Act::ExportCancelled, r#""ExportCancelled""#),
            (Act::Erased, r#""Erased""#),
            (Act::RepresentativeLeft, r#""RepresentativeLeft""#),
            (Act::SharingAsked, r#""SharingAsked""#),
            (Act::SharingNotPossible, r#""SharingNotPossible""#),
            (Act::SharingWithdrawn, r#""SharingWithdrawn""#),
            (Act::SharingAccepted, r#""SharingAccepted""#),
            (Act::SharingRefused, r#""SharingRefused""#),
            (Act::SharingExpired, r#""SharingExpired""#),
            (Act::SharingEnded, r#""SharingEnded""#),
            (Act::ExportAsked, r#""ExportAsked""#),
            (Act::ExportFetched, r#""ExportFetched""#),
            (Act::ProfessionalAuthorised, r#""ProfessionalAuthorised""#),
            (Act::ProfessionalBlocked, r#""ProfessionalBlocked""#),
            (Act::ProfessionalUnblocked, r#""ProfessionalUnblocked""#),
            (Act::AdministratorAppointed, r#""AdministratorAppointed""#),
            (Act::AdministratorDismissed, r#""AdministratorDismissed""#),
            (Act::DocumentsConsulted { mode: Mode::BreakGlass }, r#"{"DocumentsConsulted":{"mode":"BreakGlass"}}"#),
            (Act::DocumentOpened { category: Category::Biology }, r#"{"DocumentOpened":{"category":"Biology"}}"#),
            (Act::DocumentDeposited { category: Category::Others }, r#"{"DocumentDeposited":{"category":"Others"}}"#),
            (Act::DocumentDeleted { category: Category::Reports }, r#"{"DocumentDeleted":{"category":"Reports"}}"#),
            (Act::DocumentHidden { category: Category::Summary }, r#"{"DocumentHidden":{"category":"Summary"}}"#),
            (Act::DocumentShown { category: Category::Imaging }, r#"{"DocumentShown":{"category":"Imaging"}}"#),
            (
                Act::DocumentDisclosed { category: Category::Screening },
                r#"{"DocumentDisclosed":{"category":"Screening"}}"#,
            ),
        ];
        for (act, text) in stored {
            assert_eq!(serde_json::to_string(&act).unwrap(), text);
            assert_eq!(serde_json::from_str::<Act>(text).unwrap(), act);
        }
    }

    #[test]
    fn lines_that_were_stored_before_they_said_more_are_read() {
        let earlier = r#"{"act":"Closed","actor":null}"#;
        let line = Line::new(Act::Closed, None);
        assert_eq!(serde_json::from_str::<Line>(earlier).unwrap(), line);
        assert_eq!(serde_json::to_string(&line).unwrap(), earlier, "and what says no more takes no more room");
    }
}
