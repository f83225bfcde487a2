//! The attestation of opposition as its readers meet it: what a screen reader reads aloud, what a program
//! learns about the file, where the letters stand.
#![expect(clippy::unwrap_used, reason = "a test that finds nothing to unwrap has failed")]

use std::collections::BTreeMap;
use std::fmt::Write as _;

use domain::date::CalendarDate;
use domain::person::PersonName;
use lopdf::{Dictionary, Document, Object, decode_text_string};
use proptest::prelude::*;
use services::attestation::{Attestation, pdf};

/// A4 and its margins, in points.
const PAGE: (f32, f32) = (595.28, 841.89);
const MARGIN: f32 = 56.0;

fn attestation() -> Attestation {
    Attestation {
        name: PersonName { given: "Martine Julie".into(), family: "Leguellec".into() },
        nir: Some("2\u{a0}55\u{a0}08\u{a0}14\u{a0}168\u{a0}025\u{a0}38".into()),
        opposed_on: CalendarDate::new(2026, 11, 22).unwrap(),
        code: "H7UQ\u{a0}ZFKC\u{a0}J8KW".into(),
        site: "https://exemple.fr".into(),
    }
}

/// A file as a reading program sees it.
struct Read {
    document: Document,
    /// The texts by the marks under which the structure finds them.
    marked: BTreeMap<i64, String>,
    /// What is left out when the paper is read aloud.
    artifacts: String,
    /// Where lines begin: from the left, from the top.
    places: Vec<(f32, f32)>,
}

impl Read {
    fn new(file: &[u8]) -> Self {
        let document = Document::load_mem(file).unwrap();
        assert_eq!(document.get_pages().len(), 1);
        let page = document.get_pages()[&1];
        let fonts = document.get_page_fonts(page).unwrap();
        let mut read =
            Self { marked: BTreeMap::new(), artifacts: String::new(), places: Vec::new(), document: Document::new() };

        // What is open around the text: its mark, or an artifact; and a text that stands for the glyphs.
        let mut open: Vec<Option<Dictionary>> = Vec::new();
        let mut artifact = None;
        let mut mark = None;
        let mut font = None;
        for operation in document.get_and_decode_page_content(page).unwrap().operations {
            let operands = &operation.operands;
            match operation.operator.as_str() {
                "BMC" | "BDC" => {
                    let properties = operands.get(1).map(|operand| operand.as_dict().unwrap().clone());
                    if operands[0].as_name().unwrap() == b"Artifact" {
                        artifact = Some(open.len());
                    }
                    if let Some(id) = properties.as_ref().and_then(|properties| properties.get(b"MCID").ok()) {
                        mark = Some((open.len(), id.as_i64().unwrap()));
                    }
                    if let Some(actual) = actual_text(properties.as_ref()) {
                        read.push(mark, artifact, &actual);
                    }
                    open.push(properties);
                }
                "EMC" => {
                    open.pop().unwrap();
                    artifact = artifact.filter(|depth| *depth < open.len());
                    mark = mark.filter(|(depth, _)| *depth < open.len());
                }
                "Tf" => font = Some(fonts[operands[0].as_name().unwrap()].get_font_encoding(&document).unwrap()),
                "Tm" => read.places.push((operands[4].as_float().unwrap(), operands[5].as_float().unwrap())),
                "Tj" | "TJ" if !open.iter().any(|properties| actual_text(properties.as_ref()).is_some()) => {
                    for glyphs in strings(&operands[0]) {
                        let text = Document::decode_text(font.as_ref().unwrap(), glyphs).unwrap();
                        read.push(mark, artifact, &text);
                    }
                }
                _ => {}
            }
        }
        Self { document, ..read }
    }

    fn push(&mut self, mark: Option<(usize, i64)>, artifact: Option<usize>, text: &str) {
        match (mark, artifact) {
            (Some((_, id)), None) => self.marked.entry(id).or_default().push_str(text),
            (None, Some(_)) => self.artifacts.push_str(text),
            _ => panic!("«{text}» is neither content nor an artifact"),
        }
    }

