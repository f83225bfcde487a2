//! The attestation of opposition.
use domain::date::CalendarDate;
use domain::insured::Recipient;
use domain::person::PersonName;
use lopdf::decode_text_string;
use proptest::prelude::*;
use services::paper::attestation::{Attestation, pdf};

use crate::read::{A4, Read};

/// The margins, in points.
const MARGIN: f32 = 56.0;

fn attestation() -> Attestation {
    Attestation {
        name: PersonName { given: "Martine Julie".into(), family: "Leguellec".into() },
        nir: Some("2\u{a0}55\u{a0}08\u{a0}14\u{a0}168\u{a0}025\u{a0}38".into()),
        to: Recipient::Person,
        opposed_on: CalendarDate::new(2026, 11, 22).unwrap(),
        code: "H7UQ\u{a0}ZFKC\u{a0}J8KW".into(),
        site: "https://exemple.fr".into(),
    }
}

#[test]
fn a_screen_reader_meets_headings_a_list_paragraphs_and_links() {
    let read = Read::new(&pdf(&attestation(), true).unwrap());
    assert_eq!(
        read.aloud(),
        "Document\n\
         \u{20} P Démonstration – données fictives\n\
         \u{20} P Mon espace santé\n\
         \u{20} H1 Votre justificatif d'opposition\n\
         \u{20} L\n\
         \u{20}   LI\n\
         \u{20}     Lbl Numéro de l'assuré\u{a0}:\n\
         \u{20}     LBody 2\u{a0}55\u{a0}08\u{a0}14\u{a0}168\u{a0}025\u{a0}38\n\
         \u{20}   LI\n\
         \u{20}     Lbl Nom de l'assuré\u{a0}:\n\
         \u{20}     LBody LEGUELLEC Martine Julie\n\
         \u{20} P Le 22/11/2026\n\
         \u{20} P Bonjour Martine Julie Leguellec,\n\
         \u{20} P Votre demande d'opposition à la création de Mon espace santé a bien été prise en compte le \
         22/11/2026. La possibilité d'utiliser Mon espace santé est gelée, et non supprimée.\n\
         \u{20} P Vous pouvez revenir à tout moment sur votre décision en activant Mon espace santé à cette \
         adresse\u{a0}:\n\
         \u{20} P\n\
         \u{20}   Link https://exemple.fr/activer → Activer Mon espace santé (https://exemple.fr/activer)\n\
         \u{20} P Avec toute mon attention,\n\
         \u{20} P Votre conseiller Mon espace santé\n\
         \u{20} H2 Vérifier ce justificatif\n\
         \u{20} P La personne à qui vous présentez ce justificatif peut s'assurer qu'il est authentique. Il lui suffit \
         de saisir le code de vérification à cette adresse\u{a0}:\n\
         \u{20} P\n\
         \u{20}   Link https://exemple.fr/opposition/verifier → Vérifier ce justificatif \
         (https://exemple.fr/opposition/verifier)\n\
         \u{20} P Code de vérification\u{a0}:\n\
         \u{20} P H7UQ\u{a0}ZFKC\u{a0}J8KW\n"
    );
    assert_eq!(read.artifacts, "Page 1/1");
}

#[test]
fn a_childs_speaks_to_whoever_represents_the_child() {
    let louis = PersonName { given: "Louis".into(), family: "Michel".into() };
    let parent = PersonName { given: "Inaya".into(), family: "Leguellec".into() };
    let of_louis = |to| Attestation { name: louis.clone(), to, ..attestation() };
    let aloud = Read::new(&pdf(&of_louis(Recipient::Parent(parent)), false).unwrap()).aloud();
    for said in [
        "Lbl Pour\u{a0}:\n      LBody MICHEL Louis\n",
        "Lbl Représentant légal\u{a0}:\n      LBody LEGUELLEC Inaya\n",
        "P Bonjour Inaya Leguellec,\n",
        "création de Mon espace santé pour votre enfant Louis Michel a bien été prise en compte",
    ] {
        assert!(aloud.contains(said), "{said}: {aloud}");
    }
    assert!(!aloud.contains("Nom de l'assuré"), "{aloud}");
    // Whoever represents them, where no name is known.
    let aloud = Read::new(&pdf(&of_louis(Recipient::Representatives), false).unwrap()).aloud();
    assert!(aloud.contains("P Bonjour,\n") && aloud.contains("pour votre enfant Louis Michel"), "{aloud}");
    assert!(!aloud.contains("Représentant légal"), "{aloud}");
}

#[test]
fn what_is_not_there_leaves_no_trace() {
    let read = Read::new(&pdf(&Attestation { nir: None, ..attestation() }, false).unwrap());
    let aloud = read.aloud();
    assert!(!aloud.contains("Numéro"), "{aloud}");
    assert!(!aloud.contains("données fictives"), "{aloud}");
    assert_eq!(aloud.matches("LI\n").count(), 1);
}

