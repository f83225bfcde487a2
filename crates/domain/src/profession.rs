//! Professionals of health: what they are by profession, and who they are by their number in the national directory.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::named;

named! {
    /// A profession that the matrix of authorisations names (`domain.md` §4). The names are those of files and of the database.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
    pub enum Profession {
        /// «Médecin».
        Doctor => "medecin",
        /// «Sage-femme».
        Midwife => "sage-femme",
        /// «Chirurgien-dentiste».
        Dentist => "chirurgien-dentiste",
        /// «Pharmacien».
        Pharmacist => "pharmacien",
        /// «Préparateur en pharmacie».
        PharmacyTechnician => "preparateur-en-pharmacie",
        /// «Infirmier».
        Nurse => "infirmier",
        /// «Masseur-kinésithérapeute».
        Physiotherapist => "masseur-kinesitherapeute",
        /// «Pédicure-podologue».
        Podiatrist => "pedicure-podologue",
        /// «Orthophoniste».
        SpeechTherapist => "orthophoniste",
        /// «Orthoptiste».
        Orthoptist => "orthoptiste",
        /// «Ergothérapeute».
        OccupationalTherapist => "ergotherapeute",
        /// «Psychomotricien».
        PsychomotorTherapist => "psychomotricien",
        /// «Diététicien».
        Dietitian => "dieteticien",
        /// «Audioprothésiste».
        HearingAidSpecialist => "audioprothesiste",
        /// «Opticien-lunetier».
        Optician => "opticien-lunetier",
        /// «Orthoprothésiste».
        Orthotist => "orthoprothesiste",
        /// «Manipulateur d'électroradiologie médicale».
        Radiographer => "manipulateur-radio",
        /// «Physicien médical».
        MedicalPhysicist => "physicien-medical",
        /// «Aide-soignant».
        CareAssistant => "aide-soignant",
        /// «Professionnel social ou médico-social», by role («à rôle»): no professional of health.
        SocialWorker => "social-medico-social",
    }
}

impl Profession {
    /// What a screen says.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Doctor => "Médecin",
            Self::Midwife => "Sage-femme",
            Self::Dentist => "Chirurgien-dentiste",
            Self::Pharmacist => "Pharmacien",
            Self::PharmacyTechnician => "Préparateur en pharmacie",
            Self::Nurse => "Infirmier",
            Self::Physiotherapist => "Masseur-kinésithérapeute",
            Self::Podiatrist => "Pédicure-podologue",
            Self::SpeechTherapist => "Orthophoniste",
            Self::Orthoptist => "Orthoptiste",
            Self::OccupationalTherapist => "Ergothérapeute",
            Self::PsychomotorTherapist => "Psychomotricien",
            Self::Dietitian => "Diététicien",
            Self::HearingAidSpecialist => "Audioprothésiste",
            Self::Optician => "Opticien-lunetier",
            Self::Orthotist => "Orthoprothésiste",
            Self::Radiographer => "Manipulateur d'électroradiologie médicale",
            Self::MedicalPhysicist => "Physicien médical",
            Self::CareAssistant => "Aide-soignant",
            Self::SocialWorker => "Professionnel social ou médico-social",
        }
    }
}

/// A professional's number in the national directory (RPPS, «Répertoire partagé des professionnels de santé»): eleven digits, the
/// last of which is the key by Luhn's algorithm.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RppsNumber(String);

/// Why a text is not such a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAnRppsNumber {
    /// It does not have eleven digits, or has other signs than digits and spaces.
    Form,
    /// The last digit does not fit the others.
    Key,
}

impl RppsNumber {
    /// Reads a number, with or without spaces.
    ///
    /// # Errors
    /// [`NotAnRppsNumber`].
    pub fn parse(text: &str) -> Result<Self, NotAnRppsNumber> {
        let digits: String = text.chars().filter(|sign| !sign.is_whitespace()).collect();
        if digits.len() != 11 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(NotAnRppsNumber::Form);
        }
        // From the right, every second digit counts twice, less nine when that has two digits.
        let sum: u32 = digits.bytes().rev().enumerate().fold(0, |sum, (place, byte)| {
            let digit = u32::from(byte - b'0');
            let counts = if place % 2 == 1 { digit * 2 } else { digit };
            sum + if counts > 9 { counts - 9 } else { counts }
        });
        if sum.is_multiple_of(10) { Ok(Self(digits)) } else { Err(NotAnRppsNumber::Key) }
    }

    /// The eleven digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for RppsNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RppsNumber(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_eleven_digits_and_a_key() {
        // Luhn's example 7992739871 has the key 3.
        assert_eq!(RppsNumber::parse("7992739871 3").unwrap().as_str(), "79927398713");
        for key in "012456789".chars() {
            assert_eq!(RppsNumber::parse(&format!("7992739871{key}")), Err(NotAnRppsNumber::Key));
        }
        for text in ["", "7992739871", "799273987133", "7992739871a", "799-27398713"] {
            assert_eq!(RppsNumber::parse(text), Err(NotAnRppsNumber::Form), "{text}");
        }
        assert_eq!(format!("{:?}", RppsNumber::parse("79927398713").unwrap()), "RppsNumber(…)");
    }

    #[test]
    fn every_profession_has_a_name_and_a_label_of_its_own() {
        for (place, one) in Profession::ALL.iter().enumerate() {
            assert_eq!(Profession::of_name(one.name()), Some(*one));
            for other in &Profession::ALL[..place] {
                assert!(one.label() != other.label());
            }
        }
    }
}
