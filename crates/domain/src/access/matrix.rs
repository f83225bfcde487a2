//! The matrix of authorisations («matrice d'habilitation»): which profession may consult and deposit documents of which type.
//!
//! It is data with versions (product.md, decision 14): a file per version under `matrix/`, named after the day from which it is in
//! force. A file says its legal reference and has one rule per line, of which the last one that fits a cell counts. Of each cell
//! it is known whether a public source confirms it; what none confirms is a hypothesis, and refuses the types that are sensitive.

use std::sync::LazyLock;

use crate::date::CalendarDate;
use crate::document::DocumentType;
use crate::named;
use crate::profession::Profession;

named! {
    /// What a cell is about.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Use {
        /// To learn that documents are there, and open them.
        Consult => "consulter",
        /// To add them.
        Deposit => "deposer",
    }
}

named! {
    /// How far a cell can be relied on.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Provenance {
        /// A public source says it.
        Confirmed => "confirme",
        /// No public source says it: it was assumed.
        Hypothesis => "hypothese",
    }
}

/// One answer of the matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Whether the profession may.
    pub allowed: bool,
    /// How far that can be relied on.
    pub provenance: Provenance,
    /// Which source says so, as a place among [`Matrix::sources`].
    source: u8,
}

/// A version of the matrix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matrix {
    version: String,
    legal_reference: String,
    valid_from: CalendarDate,
    sources: Vec<String>,
    cells: Vec<Cell>,
}

/// Why a file is no matrix: the line, from 1, and what is wrong there; 0 when something is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAMatrix {
    /// The line.
    pub line: usize,
    /// What is wrong with it.
    pub problem: &'static str,
}

/// The versions that come with the program, the earliest first.
const FILES: [&str; 2] = [include_str!("matrix/2023-10-29.csv"), include_str!("matrix/2025-10-15.csv")];

/// A difference between two versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference {
    /// To do what.
    pub to: Use,
    /// Who.
    pub profession: Profession,
    /// With documents of which type.
    pub kind: DocumentType,
    /// What the first says.
    pub before: Cell,
    /// What the second says.
    pub after: Cell,
}

