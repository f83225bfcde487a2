//! E-mail addresses and mobile numbers as they are typed or come in a file: what the libraries on the server's side know of
//! them. Nothing is kept to which no message can leave, in demonstration mode neither.

use domain::contact::{EmailAddress, MobileNumber, NotAMobile, NotAnAddress, Readers};
use lettre::Address;
use phonenumber::metadata::DATABASE;
use phonenumber::{Mode, Type};

/// Who reads what is typed, and the file of the insured.
pub const READERS: Readers = Readers { email, mobile };

/// Territories whose numbers are dialled without a zero, by their postcodes, and their country codes:
/// Saint-Pierre-et-Miquelon, Wallis-et-Futuna, Polynésie, Nouvelle-Calédonie.
const WITHOUT_ZERO: [(&str, &str); 4] = [("975", "508"), ("986", "681"), ("987", "689"), ("988", "687")];

/// Reads an address that the mailer takes.
///
/// # Errors
/// [`NotAnAddress`].
pub fn email(text: &str) -> Result<EmailAddress, NotAnAddress> {
    let email = EmailAddress::parse(text)?;
    mailbox(email.as_str()).map(|_| email).ok_or(NotAnAddress)
}

/// An address as it is given to a mail server: the domain in the letters that the network's names have
/// (`société.exemple` as `xn--socit-esab.exemple`). `None` where there is no such domain, or the mailer takes no such
/// address.
pub(crate) fn mailbox(address: &str) -> Option<Address> {
    let (local, host) = address.rsplit_once('@')?;
    Address::new(local, idna::domain_to_ascii_strict(host).ok()?).ok()
}

/// Reads the number of a mobile, by the numbering plan of France and, for other countries, by the world's.
///
/// # Errors
/// [`NotAMobile`].
pub fn mobile(text: &str, postcode: &str) -> Result<MobileNumber, NotAMobile> {
    let typed = MobileNumber::compact(text);
    // New blocks of numbers are opened in France before any library knows them.
    let french = typed.starts_with("+33") || !typed.starts_with('+');
    match MobileNumber::parse(&typed) {
        Ok(number) if french => return Ok(number),
        Err(fault) if typed.starts_with("+33") => return Err(fault),
        _ => {}
    }
    if typed.starts_with('+') {
        return foreign(&typed);
    }
    if !typed.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(NotAMobile::Format);
    }
    // `0508 55 12 34` is how Saint-Pierre-et-Miquelon is dialled from elsewhere in France.
    let (national, code) = match (typed.strip_prefix("0508"), typed.len()) {
        (Some(rest), 10) => (rest, Some("508")),
        // Only in Polynésie numbers have eight digits. Of those with six nobody knows where they are.
        (_, 8) => (typed.as_str(), Some("689")),
        (_, 6) => (typed.as_str(), code_at(postcode)),
        _ => (typed.as_str(), None),
    };
    let code = code.ok_or(NotAMobile::Format)?;
    foreign(&format!("+{code}{national}")).map_err(|_| NotAMobile::Format)
}

/// The country code of a territory whose numbers are dialled without a zero.
fn code_at(postcode: &str) -> Option<&'static str> {
    let postcode = postcode.trim();
    WITHOUT_ZERO.iter().find(|(begins, _)| postcode.len() == 5 && postcode.starts_with(begins)).map(|(_, code)| *code)
}

