//! The national social security number (numéro de sécurité sociale).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::typed::{after_colon, plain, signs};

/// A social security number: 13 characters and a key of two digits.
///
/// Rule: `reference/domain.md` §1.1 and decision 3 of the product (months 01–12 and the
/// pseudo-months 20–99, Corsican departments `2A` and `2B`, key = 97 − (number mod 97)). It is never
/// checked against a sex or a birth date.
///
/// It has no `Debug` that reveals it and is not `Serialize`: it must not reach a log, a URL or an
/// error. What a screen shows is [`Nir::grouped`].
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Nir([u8; 15]);

/// Why a text is not a social security number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NotANir {
    /// Nothing was typed.
    Empty,
    /// Not 15 characters once spaces, dots and dashes are taken away.
    Length {
        /// How many there are.
        typed: usize,
    },
    /// A character, the sex, the month or the department cannot be.
    Format,
    /// The last two digits are not the key of the others.
    Key,
}

impl Nir {
    /// Reads a number typed with or without spaces, no-break spaces, dots and dashes, in any case, and
    /// pasted with its label («N° de sécurité sociale : …»).
    ///
    /// # Errors
    /// [`NotANir`] says which rule the text breaks.
    pub fn parse(text: &str) -> Result<Self, NotANir> {
        let typed: Vec<char> = signs(without_label(after_colon(&plain(text)))).chars().collect();
        if typed.is_empty() {
            return Err(NotANir::Empty);
        }
        if typed.len() != 15 {
            return Err(NotANir::Length { typed: typed.len() });
        }
        let mut bytes = [0; 15];
        for (byte, typed) in bytes.iter_mut().zip(typed) {
            *byte = u8::try_from(typed.to_ascii_uppercase()).map_err(|_| NotANir::Format)?;
        }
        let digits = |range: std::ops::Range<usize>| bytes[range].iter().all(u8::is_ascii_digit);
        let department = digits(5..7) || matches!(&bytes[5..7], b"2A" | b"2B");
        let month = matches!(&bytes[3..5], [b'0', b'1'..=b'9'] | [b'1', b'0'..=b'2'] | [b'2'..=b'9', b'0'..=b'9']);
        if !(matches!(bytes[0], b'1' | b'2') && digits(1..5) && month && department && digits(7..15)) {
            return Err(NotANir::Format);
        }
        let nir = Self(bytes);
        if nir.computed_key() == nir.number(13..15) { Ok(nir) } else { Err(NotANir::Key) }
    }

    /// The 15 characters without spaces; for sealing and keyed look-ups only.
    #[must_use]
    pub fn compact(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// `2 55 08 14 168 025 38`, with no-break spaces so that it never breaks over two lines.
    #[must_use]
    pub fn grouped(&self) -> String {
        let text = self.compact();
        [0..1, 1..3, 3..5, 5..7, 7..10, 10..13, 13..15].map(|group| &text[group]).join("\u{a0}")
    }

    /// Whether a text is a number with or without its key: it must not become an identifier, which other
    /// people see (product.md, decision 7).
    #[must_use]
    pub fn resembles(text: &str) -> bool {
        let typed = signs(text).replace('_', "");
        match typed.len() {
            13 => (1..=97).any(|key| Self::parse(&format!("{typed}{key:02}")).is_ok()),
            15 => Self::parse(&typed).is_ok(),
            _ => false,
        }
    }

    fn number(&self, range: std::ops::Range<usize>) -> u64 {
        self.0[range].iter().fold(0, |number, byte| number * 10 + u64::from(byte - b'0'))
    }

    /// 97 − (N mod 97), where Corsica's `2A` counts as 19 and `2B` as 18.
    fn computed_key(&self) -> u64 {
        let mut digits = self.clone();
        match &self.0[5..7] {
            b"2A" => digits.0[5..7].copy_from_slice(b"19"),
            b"2B" => digits.0[5..7].copy_from_slice(b"18"),
            _ => {}
        }
        97 - digits.number(0..13) % 97
    }
}

/// The text from its first digit on, if what stands before it are words of their own: a number begins
/// with a digit.
fn without_label(text: &str) -> &str {
    let (label, number) = text.split_at(text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len()));
    if label.ends_with(char::is_alphanumeric) { text } else { number }
}

