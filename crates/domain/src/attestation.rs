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

/// The words of an attestation that go by whom it addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addressed {
    /// The line that greets.
    pub greeting: String,
    /// What follows «la création de Mon espace santé»: nothing, or for whom, with a space before it.
    pub whose: String,
    /// What stands before the name of whoever is opposed.
    pub label: &'static str,
    /// The parent whom it addresses, as an official paper writes names.
    pub representative: Option<String>,
}

impl Addressed {
    /// The words for that person's attestation. `draw` is told each name that stands in a sentence, and gives it as the page or
    /// the paper draws it.
    pub fn new(name: &PersonName, to: &Recipient, draw: impl Fn(&str) -> String) -> Self {
        const CHILD: &str = "Pour\u{a0}:";
        let whose = || format!(" pour votre enfant {}", draw(&name.full()));
        let greeting = |name: &PersonName| format!("Bonjour {},", draw(&name.full()));
        let (greeting, whose, label, representative) = match to {
            Recipient::Person => (greeting(name), String::new(), "Nom de l'assuré\u{a0}:", None),
            Recipient::Parent(parent) => (greeting(parent), whose(), CHILD, Some(parent.official())),
            Recipient::Representatives => ("Bonjour,".to_owned(), whose(), CHILD, None),
        };
        Self { greeting, whose, label, representative }
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