/// A number with a country code other than France's in Europe.
fn foreign(typed: &str) -> Result<MobileNumber, NotAMobile> {
    let number = phonenumber::parse(None, typed).map_err(|_| NotAMobile::Other)?;
    let read = MobileNumber::parse(&number.format().mode(Mode::E164).to_string()).map_err(|_| NotAMobile::Other)?;
    let known = matches!(number.number_type(&DATABASE), Type::Mobile | Type::FixedLineOrMobile);
    // Or one of ten digits in France that is written with the code of its territory.
    let french = || MobileNumber::parse(&format!("0{}", number.national())).is_ok_and(|national| national == read);
    if known || french() { Ok(read) } else { Err(NotAMobile::Other) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_domain_of_any_letters_is_sent_in_the_networks_own() {
        assert_eq!(
            email("ines@société.exemple").unwrap().as_str(),
            "ines@société.exemple",
            "it is kept as it was typed"
        );
        assert_eq!(mailbox("ines@société.exemple").unwrap().to_string(), "ines@xn--socit-esab.exemple");
        assert_eq!(mailbox("Ines@Exemple.FR").unwrap().to_string(), "Ines@exemple.fr");
        assert_eq!(mailbox("zoé.martin@exemple.fr").unwrap().to_string(), "zoé.martin@exemple.fr");
    }

    #[test]
    fn what_the_mailer_does_not_take_is_not_an_address() {
        for text in [
            "ines..martin@exemple.fr",
            "ines@xn--a.fr",
            "ines@a\u{300}\u{338}-.fr",
            &format!("ines@{}.fr", "é".repeat(64)),
        ] {
            assert_eq!(email(text), Err(NotAnAddress), "{text}");
        }
    }

    #[test]
    fn numbers_from_overseas_are_read_with_and_without_their_code() {
        for (text, postcode, international) in [
            ("06 11 12 13 14", "", "+33611121314"),
            ("0692 12 34 56", "", "+262692123456"),
            ("+262 692 12 34 56", "", "+262692123456"),
            ("00 262 692 12 34 56", "", "+262692123456"),
            ("+262 (0)692 12 34 56", "", "+262692123456"),
            // A block that the library does not know.
            ("+262 693 99 99 99", "", "+262693999999"),
            ("0639 01 23 45", "", "+262639012345"),
            ("0690 12 34 56", "", "+590690123456"),
            ("+590 690 12 34 56", "", "+590690123456"),
            ("0694 12 34 56", "", "+594694123456"),
            ("+594 694 12 34 56", "", "+594694123456"),
            ("0696 12 34 56", "", "+596696123456"),
            ("+596 696 12 34 56", "", "+596696123456"),
            ("0508 55 12 34", "", "+508551234"),
            ("+508 55 12 34", "", "+508551234"),
            ("55 12 34", "97500", "+508551234"),
            ("+687 75 12 34", "", "+687751234"),
            ("75 12 34", "98800", "+687751234"),
            ("+681 82 12 34", "", "+681821234"),
            ("82 12 34", "98600", "+681821234"),
            ("+689 87 12 34 56", "", "+68987123456"),
            ("87 12 34 56", "", "+68987123456"),
            ("87 12 34 56", "98714", "+68987123456"),
        ] {
            let read = mobile(text, postcode).map(|number| number.international());
            assert_eq!(read.as_deref(), Ok(international), "{text} {postcode}");
        }
    }

    #[test]
    fn mobiles_of_other_countries_are_read_with_their_code() {
        for (text, international) in [
            ("+44 7911 123456", "+447911123456"),
            ("+49 (0)151 23456789", "+4915123456789"),
            ("0032 470 12 34 56", "+32470123456"),
            ("+351 912 345 678", "+351912345678"),
            ("+39 312 345 6789", "+393123456789"),
            ("+1 202 555 0173", "+12025550173"),
            ("+212 650-123456", "+212650123456"),
            ("+84 91 234 56 78", "+84912345678"),
        ] {
            let read = mobile(text, "").map(|number| number.international());
            assert_eq!(read.as_deref(), Ok(international), "{text}");
        }
    }

    #[test]
    fn what_is_no_mobile_is_refused() {
        for text in
            ["", "01 11 12 13 14", "75 12 34", "061112131", "06 11 12 13 1é", "0692 12 34 5", "12 34 56 78", "+"]
        {
            assert!(mobile(text, "").is_err(), "{text}");
        }
        assert_eq!(mobile("75 12 34", "44000"), Err(NotAMobile::Format), "nobody knows where");
        for text in [
            "+33 1 11 12 13 14",
            "+262 262 12 34 56",
            "+590 692 12 34 56",
            "+44 20 7183 8750",
            "+999 12 34 56 78",
            "+49 30 123456",
        ] {
            assert_eq!(mobile(text, ""), Err(NotAMobile::Other), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_readers_panic(text in ".{0,30}", digits in "[+]?[0-9 ().-]{0,20}", postcode in "[0-9]{0,5}") {
            for text in [text, digits] {
                let _ = (email(&text), email(&format!("{text}@exemple.fr")), email(&format!("a@{text}.fr")));
                if let Ok(number) = mobile(&text, &postcode) {
                    prop_assert_eq!(MobileNumber::parse(number.as_str()), Ok(number));
                }
            }
        }
    }
}