impl fmt::Debug for Nir {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Nir(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_published_examples_are_read() {
        for text in [
            "2 84 05 88 321 025 32",
            "2 55 08 14 168 025 38",
            "2 84 05 2A 321 025 52",
            "2 84 05 2b 321 025 79",
            "2 84 20 2B 321 025 28",
            "2-84-99-2B-321-025-31",
            "116304403801618",
            "NIR : 2 84 05 88 321 025 32",
            "N° de sécurité sociale\u{a0}: 2 84 05 88 321 025 32",
            "N° 284058832102532",
            "Numéro de sécurité sociale (15 chiffres) : 2\u{202f}84\u{202f}05\u{202f}88\u{202f}321\u{202f}025\u{202f}32",
            "\u{feff}2840588\u{ad}32102532\r\n",
            "\u{2068}284058832102532\u{2069}",
        ] {
            assert!(Nir::parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn each_broken_rule_has_its_name() {
        assert_eq!(Nir::parse("8 84 05 88 321 025 23"), Err(NotANir::Format));
        assert_eq!(Nir::parse("2 84 13 88 321 025 23"), Err(NotANir::Format));
        assert_eq!(Nir::parse("2 84 00 88 321 025 23"), Err(NotANir::Format));
        assert_eq!(Nir::parse("2 84 05 2C 321 025 23"), Err(NotANir::Format));
        assert_eq!(Nir::parse("2 55 08 14 168 025 00"), Err(NotANir::Key));
        assert_eq!(Nir::parse("2 75 08 75 588 010 11"), Err(NotANir::Key));
        assert_eq!(Nir::parse("2 84 05 88 321 025"), Err(NotANir::Length { typed: 13 }));
        assert_eq!(Nir::parse("x284058832102532"), Err(NotANir::Length { typed: 16 }));
        for text in ["", " \u{a0}\u{200b}", "NIR :"] {
            assert_eq!(Nir::parse(text), Err(NotANir::Empty), "{text:?}");
        }
        assert_eq!(Nir::parse("２８４０５８８３２１０２５３２"), Err(NotANir::Format));
    }

    #[test]
    fn it_is_shown_in_groups_and_never_in_debug() {
        let nir = Nir::parse("284052A32102552").unwrap();
        assert_eq!(nir.grouped().replace('\u{a0}', " "), "2 84 05 2A 321 025 52");
        assert_eq!(format!("{nir:?}"), "Nir(…)");
    }

    #[test]
    fn a_number_is_known_again_without_its_key() {
        for text in
            ["284058832102532", "2840588321025", "2.84.05.88.321.025", "2-84-05-2a-321-025", "2_8405_88321025_32"]
        {
            assert!(Nir::resembles(text), "{text}");
        }
        for text in ["284058832102533", "9840588321025", "inaya.michel84", "28405883210253", "élodie.martin"] {
            assert!(!Nir::resembles(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn one_key_and_only_one_fits(sex in 1u64..=2, middle in 0u64..10_000_000_000) {
            // The oracle: whole-number arithmetic on the thirteen digits, without the parser's groups.
            let number = (sex * 100 + 84) * 10_000_000_000 + 500_000_000 + middle % 500_000_000 + 8_800_000_000;
            let key = 97 - number % 97;
            let fits: Vec<u64> =
                (0..100).filter(|candidate| Nir::parse(&format!("{number}{candidate:02}")).is_ok()).collect();
            let month = number / 100_000_000 % 100;
            let expected = if matches!(month, 1..=12 | 20..=99) { vec![key] } else { vec![] };
            prop_assert_eq!(fits, expected);
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in ".{0,24}") {
            let _ = Nir::parse(&text);
        }
    }
}
