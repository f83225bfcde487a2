//! The directory of professionals, as its file names them: one line a professional.

use crate::line::{self, Line, LineProblem, name, text};
use crate::named;
use crate::person::PersonName;
use crate::profession::{NotAnRppsNumber, Profession, RppsNumber};

named! {
    /// A column of the file, which may have them in any order.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Column {
        /// The number in the national directory, 11 digits.
        Rpps => "numero_rpps",
        /// The profession: its name or its code.
        Profession => "profession",
        /// The family name under which the professional practises.
        Family => "nom",
        /// The first name.
        Given => "prenom",
        /// Where the professional practises.
        Structure => "structure",
        /// `oui` for a regulating doctor of a SAMU–Centre 15; `non`, or nothing, for everybody else.
        Regulates => "regulation",
    }
}

/// How many columns there are.
pub const COLUMNS: usize = Column::ALL.len();

impl line::Column for Column {
    fn place(self) -> usize {
        self as usize
    }
}

/// A professional of the directory.
#[derive(Clone, PartialEq, Eq)]
pub struct Professional {
    /// The number in the national directory.
    pub rpps: RppsNumber,
    /// The profession: what the matrix of authorisations goes by.
    pub profession: Profession,
    /// The names.
    pub name: PersonName,
    /// Where the professional practises, as screens name it: «Cabinet des Exemples».
    pub structure: String,
    /// Whether this is a regulating doctor of a SAMU–Centre 15 (`Acces_Regulation_Medicale`). Only doctors are.
    pub regulates: bool,
}

impl Professional {
    /// Reads the fields of a line, in the order of [`Column::ALL`].
    ///
    /// # Errors
    /// Everything that is wrong with the line, in the order of the columns.
    pub fn read(fields: &[&str; COLUMNS]) -> Result<Self, Vec<LineProblem<Column>>> {
        let mut line = Line::new(fields);
        let rpps = line.required(Column::Rpps, |text| {
            RppsNumber::parse(text).map_err(|fault| match fault {
                NotAnRppsNumber::Form => "an RPPS number has 11 digits",
                NotAnRppsNumber::Key => "the key does not fit",
            })
        });
        let profession = line.required(Column::Profession, |text| {
            Profession::of_file(text).ok_or("not the name or code of a profession")
        });
        let family = line.required(Column::Family, name);
        let given = line.required(Column::Given, name);
        let structure = line.required(Column::Structure, text);
        let regulates = line
            .optional(Column::Regulates, |text| match text {
                "oui" => Ok(true),
                "non" => Ok(false),
                _ => Err("oui or non"),
            })
            .unwrap_or_default();
        if regulates && profession.is_some_and(|profession| profession != Profession::Doctor) {
            line.problem(Column::Regulates, "only a doctor regulates");
        }
        match (rpps, profession, family, given, structure) {
            (Some(rpps), Some(profession), Some(family), Some(given), Some(structure)) if line.problems.is_empty() => {
                Ok(Self { rpps, profession, name: PersonName { given, family }, structure, regulates })
            }
            _ => Err(line.problems),
        }
    }

    /// How screens name the professional: `Dr Marine Leguano`, or the names alone where the profession has no title.
    #[must_use]
    pub fn addressed(&self) -> String {
        match self.profession.title() {
            Some(title) => format!("{title} {}", self.name.full()),
            None => self.name.full(),
        }
    }
}

