//! What a person decides about who sees what.

use serde::{Deserialize, Serialize};

use crate::named;

named! {
    /// Whether the professionals whom one authorises see documents that are added.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
    pub enum Visibility {
        /// They do.
        #[default]
        Visible => "visibles",
        /// They do not, until one shows them.
        Hidden => "masques",
    }
}

/// Who has access in an emergency; all of it unless one decides otherwise (product.md, decision 13; code de la santé
/// publique, L1111-17).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmergencyAccess {
    /// The doctor who answers at the SAMU–Centre 15.
    pub samu: bool,
    /// «Bris de glace»: any doctor, for somebody who cannot say what they want.
    pub break_glass: bool,
    /// Whether these also see documents that are hidden.
    pub hidden_documents: bool,
}

impl Default for EmergencyAccess {
    fn default() -> Self {
        Self { samu: true, break_glass: true, hidden_documents: true }
    }
}

/// What is decided so far; what is not stays as it is for everybody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confidentiality {
    /// Of documents that are added.
    pub visibility: Option<Visibility>,
    /// In an emergency.
    pub emergency: Option<EmergencyAccess>,
}
