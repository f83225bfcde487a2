//! The letters that bring a provisional code.

use domain::date::CalendarDate;
use domain::insured::{PostalAddress, Recipient};
use domain::person::PersonName;
use domain::provisional_code::ProvisionalCode;
use lopdf::decode_text_string;
use proptest::prelude::*;
use services::paper::letter::Letter;

use crate::read::{A4, Line, Read};

const SITE: &str = "https://exemple.fr";
const MILLIMETRE: f32 = 72.0 / 25.4;

fn name(given: &str, family: &str) -> PersonName {
    PersonName { given: given.into(), family: family.into() }
}

fn letter() -> Letter {
    Letter {
        name: name("Martine Julie", "Leguellec"),
        to: Recipient::Person,
        address: PostalAddress {
            street: "2 place des Exemples".into(),
            complement: None,
            postcode: "44000".into(),
            town: "Ville-Fictive".into(),
            country: None,
        },
        code: "H7UQ\u{a0}ZFKC\u{a0}J8KW".into(),
        made_on: CalendarDate::new(2026, 11, 22).unwrap(),
        valid_until: CalendarDate::new(2027, 1, 3).unwrap(),
        oppose_until: CalendarDate::new(2027, 1, 3).ok(),
        asked: false,
    }
}

/// A file in which all letters are.
fn pdf(letters: &[Letter], site: &str, demonstration: bool) -> Option<Vec<u8>> {
    let written = services::paper::letter::pdf(letters, site, demonstration).unwrap();
    written.file.filter(|_| written.left_out.is_empty())
}

fn for_a_child() -> Letter {
    Letter {
        name: name("Louis", "Leguellec"),
        to: Recipient::Parent(name("Inaya", "Leguellec")),
        address: PostalAddress {
            complement: Some("Bâtiment B".into()),
            postcode: "B-1000".into(),
            country: Some("Belgique".into()),
            ..letter().address
        },
        oppose_until: None,
        ..letter()
    }
}

#[test]
fn a_screen_reader_meets_each_letter_as_a_part_with_headings() {
    let read = Read::new(&pdf(&[letter(), for_a_child()], SITE, true).unwrap());
    assert_eq!(
        read.aloud(),
        "Document\n\
         \u{20} Part\n\
         \u{20}   P Démonstration – données fictives\n\
         \u{20}   P Mon espace santé\n\
         \u{20}   P Martine Julie Leguellec 2 PLACE DES EXEMPLES 44000 VILLE-FICTIVE \n\
         \u{20}   P Le 22\u{a0}novembre 2026\n\
         \u{20}   H1 Mon espace santé pour Martine Julie Leguellec\u{a0}: à vous\u{a0}de\u{a0}choisir\n\
         \u{20}   P Bonjour Martine Julie Leguellec,\n\
         \u{20}   P Vous pouvez ouvrir Mon espace santé, un espace personnel et gratuit pour conserver des documents de \
         santé et les partager avec les professionnels de votre choix.\n\
         \u{20}   P Vous avez le choix\u{a0}: l'activer ou vous opposer à sa création. Sans réponse de votre part, votre \
         espace sera créé après le 3\u{a0}janvier 2027. Vous pourrez encore l'activer ou le clôturer.\n\
         \u{20}   P Code provisoire pour Martine Julie Leguellec\u{a0}:\n\
         \u{20}   P H7UQ\u{a0}ZFKC\u{a0}J8KW\n\
         \u{20}   P Ce code ne sert qu'une fois et il est valable jusqu'au 3\u{a0}janvier 2027. Gardez-le pour vous\u{a0}: \
         personne ne vous le demandera par téléphone ou par e-mail.\n\
         \u{20}   H2 Faire votre choix\n\
         \u{20}   P Préparez votre carte Vitale et votre numéro de sécurité sociale, puis ouvrez cette adresse\u{a0}:\n\
         \u{20}   P\n\
         \u{20}     Link https://exemple.fr/activer → Activer Mon espace santé ou s'y opposer \
         (https://exemple.fr/activer)\n\
         \u{20}   H2 Une question\u{a0}?\n\
         \u{20}   P Appelez le 3422 (service gratuit + prix appel), du lundi au vendredi de 8\u{a0}h\u{a0}30 à 17\u{a0}h\u{a0}30.\n\
         \u{20}   P Mon espace santé\n\
         \u{20}   P Pour en savoir plus sur l'usage de vos données\u{a0}: https://exemple.fr/donnees-personnelles\n\
         \u{20} Part\n\
         \u{20}   P Démonstration – données fictives\n\
         \u{20}   P Mon espace santé\n\
         \u{20}   P Inaya Leguellec Bâtiment B 2 PLACE DES EXEMPLES B-1000 VILLE-FICTIVE BELGIQUE \n\
         \u{20}   P Le 22\u{a0}novembre 2026\n\
         \u{20}   H1 Mon espace santé pour Louis Leguellec\u{a0}: à vous\u{a0}de\u{a0}choisir\n\
         \u{20}   P Bonjour Inaya Leguellec,\n\
         \u{20}   P Vous pouvez ouvrir Mon espace santé pour votre enfant Louis Leguellec, un espace personnel et gratuit \
         pour conserver des documents de santé et les partager avec les professionnels de votre choix.\n\
         \u{20}   P Le délai pour s'opposer est passé\u{a0}: vous pouvez activer l'espace de votre enfant, ou le \
         clôturer, à tout moment.\n\
         \u{20}   P Code provisoire pour Louis Leguellec\u{a0}:\n\
         \u{20}   P H7UQ\u{a0}ZFKC\u{a0}J8KW\n\
         \u{20}   P Ce code ne sert qu'une fois et il est valable jusqu'au 3\u{a0}janvier 2027. Gardez-le pour vous\u{a0}: \
         personne ne vous le demandera par téléphone ou par e-mail.\n\
         \u{20}   H2 Faire votre choix\n\
         \u{20}   P Préparez la carte Vitale sur laquelle figure votre enfant et votre propre numéro de sécurité sociale, \
         puis ouvrez cette adresse\u{a0}:\n\
         \u{20}   P\n\
         \u{20}     Link https://exemple.fr/activer → Activer Mon espace santé ou s'y opposer \
         (https://exemple.fr/activer)\n\
         \u{20}   H2 Une question\u{a0}?\n\
         \u{20}   P Appelez le 3422 (service gratuit + prix appel), du lundi au vendredi de 8\u{a0}h\u{a0}30 à 17\u{a0}h\u{a0}30.\n\
         \u{20}   P Mon espace santé\n\
         \u{20}   P Pour en savoir plus sur l'usage de vos données\u{a0}: https://exemple.fr/donnees-personnelles\n"
    );
    let pasted = read.lines.iter().find(|line| line.text.starts_with("H7UQ")).unwrap();
    assert_eq!(ProvisionalCode::parse(&pasted.text).unwrap().compact(), "H7UQZFKCJ8KW");
    assert!(pasted.size > 20.0, "large: {}", pasted.size);
}

