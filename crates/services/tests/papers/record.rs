//! The record of a profile.

use domain::date::CalendarDate;
use lopdf::decode_text_string;
use proptest::prelude::*;
use services::paper::record::{Block, Record, Section, pdf};

use crate::read::{A4, Line, Read, look};

/// The margins, in points.
const MARGIN: f32 = 56.0;
/// How large the letters are, in points.
const TEXT: f32 = 11.5;
const FOOTER: f32 = 9.5;
const BANNER: &str = "Démonstration – données fictives";

fn facts<const N: usize>(facts: [(&str, &str); N]) -> Block {
    Block::Facts(facts.map(|(label, value)| (label.into(), value.into())).into())
}

fn items<const N: usize>(items: [&str; N]) -> Block {
    Block::Items(items.map(Into::into).into())
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph(text.into())
}

fn subheading(text: &str) -> Block {
    Block::Subheading(text.into())
}

fn section(heading: &str, blocks: impl Into<Vec<Block>>) -> Section {
    Section { heading: heading.into(), blocks: blocks.into() }
}

fn record(sections: &[Section]) -> Record<'_> {
    Record {
        heading: "Toutes les informations du profil de Inaya Michel".into(),
        title: "Informations du profil – Mon espace santé".into(),
        introduction: vec!["Voici tout ce que ce profil contient.".into()],
        sections,
        prepared_on: CalendarDate::new(2026, 11, 22).unwrap(),
    }
}

fn read(sections: &[Section]) -> Read {
    Read::new(&pdf(&record(sections), false).unwrap())
}

fn usual() -> [Section; 3] {
    [
        section(
            "Identité",
            [
                facts([("Nom\u{a0}:", "Michel"), ("Adresse\u{a0}:", "2 place des Exemples\n44000 Ville-Fictive")]),
                facts([("Téléphone\u{a0}:", "06\u{a0}11\u{a0}12\u{a0}13\u{a0}14")]),
            ],
        ),
        section(
            "Accès",
            [
                paragraph("Voici qui peut voir ce profil."),
                subheading("Mes proches"),
                items(["Louis Michel", "Martine Leguellec"]),
                subheading("Mes professionnels"),
                paragraph("Aucun."),
            ],
        ),
        section("Documents", [items(["Ordonnance"]), facts([("Taille\u{a0}:", "3 Ko")])]),
    ]
}

