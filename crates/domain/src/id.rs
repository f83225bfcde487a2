//! Opaque identifiers: 128 random bits, written as 32 lower-case hexadecimal digits.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The text was not an identifier: 32 lower-case hexadecimal digits were expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MalformedId;

/// Reads exactly `N` bytes written as lower-case hexadecimal digits.
///
/// Upper case is refused, so that one identifier has one spelling (and one URL).
///
/// # Errors
/// [`MalformedId`] when the length or a digit is wrong.
pub fn parse_hex<const N: usize>(text: &str) -> Result<[u8; N], MalformedId> {
    fn digit(byte: u8) -> Result<u8, MalformedId> {
        match byte {
            b'0'..=b'9' => Ok(byte - b'0'),
            b'a'..=b'f' => Ok(byte - b'a' + 10),
            _ => Err(MalformedId),
        }
    }
    let text = text.as_bytes();
    if text.len() != N * 2 {
        return Err(MalformedId);
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(text.chunks_exact(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Ok(bytes)
}

/// Writes bytes as lower-case hexadecimal digits.
#[must_use]
pub fn to_hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

macro_rules! opaque_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name([u8; 16]);

        impl $name {
            /// Makes the identifier out of 128 bits, which must be random.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }

            /// The 128 bits.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; 16] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&to_hex(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl FromStr for $name {
            type Err = MalformedId;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                parse_hex(text).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(|MalformedId| serde::de::Error::custom("malformed identifier"))
            }
        }
    };
}

opaque_id!(
    /// A health space: one person's, whoever manages it. It is the `{profile}` of `/p/{profile}/…`.
    ProfileId
);
opaque_id!(
    /// Someone who can sign in.
    AccountId
);
opaque_id!(
    /// A document in a profile.
    DocumentId
);
opaque_id!(
    /// A professional of the directory.
    ProfessionalId
);
opaque_id!(
    /// One line of a profile's activity history; the place in a list from which to read on.
    HistoryLineId
);
opaque_id!(
    /// A piece of work that is done after the transaction that asked for it (a mail, an SMS).
    JobId
);
opaque_id!(
    /// A letter that brings a provisional code.
    LetterId
);
opaque_id!(
    /// A file with everything that a profile holds, asked for or there. Whoever knows it still has to prove that it is for them.
    ExportId
);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn an_id_survives_its_text(bytes: [u8; 16]) {
            let id = ProfileId::from_bytes(bytes);
            prop_assert_eq!(id.to_string().parse(), Ok(id));
        }

        #[test]
        fn no_other_text_is_an_id(text in "[0-9A-Fa-f]{30,34}") {
            let expected = text.len() == 32 && !text.contains(|c: char| c.is_ascii_uppercase());
            prop_assert_eq!(text.parse::<ProfileId>().is_ok(), expected);
        }
    }

    #[test]
    fn multibyte_text_is_refused_without_panic() {
        assert_eq!("é".repeat(16).parse::<ProfileId>(), Err(MalformedId));
    }
}
