//! Fifty names that fonts and readers find hard.

use domain::date::CalendarDate;
use domain::insured::{PostalAddress, Recipient};
use domain::person::PersonName;
use services::paper::attestation::{self, Attestation};
use services::paper::letter::{self, Letter};

use crate::read::{Read, look};

/// One a line, first name and family name; those after a `!` are in letters for which there is no font.
const NAMES: &str = include_str!("names.txt");
const SITE: &str = "https://exemple.fr";

fn names() -> Vec<PersonName> {
    let name = |line: &str| {
        let (given, family) = line.trim_start_matches('!').split_once(';').unwrap();
        PersonName { given: given.into(), family: family.into() }
    };
    NAMES.lines().map(name).collect()
}

fn day() -> CalendarDate {
    CalendarDate::new(2026, 11, 22).unwrap()
}

#[test]
fn fifty_hard_names_are_read_from_their_letters_as_they_are() {
    let names = names();
    assert_eq!(names.len(), 50);
    let letter = |name: &PersonName| Letter {
        name: name.clone(),
        to: Recipient::Parent(name.clone()),
        address: PostalAddress {
            street: format!("2 rue {}", name.given),
            complement: None,
            postcode: "44000".into(),
            town: name.family.clone(),
            country: None,
        },
        code: "H7UQ\u{a0}ZFKC\u{a0}J8KW".into(),
        made_on: day(),
        valid_until: day(),
        oppose_until: None,
        asked: false,
    };
    let letters: Vec<Letter> = names.iter().map(letter).collect();
    let written = letter::pdf(&letters, SITE, false).unwrap();
    assert!(written.left_out.is_empty());
    let file = written.file.unwrap();
    look("lettres.pdf", &file);
    let aloud = Read::new(&file).aloud();
    let read: Vec<&str> = aloud.split("\n  Part\n").skip(1).collect();
    for ((letter, read), name) in letters.iter().zip(read).zip(&names) {
        let full = name.full();
        for words in [
            format!("H1 Mon espace santé pour {full}\u{a0}: à vous\u{a0}de\u{a0}choisir\n"),
            format!("P Bonjour {full},\n"),
            format!("P {} \n", letter.address_lines().join(" ")),
            format!("P Code provisoire pour {full}\u{a0}:\n"),
        ] {
            assert!(read.contains(&words), "{words} in {read}");
        }
    }
}

#[test]
fn fifty_hard_names_are_read_from_their_attestations_as_they_are() {
    for (number, name) in names().into_iter().enumerate() {
        let (full, official) = (name.full(), name.official());
        let to = Recipient::Parent(name.clone());
        let paper = Attestation { name, nir: None, to, opposed_on: day(), code: "H7UQ".into(), site: SITE.into() };
        let file = attestation::pdf(&paper, false).unwrap();
        look(&format!("attestation-{number:02}.pdf"), &file);
        let aloud = Read::new(&file).aloud();
        for words in [format!("LBody {official}\n"), format!("P Bonjour {full},\n"), format!("votre enfant {full} a")] {
            assert!(aloud.contains(&words), "{words} in {aloud}");
        }
    }
}
