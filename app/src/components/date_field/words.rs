//! What is wrong with a typed date.

use domain::form::date::{DatePart, DateParts, DateProblem, FIRST_YEAR};

/// The label of a field of the date.
pub const fn label(part: DatePart) -> &'static str {
    match part {
        DatePart::Day => "Jour - JJ",
        DatePart::Month => "Mois - MM",
        DatePart::Year => "Année - AAAA",
    }
}

/// The sentence; `date` names the date with its article: `la date de naissance`.
pub fn explain(problem: DateProblem, date: &str) -> String {
    match problem {
        DateProblem::Missing => format!("Indiquez {date}."),
        DateProblem::Incomplete(parts) => format!("{} doit comporter {}.", capital(date), missing(parts)),
        DateProblem::YearDigits => "L'année doit comporter 4\u{a0}chiffres.".to_owned(),
        DateProblem::NoSuchDay(_) => "Cette date n'existe pas dans le calendrier.".to_owned(),
        DateProblem::YearOutOfRange { last } => {
            format!("L'année doit être comprise entre {FIRST_YEAR} et {last}.")
        }
        DateProblem::Future => format!("{} doit être passée.", capital(date)),
    }
}

/// `un jour et une année`.
fn missing(parts: DateParts) -> String {
    let names = DatePart::ALL.into_iter().filter(|part| parts.contains(*part)).map(|part| match part {
        DatePart::Day => "un jour",
        DatePart::Month => "un mois",
        DatePart::Year => "une année",
    });
    names.collect::<Vec<_>>().join(" et ")
}

fn capital(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().into_iter().flat_map(char::to_uppercase).chain(rest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::form::date::DateForm;

    fn told(jour: &str, mois: &str, annee: &str) -> String {
        let today = domain::date::CalendarDate::from_iso("2026-11-22").unwrap();
        match DateForm::new(jour, mois, annee).read_past(today) {
            Ok(date) => date.to_string(),
            Err(problem) => explain(problem, "la date de naissance"),
        }
    }

    #[test]
    fn each_problem_says_what_to_mend() {
        assert_eq!(told("", "", ""), "Indiquez la date de naissance.");
        assert_eq!(told("3", "", "1975"), "La date de naissance doit comporter un mois.");
        assert_eq!(told("", "2", ""), "La date de naissance doit comporter un jour et une année.");
        assert_eq!(told("3", "2", "75"), "L'année doit comporter 4\u{a0}chiffres.");
        assert_eq!(told("31", "février", "1975"), "Cette date n'existe pas dans le calendrier.");
        assert_eq!(told("3", "2", "1875"), "L'année doit être comprise entre 1900 et 2026.");
        assert_eq!(told("3", "2", "2027"), "La date de naissance doit être passée.");
        assert_eq!(told("3", "févr.", "1975"), "3\u{a0}février 1975");
    }
}