    fn dictionary<'a>(&'a self, object: &'a Object) -> &'a Dictionary {
        self.document.dereference(object).unwrap().1.as_dict().unwrap()
    }

    /// The structure, each element with its text, indented.
    fn aloud(&self) -> String {
        let root = self.dictionary(self.document.catalog().unwrap().get(b"StructTreeRoot").unwrap());
        let mut aloud = String::new();
        for element in self.children(root) {
            self.element(self.dictionary(&element), 0, &mut aloud);
        }
        aloud
    }

    fn children(&self, element: &Dictionary) -> Vec<Object> {
        match self.document.dereference(element.get(b"K").unwrap()).unwrap().1 {
            Object::Array(children) => children.clone(),
            child => vec![child.clone()],
        }
    }

    fn element(&self, element: &Dictionary, depth: usize, aloud: &mut String) {
        let tag = str::from_utf8(element.get(b"S").unwrap().as_name().unwrap()).unwrap();
        let (mut text, mut parts) = (String::new(), String::new());
        for child in self.children(element) {
            let child = self.document.dereference(&child).unwrap().1;
            match child {
                Object::Integer(mark) => text.push_str(&self.marked[mark]),
                child => match self.dictionary(child).get(b"Obj") {
                    Ok(annotation) => write!(text, " → {}", self.followed(self.dictionary(annotation))).unwrap(),
                    Err(_) => self.element(self.dictionary(child), depth + 1, &mut parts),
                },
            }
        }
        let (indent, space) = ("  ".repeat(depth), if text.is_empty() { "" } else { " " });
        write!(aloud, "{indent}{tag}{space}{text}\n{parts}").unwrap();
    }

    /// What a link is called, and where it leads.
    fn followed(&self, annotation: &Dictionary) -> String {
        let address = self.dictionary(annotation.get(b"A").unwrap()).get(b"URI").unwrap().as_str().unwrap();
        let name = decode_text_string(annotation.get(b"Contents").unwrap()).unwrap();
        format!("{name} ({})", str::from_utf8(address).unwrap())
    }
}

fn actual_text(properties: Option<&Dictionary>) -> Option<String> {
    properties.and_then(|properties| properties.get(b"ActualText").ok()).map(|text| decode_text_string(text).unwrap())
}

/// The strings that an operation shows, without the numbers between them that move them.
fn strings(operand: &Object) -> Vec<&[u8]> {
    match operand {
        Object::Array(parts) => parts.iter().filter_map(|part| part.as_str().ok()).collect(),
        text => vec![text.as_str().unwrap()],
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
         \u{20}     LBody Martine Julie Leguellec\n\
         \u{20} P Le 22 novembre 2026\n\
         \u{20} P Bonjour Martine Julie Leguellec,\n\
         \u{20} P Votre demande d'opposition à la création de Mon espace santé a bien été prise en compte le \
         22 novembre 2026. La possibilité d'utiliser Mon espace santé est gelée, et non supprimée.\n\
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
    for (left, top) in &read.places {
        assert!((MARGIN..PAGE.0 - MARGIN).contains(left), "{left} from the left");
        assert!((MARGIN..PAGE.1 - MARGIN).contains(top), "{top} from the top");
    }
    let aloud = read.aloud();
    assert!(aloud.contains(&format!("Nom de l'assuré\u{a0}:\n      LBody {}\n", name.full())), "{aloud}");
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
        assert!(aloud.contains(&format!("LBody {given} {family}\n")), "{aloud}");
        assert!(aloud.contains(&format!("Bonjour {given} {family},\n")), "{aloud}");
    }
}

#[test]
fn what_no_file_may_say_is_left_out() {
    let name = PersonName { given: "Zo\u{feff}é\n".into(), family: "\u{e000}\u{fffe}\u{200b}Le\u{ad}Gall\0".into() };
    let aloud = Read::new(&pdf(&Attestation { name, ..attestation() }, false).unwrap()).aloud();
    assert!(aloud.contains("LBody Zoé  ??LeGall \n"), "{aloud}");
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
