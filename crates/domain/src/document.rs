//! Documents: of which type they are, and in which category a citizen finds them.

use serde::{Deserialize, Serialize};

use crate::named;

named! {
    /// Where a citizen finds a document (`domain.md` §3.1).
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
    pub enum Category {
        /// «Ma santé en résumé».
        Summary => "synthese",
        /// «Ordonnances et soins».
        Prescriptions => "ord-soin",
        /// «Radio, écho, scanner, IRM».
        Imaging => "radio-sc",
        /// «Résultats de biologie».
        Biology => "biologie",
        /// «Comptes rendus».
        Reports => "cpt-rend",
        /// «Prévention et dépistages».
        Screening => "depistag",
        /// «Certificats médicaux».
        Certificates => "cert-med",
        /// «Pièces administratives».
        Administrative => "doc-adm",
        /// «Autres documents».
        Others => "autr-doc",
    }
}

impl Category {
    /// What a screen says.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Summary => "Ma santé en résumé",
            Self::Prescriptions => "Ordonnances et soins",
            Self::Imaging => "Radio, écho, scanner, IRM",
            Self::Biology => "Résultats de biologie",
            Self::Reports => "Comptes rendus",
            Self::Screening => "Prévention et dépistages",
            Self::Certificates => "Certificats médicaux",
            Self::Administrative => "Pièces administratives",
            Self::Others => "Autres documents",
        }
    }
}

/// The classes of the national terminology (`TRE_A03`), each with the types that belong to it (`ASS_X16`): LOINC codes and local
/// ones (`domain.md` §3.2).
const CLASSES: [(u8, &[&str]); 12] = [
    (
        10,
        &[
            "11488-4", "11490-0", "11502-2", "11505-5", "11506-3", "11526-1", "15507-7", "15508-5", "28653-4",
            "29274-8", "34112-3", "34749-2", "34794-8", "34874-8", "34875-5", "47420-5", "51969-4", "59283-2",
            "60568-3", "67851-6", "70004-7", "75482-0", "75492-9", "75496-0", "77436-4", "78513-9", "78601-2",
            "83981-1", "85208-7", "93024-8", "96349-6", "BIL_AUTO", "DOCPAT03", "DOCPAT05", "DOCPAT06",
        ],
    ),
    (
        11,
        &[
            "18761-7", "34133-9", "34842-5", "56445-0", "57055-6", "57057-2", "57075-4", "60591-5", "68599-0",
            "68817-6", "74207-2", "78489-2", "80820-4", "83836-7", "83901-9", "88348-8", "89235-6", "SYNTH",
            "DOCPAT01", "DOCPAT08",
        ],
    ),
    (31, &["18748-4", "52040-3", "IMG-KOS", "DOCPAT04"]),
    (
        42,
        &[
            "55115-0",
            "57828-6",
            "57832-8",
            "57833-6",
            "61357-0",
            "75468-9",
            "PRESC-AAT",
            "PRESC-BIO",
            "PRESC-KINE",
            "PRESC-INF",
            "PRESC-PEDI",
            "PRESC-ORTHOPHO",
            "PRESC-ORTHOPTIE",
            "DOCPAT02",
        ],
    ),
    (43, &["60593-1", "DISP_AUT"]),
    (44, &["18776-5", "77604-7", "80771-9", "80788-3", "83869-8", "PROT_ALD"]),
    (45, &["80565-5"]),
    (52, &["11369-6", "87273-9", "89601-9", "96173-0", "96874-3", "CERT_DECL", "DOCPAT07"]),
    (60, &["REMB"]),
    (90, &["74465-6", "EXPPAT_1", "EXPPAT_2", "EXPPAT_3"]),
    (
        95,
        &[
            "59284-0",
            "86531-1",
            "AUTORIS-SOINS",
            "ATTEST-RESID",
            "ATTEST-DROITS-AM",
            "ATTEST-ASS-COMPL",
            "ATTEST-HEBGT",
            "DOCPAT09",
        ],
    ),
    // Technical documents: no type of theirs belongs here.
    (99, &[]),
];

/// The type of a document: one of the codes above.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DocumentType {
    code: &'static str,
    class: u8,
    place: u8,
}

const fn count() -> usize {
    let (mut all, mut class) = (0, 0);
    while class < CLASSES.len() {
        all += CLASSES[class].1.len();
        class += 1;
    }
    all
}

impl DocumentType {
    /// How many there are.
    pub const COUNT: usize = count();

    /// All of them, class by class.
    pub const ALL: [Self; Self::COUNT] = {
        let mut types = [Self { code: "", class: 0, place: 0 }; Self::COUNT];
        let (mut place, mut class) = (0, 0);
        while class < CLASSES.len() {
            let (number, codes) = CLASSES[class];
            let mut code = 0;
            while code < codes.len() {
                #[expect(clippy::cast_possible_truncation, reason = "there are about a hundred")]
                let at = place as u8;
                types[place] = Self { code: codes[code], class: number, place: at };
                place += 1;
                code += 1;
            }
            class += 1;
        }
        types
    };

    /// The type that has this code.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code == code)
    }

    /// The code, as `11502-2`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.code
    }

    /// The number of its class, as 42 for prescriptions.
    #[must_use]
    pub const fn class(self) -> u8 {
        self.class
    }

    /// Its place among all of them, from 0.
    #[must_use]
    pub(crate) const fn place(self) -> usize {
        self.place as usize
    }

    /// Whether citizens deposit documents of this type (`domain.md` §3.2: those whose codes say so, and what they say of their own
    /// will).
    #[must_use]
    pub fn is_of_citizens(self) -> bool {
        self.code.starts_with("DOCPAT") || self.class == 90
    }

    /// Where a citizen finds it. No public table says so for every type: by class, but for the types that `domain.md` §3.2 names.
    #[must_use]
    pub fn category(self) -> Category {
        match (self.code, self.class) {
            ("11502-2" | "DOCPAT05", _) => Category::Biology,
            ("75492-9" | "DOCPAT06" | "68817-6", _) => Category::Screening,
            (_, 10) => Category::Reports,
            (_, 11) => Category::Summary,
            (_, 31) => Category::Imaging,
            (_, 42..=45) => Category::Prescriptions,
            (_, 52) => Category::Certificates,
            (_, 95) => Category::Administrative,
            _ => Category::Others,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_has_a_code_of_its_own_and_is_found_by_it() {
        assert_eq!(DocumentType::COUNT, 102);
        for (place, one) in DocumentType::ALL.into_iter().enumerate() {
            assert_eq!((DocumentType::of_code(one.code()), one.place()), (Some(one), place));
        }
        assert_eq!(DocumentType::of_code("11502-3"), None);
    }

    #[test]
    fn citizens_find_what_they_deposit_where_they_said() {
        // `domain.md` §3.2: what each category's deposits are coded as.
        for (category, code) in [
            (Category::Summary, "DOCPAT01"),
            (Category::Prescriptions, "DOCPAT02"),
            (Category::Reports, "DOCPAT03"),
            (Category::Imaging, "DOCPAT04"),
            (Category::Biology, "DOCPAT05"),
            (Category::Screening, "DOCPAT06"),
            (Category::Certificates, "DOCPAT07"),
            (Category::Administrative, "DOCPAT09"),
            (Category::Others, "EXPPAT_2"),
        ] {
            let one = DocumentType::of_code(code).unwrap();
            assert!(one.is_of_citizens());
            assert_eq!(one.category(), category);
        }
        assert!(!DocumentType::of_code("11502-2").unwrap().is_of_citizens());
    }
}
