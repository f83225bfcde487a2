//! The identifier with which a citizen signs in.

use serde::{Deserialize, Serialize};

use crate::nir::Nir;
use crate::typed::plain;

/// 8 to 100 characters of `a–z 0–9 . _ -` (product.md, decision 7). Capitals are folded: phones
/// like to write the first letter large.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInIdentifier(String);

/// Why a text cannot be an identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAnIdentifier {
    /// Nothing but spaces.
    Empty,
    /// More than 100 characters.
    TooLong,
    /// Fewer than 8 characters.
    TooShort,
    /// Another character than `a–z 0–9 . _ -`.
    Alphabet,
}

/// Why a text cannot be chosen as an identifier (product.md, decision 7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NotChoosable {
    /// Nothing but spaces.
    Empty,
    /// Fewer than 8 or more than 100 characters.
    Length,
    /// Another character than `a–z 0–9 . _ -`.
    Alphabet,
    /// A social security number.
    Nir,
    /// An e-mail address.
    Email,
    /// A bank account number.
    Iban,
}

impl From<NotAnIdentifier> for NotChoosable {
    fn from(reason: NotAnIdentifier) -> Self {
        match reason {
            NotAnIdentifier::Empty => Self::Empty,
            NotAnIdentifier::TooLong | NotAnIdentifier::TooShort => Self::Length,
            NotAnIdentifier::Alphabet => Self::Alphabet,
        }
    }
}

/// Whether a folded text is a French bank account number: `fr76` and 10 to 28 digits.
fn is_iban(text: &str) -> bool {
    let typed: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    typed
        .strip_prefix("fr76")
        .is_some_and(|rest| (10..=28).contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_digit()))
}

impl SignInIdentifier {
    /// The greatest length, in characters.
    pub const MAX: usize = 100;
    /// The least length, in characters.
    pub const MIN: usize = 8;

    /// Reads an identifier; spaces around it are dropped.
    ///
    /// # Errors
    /// [`NotAnIdentifier`] says which rule the text breaks.
    pub fn parse(text: &str) -> Result<Self, NotAnIdentifier> {
        let text = plain(text);
        let text = text.trim();
        if text.is_empty() {
            Err(NotAnIdentifier::Empty)
        } else if text.chars().nth(Self::MAX).is_some() {
            Err(NotAnIdentifier::TooLong)
        } else if !text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-')) {
            Err(NotAnIdentifier::Alphabet)
        } else if text.len() < Self::MIN {
            Err(NotAnIdentifier::TooShort)
        } else {
            Ok(Self(text.to_ascii_lowercase()))
        }
    }

    /// Reads an identifier that somebody wants to have from now on. What other systems use to name or
    /// pay a person must not become one.
    ///
    /// # Errors
    /// [`NotChoosable`] says which rule the text breaks.
    pub fn choose(text: &str) -> Result<Self, NotChoosable> {
        if text.contains('@') {
            return Err(NotChoosable::Email);
        }
        let identifier = Self::parse(text)?;
        if Nir::resembles(&identifier.0) {
            Err(NotChoosable::Nir)
        } else if is_iban(&identifier.0) {
            Err(NotChoosable::Iban)
        } else {
            Ok(identifier)
        }
    }

    /// The folded text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_follow_decision_7() {
        assert_eq!(SignInIdentifier::parse(" Inaya.Michel ").map(|id| id.0), Ok("inaya.michel".into()));
        assert_eq!(SignInIdentifier::parse(" \u{a0}"), Err(NotAnIdentifier::Empty));
        assert_eq!(SignInIdentifier::parse("inaya"), Err(NotAnIdentifier::TooShort));
        assert_eq!(SignInIdentifier::parse("inaya michel"), Err(NotAnIdentifier::Alphabet));
        assert_eq!(SignInIdentifier::parse("inaya.michel\0"), Err(NotAnIdentifier::Alphabet));
        assert_eq!(SignInIdentifier::parse("ınaya.michel"), Err(NotAnIdentifier::Alphabet));
        assert_eq!(SignInIdentifier::parse(&"a".repeat(101)), Err(NotAnIdentifier::TooLong));
        assert!(SignInIdentifier::parse(&"a".repeat(100)).is_ok());
    }

    #[test]
    fn numbers_and_addresses_cannot_be_chosen() {
        let chosen = |text: &str| SignInIdentifier::choose(text).map(|identifier| identifier.0);
        assert_eq!(chosen("Inaya.Michel"), Ok("inaya.michel".into()));
        assert_eq!(chosen("inaya.michel@exemple.fr"), Err(NotChoosable::Email));
        for text in ["284058832102532", "2840588321025", "2.84.05.88.321.025", "284052a321025"] {
            assert_eq!(chosen(text), Err(NotChoosable::Nir), "{text}");
        }
        for text in ["FR7630006000011234567890189", "fr76-3000-6000-0112-3456-7890-189", "fr761234567890"] {
            assert_eq!(chosen(text), Err(NotChoosable::Iban), "{text}");
        }
        assert_eq!(chosen("fr76.et.demi"), Ok("fr76.et.demi".into()));
        assert_eq!(chosen("284058832102533"), Ok("284058832102533".into()));
        assert_eq!(chosen(" "), Err(NotChoosable::Empty));
        assert_eq!(chosen("inaya"), Err(NotChoosable::Length));
        assert_eq!(chosen(&"a".repeat(101)), Err(NotChoosable::Length));
        assert_eq!(chosen("inaya michel"), Err(NotChoosable::Alphabet));
    }
}
