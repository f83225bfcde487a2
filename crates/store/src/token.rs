//! Secrets that a browser holds in a cookie. The database knows only their hash.

use std::fmt;
use std::str::FromStr;

use domain::id::{MalformedId, parse_hex, to_hex};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::{StoreError, random};

/// 256 random bits, written as 64 hexadecimal digits.
#[derive(Clone)]
pub struct Token(Zeroizing<[u8; 32]>);

/// The SHA-256 of a [`Token`]: its name in the database.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHash([u8; 32]);

impl Token {
    /// A new token.
    ///
    /// # Errors
    /// [`StoreError::Randomness`].
    pub fn mint() -> Result<Self, StoreError> {
        Ok(Self(Zeroizing::new(random::bytes()?)))
    }

    /// The token's name in the database.
    #[must_use]
    pub fn hash(&self) -> TokenHash {
        TokenHash(Sha256::digest(*self.0).into())
    }

    /// The text for the cookie. It is never logged.
    #[must_use]
    pub fn reveal(&self) -> String {
        to_hex(&*self.0)
    }
}

impl TokenHash {
    /// A name in the database that no browser holds a token for: what is kept under it is found by who asks.
    pub(crate) const fn of_mac(mac: [u8; 32]) -> Self {
        Self(mac)
    }

    /// The hash: what the token names is kept under it, and nobody finds the token by it.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl FromStr for Token {
    type Err = MalformedId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse_hex(text).map(|bytes| Self(Zeroizing::new(bytes)))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_survives_its_cookie_and_hides_from_logs() {
        let token = Token::mint().unwrap();
        let back: Token = token.reveal().parse().unwrap();
        assert_eq!(back.hash(), token.hash());
        assert_ne!(Token::mint().unwrap().hash(), token.hash());
        assert_eq!(format!("{token:?}{:?}", token.hash()), "Token(…)TokenHash(…)");
        assert!(token.reveal()[1..].parse::<Token>().is_err());
    }
}
