//! The form by which a demonstration shows what a professional does on a profile.

use serde::{Deserialize, Serialize};

use super::{Problem, Rejected};
use crate::care::{Justification, JustificationProblem, WayIn};
use crate::id::{ProfessionalId, ProfileId};
use crate::named;

/// The names of its fields.
const PROFESSIONAL: &str = "professionnel";
const PROFILE: &str = "profil";
const ACT: &str = "acte";
const REASON: &str = "motif";

named! {
    /// What a demonstration shows.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum ProfessionalAct {
        /// Is authorised at a consultation.
        Authorise => "autoriser",
        /// Looks at the documents.
        Consult => "consulter",
        /// Adds a report of the consultation.
        Deposit => "deposer",
        /// Adds a result that the citizen does not see before they are told of it.
        DepositWithheld => "deposer-annonce",
        /// Is authorised by a minor at a secret consultation, and adds a result that the representatives do not see.
        DepositSecret => "deposer-secret",
        /// Looks at the documents for a SAMU–Centre 15.
        Samu => "samu",
        /// Looks at the documents by «bris de glace».
        BreakGlass => "bris-de-glace",
    }
}

impl ProfessionalAct {
    /// What a screen says.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Authorise => "Être autorisé, lors d'une consultation",
            Self::Consult => "Consulter les documents",
            Self::Deposit => "Déposer un compte rendu de consultation",
            Self::DepositWithheld => "Déposer un résultat à annoncer d'abord en consultation",
            Self::DepositSecret => "Déposer un résultat que les représentants légaux d'un mineur ne voient pas",
            Self::Samu => "Consulter les documents pour le SAMU-Centre\u{a0}15",
            Self::BreakGlass => "Consulter les documents en mode «\u{a0}bris de glace\u{a0}»",
        }
    }
}

/// Who does what, where, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfessionalActForm {
    /// The professional's identifier in the directory.
    #[serde(default)]
    pub professionnel: String,
    /// The profile's.
    #[serde(default)]
    pub profil: String,
    /// The name of the act.
    #[serde(default)]
    pub acte: String,
    /// Why the glass is broken.
    #[serde(default)]
    pub motif: String,
}

/// What can be wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProfessionalActProblem {
    /// No professional of the demonstration is chosen.
    Professional,
    /// No profile of it is.
    Profile,
    /// No act is.
    Act,
    /// It is not said why the glass is broken.
    Justification(JustificationProblem),
}

impl Problem for ProfessionalActProblem {
    fn field(&self) -> &'static str {
        match self {
            Self::Professional => PROFESSIONAL,
            Self::Profile => PROFILE,
            Self::Act => ACT,
            Self::Justification(_) => REASON,
        }
    }
}

/// The form as it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadAct {
    /// Who.
    pub professional: ProfessionalId,
    /// Where.
    pub profile: ProfileId,
    /// What.
    pub act: ProfessionalAct,
    /// How they come.
    pub way: WayIn,
}

impl ProfessionalActForm {
    /// Who does what, where.
    ///
    /// # Errors
    /// Everything that is wrong with it, with what was typed.
    pub fn read(&self) -> Result<ReadAct, Rejected<ProfessionalActProblem>> {
        let professional = self.professionnel.parse().map_err(|_| ProfessionalActProblem::Professional);
        let profile = self.profil.parse().map_err(|_| ProfessionalActProblem::Profile);
        let act = ProfessionalAct::of_name(&self.acte).ok_or(ProfessionalActProblem::Act);
        let way = match act {
            Ok(ProfessionalAct::BreakGlass) => Justification::parse(&self.motif).map(WayIn::BreakGlass),
            Ok(ProfessionalAct::Samu) => Ok(WayIn::Samu),
            Ok(ProfessionalAct::DepositSecret) => Ok(WayIn::Secret),
            _ => Ok(WayIn::Consultation),
        };
        let way = way.map_err(ProfessionalActProblem::Justification);
        match (professional, profile, act, way) {
            (Ok(professional), Ok(profile), Ok(act), Ok(way)) => Ok(ReadAct { professional, profile, act, way }),
            (professional, profile, act, way) => {
                let problems = [professional.err(), profile.err(), act.err(), way.err()];
                Err(self.rejected(problems.into_iter().flatten().collect()))
            }
        }
    }

    /// The form to be shown again.
    #[must_use]
    pub fn rejected(&self, problems: Vec<ProfessionalActProblem>) -> Rejected<ProfessionalActProblem> {
        let typed = [
            (PROFESSIONAL, self.professionnel.as_str()),
            (PROFILE, self.profil.as_str()),
            (ACT, self.acte.as_str()),
            (REASON, self.motif.as_str()),
        ];
        Rejected::new(&typed, Justification::LONGEST + 1, problems)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(act: &str, why: &str) -> ProfessionalActForm {
        ProfessionalActForm {
            professionnel: "0".repeat(32),
            profil: "1".repeat(32),
            acte: act.to_owned(),
            motif: why.to_owned(),
        }
    }

    #[test]
    fn each_act_is_done_in_its_way() {
        for (act, way) in [
            (ProfessionalAct::Authorise, WayIn::Consultation),
            (ProfessionalAct::Consult, WayIn::Consultation),
            (ProfessionalAct::Deposit, WayIn::Consultation),
            (ProfessionalAct::DepositWithheld, WayIn::Consultation),
            (ProfessionalAct::DepositSecret, WayIn::Secret),
            (ProfessionalAct::Samu, WayIn::Samu),
        ] {
            let read = form(act.name(), "").read().unwrap();
            assert_eq!((read.act, read.way), (act, way));
        }
        let read = form("bris-de-glace", "Personne inconsciente").read().unwrap();
        assert_eq!(read.way.reason(), Some("Personne inconsciente"));
    }

    #[test]
    fn all_that_is_wrong_is_told_and_all_that_was_typed_is_kept() {
        let empty = ProfessionalActForm::default().read().unwrap_err();
        assert_eq!(
            empty.problems,
            [ProfessionalActProblem::Professional, ProfessionalActProblem::Profile, ProfessionalActProblem::Act]
        );
        let short = form("bris-de-glace", "Vite").read().unwrap_err();
        assert_eq!(short.problems, [ProfessionalActProblem::Justification(JustificationProblem::Short)]);
        assert!(
            short.typed.contains(&("motif", "Vite".to_owned()))
                && short.typed.contains(&("acte", "bris-de-glace".to_owned()))
        );
    }
}