impl Matrix {
    /// The versions that come with the program, the earliest first. They are read once.
    ///
    /// # Errors
    /// [`NotAMatrix`] never: a test reads them all.
    pub fn versions() -> Result<&'static [Self], NotAMatrix> {
        static VERSIONS: LazyLock<Result<Vec<Matrix>, NotAMatrix>> =
            LazyLock::new(|| FILES.into_iter().map(Matrix::parse).collect());
        VERSIONS.as_deref().map_err(Clone::clone)
    }

    /// The version that is in force on a day: the latest that is not later; on a day before the first one, the first.
    ///
    /// # Errors
    /// [`NotAMatrix`] never: a test reads them all.
    pub fn in_force(today: CalendarDate) -> Result<&'static Self, NotAMatrix> {
        let versions = Self::versions()?;
        let latest = versions.iter().rfind(|version| version.valid_from <= today).or(versions.first());
        latest.ok_or(NotAMatrix { line: 0, problem: "there is no version" })
    }

    /// Reads a version.
    ///
    /// Lines that begin with `#` are remarks. Three lines `version = …`, `legal_reference = …` and `valid_from = YYYY-MM-DD` stand
    /// before the rules. A rule is `use;profession;types;answer;provenance;source`: profession and types may be `*`, types a class
    /// as `class:90` or several codes separated by spaces, the answer `oui` or `non`.
    ///
    /// # Errors
    /// [`NotAMatrix`] where a line cannot be read, and when a cell is left without an answer or may be deposited and not consulted.
    pub fn parse(text: &str) -> Result<Self, NotAMatrix> {
        let (mut version, mut legal_reference, mut valid_from) = (None, None, None);
        let mut sources: Vec<String> = Vec::new();
        let mut cells: Vec<Option<Cell>> = vec![None; Use::ALL.len() * Profession::ALL.len() * DocumentType::COUNT];
        for (place, text) in text.lines().enumerate() {
            let text = text.trim();
            let wrong = |problem| NotAMatrix { line: place + 1, problem };
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            if let Some((name, value)) = text.split_once(" = ") {
                match name {
                    "version" => version = Some(value.to_owned()),
                    "legal_reference" => legal_reference = Some(value.to_owned()),
                    "valid_from" => {
                        valid_from = Some(CalendarDate::from_iso(value).map_err(|_| wrong("no such day"))?);
                    }
                    _ => return Err(wrong("no such heading")),
                }
                continue;
            }
            let columns: Vec<&str> = text.split(';').map(str::trim).collect();
            let [to, professions, kinds, answer, provenance, source] = columns[..] else {
                return Err(wrong("a rule has six columns"));
            };
            let to = Use::of_name(to).ok_or_else(|| wrong("the use is «consulter» or «deposer»"))?;
            let professions: &[Profession] = match professions {
                "*" => &Profession::ALL,
                name => &[Profession::of_name(name).ok_or_else(|| wrong("no such profession"))?],
            };
            let kinds = kinds_of(kinds).ok_or_else(|| wrong("no such type"))?;
            let allowed = match answer {
                "oui" => true,
                "non" => false,
                _ => return Err(wrong("the answer is «oui» or «non»")),
            };
            let provenance =
                Provenance::of_name(provenance).ok_or_else(|| wrong("the provenance is «confirme» or «hypothese»"))?;
            let known = sources.iter().position(|known| known == source);
            let source = known.unwrap_or_else(|| {
                sources.push(source.to_owned());
                sources.len() - 1
            });
            let source = u8::try_from(source).map_err(|_| wrong("there are too many sources"))?;
            for profession in professions {
                for kind in &kinds {
                    cells[place_of(to, *profession, *kind)] = Some(Cell { allowed, provenance, source });
                }
            }
        }
        let missing = |problem| NotAMatrix { line: 0, problem };
        let cells: Option<Vec<Cell>> = cells.into_iter().collect();
        let matrix = Self {
            version: version.ok_or_else(|| missing("the version is missing"))?,
            legal_reference: legal_reference.ok_or_else(|| missing("the legal reference is missing"))?,
            valid_from: valid_from.ok_or_else(|| missing("the day from which it is in force is missing"))?,
            sources,
            cells: cells.ok_or_else(|| missing("a cell has no answer"))?,
        };
        let unread = |(profession, kind)| {
            matrix.cell(Use::Deposit, profession, kind).allowed && !matrix.cell(Use::Consult, profession, kind).allowed
        };
        if pairs().any(unread) {
            return Err(missing("a profession may deposit a type that it may not consult"));
        }
        Ok(matrix)
    }

    /// Its name.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// What it rests on.
    #[must_use]
    pub fn legal_reference(&self) -> &str {
        &self.legal_reference
    }

    /// From which day on it is in force.
    #[must_use]
    pub const fn valid_from(&self) -> CalendarDate {
        self.valid_from
    }

    /// Whether a profession may, and how that is known.
    #[must_use]
    pub fn cell(&self, to: Use, profession: Profession, kind: DocumentType) -> Cell {
        self.cells[place_of(to, profession, kind)]
    }

    /// Who says so.
    #[must_use]
    pub fn source(&self, cell: Cell) -> &str {
        self.sources.get(usize::from(cell.source)).map_or("", String::as_str)
    }

    /// The cells that are not alike in another version: in their answer or in how that is known.
    #[must_use]
    pub fn differences(&self, later: &Self) -> Vec<Difference> {
        let of = |to: Use| {
            pairs().filter_map(move |(profession, kind)| {
                let (before, after) = (self.cell(to, profession, kind), later.cell(to, profession, kind));
                let alike = before.allowed == after.allowed && before.provenance == after.provenance;
                (!alike).then_some(Difference { to, profession, kind, before, after })
            })
        };
        Use::ALL.into_iter().flat_map(of).collect()
    }
}

/// Every profession with every type.
fn pairs() -> impl Iterator<Item = (Profession, DocumentType)> {
    Profession::ALL.into_iter().flat_map(|profession| DocumentType::ALL.map(|kind| (profession, kind)))
}

fn place_of(to: Use, profession: Profession, kind: DocumentType) -> usize {
    (to as usize * Profession::ALL.len() + profession as usize) * DocumentType::COUNT + kind.place()
}

