//! The carte Vitale: its kind, and its serial number.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::named;
use crate::typed::{after_colon, plain, signs};

named! {
    /// The kind of card, which says where its serial number stands and how long it is.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
    pub enum CardKind {
        /// «Carte Vitale sans photo»: the number is on the back.
        #[serde(rename = "sans-photo")]
        WithoutPhoto => "sans-photo",
        /// «Carte Vitale avec photo»: the number is on the front.
        #[serde(rename = "avec-photo")]
        WithPhoto => "avec-photo",
    }
}

impl CardKind {
    /// How many digits its serial number has, at least and at most (product.md, decision 4).
    #[must_use]
    pub const fn digits(self) -> (usize, usize) {
        match self {
            Self::WithoutPhoto => (8, 13),
            Self::WithPhoto => (11, 11),
        }
    }
}

/// A card's serial number, as long as its kind wants it. It proves whose card is at hand, so it has
/// no `Debug` that reveals it and is not `Serialize`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct CardSerial {
    kind: CardKind,
    digits: String,
}

/// Why a text is not the serial number of a card of that kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NotASerial {
    /// Nothing was typed.
    Empty,
    /// Something else than digits.
    Format,
    /// Too few or too many digits: it may be the number of the other kind of card.
    Length {
        /// How many were typed.
        typed: usize,
    },
}

impl CardSerial {
    /// Reads a serial number: spaces, dots, dashes and a label with a colon are dropped.
    pub fn parse(kind: CardKind, text: &str) -> Result<Self, NotASerial> {
        let digits = signs(after_colon(&plain(text)));
        let (least, most) = kind.digits();
        if digits.is_empty() {
            Err(NotASerial::Empty)
        } else if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            Err(NotASerial::Format)
        } else if !(least..=most).contains(&digits.len()) {
            Err(NotASerial::Length { typed: digits.len() })
        } else {
            Ok(Self { kind, digits })
        }
    }

    /// The kind of card.
    #[must_use]
    pub const fn kind(&self) -> CardKind {
        self.kind
    }

    /// The digits; for sealing and keyed look-ups only.
    #[must_use]
    pub fn compact(&self) -> &str {
        &self.digits
    }
}

impl fmt::Debug for CardSerial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CardSerial(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(kind: CardKind, text: &str) -> Result<String, NotASerial> {
        CardSerial::parse(kind, text).map(|serial| serial.digits)
    }

    #[test]
    fn serials_are_as_long_as_their_card_wants_them() {
        use CardKind::{WithPhoto, WithoutPhoto};
        assert_eq!(read(WithPhoto, " 123 456 789-01 "), Ok("12345678901".into()));
        assert_eq!(read(WithPhoto, "Numéro de série : 12345678901"), Ok("12345678901".into()));
        assert_eq!(read(WithPhoto, "1234567890"), Err(NotASerial::Length { typed: 10 }));
        assert_eq!(read(WithPhoto, "802500000212345678901"), Err(NotASerial::Length { typed: 21 }));
        assert_eq!(read(WithoutPhoto, "12345678"), Ok("12345678".into()));
        assert_eq!(read(WithoutPhoto, "1234567890123"), Ok("1234567890123".into()));
        assert_eq!(read(WithoutPhoto, "1234567"), Err(NotASerial::Length { typed: 7 }));
        assert_eq!(read(WithoutPhoto, "12345678901234"), Err(NotASerial::Length { typed: 14 }));
        assert_eq!(read(WithoutPhoto, "\u{a0}\u{200b}"), Err(NotASerial::Empty));
        assert_eq!(read(WithoutPhoto, "1234567l"), Err(NotASerial::Format));
        assert_eq!(read(WithoutPhoto, "１２３４５６７８"), Err(NotASerial::Format));
    }

    #[test]
    fn the_number_stays_out_of_logs_and_the_kinds_keep_their_words() {
        let serial = CardSerial::parse(CardKind::WithPhoto, "12345678901").unwrap();
        assert_eq!(format!("{serial:?}"), "CardSerial(…)");
        for kind in CardKind::ALL {
            assert_eq!(CardKind::of_name(kind.name()), Some(kind));
            assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{}\"", kind.name()));
        }
        assert_eq!(CardKind::of_name("avec"), None);
    }

    proptest! {
        #[test]
        fn only_the_count_of_digits_decides(digits in "[0-9]{0,24}", spaces in prop::collection::vec(0usize..24, 0..4)) {
            // The oracle: the rule's own words, «exactly 11» and «8 to 13».
            let mut text = digits.clone();
            for at in spaces {
                text.insert(at.min(text.len()), ' ');
            }
            prop_assert_eq!(read(CardKind::WithPhoto, &text).is_ok(), digits.len() == 11);
            prop_assert_eq!(read(CardKind::WithoutPhoto, &text).is_ok(), [8, 9, 10, 11, 12, 13].contains(&digits.len()));
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in ".{0,24}") {
            for kind in CardKind::ALL {
                let _ = CardSerial::parse(kind, &text);
            }
        }
    }
}
