//! E-mail addresses and mobile numbers, and how they are shown to someone half known.
//!
//! What can be said by looking at the text is said here. Whether a mail server would take the address, and whether a number
//! is a mobile's by the numbering plans of the world, takes libraries that stay on the server's side: typed texts are read
//! by `services::contacts`, through [`Readers`] where a form or a file is read here.

use std::fmt;

use crate::typed::{plain, signs};

/// An e-mail address that can be written to: one `@`, a domain with a dot, no space or control.
#[derive(Clone, PartialEq, Eq)]
pub struct EmailAddress(String);

/// The text is not an address of the wanted kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnAddress;

/// Why a text is not the number of a mobile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAMobile {
    /// It is not a number, or not one that is whole without a country code.
    Format,
    /// It has a country code, and is no mobile's there.
    Other,
}

/// Who reads contacts that were typed or come in a file.
#[derive(Clone, Copy)]
pub struct Readers {
    /// Reads an e-mail address.
    pub email: fn(&str) -> Result<EmailAddress, NotAnAddress>,
    /// Reads a mobile number. The second text is the postcode of whoever has it, or empty: some territories overseas have
    /// numbers of six digits, which mean nothing without knowing where.
    pub mobile: fn(&str, &str) -> Result<MobileNumber, NotAMobile>,
}

impl Readers {
    /// By their form only: for what was read before, and for tests.
    pub const BY_FORM: Self = Self { email: EmailAddress::parse, mobile: |text, _| MobileNumber::parse(text) };
}

impl EmailAddress {
    /// Reads an address of at most 254 characters; spaces around it are dropped.
    pub fn parse(text: &str) -> Result<Self, NotAnAddress> {
        let text = plain(text);
        let text = text.trim();
        let (local, host) = text.rsplit_once('@').ok_or(NotAnAddress)?;
        let plain = |c: char| c.is_alphanumeric() || "!#$%&'*+/=?^_`{|}~-".contains(c);
        // No mail server takes a dot at an end, or two in a row.
        let atoms = local.split('.').all(|atom| !atom.is_empty() && atom.chars().all(plain));
        let labels = host.split('.').all(|label| {
            !label.is_empty()
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        });
        let fits = text.len() <= 254 && local.len() <= 64;
        if fits && atoms && host.contains('.') && labels { Ok(Self(text.to_owned())) } else { Err(NotAnAddress) }
    }

    /// Whether the part before the `@` is of plain letters: hardly any mail server takes others, and most who type them
    /// have typed an accent too many. The domain may have any (they are sent in another form).
    #[must_use]
    pub fn is_likely(&self) -> bool {
        self.parts().0.is_ascii()
    }

    /// Whether both lead to the same mailbox, as far as their texts tell: hardly any mail server tells capitals apart.
    #[must_use]
    pub fn is_same_mailbox(&self, other: &Self) -> bool {
        self.0.to_lowercase() == other.0.to_lowercase()
    }

    /// What stands before the `@`, and the domain.
    #[must_use]
    pub fn parts(&self) -> (&str, &str) {
        self.0.rsplit_once('@').unwrap_or_default()
    }

    /// The whole address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `i***@exemple.fr`: enough to recognise one's own, too little to learn another's.
    #[must_use]
    pub fn masked(&self) -> String {
        let (local, host) = self.parts();
        let length = local.chars().count();
        let first: String = local.chars().take((length / 2).clamp(1, 3)).collect();
        format!("{first}*****@{host}")
    }
}

/// The number of a mobile: French, of a French territory overseas, or of another country.
#[derive(Clone, PartialEq, Eq)]
pub struct MobileNumber {
    /// `0611121314` for France, `+262692123456` elsewhere: as it is kept.
    kept: String,
}

/// The codes of the territories overseas whose mobiles have ten digits that begin with 06 or 07, and how these begin
/// (ARCEP, plan national de numérotation): La Réunion and Mayotte, Guadeloupe, Guyane, Martinique,
/// Saint-Pierre-et-Miquelon.
const OVERSEAS: [(&str, &[&str]); 5] = [
    ("262", &["0639", "0692", "0693", "07092", "070935", "070936", "070937"]),
    ("590", &["0690", "0691", "07090"]),
    ("594", &["0694", "070930", "070931", "070932", "070933"]),
    ("596", &["0696", "0697", "07091"]),
    ("508", &["07084", "07085"]),
];
/// The country codes of two digits (ITU-T E.164); there are two of one digit, and the others have three.
const TWO_DIGITS: [&str; 44] = [
    "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48", "49", "51",
    "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81", "82", "84", "86", "90",
    "91", "92", "93", "94", "95", "98",
];