#[test]
fn the_file_says_its_language_its_title_its_day_and_its_standards_and_names_nobody() {
    let read = Read::new(&pdf(&attestation(), false).unwrap());
    let catalog = read.document.catalog().unwrap();
    assert_eq!(decode_text_string(catalog.get(b"Lang").unwrap()).unwrap(), "fr-FR");
    assert!(read.dictionary(catalog.get(b"MarkInfo").unwrap()).get(b"Marked").unwrap().as_bool().unwrap());
    let preferences = read.dictionary(catalog.get(b"ViewerPreferences").unwrap());
    assert!(preferences.get(b"DisplayDocTitle").unwrap().as_bool().unwrap());

    let information = read.dictionary(read.document.trailer.get(b"Info").unwrap());
    let says = |key: &[u8]| decode_text_string(information.get(key).unwrap()).unwrap();
    assert_eq!(says(b"Title"), "Votre justificatif d'opposition – Mon espace santé");
    assert_eq!(says(b"Author"), "Mon espace santé");
    assert!(says(b"CreationDate").starts_with("D:20261122"), "{}", says(b"CreationDate"));

    let metadata = catalog.get_deref(b"Metadata", &read.document).unwrap().as_stream().unwrap();
    let metadata = String::from_utf8(metadata.get_plain_content().unwrap()).unwrap();
    for standard in ["<pdfuaid:part>1<", "<pdfaid:part>2<", "<pdfaid:conformance>A<"] {
        assert!(metadata.contains(standard), "{standard} in {metadata}");
    }
    for personal in ["Leguellec", "Martine", "168", "H7UQ"] {
        assert!(!metadata.contains(personal), "{personal} in {metadata}");
    }
}

#[test]
fn the_outline_has_the_headings() {
    let document = Read::new(&pdf(&attestation(), false).unwrap()).document;
    let titles: Vec<_> = document.get_toc().unwrap().toc.into_iter().map(|entry| (entry.title, entry.page)).collect();
    assert_eq!(titles, [("Votre justificatif d'opposition".to_owned(), 1), ("Vérifier ce justificatif".to_owned(), 1)]);
}

#[test]
fn the_same_attestation_gives_the_same_bytes() {
    let file = pdf(&attestation(), false).unwrap();
    assert!(file == pdf(&attestation(), false).unwrap());
    assert!(file != pdf(&Attestation { code: "H7UQ\u{a0}ZFKC\u{a0}J8KX".into(), ..attestation() }, false).unwrap());
    assert!(file.len() < 40_000, "{} bytes", file.len());
}

#[test]
fn the_longest_names_and_addresses_stay_on_the_page_whole() {
    let name = PersonName { given: "W".repeat(100), family: "Jean-Marie ".repeat(9).trim_end().into() };
    let site = format!("https://{}.fr:65535", "wm-".repeat(80));
    let long = Attestation { name: name.clone(), site: site.clone(), ..attestation() };
    let read = Read::new(&pdf(&long, true).unwrap());
    for (left, top) in read.lines.iter().map(|line| (line.left, line.top)) {
        assert!((MARGIN..A4.0 - MARGIN).contains(&left), "{left} from the left");
        assert!((MARGIN..A4.1 - MARGIN).contains(&top), "{top} from the top");
    }
    let aloud = read.aloud();
    assert!(aloud.contains(&format!("Nom de l'assuré\u{a0}:\n      LBody {}\n", name.official())), "{aloud}");
    assert!(aloud.contains(&format!("Link {site}/activer → ")), "{aloud}");

    // What does not fit is refused rather than cut off.
    let endless = PersonName { given: "W ".repeat(1000), ..name };
    assert!(pdf(&Attestation { name: endless, ..attestation() }, false).is_err());
}

#[test]
fn a_letter_that_the_fonts_lack_is_read_aloud_as_it_is() {
    for (given, family) in [("Ана", "Петровић"), ("Łukasz", "Nguyễn"), ("Zoe\u{308}", "Μαρία"), ("أحمد", "漢字")]
    {
        let name = PersonName { given: given.into(), family: family.into() };
        let aloud = Read::new(&pdf(&Attestation { name, ..attestation() }, false).unwrap()).aloud();
        assert!(aloud.contains(&format!("LBody {} {given}\n", family.to_uppercase())), "{aloud}");
        assert!(aloud.contains(&format!("Bonjour {given} {family},\n")), "{aloud}");
    }
}

#[test]
fn what_no_file_may_say_is_left_out() {
    let name = PersonName { given: "Zo\u{feff}é\n".into(), family: "\u{e000}\u{fffe}\u{200b}Le\u{ad}Gall\0".into() };
    let aloud = Read::new(&pdf(&Attestation { name, ..attestation() }, false).unwrap()).aloud();
    assert!(aloud.contains("LBody ??LEGALL  Zoé \n"), "{aloud}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn no_name_makes_it_fail(given in "\\PC{0,100}", family in any::<String>()) {
        let name = PersonName { given, family: family.chars().take(100).collect() };
        let written = pdf(&Attestation { name, ..attestation() }, true);
        prop_assert!(written.is_ok());
    }
}