/// The types that a rule is about.
fn kinds_of(text: &str) -> Option<Vec<DocumentType>> {
    if text == "*" {
        return Some(DocumentType::ALL.to_vec());
    }
    if let Some(class) = text.strip_prefix("class:") {
        let class: u8 = class.parse().ok()?;
        let kinds: Vec<DocumentType> = DocumentType::ALL.into_iter().filter(|kind| kind.class() == class).collect();
        return (!kinds.is_empty()).then_some(kinds);
    }
    text.split(' ').map(DocumentType::of_code).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(code: &str) -> DocumentType {
        DocumentType::of_code(code).unwrap()
    }

    fn allowed(matrix: &Matrix, to: Use, profession: Profession) -> Vec<&'static str> {
        let may = |kind: &DocumentType| matrix.cell(to, profession, *kind).allowed;
        DocumentType::ALL.into_iter().filter(may).map(DocumentType::code).collect()
    }

    fn refused(matrix: &Matrix, profession: Profession) -> Vec<&'static str> {
        let allowed = allowed(matrix, Use::Consult, profession);
        DocumentType::ALL.into_iter().map(DocumentType::code).filter(|code| !allowed.contains(code)).collect()
    }

    /// `domain.md` §4: the cells that public sources confirm.
    #[test]
    fn the_confirmed_cells_are_as_their_sources_say() {
        for matrix in Matrix::versions().unwrap() {
            assert_eq!(refused(matrix, Profession::Doctor), ["ATTEST-RESID"]);
            let mut pharmacist = [
                "75496-0",
                "34842-5",
                "68599-0",
                "83901-9",
                "68817-6",
                "89601-9",
                "EXPPAT_3",
                "ATTEST-RESID",
                "ATTEST-HEBGT",
                "86531-1",
            ];
            pharmacist.sort_unstable();
            for profession in [Profession::Pharmacist, Profession::PharmacyTechnician] {
                let mut refused = refused(matrix, profession);
                refused.sort_unstable();
                assert_eq!(refused, pharmacist);
            }
            let mut dentist = refused(matrix, Profession::Dentist);
            dentist.sort_unstable();
            assert_eq!(dentist, ["68599-0", "75496-0", "80788-3", "83901-9", "83981-1"]);
            for profession in
                [Profession::Doctor, Profession::Pharmacist, Profession::PharmacyTechnician, Profession::Dentist]
            {
                for one in DocumentType::ALL {
                    assert_eq!(matrix.cell(Use::Consult, profession, one).provenance, Provenance::Confirmed);
                }
            }
            for code in ["75496-0", "68599-0", "83901-9", "68817-6", "89601-9", "CERT_DECL"] {
                let cell = matrix.cell(Use::Consult, Profession::Nurse, kind(code));
                assert_eq!((cell.allowed, cell.provenance), (false, Provenance::Confirmed), "{code}");
            }
            for code in ["11490-0", "83981-1", "34112-3", "56445-0", "PROT_ALD"] {
                let cell = matrix.cell(Use::Consult, Profession::Nurse, kind(code));
                assert_eq!((cell.allowed, cell.provenance), (true, Provenance::Confirmed), "{code}");
                assert_eq!(matrix.source(cell), "infirmiers.com");
            }
        }
    }

    /// `domain.md` §4: psychiatric, psychological, social types and anticipated directives are refused where nothing confirms them.
    #[test]
    fn what_is_assumed_refuses_the_sensitive_types() {
        let sensitive =
            ["68599-0", "83901-9", "34842-5", "80788-3", "83981-1", "ATTEST-RESID", "ATTEST-HEBGT", "EXPPAT_3"];
        for matrix in Matrix::versions().unwrap() {
            for (profession, one) in pairs() {
                let cell = matrix.cell(Use::Consult, profession, one);
                if cell.provenance == Provenance::Hypothesis {
                    let expected = profession != Profession::SocialWorker && !sensitive.contains(&one.code());
                    assert_eq!(cell.allowed, expected, "{profession:?} {}", one.code());
                }
                let deposits = matrix.cell(Use::Deposit, profession, one);
                assert_eq!(deposits.provenance, Provenance::Hypothesis);
                assert!(!deposits.allowed || !one.is_of_citizens() && one.code() != "REMB", "{}", one.code());
            }
            assert!(allowed(matrix, Use::Consult, Profession::SocialWorker).is_empty());
            assert!(allowed(matrix, Use::Deposit, Profession::Doctor).len() > 80);
        }
    }

    #[test]
    fn the_version_that_is_in_force_is_the_latest_that_has_begun() {
        for (day, version) in [
            ("2021-01-01", "2023-10-29"),
            ("2023-10-29", "2023-10-29"),
            ("2025-10-14", "2023-10-29"),
            ("2025-10-15", "2025-10-15"),
            ("2031-01-01", "2025-10-15"),
        ] {
            let matrix = Matrix::in_force(CalendarDate::from_iso(day).unwrap()).unwrap();
            assert_eq!((matrix.version(), matrix.valid_from().to_iso().as_str()), (version, version), "{day}");
            assert!(matrix.legal_reference().contains("26 octobre 2023"));
        }
    }

    #[test]
    fn two_versions_are_compared_cell_by_cell() {
        let versions = Matrix::versions().unwrap();
        assert!(versions[0].differences(&versions[0]).is_empty());
        let differences = versions[0].differences(&versions[1]);
        assert_eq!(
            differences.len(),
            DocumentType::COUNT,
            "who is no professional of health does not consult any more"
        );
        for difference in differences {
            assert_eq!((difference.to, difference.profession), (Use::Consult, Profession::SocialWorker));
            assert_eq!(difference.before.provenance, Provenance::Hypothesis);
            assert_eq!(difference.after.provenance, Provenance::Confirmed);
        }
    }

    #[test]
    fn what_is_no_matrix_says_where() {
        let head = "version = x\nlegal_reference = y\nvalid_from = 2026-01-01\n";
        let all = "consulter;*;*;oui;hypothese;z\ndeposer;*;*;non;hypothese;z\n";
        assert!(Matrix::parse(&format!("# a remark\n\n{head}{all}")).is_ok());
        for (text, line, problem) in [
            (format!("{head}consulter;*;*;oui;hypothese"), 4, "a rule has six columns"),
            (format!("{head}lire;*;*;oui;hypothese;z"), 4, "the use is «consulter» or «deposer»"),
            (format!("{head}consulter;mage;*;oui;hypothese;z"), 4, "no such profession"),
            (format!("{head}consulter;*;class:13;oui;hypothese;z"), 4, "no such type"),
            (format!("{head}consulter;*;REMB X;oui;hypothese;z"), 4, "no such type"),
            (format!("{head}consulter;*;*;yes;hypothese;z"), 4, "the answer is «oui» or «non»"),
            (format!("{head}consulter;*;*;oui;sure;z"), 4, "the provenance is «confirme» or «hypothese»"),
            ("valid_from = 2026-02-30".to_owned(), 1, "no such day"),
            ("valid_to = 2026-02-01".to_owned(), 1, "no such heading"),
            (format!("legal_reference = y\nvalid_from = 2026-01-01\n{all}"), 0, "the version is missing"),
            (format!("version = x\nvalid_from = 2026-01-01\n{all}"), 0, "the legal reference is missing"),
            (format!("version = x\nlegal_reference = y\n{all}"), 0, "the day from which it is in force is missing"),
            (format!("{head}consulter;*;*;oui;hypothese;z"), 0, "a cell has no answer"),
            (
                format!("{head}{all}deposer;medecin;REMB;oui;hypothese;z\nconsulter;medecin;REMB;non;hypothese;z"),
                0,
                "a profession may deposit a type that it may not consult",
            ),
        ] {
            assert_eq!(Matrix::parse(&text), Err(NotAMatrix { line, problem }), "{text}");
        }
        let last = Matrix::parse(&format!("{head}{all}consulter;medecin;class:60;non;confirme;w")).unwrap();
        let cell = last.cell(Use::Consult, Profession::Doctor, kind("REMB"));
        assert_eq!((cell.allowed, last.source(cell)), (false, "w"), "the last rule counts");
    }
}
