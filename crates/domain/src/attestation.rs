//! The attestation of an opposition, and the code by which anybody checks it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::insured::Recipient;
use crate::person::PersonName;
use crate::provisional_code::{NotAProvisionalCode, ProvisionalCode};
use crate::time::Timestamp;

/// The code that stands on an attestation: as many symbols, typed and read in the same ways, as a
/// [`ProvisionalCode`], so that nobody has to learn another one. It opens nothing: it tells that the
/// attestation is valid, and of when.
#[derive(Clone, PartialEq, Eq)]
pub struct VerificationCode(ProvisionalCode);

impl VerificationCode {
    /// Makes a code out of random bytes; `None` when too few of them are usable.
    #[must_use]
    pub fn from_random(bytes: &[u8]) -> Option<Self> {
        ProvisionalCode::from_random(bytes).map(Self)
    }

    /// Reads a typed or pasted code.
    pub fn parse(text: &str) -> Result<Self, NotAProvisionalCode> {
        ProvisionalCode::parse(text).map(Self)
    }

    /// The twelve symbols without spaces; for sealing and keyed hashes.
    #[must_use]
    pub fn compact(&self) -> &str {
        self.0.compact()
    }

    /// `H7UQ ZFKC J8KW`, with no-break spaces.
    #[must_use]
    pub fn grouped(&self) -> String {
        self.0.grouped()
    }
}

impl fmt::Debug for VerificationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VerificationCode(…)")
    }
}

/// What an attestation says (product.md, decision 10).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attestation {
    /// Who is opposed.
    pub name: PersonName,
    /// The number under which they are insured, in groups.
    pub nir: String,
    /// Whom it addresses: for a minor whoever represents them. What was kept before this was known addresses the person.
    #[serde(default)]
    pub to: Recipient,
    /// When.
    pub opposed_at: Timestamp,
    /// The verification code, in groups.
    pub code: String,
}
