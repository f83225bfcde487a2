//! The rules of signing in: ways to receive a code, the code itself, how long failures hold back.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::named;
use crate::time::Span;
use crate::typed::{plain, signs};

named! {
    /// By which way a one-time code is sent.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    pub enum Channel {
        /// By e-mail.
        Email => "email",
        /// By SMS.
        Sms => "sms",
    }
}

named! {
    /// Why nobody is signed in any more, or somebody else is.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum SignedOut {
        /// It was asked for, just now.
        OnDemand => "volontaire",
        /// For lack of activity.
        Idle => "inactivite",
        /// A session lasts no longer, whatever one does.
        TooLong => "duree",
        /// It was asked for before, from this tab or another one of the browser.
        Elsewhere => "ailleurs",
        /// Another account has signed in meanwhile, in the same browser.
        Replaced => "autre-personne",
    }
}

/// A one-time code of six digits (product.md, decision 6).
#[derive(Clone, PartialEq, Eq)]
pub struct OneTimeCode(String);

/// Why a text is not a one-time code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotACode {
    /// Nothing but spaces.
    Empty,
    /// Something else than six digits.
    Format,
}

impl OneTimeCode {
    /// How many digits a code has.
    pub const DIGITS: usize = 6;
    /// How many codes there are.
    pub const RANGE: u32 = 1_000_000;
    /// How long a code is valid.
    pub const LIFETIME: Span = Span::minutes(10);
    /// How many wrong codes one sign-in bears; sending a new code does not give new tries.
    pub const TRIES: u8 = 5;
    /// How long one waits before another code can be sent.
    pub const RESEND_AFTER: Span = Span::seconds(30);

    /// The code with that number, below [`Self::RANGE`].
    #[must_use]
    pub fn from_number(number: u32) -> Self {
        Self(format!("{:06}", number % Self::RANGE))
    }

    /// Reads a typed or pasted code: spaces, dashes and dots are dropped; of a whole sentence, as it is copied out of
    /// a message, the one word of six digits counts.
    pub fn parse(text: &str) -> Result<Self, NotACode> {
        let text = plain(text);
        let typed = signs(&text);
        if typed.is_empty() {
            Err(NotACode::Empty)
        } else if Self::is_one(&typed) {
            Ok(Self(typed))
        } else {
            let words = text.split_whitespace().map(|word| word.trim_end_matches(['.', ',', ';']));
            let mut codes = words.filter(|word| Self::is_one(word));
            match (codes.next(), codes.next()) {
                (Some(code), None) => Ok(Self(code.to_owned())),
                _ => Err(NotACode::Format),
            }
        }
    }

    fn is_one(text: &str) -> bool {
        text.len() == Self::DIGITS && text.bytes().all(|byte| byte.is_ascii_digit())
    }

    /// The six digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for OneTimeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OneTimeCode(…)")
    }
}

/// How many failures in a row are free of any wait.
pub const FREE_FAILURES: u32 = 5;

/// How long the next try is held back after that many failures in a row: nothing for the first
/// five, then 30 seconds, doubled each time, 15 minutes at most (product.md, decision 21).
#[must_use]
pub fn hold_back(failures: u32) -> Span {
    match failures.checked_sub(FREE_FAILURES) {
        None => Span::seconds(0),
        Some(beyond) => Span::seconds(30 * 2_u32.pow(beyond.min(5))).min(Span::minutes(15)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn codes_are_read_as_people_paste_them() {
        for text in ["034567", " 034 567 ", "034-567", "03 45 67", "034\u{a0}567", "\u{feff}034567"] {
            assert_eq!(OneTimeCode::parse(text).map(|code| code.0), Ok("034567".into()), "{text:?}");
        }
        for text in ["Votre code à usage unique\u{a0}: 034567", "votre code est 034567, valable 10 minutes."] {
            assert_eq!(OneTimeCode::parse(text).map(|code| code.0), Ok("034567".into()), "{text:?}");
        }
        assert_eq!(OneTimeCode::parse(" \u{a0} "), Err(NotACode::Empty));
        for text in ["034567 034568", "34567", "0345678", "03456a", "０３４５６７", "<b>034567"] {
            assert_eq!(OneTimeCode::parse(text), Err(NotACode::Format), "{text:?}");
        }
    }

    #[test]
    fn waiting_grows_to_a_quarter_of_an_hour_and_no_further() {
        let minutes: Vec<i64> = (0..12).map(|failures| hold_back(failures).as_seconds_up()).collect();
        assert_eq!(minutes, [0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900]);
        assert_eq!(hold_back(u32::MAX), Span::minutes(15));
    }

    proptest! {
        #[test]
        fn every_number_makes_a_readable_code(number: u32) {
            let code = OneTimeCode::from_number(number);
            prop_assert_eq!(OneTimeCode::parse(code.as_str()), Ok(code.clone()));
        }
    }
}