impl MobileNumber {
    /// Reads `06 11 12 13 14`, `+33 6 11 12 13 14` or `+262 692 12 34 56`, with any separators. A number that is written
    /// without its code although it is one of a territory overseas gets it. Whether anybody can have a number with a code
    /// is not looked at.
    pub fn parse(text: &str) -> Result<Self, NotAMobile> {
        let digits = Self::compact(text);
        let numeric = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
        let Some(coded) = digits.strip_prefix('+') else {
            return match digits.as_bytes() {
                [b'0', b'6' | b'7', rest @ ..] if rest.len() == 8 && numeric(&digits) => Ok(Self::national(digits)),
                _ => Err(NotAMobile::Format),
            };
        };
        if let Some(rest) = coded.strip_prefix("33") {
            let national = format!("0{}", rest.strip_prefix('0').unwrap_or(rest));
            return Self::parse(&national).map_err(|_| NotAMobile::Other);
        }
        // No number has more than fifteen digits (ITU-T E.164).
        let whole = (8..=15).contains(&coded.len()) && numeric(coded) && !coded.starts_with('0');
        if whole { Ok(Self { kept: digits }) } else { Err(NotAMobile::Format) }
    }

    /// A number without what people write between its digits; a leading `00` as `+`.
    #[must_use]
    pub fn compact(text: &str) -> String {
        let digits = signs(text).replace(['(', ')', '/'], "");
        match digits.strip_prefix("00") {
            Some(coded) => format!("+{coded}"),
            None => digits,
        }
    }

    /// Ten digits that begin with 06 or 07.
    fn national(digits: String) -> Self {
        let overseas = OVERSEAS.iter().find(|(_, begins)| begins.iter().any(|begin| digits.starts_with(begin)));
        let kept = match overseas {
            Some((code, _)) => format!("+{code}{}", &digits[1..]),
            None => digits,
        };
        Self { kept }
    }

    /// `0611121314`, or `+262692123456` where it is not one of France in Europe.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.kept
    }

    /// `+33611121314`, as gateways want it.
    #[must_use]
    pub fn international(&self) -> String {
        if self.kept.starts_with('+') { self.kept.clone() } else { format!("+33{}", &self.kept[1..]) }
    }

    /// `06 11 12 13 14` or `+262 692 12 34 56`, with no-break spaces.
    #[must_use]
    pub fn grouped(&self) -> String {
        self.groups().join("\u{a0}")
    }

    /// `+33 6 ** ** ** 14` or `+262 6** ** ** 56`, with no-break spaces (A08): enough to recognise one's own, too little to learn
    /// another's.
    #[must_use]
    pub fn masked(&self) -> String {
        let mut groups = self.groups();
        if !self.kept.starts_with('+') {
            groups.splice(..1, ["+33".to_owned(), self.kept[1..2].to_owned()]);
        }
        let last = groups.len() - 1;
        for (place, group) in groups.iter_mut().enumerate().take(last).skip(1) {
            let shown = usize::from(place == 1);
            *group = format!("{}{}", &group[..shown], "*".repeat(group.len() - shown));
        }
        groups.join("\u{a0}")
    }

    /// The code if there is one, then pairs of digits, of which the first may be three.
    fn groups(&self) -> Vec<String> {
        let (code, mut rest) = match self.kept.strip_prefix('+') {
            Some(digits) => {
                let length = match digits.as_bytes() {
                    [b'1' | b'7', ..] => 1,
                    _ if TWO_DIGITS.iter().any(|code| digits.starts_with(code)) => 2,
                    _ => 3,
                };
                (Some(format!("+{}", &digits[..length])), &digits[length..])
            }
            None => (None, self.kept.as_str()),
        };
        let mut groups: Vec<String> = code.into_iter().collect();
        while !rest.is_empty() {
            let (group, more) = rest.split_at(if rest.len() % 2 == 1 { rest.len().min(3) } else { 2 });
            groups.push(group.to_owned());
            rest = more;
        }
        groups
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress(…)")
    }
}