fn without_spaces(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The lines of a page that are not its footer, from the top.
fn lines(read: &Read, page: usize) -> Vec<&Line> {
    let mut lines: Vec<_> =
        read.lines.iter().filter(|line| line.page == page && (line.size - FOOTER).abs() > 0.1).collect();
    lines.sort_by(|a, b| a.top.total_cmp(&b.top));
    lines
}

fn stays_on_its_pages(read: &Read) {
    for Line { left, top, text, .. } in &read.lines {
        assert!((MARGIN..A4.0 - MARGIN).contains(left), "«{text}» is {left} from the left");
        assert!((MARGIN..A4.1 - MARGIN).contains(top), "«{text}» is {top} from the top");
    }
}

#[test]
fn a_screen_reader_meets_headings_of_three_levels_paragraphs_and_lists() {
    let file = pdf(&record(&usual()), true).unwrap();
    look("record.pdf", &file);
    let read = Read::new(&file);
    assert_eq!(
        read.aloud(),
        "Document\n\
         \u{20} P Démonstration – données fictives\n\
         \u{20} P Mon espace santé\n\
         \u{20} H1 Toutes les informations du profil de Inaya Michel\n\
         \u{20} P Le 22\u{a0}novembre 2026\n\
         \u{20} P Voici tout ce que ce profil contient.\n\
         \u{20} H2 Identité\n\
         \u{20} L\n\
         \u{20}   LI\n\
         \u{20}     Lbl Nom\u{a0}:\n\
         \u{20}     LBody Michel\n\
         \u{20}   LI\n\
         \u{20}     Lbl Adresse\u{a0}:\n\
         \u{20}     LBody 2 place des Exemples 44000 Ville-Fictive\n\
         \u{20} L\n\
         \u{20}   LI\n\
         \u{20}     Lbl Téléphone\u{a0}:\n\
         \u{20}     LBody 06\u{a0}11\u{a0}12\u{a0}13\u{a0}14\n\
         \u{20} H2 Accès\n\
         \u{20} P Voici qui peut voir ce profil.\n\
         \u{20} H3 Mes proches\n\
         \u{20} L\n\
         \u{20}   LI\n\
         \u{20}     Lbl •\n\
         \u{20}     LBody Louis Michel\n\
         \u{20}   LI\n\
         \u{20}     Lbl •\n\
         \u{20}     LBody Martine Leguellec\n\
         \u{20} H3 Mes professionnels\n\
         \u{20} P Aucun.\n\
         \u{20} H2 Documents\n\
         \u{20} L\n\
         \u{20}   LI\n\
         \u{20}     Lbl •\n\
         \u{20}     LBody Ordonnance\n\
         \u{20} L\n\
         \u{20}   LI\n\
         \u{20}     Lbl Taille\u{a0}:\n\
         \u{20}     LBody 3 Ko\n"
    );
    assert_eq!(read.artifacts, "Page 1/1");
    assert_eq!(read.lists(), ["None", "None", "Disc", "Disc", "None"]);
    // The lines of an address stand one below the other.
    let at = |text: &str| read.lines.iter().find(|line| line.text.starts_with(text)).unwrap();
    let (street, town) = (at("2 place"), at("44000"));
    assert!(town.top > street.top && (town.left - street.left).abs() < 0.1);
}

#[test]
fn the_file_says_its_language_its_title_its_day_and_its_standards_and_names_nobody() {
    let read = read(&usual());
    let catalog = read.document.catalog().unwrap();
    assert_eq!(decode_text_string(catalog.get(b"Lang").unwrap()).unwrap(), "fr-FR");
    let information = read.dictionary(read.document.trailer.get(b"Info").unwrap());
    let says = |key: &[u8]| decode_text_string(information.get(key).unwrap()).unwrap();
    assert_eq!(says(b"Title"), "Informations du profil – Mon espace santé");
    assert!(says(b"CreationDate").starts_with("D:20261122"));
    let metadata = catalog.get_deref(b"Metadata", &read.document).unwrap().as_stream().unwrap();
    let metadata = String::from_utf8(metadata.get_plain_content().unwrap()).unwrap();
    for standard in ["<pdfuaid:part>1<", "<pdfaid:part>2<", "<pdfaid:conformance>A<"] {
        assert!(metadata.contains(standard), "{standard} in {metadata}");
    }
    for personal in ["Inaya", "Michel", "44000"] {
        assert!(!metadata.contains(personal), "{personal} in {metadata}");
    }
}

#[test]
fn the_outline_leads_to_each_section() {
    let mut sections = usual();
    sections[1].blocks.push(Block::Items(vec!["ligne".into(); 60]));
    let toc = read(&sections).document.get_toc().unwrap().toc;
    let toc: Vec<_> = toc.iter().map(|entry| (entry.level, &*entry.title, entry.page)).collect();
    assert_eq!(
        toc,
        [
            (1, "Toutes les informations du profil de Inaya Michel", 1),
            (2, "Identité", 1),
            (2, "Accès", 1),
            (3, "Mes proches", 1),
            (3, "Mes professionnels", 1),
            (2, "Documents", 3),
        ]
    );
}

#[test]
fn every_page_has_its_number_and_says_that_its_data_are_invented() {
    let sections = [section("Historique", [Block::Items(vec!["ligne".into(); 100])])];
    let read = Read::new(&pdf(&record(&sections), true).unwrap());
    let pages = read.document.get_pages().len();
    assert_eq!(pages, 4);
    for page in 1..=pages {
        assert_eq!(lines(&read, page)[0].text, BANNER);
        let foot = read.lines.iter().filter(|line| line.page == page).max_by(|a, b| a.top.total_cmp(&b.top)).unwrap();
        assert_eq!(foot.text, format!("Page {page}/4"));
    }
    // It is read aloud once: on the other pages it would interrupt what goes on there.
    assert_eq!(read.aloud().matches(BANNER).count(), 1);
    assert_eq!(read.artifacts, format!("Page 1/4{BANNER}Page 2/4{BANNER}Page 3/4{BANNER}Page 4/4"));
    let read = self::read(&sections);
    assert!(!read.lines.iter().any(|line| line.text.contains("données fictives")));
}

#[test]
fn the_same_record_gives_the_same_bytes() {
    let mut sections = usual();
    let file = pdf(&record(&sections), false).unwrap();
    assert!(file == pdf(&record(&sections), false).unwrap());
    sections.reverse();
    assert!(file != pdf(&record(&sections), false).unwrap());
    assert!(file.len() < 40_000, "{} bytes", file.len());
}

#[test]
fn a_text_of_ten_thousand_letters_goes_on_from_page_to_page_and_is_read_as_one() {
    let words: String = (0..).map(|number| format!("mot{number} ")).take(1400).collect();
    let (words, word) = (words.trim(), "Aé1-".repeat(2500).replace('-', "b"));
    assert!(words.len() > 10_000 && word.chars().count() == 10_000);
    let sections = [section(
        "Notes",
        [
            facts([("En mots\u{a0}:", words), ("En un mot\u{a0}:", &word)]),
            items([words]),
            paragraph(words),
            facts([(words, "valeur"), ("Après\u{a0}:", "la fin")]),
        ],
    )];
    let file = pdf(&record(&sections), true).unwrap();
    look("record-long.pdf", &file);
    let read = Read::new(&file);
    assert!(read.document.get_pages().len() > 20);
    stays_on_its_pages(&read);
    let aloud = read.aloud();
    let (_, notes) = aloud.split_once("  H2 Notes\n").unwrap();
    assert_eq!(
        notes,
        format!(
            "  L\n    LI\n      Lbl En mots\u{a0}:\n      LBody {words}\n    \
             LI\n      Lbl En un mot\u{a0}:\n      LBody {word}\n  \
             L\n    LI\n      Lbl •\n      LBody {words}\n  \
             P {words}\n  \
             L\n    LI\n      Lbl {words}\n      LBody valeur\n    \
             LI\n      Lbl Après\u{a0}:\n      LBody la fin\n"
        )
    );
}

#[test]
fn of_two_thousand_items_none_is_lost() {
    let history: Vec<String> = (0..2000).map(|number| format!("Consultation {number}")).collect();
    let read = read(&[section("Historique", [Block::Items(history)])]);
    let aloud = read.aloud();
    let bodies: Vec<_> = aloud.lines().filter_map(|line| line.strip_prefix("      LBody Consultation ")).collect();
    assert_eq!(bodies, (0..2000).map(|number| number.to_string()).collect::<Vec<_>>());
    assert_eq!(aloud.matches("\n  L\n").count(), 1, "one list");
    assert_eq!(aloud.matches("      Lbl •\n").count(), 2000);
    stays_on_its_pages(&read);
}

#[test]
fn no_heading_stands_alone_at_the_foot_of_a_page_and_no_line_of_a_long_text_on_either() {
    let mut broken = 0;
    for filled in 2..20 {
        let sections = [
            section("Début", [Block::Items(vec!["ligne".into(); filled])]),
            section("Sans rien", []),
            section("Suite", [subheading("Détail"), paragraph(&"alpha ".repeat(120)), items([&"delta ".repeat(120)])]),
        ];
        let read = read(&sections);
        let foot = lines(&read, 1).last().unwrap().size;
        assert!((foot - TEXT).abs() < 0.1, "{filled}: letters of {foot} points at the foot");
        for word in ["alpha", "delta"] {
            let on = |page| lines(&read, page).iter().filter(|line| line.text.starts_with(word)).count();
            let (before, after) = (on(1), on(2));
            assert!(before + after > 7 && before != 1 && after != 1, "{filled}: {before} and {after} lines");
            broken += usize::from(before > 0 && after > 0);
        }
    }
    assert!(broken > 5, "{broken} texts go on on the next page");
}

#[test]
fn what_says_nothing_is_left_out_but_for_a_label_without_a_value() {
    let nothing = [
        paragraph(""),
        subheading(" \n"),
        items(["", "\u{200b}", "un"]),
        items([]),
        facts([("", ""), ("Vide\u{a0}:", " "), ("", "seule")]),
    ];
    let aloud = read(&[section("Notes", nothing)]).aloud();
    let (_, notes) = aloud.split_once("  H2 Notes\n").unwrap();
    assert_eq!(
        notes,
        "  L\n    LI\n      Lbl •\n      LBody un\n  \
         L\n    LI\n      Lbl Vide\u{a0}:\n      LBody\n    LI\n      LBody seule\n"
    );
    assert!(pdf(&record(&[]), false).is_ok());
    // Without its heading a section would be read as part of the one before it.
    assert!(pdf(&record(&[section(" ", [paragraph("un")])]), false).is_err());
    assert!(pdf(&Record { heading: "\u{200b}".into(), ..record(&usual()) }, false).is_err());
}

#[test]
fn the_longest_headings_are_whole_on_paper_and_short_in_the_outline() {
    let long = "Une rubrique ".repeat(1000);
    let sections = [section(&long, [subheading(&long), paragraph("un")])];
    let read = Read::new(&pdf(&Record { heading: long.clone(), ..record(&sections) }, true).unwrap());
    stays_on_its_pages(&read);
    let aloud = read.aloud();
    for level in 1..=3 {
        assert!(aloud.contains(&format!("  H{level} {}\n", long.trim())));
    }
    let toc = read.document.get_toc().unwrap().toc;
    assert!(toc.len() == 3 && toc.iter().all(|entry| entry.title.chars().count() == 1000));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn no_text_makes_it_fail(texts in prop::collection::vec(any::<String>(), 6), repeated in 1_usize..12) {
        let text = |number: usize| texts[number].repeat(repeated);
        let sections = [section("Notes", [
            Block::Paragraph(text(0)),
            Block::Subheading(text(1)),
            Block::Facts(vec![(text(2), text(3)), ("Note".into(), text(4))]),
            Block::Items(vec![text(5), text(0)]),
        ])];
        let record = Record { introduction: vec![text(5)], ..record(&sections) };
        prop_assert!(pdf(&record, true).is_ok());
    }

    #[test]
    fn nothing_of_a_text_is_lost(texts in prop::collection::vec("[ \\-a-zA-ZéŁ漢\\n]{1,60}", 4), times in 1_usize..20) {
        let texts: Vec<String> = texts.iter().map(|text| text.repeat(times)).collect();
        let [label, value, item, words] = &texts[..] else { unreachable!() };
        let sections = [section("Notes", [facts([(label, value)]), items([item]), paragraph(words)])];
        let aloud = without_spaces(&read(&sections).aloud());
        let expected = [("LLILbl", label), ("LBody", value), ("LLILbl•LBody", item), ("P", words)];
        let says = |text: &str| !text.trim().is_empty();
        prop_assume!(texts.iter().all(|text| says(text)));
        let expected: String = expected.into_iter().flat_map(|(tag, text)| [tag.to_owned(), without_spaces(text)]).collect();
        prop_assert!(aloud.ends_with(&format!("H2Notes{expected}")), "{aloud}");
    }
}