impl std::fmt::Debug for Professional {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Professional(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::line::ENCODED_TWICE;
    use proptest::prelude::*;

    const GOOD: [(Column, &str); 5] = [
        (Column::Rpps, "799 2739 8713"),
        (Column::Profession, "medecin"),
        (Column::Family, "Leguano"),
        (Column::Given, "Marine"),
        (Column::Structure, "Cabinet des Exemples"),
    ];

    fn read(changes: &[(Column, &str)]) -> Result<Professional, Vec<(Column, &'static str)>> {
        let mut fields = [""; COLUMNS];
        for (column, text) in GOOD.iter().chain(changes) {
            fields[*column as usize] = *text;
        }
        Professional::read(&fields)
            .map_err(|problems| problems.into_iter().map(|problem| (problem.column, problem.reason)).collect())
    }

    #[test]
    fn a_whole_line_is_read() {
        let doctor = read(&[]).unwrap();
        assert_eq!(doctor.rpps.as_str(), "79927398713");
        assert_eq!((doctor.profession, doctor.regulates), (Profession::Doctor, false));
        assert_eq!((doctor.name.full(), doctor.structure.as_str()), ("Marine Leguano".into(), "Cabinet des Exemples"));
        assert_eq!(format!("{doctor:?}"), "Professional(…)");
        assert!(read(&[(Column::Profession, "10"), (Column::Regulates, "oui")]).unwrap().regulates);
        assert!(!read(&[(Column::Regulates, "non")]).unwrap().regulates);
        assert!(!read(&[(Column::Profession, "60"), (Column::Regulates, "non")]).unwrap().regulates);
    }

    #[test]
    fn what_is_written_is_read_as_it_is_seen() {
        let typed = [
            (Column::Rpps, "\u{2068}799\u{a0}2739\u{202f}8713\u{2069}"),
            (Column::Profession, "sage\u{2011}femme"),
            (Column::Family, "D’Ange\u{300}lo"),
            (Column::Given, " Jean\u{2010}Paul "),
            (Column::Structure, "Cabinet de l’Exemple"),
        ];
        let midwife = read(&typed).unwrap();
        assert_eq!((midwife.rpps.as_str(), midwife.profession), ("79927398713", Profession::Midwife));
        assert_eq!(midwife.name.full(), "Jean-Paul D'Ang\u{e8}lo");
        assert_eq!(midwife.structure, "Cabinet de l'Exemple");
    }

    #[test]
    fn doctors_and_dentists_alone_have_a_title() {
        for profession in Profession::ALL {
            let titled = matches!(profession, Profession::Doctor | Profession::Dentist);
            let expected = if titled { "Dr Marine Leguano" } else { "Marine Leguano" };
            assert_eq!(read(&[(Column::Profession, profession.name())]).unwrap().addressed(), expected);
        }
    }

    #[test]
    fn each_broken_field_is_named_with_its_reason() {
        let long = "a".repeat(101);
        for (column, text, reason) in [
            (Column::Rpps, "", "missing"),
            (Column::Rpps, "7992739871", "an RPPS number has 11 digits"),
            (Column::Rpps, "79927398712", "the key does not fit"),
            (Column::Profession, " ", "missing"),
            (Column::Profession, "50", "not the name or code of a profession"),
            (Column::Profession, "Médecin", "not the name or code of a profession"),
            (Column::Family, "", "missing"),
            (Column::Family, "R2D2", "not a name"),
            (Column::Family, &long, "more than 100 characters"),
            (Column::Given, "", "missing"),
            (Column::Given, "CÃ´me", ENCODED_TWICE),
            (Column::Structure, "", "missing"),
            (Column::Structure, "Cabinet\u{7}", "a control character"),
            (Column::Structure, &long, "more than 100 characters"),
            (Column::Regulates, "1", "oui or non"),
        ] {
            assert_eq!(read(&[(column, text)]), Err(vec![(column, reason)]), "{column:?} {text:?}");
        }
        for profession in Profession::ALL.into_iter().filter(|one| *one != Profession::Doctor) {
            let regulating = [(Column::Profession, profession.name()), (Column::Regulates, "oui")];
            assert_eq!(read(&regulating), Err(vec![(Column::Regulates, "only a doctor regulates")]));
        }
    }

    #[test]
    fn all_problems_of_a_line_are_told_at_once() {
        let problems = read(&[(Column::Rpps, "1"), (Column::Family, ""), (Column::Regulates, "peut-être")]);
        let columns: Vec<Column> = problems.unwrap_err().into_iter().map(|(column, _)| column).collect();
        assert_eq!(columns, [Column::Rpps, Column::Family, Column::Regulates]);
    }

    #[test]
    fn columns_have_names_of_their_own() {
        for (position, column) in Column::ALL.into_iter().enumerate() {
            assert_eq!(column as usize, position);
            assert_eq!(Column::ALL.into_iter().filter(|other| other.name() == column.name()).count(), 1);
        }
    }

    proptest! {
        #[test]
        fn no_line_makes_the_reader_panic(fields in prop::collection::vec(".{0,20}", COLUMNS)) {
            let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
            let _ = Professional::read(fields.as_slice().try_into().unwrap());
        }
    }
}
