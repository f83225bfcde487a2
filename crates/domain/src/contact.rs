//! E-mail addresses and mobile numbers, and how they are shown to someone half known.

use std::fmt;

/// An e-mail address that can be written to: one `@`, a domain with a dot, no space or control.
#[derive(Clone, PartialEq, Eq)]
pub struct EmailAddress(String);

/// The text is not an address of the wanted kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnAddress;

impl EmailAddress {
    /// Reads an address of at most 254 characters; spaces around it are dropped.
    pub fn parse(text: &str) -> Result<Self, NotAnAddress> {
        let text = text.trim();
        let (local, host) = text.rsplit_once('@').ok_or(NotAnAddress)?;
        let plain = |c: char| c.is_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c);
        let labels = host.split('.').all(|label| {
            !label.is_empty()
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        });
        let fits = text.len() <= 254 && (1..=64).contains(&local.len());
        if fits && local.chars().all(plain) && host.contains('.') && labels {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAnAddress)
        }
    }

    /// The whole address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `i•••@exemple.fr`: enough to recognise one's own, too little to learn another's.
    #[must_use]
    pub fn masked(&self) -> String {
        let (local, host) = self.0.rsplit_once('@').unwrap_or_default();
        let first: String = local.chars().take(1).collect();
        format!("{first}•••@{host}")
    }
}

/// A French mobile number: ten digits that begin with 06 or 07.
#[derive(Clone, PartialEq, Eq)]
pub struct MobileNumber(String);

impl MobileNumber {
    /// Reads `06 11 12 13 14`, `+33 6 11 12 13 14` or `0033611121314`, with any separators.
    pub fn parse(text: &str) -> Result<Self, NotAnAddress> {
        let typed: String =
            text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-' | '(' | ')')).collect();
        let national = typed.strip_prefix("+33").or_else(|| typed.strip_prefix("0033")).map_or_else(
            || typed.clone(),
            |rest| if rest.starts_with('0') { rest.to_owned() } else { format!("0{rest}") },
        );
        let mobile = national.len() == 10
            && national.bytes().all(|byte| byte.is_ascii_digit())
            && (national.starts_with("06") || national.starts_with("07"));
        if mobile { Ok(Self(national)) } else { Err(NotAnAddress) }
    }

    /// `0611121314`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `+33611121314`, as gateways want it.
    #[must_use]
    pub fn international(&self) -> String {
        format!("+33{}", &self.0[1..])
    }

    /// `06 11 12 13 14`, with no-break spaces.
    #[must_use]
    pub fn grouped(&self) -> String {
        let number = &self.0;
        [0..2, 2..4, 4..6, 6..8, 8..10].map(|pair| &number[pair]).join("\u{a0}")
    }

    /// `06 •• •• •• 14`, with no-break spaces.
    #[must_use]
    pub fn masked(&self) -> String {
        [&self.0[0..2], "••", "••", "••", &self.0[8..10]].join("\u{a0}")
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
        assert_eq!(address.masked(), "i•••@exemple.fr");
        for text in
            ["", "inaya", "@exemple.fr", "a@b", "a b@exemple.fr", "a@exemple.fr\r\nBcc: x@y.fr", "a@-x.fr", "a@x..fr"]
        {
            assert_eq!(EmailAddress::parse(text), Err(NotAnAddress), "{text:?}");
        }
    }

    #[test]
    fn mobiles_are_read_in_the_ways_people_write_them() {
        for text in ["06 11 12 13 14", "06.11.12.13.14", "+33 6 11 12 13 14", "+33 (0)6 11 12 13 14", "0033611121314"] {
            assert_eq!(MobileNumber::parse(text).map(|number| number.0), Ok("0611121314".into()), "{text}");
        }
        let number = MobileNumber::parse("0611121314").unwrap();
        assert_eq!(number.masked().replace('\u{a0}', " "), "06 •• •• •• 14");
        assert_eq!(number.international(), "+33611121314");
        for text in ["0111121314", "061112131", "06111213145", "+44 6 11 12 13 14", "06 11 12 13 1é"] {
            assert_eq!(MobileNumber::parse(text), Err(NotAnAddress), "{text}");
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
