//! The provisional code, by which someone proves that a letter, a mail or an SMS has reached them.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::named;
use crate::sign_in::Channel;
use crate::time::Span;
use crate::typed::{after_colon, is_separator, plain, signs};

/// Twelve symbols out of 31: capitals and digits without `0 O 1 I L`, which are taken for one another
/// (product.md, decision 5). It has no `Debug` that reveals it and is not `Serialize`.
#[derive(Clone, PartialEq, Eq)]
pub struct ProvisionalCode([u8; ProvisionalCode::SYMBOLS]);

named! {
    /// By which way a provisional code reaches somebody: as a one-time code does, or in a letter.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    pub enum Delivery {
        /// By e-mail.
        Email => "email",
        /// By SMS.
        Sms => "sms",
        /// By post.
        Post => "post",
    }
}

impl From<Channel> for Delivery {
    fn from(channel: Channel) -> Self {
        match channel {
            Channel::Email => Self::Email,
            Channel::Sms => Self::Sms,
        }
    }
}

/// Why a text is not a provisional code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NotAProvisionalCode {
    /// Nothing was typed.
    Empty,
    /// Something else than letters and digits.
    Format,
    /// Not 12 symbols.
    Length {
        /// How many were typed.
        typed: usize,
    },
    /// A symbol that no code has: one of `0 O 1 I L`, misread.
    Misread,
}

impl ProvisionalCode {
    /// How many symbols a code has.
    pub const SYMBOLS: usize = 12;
    /// The symbols, in the order of their values.
    pub const ALPHABET: &'static [u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
    /// For how long a code is valid unless the operator says otherwise: six weeks.
    pub const LIFETIME: Span = Span::hours(6 * 7 * 24);
    /// How many wrong codes are compared before another code is needed.
    pub const TRIES: u8 = 5;

    /// Makes a code out of random bytes, each symbol as likely as the others. Bytes that would favour
    /// the first symbols are skipped; `None` when too few are left, which for 32 bytes happens less
    /// often than once in 10^19 times.
    #[must_use]
    pub fn from_random(bytes: &[u8]) -> Option<Self> {
        let count = Self::ALPHABET.len();
        let fair = 256 / count * count;
        let mut usable = bytes.iter().map(|byte| usize::from(*byte)).filter(|byte| *byte < fair);
        let mut symbols = [0; Self::SYMBOLS];
        for symbol in &mut symbols {
            *symbol = Self::ALPHABET[usable.next()? % count];
        }
        Some(Self(symbols))
    }

    /// Reads a typed or pasted code in any case: spaces, dots, dashes and the label before it
    /// («Code provisoire : …») are dropped.
    pub fn parse(text: &str) -> Result<Self, NotAProvisionalCode> {
        let typed: Vec<char> =
            signs(without_label(after_colon(&plain(text)))).chars().flat_map(char::to_uppercase).collect();
        if typed.is_empty() {
            return Err(NotAProvisionalCode::Empty);
        }
        if !typed.iter().all(char::is_ascii_alphanumeric) {
            return Err(NotAProvisionalCode::Format);
        }
        if typed.len() != Self::SYMBOLS {
            return Err(NotAProvisionalCode::Length { typed: typed.len() });
        }
        let mut symbols = [0; Self::SYMBOLS];
        for (symbol, typed) in symbols.iter_mut().zip(typed) {
            let known = Self::ALPHABET.iter().find(|known| char::from(**known) == typed);
            *symbol = *known.ok_or(NotAProvisionalCode::Misread)?;
        }
        Ok(Self(symbols))
    }

    /// The twelve symbols without spaces; for messages and keyed hashes.
    #[must_use]
    pub fn compact(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// `H7UQ ZFKC J8KW`, with no-break spaces so that it never breaks over two lines.
    #[must_use]
    pub fn grouped(&self) -> String {
        let text = self.compact();
        [0..4, 4..8, 8..12].map(|group| &text[group]).join("\u{a0}")
    }
}

/// The text after the words that name a code. No word of the list can be a group of a code: each has
/// an `O`, but for «est», which counts only after another word of the list.
fn without_label(text: &str) -> &str {
    let mut rest = text.trim_start_matches(is_separator);
    let mut labelled = false;
    loop {
        let end = rest.find(is_separator).unwrap_or(rest.len());
        let word = rest[..end].to_lowercase();
        let names = matches!(word.as_str(), "votre" | "mon" | "nouveau" | "code" | "provisoire");
        if end == 0 || !(names || (labelled && word == "est")) {
            return rest;
        }
        labelled = true;
        rest = rest[end..].trim_start_matches(is_separator);
    }
}

impl fmt::Debug for ProvisionalCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProvisionalCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Result<String, NotAProvisionalCode> {
        ProvisionalCode::parse(text).map(|code| code.compact().to_owned())
    }

