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

    /// Its code in the national nomenclature (`TRE_G15`), where `domain.md` §4 confirms it.
    #[must_use]
    pub const fn code(self) -> Option<&'static str> {
        match self {
            Self::Doctor => Some("10"),
            Self::Pharmacist => Some("21"),
            Self::Nurse => Some("60"),
            Self::Physiotherapist => Some("70"),
            Self::Podiatrist => Some("80"),
            _ => None,
        }
    }

    /// The one of that [`name`](Self::name) or [`code`](Self::code), as files write it.
    #[must_use]
    pub fn of_file(text: &str) -> Option<Self> {
        Self::of_name(text).or_else(|| Self::ALL.into_iter().find(|one| one.code() == Some(text)))
    }

    /// What stands before the name of whoever has it: «Dr», of doctors and dentists.
    #[must_use]
    pub const fn title(self) -> Option<&'static str> {
        match self {
            Self::Doctor | Self::Dentist => Some("Dr"),
            _ => None,
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

    #[test]
    fn a_file_names_a_profession_by_its_name_or_by_a_confirmed_code() {
        for one in Profession::ALL {
            assert_eq!(Profession::of_file(one.name()), Some(one));
            if let Some(code) = one.code() {
                assert_eq!(Profession::of_file(code), Some(one));
            }
        }
        let by_code = ["10", "21", "60", "70", "80"].map(Profession::of_file);
        let expected = [
            Profession::Doctor,
            Profession::Pharmacist,
            Profession::Nurse,
            Profession::Physiotherapist,
            Profession::Podiatrist,
        ];
        assert_eq!(by_code, expected.map(Some));
        // 40 and 50 are not confirmed.
        for text in ["", "1", "40", "50", "010", "Médecin", "medecins"] {
            assert_eq!(Profession::of_file(text), None, "{text}");
        }
    }
}
