//! The form by which a child's profile is shared (S02).

use serde::{Deserialize, Serialize};

use super::date::{DateForm, DatePart, DateProblem};
use super::{Problem, Rejected, WHOLE_FORM};
use crate::date::CalendarDate;
use crate::nir::{Nir, NotANir};
use crate::person::PersonName;
use crate::typed;

/// Who is to manage the profile as well.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SharingForm {
    /// The family name at birth.
    pub nom: String,
    /// The first name.
    pub prenom: String,
    /// The birth date: day.
    pub jour: String,
    /// Month.
    pub mois: String,
    /// Year.
    pub annee: String,
    /// The social security number.
    pub nir: String,
    /// `oui` when it was declared that the person is the child's legal representative.
    pub declaration: String,
}

/// Somebody who is named by four pieces of identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The family name at birth and the first name, as they were typed.
    pub name: PersonName,
    /// The birth date.
    pub born_on: CalendarDate,
    /// The social security number.
    pub nir: Nir,
}

/// What can be wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SharingProblem {
    /// No family name.
    FamilyMissing,
    /// No first name.
    GivenMissing,
    /// The birth date.
    BirthDate(DateProblem),
    /// The social security number.
    Nir(NotANir),
    /// It was not declared that the person is the child's legal representative.
    DeclarationMissing,
    /// It is the number of whoever asks.
    Oneself,
    /// Somebody is invited already.
    Pending(PersonName),
    /// Two manage the profile already.
    Full,
    /// Too many tries today.
    TooMany {
        /// When to try again, in whole minutes.
        minutes: i64,
    },
}

impl Problem for SharingProblem {
    fn field(&self) -> &'static str {
        match self {
            Self::FamilyMissing => "nom",
            Self::GivenMissing => "prenom",
            Self::BirthDate(problem) => problem.parts().first().name(),
            Self::Nir(_) | Self::Oneself => "nir",
            Self::DeclarationMissing => "declaration",
            Self::Pending(_) | Self::Full | Self::TooMany { .. } => WHOLE_FORM,
        }
    }

    fn invalid_fields(&self) -> Vec<&'static str> {
        match self {
            Self::BirthDate(problem) => {
                let parts = problem.parts();
                DatePart::ALL.into_iter().filter(|part| parts.contains(*part)).map(DatePart::name).collect()
            }
            Self::Pending(_) | Self::Full | Self::TooMany { .. } => Vec::new(),
            problem => vec![problem.field()],
        }
    }
}

/// The longest name that is read, in characters: as long as any on a card.
pub const NAME_MAX: usize = 100;

impl SharingForm {
    /// Reads who is named.
    ///
    /// # Errors
    /// The form to show again, with its problems in the order of the fields.
    pub fn read(&self, today: CalendarDate) -> Result<Named, Rejected<SharingProblem>> {
        let mut problems = Vec::new();
        let (family, given) = (typed::name(&self.nom), typed::name(&self.prenom));
        if family.is_empty() {
            problems.push(SharingProblem::FamilyMissing);
        }
        if given.is_empty() {
            problems.push(SharingProblem::GivenMissing);
        }
        let born_on = DateForm::new(&self.jour, &self.mois, &self.annee).read_past(today);
        let nir = Nir::parse(&self.nir);
        if let Err(problem) = born_on {
            problems.push(SharingProblem::BirthDate(problem));
        }
        if let Err(problem) = &nir {
            problems.push(SharingProblem::Nir(*problem));
        }
        if self.declaration != "oui" {
            problems.push(SharingProblem::DeclarationMissing);
        }
        match (born_on, nir) {
            (Ok(born_on), Ok(nir)) if problems.is_empty() => {
                Ok(Named { name: PersonName { given, family }, born_on, nir })
            }
            _ => Err(self.rejected(problems)),
        }
    }

    /// The form to show again.
    #[must_use]
    pub fn rejected(&self, problems: Vec<SharingProblem>) -> Rejected<SharingProblem> {
        let typed = [
            ("nom", self.nom.as_str()),
            ("prenom", &self.prenom),
            ("jour", &self.jour),
            ("mois", &self.mois),
            ("annee", &self.annee),
            ("nir", &self.nir),
            ("declaration", &self.declaration),
        ];
        Rejected::new(&typed, NAME_MAX, problems)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> CalendarDate {
        CalendarDate::from_iso("2026-11-22").unwrap()
    }

    fn leo() -> SharingForm {
        let text = |text: &str| text.to_owned();
        SharingForm {
            nom: text(" Michel "),
            prenom: text("Léo"),
            jour: text("3"),
            mois: text("2"),
            annee: text("1983"),
            nir: text("1 83 02 75 115 001 42"),
            declaration: text("oui"),
        }
    }

    #[test]
    fn each_missing_piece_is_named_in_the_order_of_the_fields() {
        let problems = SharingForm::default().read(today()).unwrap_err().problems;
        let fields: Vec<_> = problems.iter().map(Problem::field).collect();
        assert_eq!(fields, ["nom", "prenom", "jour", "nir", "declaration"]);
    }

    #[test]
    fn what_was_typed_is_kept_but_for_nothing() {
        let form = SharingForm { declaration: String::new(), ..leo() };
        let rejected = form.read(today()).unwrap_err();
        assert_eq!(rejected.problems, [SharingProblem::DeclarationMissing]);
        assert!(rejected.typed.contains(&("prenom", "Léo".to_owned())));
    }
}