    #[test]
    fn codes_are_read_as_people_type_and_paste_them() {
        for text in [
            "H7UQZFKCJ8KW",
            "h7uq zfkc j8kw",
            "H7UQ-ZFKC-J8KW",
            " H7U QZF KCJ 8KW ",
            "H7UQ\u{a0}ZFKC\u{2011}J8KW\r\n",
            "\u{feff}H7UQ\u{200b}ZFKCJ8KW",
            "Code provisoire : H7UQ ZFKC J8KW",
            "Code provisoire pour Martine : H7UQ ZFKC J8KW",
            "Votre code provisoire est\u{a0}: h7uqzfkcj8kw",
            "code provisoire h7uq zfkc j8kw",
            "Mon code est H7UQZFKCJ8KW",
        ] {
            assert_eq!(read(text), Ok("H7UQZFKCJ8KW".into()), "{text:?}");
        }
        // «EST» is a group of a code where no word stands before it.
        assert_eq!(read("EST 7UQ ZFK CJ8"), Ok("EST7UQZFKCJ8".into()));
    }

    #[test]
    fn each_broken_rule_has_its_name() {
        for text in ["", " \u{a0}-", "Code provisoire :", "code"] {
            assert_eq!(read(text), Err(NotAProvisionalCode::Empty), "{text:?}");
        }
        // The sources' own example has eleven symbols.
        assert_eq!(read("H1uqZFKCJ8k"), Err(NotAProvisionalCode::Length { typed: 11 }));
        assert_eq!(read("H7UQ ZFKC J8KW 2"), Err(NotAProvisionalCode::Length { typed: 13 }));
        for misread in ["07UQZFKCJ8KW", "O7UQZFKCJ8KW", "17UQZFKCJ8KW", "I7UQZFKCJ8KW", "l7uqzfkcj8kw"] {
            assert_eq!(read(misread), Err(NotAProvisionalCode::Misread), "{misread}");
        }
        for text in ["H7UQ/ZFKC/J8KW", "H7UQZFKCJ8KÉ", "Ｈ7UQZFKCJ8KW", "<b>H7UQZFKCJ8KW"] {
            assert_eq!(read(text), Err(NotAProvisionalCode::Format), "{text}");
        }
    }

    #[test]
    fn it_is_shown_in_groups_of_four_and_never_in_debug() {
        let code = ProvisionalCode::parse("h7uqzfkcj8kw").unwrap();
        assert_eq!(code.grouped(), "H7UQ\u{a0}ZFKC\u{a0}J8KW");
        assert_eq!(format!("{code:?}"), "ProvisionalCode(…)");
    }

    #[test]
    fn random_bytes_favour_no_symbol() {
        // All 256 bytes, each once: the skipped ones are those that would tip the balance.
        let mut counts = [0; 31];
        let mut skipped = 0;
        for byte in 0..=u8::MAX {
            match ProvisionalCode::from_random(&[byte; ProvisionalCode::SYMBOLS]) {
                Some(code) => {
                    let symbol = code.compact().as_bytes()[0];
                    counts[ProvisionalCode::ALPHABET.iter().position(|known| *known == symbol).unwrap()] += 1;
                }
                None => skipped += 1,
            }
        }
        assert_eq!((counts, skipped), ([8; 31], 8));
        assert!(ProvisionalCode::from_random(&[0; 11]).is_none());
    }

    #[test]
    fn the_alphabet_is_that_of_the_decision() {
        let expected: String = ('0'..='9').chain('A'..='Z').filter(|symbol| !"0O1IL".contains(*symbol)).collect();
        assert_eq!(ProvisionalCode::ALPHABET, expected.as_bytes());
    }

    proptest! {
        #[test]
        fn every_code_is_read_back_however_it_is_written(
            bytes: [u8; 32],
            separators in prop::collection::vec(prop::sample::select(vec!["", " ", "-", "\u{a0}", ". "]), 12),
            small in prop::collection::vec(any::<bool>(), 12),
            label in prop::sample::select(vec!["", "Code : ", "code provisoire ", "Mon code : "]),
        ) {
            let Some(code) = ProvisionalCode::from_random(&bytes) else { return Ok(()) };
            let mut text = label.to_owned();
            for ((symbol, separator), small) in code.compact().chars().zip(separators).zip(small) {
                text.push(if small { symbol.to_ascii_lowercase() } else { symbol });
                text.push_str(separator);
            }
            prop_assert_eq!(ProvisionalCode::parse(&text), Ok(code.clone()));
            prop_assert_eq!(ProvisionalCode::parse(&code.grouped()), Ok(code));
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in ".{0,40}") {
            let _ = ProvisionalCode::parse(&text);
        }
    }
}