#[test]
fn a_child_whose_parents_are_not_known_is_in_their_care() {
    let read = Read::new(&pdf(&[Letter { to: Recipient::Representatives, ..for_a_child() }], SITE, false).unwrap());
    let aloud = read.aloud();
    assert!(aloud.contains("P Aux représentants légaux de Louis Leguellec Bâtiment B "), "{aloud}");
    assert!(aloud.contains("P Bonjour,\n"), "{aloud}");
    assert!(aloud.contains("pour votre enfant Louis Leguellec"), "{aloud}");
    assert!(!aloud.contains("données fictives"), "{aloud}");
}

#[test]
fn the_file_says_its_language_its_title_its_day_and_its_standards_and_names_nobody() {
    let read = Read::new(&pdf(&[letter(), for_a_child()], SITE, false).unwrap());
    let catalog = read.document.catalog().unwrap();
    assert_eq!(decode_text_string(catalog.get(b"Lang").unwrap()).unwrap(), "fr-FR");
    let information = read.dictionary(read.document.trailer.get(b"Info").unwrap());
    let says = |key: &[u8]| decode_text_string(information.get(key).unwrap()).unwrap();
    assert_eq!(says(b"Title"), "Lettres – Mon espace santé");
    assert!(says(b"CreationDate").starts_with("D:20261122"));
    let metadata = catalog.get_deref(b"Metadata", &read.document).unwrap().as_stream().unwrap();
    let metadata = String::from_utf8(metadata.get_plain_content().unwrap()).unwrap();
    for standard in ["<pdfuaid:part>1<", "<pdfaid:part>2<", "<pdfaid:conformance>A<"] {
        assert!(metadata.contains(standard), "{standard} in {metadata}");
    }
    for personal in ["Leguellec", "Martine", "H7UQ", "44000"] {
        assert!(!metadata.contains(personal), "{personal} in {metadata}");
    }
}

#[test]
fn the_outline_leads_to_each_letter() {
    let document = Read::new(&pdf(&[letter(), for_a_child()], SITE, false).unwrap()).document;
    let toc = document.get_toc().unwrap().toc;
    let titles: Vec<_> = toc.iter().filter(|entry| entry.level == 1).map(|entry| (&*entry.title, entry.page)).collect();
    assert_eq!(
        titles,
        [
            ("Mon espace santé pour Martine Julie Leguellec\u{a0}: à vous\u{a0}de\u{a0}choisir", 1),
            ("Mon espace santé pour Louis Leguellec\u{a0}: à vous\u{a0}de\u{a0}choisir", 2),
        ]
    );
}

#[test]
fn the_same_letters_give_the_same_bytes() {
    let file = pdf(&[letter(), for_a_child()], SITE, false).unwrap();
    assert!(file == pdf(&[letter(), for_a_child()], SITE, false).unwrap());
    assert!(file != pdf(&[for_a_child(), letter()], SITE, false).unwrap());
    assert!(file.len() < 60_000, "{} bytes", file.len());
}

