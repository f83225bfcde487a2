//! What somebody wants to do.

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
    /// Learn of what a minor keeps from their representatives: what it left in the history, in lists, counts and notices.
    ReadSecrets,
    /// Open the list of documents. What stands in it is decided one by one, by [`Action::ReadDocument`].
    ReadDocuments,
    /// Learn that a document is there, and open it.
    ReadDocument,
    /// Add a document.
    DepositDocument,
    /// Change its title, date or category, or put it into a folder.
    EditDocument,
    /// Take it away.
    DeleteDocument,
    /// Hide it from professionals.
    HideDocument,
    /// Show it to them again.
    ShowDocument,
    /// Keep it from the citizen until a consultation at which they are told (code de la santé publique, R1111-53).
    WithholdDocument,
    /// Become one of the professionals whom the citizen authorises, at a consultation.
    BeAuthorised,
    /// Refuse the profile to a professional from now on, or no longer.
    BlockProfessional,
    /// Make a professional an administrator of the profile, or no longer.
    AppointAdministrator,
}

impl Action {
    /// All of them: tests enumerate the matrix.
    pub const ALL: [Self; 28] = [
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
        Self::ReadSecrets,
        Self::ReadDocuments,
        Self::ReadDocument,
        Self::DepositDocument,
        Self::EditDocument,
        Self::DeleteDocument,
        Self::HideDocument,
        Self::ShowDocument,
        Self::WithholdDocument,
        Self::BeAuthorised,
        Self::BlockProfessional,
        Self::AppointAdministrator,
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
            | Self::FollowExport
            | Self::ReadSecrets
            | Self::ReadDocuments
            | Self::ReadDocument
            | Self::DepositDocument
            | Self::BeAuthorised
            | Self::BlockProfessional
            | Self::AppointAdministrator => &[],
            Self::EditDocument | Self::DeleteDocument | Self::HideDocument | Self::ShowDocument => {
                &[Self::ReadDocument]
            }
            Self::WithholdDocument => &[Self::ReadDocument],
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
