//! What is wrong with the form that shares a profile, in words.

use domain::form::sharing::SharingProblem;

use crate::components::date_field::words;
use crate::components::verbatim::verbatim;
use crate::text::{self, Explain};

impl Explain for SharingProblem {
    fn explain(&self) -> String {
        match self {
            Self::FamilyMissing => "Indiquez le nom.".to_owned(),
            Self::GivenMissing => "Indiquez le prénom.".to_owned(),
            Self::BirthDate(problem) => words::explain(*problem, "la date de naissance"),
            Self::Nir(problem) => text::nir(*problem),
            Self::DeclarationMissing => "Déclarez que cette personne est représentant légal.".to_owned(),
            Self::Oneself => "Vous ne pouvez pas partager le profil avec vous-même.".to_owned(),
            Self::Pending(name) => {
                format!("Une demande est déjà en attente pour {}.", verbatim(&name.full()))
            }
            Self::Full => "Deux représentants légaux gèrent déjà ce profil.".to_owned(),
            Self::TooMany { minutes } => text::too_many(*minutes),
        }
    }
}