/// Whether a line is seen whole through the window of an envelope, as far as its beginning tells.
fn in_the_window(line: &Line) -> bool {
    (110.0 - 0.1..190.0).contains(&(line.left / MILLIMETRE)) && (55.0..79.1).contains(&(line.top / MILLIMETRE))
}

/// What is seen of a letter's address, in its lines.
fn seen(read: &Read) -> Vec<&str> {
    let seen = read.lines.iter().filter(|line| in_the_window(line));
    seen.map(|line| line.text.trim_end()).filter(|text| !text.is_empty()).collect()
}

#[test]
fn the_address_and_nothing_else_is_seen_through_the_window() {
    let read = Read::new(&pdf(&[letter()], SITE, true).unwrap());
    assert_eq!(seen(&read), ["Martine Julie Leguellec", "2 PLACE DES EXEMPLES", "44000 VILLE-FICTIVE"]);
    let read = Read::new(&pdf(&[for_a_child()], SITE, true).unwrap());
    assert_eq!(
        seen(&read),
        ["Inaya Leguellec", "Bâtiment B", "2 PLACE DES EXEMPLES", "B-1000 VILLE-FICTIVE", "BELGIQUE"]
    );
    // Anything at the right between the top and the bottom of the larger window would be seen as well.
    let others = read.lines.iter().filter(|line| {
        let (left, top) = (line.left / MILLIMETRE, line.top / MILLIMETRE);
        !in_the_window(line) && (45.0..92.0).contains(&top) && left + 80.0 > 100.0
    });
    assert_eq!(others.count(), 0);
}

#[test]
fn a_code_that_was_asked_for_comes_without_the_invitation() {
    let read = Read::new(&pdf(&[Letter { asked: true, ..for_a_child() }], SITE, true).unwrap());
    let aloud = read.aloud();
    for words in [
        "H1 Mon espace santé pour Louis Leguellec\u{a0}: votre nouveau code provisoire\n",
        "P Voici le code provisoire que vous avez demandé pour votre enfant Louis Leguellec. Il remplace les précédents.\n",
        "P Vous n'avez pas demandé ce code\u{a0}? Ne le donnez à personne et appelez le 3422.\n",
        "P H7UQ\u{a0}ZFKC\u{a0}J8KW\n",
    ] {
        assert!(aloud.contains(words), "{words} in {aloud}");
    }
    assert!(!aloud.contains("délai pour s'opposer"), "{aloud}");
}

#[test]
fn long_names_and_addresses_fit() {
    let long = "Marie-Antoinette Josèphe Jeanne Élisabeth Charlotte";
    let usual = PostalAddress {
        street: "1234 bis boulevard du Général-de-Gaulle-prolongé".into(),
        complement: Some("Résidence Les Jardins de l'Ermitage, escalier C, 3e étage, porte 12".into()),
        postcode: "85560".into(),
        town: "Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson".into(),
        country: None,
    };
    let w = || "W".repeat(100);
    let widest = PostalAddress { street: w(), complement: Some(w()), postcode: w(), town: w(), country: Some(w()) };
    let widest_name = PersonName { given: w(), family: w() };
    for (name, address, smallest) in [
        (name("Martine", "Leguellec"), letter().address, 10.0),
        (name(long, "de la Rochefoucauld-Montbel"), usual, 8.0),
        (widest_name, widest, 3.9),
    ] {
        for to in [Recipient::Person, Recipient::Parent(name.clone()), Recipient::Representatives] {
            let letter = Letter { name: name.clone(), to, address: address.clone(), ..letter() };
            let read = Read::new(&pdf(std::slice::from_ref(&letter), SITE, true).unwrap());
            assert_eq!(read.document.get_pages().len(), 1);
            let words = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            assert_eq!(words(&seen(&read).concat()), words(&letter.address_lines().concat()), "all of it is seen");
            let size = read.lines.iter().filter(|line| in_the_window(line)).map(|line| line.size).fold(99.0, f32::min);
            assert!(size >= smallest, "{size} points");
            for line in &read.lines {
                assert!((56.0..A4.1 - 56.0).contains(&line.top), "{line:?}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn nothing_that_the_file_of_the_insured_may_say_makes_it_fail(
        texts in prop::collection::vec("\\PC{1,100}", 7), to in 0..3, capitals: bool, asked: bool,
    ) {
        let mut texts = texts.into_iter().map(|text| if capitals { text.to_uppercase().chars().take(100).collect() } else { text });
        let mut next = || texts.next().unwrap();
        let name = PersonName { given: next(), family: next() };
        let address = PostalAddress {
            street: next(), complement: Some(next()), postcode: next(), town: next(), country: Some(next()),
        };
        let to = match to {
            0 => Recipient::Person,
            1 => Recipient::Parent(name.clone()),
            _ => Recipient::Representatives,
        };
        // All of it fits, or it is left out; the letter beside it is written.
        let hostile = Letter { name, to, address, asked, ..letter() };
        let written = services::paper::letter::pdf(&[hostile, letter()], SITE, true).unwrap();
        prop_assert!(written.file.is_some() && !written.left_out.contains(&1));
    }
}
