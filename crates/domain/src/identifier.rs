//! The identifier with which a citizen signs in.

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
}
