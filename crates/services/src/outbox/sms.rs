//! An SMS: one segment of the GSM alphabet. What does not fit into it would leave in another alphabet, cut into pieces of
//! 67 characters, each of which is paid for and may arrive alone.

use domain::contact::MobileNumber;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Fault;

/// An SMS to one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sms {
    /// The number with its country code.
    pub to: String,
    /// The text.
    pub text: String,
    /// The code in it, if it brings one: demonstration mode tells it apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// From when on it is of no use, if that is sooner than its terms say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) of_use_until: Option<Timestamp>,
}

/// Why a text is not one segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotOneSegment {
    /// The alphabet lacks a character.
    #[error("an SMS has a character that is not in the GSM alphabet")]
    Character(char),
    /// It is longer than one segment.
    #[error("an SMS is longer than one segment")]
    Length(usize),
}

impl Sms {
    /// The SMS, if its text is one segment.
    pub(crate) fn new(to: &MobileNumber, text: String) -> Result<Self, NotOneSegment> {
        let length = septets(&text)?;
        if length > SEGMENT {
            Err(NotOneSegment::Length(length))
        } else {
            Ok(Self { to: to.international(), text, code: None, of_use_until: None })
        }
    }

    /// The same, with the code that stands in its text.
    pub(crate) fn bringing(self, code: Option<String>) -> Self {
        Self { code, ..self }
    }
}

impl From<NotOneSegment> for Fault {
    fn from(fault: NotOneSegment) -> Self {
        Self::Internal(match fault {
            NotOneSegment::Character(_) => "an SMS has a character that is not in the GSM alphabet",
            NotOneSegment::Length(_) => "an SMS is longer than one segment",
        })
    }
}

/// How many septets a segment has.
const SEGMENT: usize = 160;
/// The default alphabet of GSM 03.38, less its line breaks.
const ALPHABET: &str = "@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
                        ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// What its extension adds, at two septets each.
const EXTENSION: &str = "^{}\\[~]|€";

/// How long a text is in the GSM alphabet.
fn septets(text: &str) -> Result<usize, NotOneSegment> {
    text.chars().try_fold(0, |length, c| {
        if ALPHABET.contains(c) {
            Ok(length + 1)
        } else if EXTENSION.contains(c) {
            Ok(length + 2)
        } else {
            Err(NotOneSegment::Character(c))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_segment_of_the_gsm_alphabet_is_accepted() {
        let to = MobileNumber::parse("06 11 12 13 14").unwrap();
        let sms = |text: String| Sms::new(&to, text).map(|sms| sms.text.chars().count());
        assert_eq!(ALPHABET.chars().count(), 128 - 3, "less line feed, carriage return and escape");
        assert_eq!(sms("é".repeat(160)), Ok(160));
        assert_eq!(sms("é".repeat(161)), Err(NotOneSegment::Length(161)));
        assert_eq!(sms("€".repeat(80)), Ok(80), "two septets each");
        assert_eq!(sms(format!("{}a", "€".repeat(80))), Err(NotOneSegment::Length(161)));
        for c in ['\u{a0}', '\u{202f}', '’', 'ê', 'ô', 'û', 'ç', 'È', '«', '…', '\n'] {
            assert_eq!(sms(format!("ab{c}")), Err(NotOneSegment::Character(c)));
        }
        assert_eq!(Sms::new(&to, "à".into()).unwrap().to, "+33611121314");
    }
}