impl fmt::Debug for MobileNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MobileNumber(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses_are_read_and_masked() {
        let address = EmailAddress::parse("  inaya.michel@exemple.fr ").unwrap();
        assert_eq!(address.as_str(), "inaya.michel@exemple.fr");
        assert_eq!(address.masked(), "ina*****@exemple.fr");
        let masked = |local: &str| EmailAddress::parse(&format!("{local}@exemple.fr")).unwrap().masked();
        assert_eq!(
            ["a", "ab", "abcd", "élodie"].map(masked).join(" "),
            "a*****@exemple.fr a*****@exemple.fr ab*****@exemple.fr élo*****@exemple.fr"
        );
        for text in
            ["", "inaya", "@exemple.fr", "a@b", "a b@exemple.fr", "a@exemple.fr\r\nBcc: x@y.fr", "a@-x.fr", "a@x..fr"]
        {
            assert_eq!(EmailAddress::parse(text), Err(NotAnAddress), "{text:?}");
        }
    }

    #[test]
    fn an_address_that_no_server_takes_is_refused_and_one_that_hardly_any_takes_is_unlikely() {
        for local in ["ines..martin", ".ines", "ines.martin.", "."] {
            assert_eq!(EmailAddress::parse(&format!("{local}@exemple.fr")), Err(NotAnAddress), "{local}");
        }
        let is_likely = |text: &str| EmailAddress::parse(text).unwrap().is_likely();
        assert!(is_likely("ines.martin+sante@exemple.fr") && is_likely("ines@société.exemple"));
        assert!(!is_likely("zoé.martin@exemple.fr"));
    }

    #[test]
    fn capitals_do_not_make_another_mailbox() {
        let same = |one: &str, other: &str| {
            EmailAddress::parse(one).unwrap().is_same_mailbox(&EmailAddress::parse(other).unwrap())
        };
        assert!(same("Inaya.Michel@Exemple.FR", "inaya.michel@exemple.fr"));
        assert!(!same("inaya.michel@exemple.fr", "inaya@exemple.fr"));
    }

    #[test]
    fn mobiles_are_read_in_the_ways_people_write_them() {
        for text in [
            "06 11 12 13 14",
            "06.11.12.13.14",
            "06/11/12/13/14",
            "+33 6 11 12 13 14",
            "+33 (0)6 11 12 13 14",
            "0033611121314",
            "06\u{202f}11\u{2011}12\u{200b}1314",
        ] {
            assert_eq!(MobileNumber::parse(text).map(|number| number.kept), Ok("0611121314".into()), "{text}");
        }
        let number = MobileNumber::parse("0611121314").unwrap();
        assert_eq!(number.masked().replace('\u{a0}', " "), "+33 6 ** ** ** 14");
        assert_eq!(number.grouped().replace('\u{a0}', " "), "06 11 12 13 14");
        assert_eq!(number.international(), "+33611121314");
        for text in ["0111121314", "061112131", "06111213145", "06 11 12 13 1é", "", "+", "+2626", "+0611121314"] {
            assert_eq!(MobileNumber::parse(text), Err(NotAMobile::Format), "{text}");
        }
        assert_eq!(MobileNumber::parse("+33 1 11 12 13 14"), Err(NotAMobile::Other));
    }

    #[test]
    fn a_number_from_elsewhere_keeps_its_code_and_one_from_overseas_gets_it() {
        for (text, international, grouped, masked) in [
            ("0692 12 34 56", "+262692123456", "+262 692 12 34 56", "+262 6** ** ** 56"),
            ("+262 692 12 34 56", "+262692123456", "+262 692 12 34 56", "+262 6** ** ** 56"),
            ("+33 692 12 34 56", "+262692123456", "+262 692 12 34 56", "+262 6** ** ** 56"),
            ("0639 01 23 45", "+262639012345", "+262 639 01 23 45", "+262 6** ** ** 45"),
            ("07 09 23 45 67", "+262709234567", "+262 709 23 45 67", "+262 7** ** ** 67"),
            ("0690 12 34 56", "+590690123456", "+590 690 12 34 56", "+590 6** ** ** 56"),
            ("0694 12 34 56", "+594694123456", "+594 694 12 34 56", "+594 6** ** ** 56"),
            ("0696 12 34 56", "+596696123456", "+596 696 12 34 56", "+596 6** ** ** 56"),
            ("+687 75 12 34", "+687751234", "+687 75 12 34", "+687 7* ** 34"),
            ("0044 7911 123456", "+447911123456", "+44 79 11 12 34 56", "+44 7* ** ** ** 56"),
            ("+1 202 555 0173", "+12025550173", "+1 20 25 55 01 73", "+1 2* ** ** ** 73"),
        ] {
            let number = MobileNumber::parse(text).unwrap();
            assert_eq!(number.international(), international);
            assert_eq!(number.grouped().replace('\u{a0}', " "), grouped);
            assert_eq!(number.masked().replace('\u{a0}', " "), masked);
            assert_eq!(MobileNumber::parse(number.as_str()).as_ref(), Ok(&number), "it is read again as it is kept");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_readers_panic(text in ".{0,40}") {
            if let Ok(address) = EmailAddress::parse(&text) {
                let _ = address.masked();
            }
            if let Ok(number) = MobileNumber::parse(&text) {
                let _ = (number.masked(), number.grouped(), number.international());
            }
        }
    }
}
