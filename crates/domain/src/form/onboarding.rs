//! The forms of the first questions: one form, whose fields are those of the question.

use serde::{Deserialize, Serialize};

use super::{QUESTION, Rejected};
use crate::confidentiality::{EmergencyAccess, Visibility};
use crate::measure::{Measure, MeasureKind};
use crate::medical_profile::{Entries, Heading, NotAList};
use crate::onboarding::{OnboardingAnswer, Question};

/// What was posted; what belongs to another question is empty.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct OnboardingForm {
    /// The height or the weight.
    #[serde(rename = "valeur")]
    pub value: String,
    /// The height or the weight that was said to be right, though it is unlikely.
    #[serde(rename = "confirme")]
    pub confirmed: String,
    /// Illnesses, treatments or allergies, one to a line.
    #[serde(rename = "liste")]
    pub list: String,
    /// `oui` when there is nothing to report.
    #[serde(rename = "rien")]
    pub nothing: String,
    /// The [`Visibility`]'s name.
    #[serde(rename = "visibilite")]
    pub visibility: String,
    /// `oui` or `non`.
    pub samu: String,
    /// `oui` or `non`.
    #[serde(rename = "bris_de_glace")]
    pub break_glass: String,
    /// `oui` or `non`.
    #[serde(rename = "masques")]
    pub hidden_documents: String,
}

/// What can be wrong with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnboardingProblem {
    /// Nobody measures that, or nothing was typed.
    Measure(MeasureKind),
    /// Rare enough to be asked about.
    Unlikely(Measure),
    /// The list.
    List(Heading, NotAList),
    /// There is nothing to report, and yet a list.
    Contradiction,
    /// Neither visible nor hidden.
    VisibilityMissing,
    /// Neither yes nor no.
    SamuMissing,
    /// Neither yes nor no.
    BreakGlassMissing,
    /// Neither yes nor no.
    HiddenDocumentsMissing,
}

impl super::Problem for OnboardingProblem {
    fn field(&self) -> &'static str {
        match self {
            Self::Measure(_) => "valeur",
            Self::Unlikely(_) => QUESTION,
            Self::List(..) | Self::Contradiction => "liste",
            Self::VisibilityMissing => "visibilite",
            Self::SamuMissing => "samu",
            Self::BreakGlassMissing => "bris_de_glace",
            Self::HiddenDocumentsMissing => "masques",
        }
    }

    fn invalid_fields(&self) -> Vec<&'static str> {
        match self {
            // What it takes to say that it is right.
            Self::Unlikely(_) => vec!["confirme"],
            problem => vec![problem.field()],
        }
    }
}

/// The longest text that is shown again, in characters: a full list fits.
const KEPT: usize = (Entries::LENGTH_MAX + 1) * Entries::ENTRIES_MAX;

impl OnboardingForm {
    /// Reads the answer to a question, of or for somebody of that age in whole years.
    ///
    /// # Errors
    /// The form to show again, with its problems.
    pub fn read(&self, question: Question, age: u16) -> Result<OnboardingAnswer, Rejected<OnboardingProblem>> {
        let answer = match question {
            Question::Height => self.measure(MeasureKind::Height, age),
            Question::Weight => self.measure(MeasureKind::Weight, age),
            Question::Illnesses => self.entries(Heading::Illnesses),
            Question::Treatments => self.entries(Heading::Treatments),
            Question::Allergies => self.entries(Heading::Allergies),
            Question::Confidentiality => Visibility::of_name(&self.visibility)
                .map(OnboardingAnswer::Visibility)
                .ok_or_else(|| vec![OnboardingProblem::VisibilityMissing]),
            Question::Emergency => self.emergency(),
        };
        answer.map_err(|problems| self.rejected(problems))
    }

    fn measure(&self, kind: MeasureKind, age: u16) -> Result<OnboardingAnswer, Vec<OnboardingProblem>> {
        let measure = Measure::parse(kind, &self.value).map_err(|_| vec![OnboardingProblem::Measure(kind)])?;
        if measure.is_likely(age) || Measure::parse(kind, &self.confirmed) == Ok(measure) {
            Ok(OnboardingAnswer::Measured(measure))
        } else {
            Err(vec![OnboardingProblem::Unlikely(measure)])
        }
    }

    fn entries(&self, heading: Heading) -> Result<OnboardingAnswer, Vec<OnboardingProblem>> {
        match (Entries::parse(&self.list), self.nothing == "oui") {
            (Err(NotAList::Empty), true) => Ok(OnboardingAnswer::Said(heading, Entries::Nothing)),
            (_, true) => Err(vec![OnboardingProblem::Contradiction]),
            (Ok(entries), false) => Ok(OnboardingAnswer::Said(heading, entries)),
            (Err(problem), false) => Err(vec![OnboardingProblem::List(heading, problem)]),
        }
    }

    fn emergency(&self) -> Result<OnboardingAnswer, Vec<OnboardingProblem>> {
        let said = |text: &str| match text {
            "oui" => Some(true),
            "non" => Some(false),
            _ => None,
        };
        match (said(&self.samu), said(&self.break_glass), said(&self.hidden_documents)) {
            (Some(samu), Some(break_glass), Some(hidden_documents)) => {
                Ok(OnboardingAnswer::Emergency(EmergencyAccess { samu, break_glass, hidden_documents }))
            }
            (samu, break_glass, hidden_documents) => Err([
                (samu, OnboardingProblem::SamuMissing),
                (break_glass, OnboardingProblem::BreakGlassMissing),
                (hidden_documents, OnboardingProblem::HiddenDocumentsMissing),
            ]
            .into_iter()
            .filter_map(|(said, problem)| said.is_none().then_some(problem))
            .collect()),
        }
    }

    /// The form to show again, with these problems.
    #[must_use]
    pub fn rejected(&self, problems: Vec<OnboardingProblem>) -> Rejected<OnboardingProblem> {
        let mut rejected = Rejected::new(
            &[
                ("valeur", &self.value),
                ("visibilite", &self.visibility),
                ("samu", &self.samu),
                ("bris_de_glace", &self.break_glass),
                ("masques", &self.hidden_documents),
                ("rien", &self.nothing),
            ],
            100,
            problems,
        );
        // Its lines are kept apart.
        let list: String = self.list.chars().filter(|c| *c == '\n' || !c.is_control()).take(KEPT).collect();
        rejected.typed.push(("liste", list));
        rejected.typed.retain(|(_, text)| !text.is_empty());
        rejected
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use OnboardingProblem as P;

    fn problems(form: &OnboardingForm, question: Question) -> Vec<P> {
        form.read(question, 40).unwrap_err().problems
    }

    #[test]
    fn an_unlikely_measure_is_asked_about_and_then_believed() {
        let form = OnboardingForm { value: "300".into(), ..OnboardingForm::default() };
        let rejected = form.read(Question::Weight, 40).unwrap_err();
        assert_eq!(rejected.problems, [P::Unlikely(Measure::Weight(300_000))]);
        assert_eq!(rejected.typed, [("valeur", "300".to_owned())]);
        let sure = OnboardingForm { confirmed: "300".into(), ..form.clone() };
        assert_eq!(sure.read(Question::Weight, 40), Ok(OnboardingAnswer::Measured(Measure::Weight(300_000))));
        // Another number than the one that was asked about is asked about again.
        let other = OnboardingForm { confirmed: "290".into(), ..form };
        assert_eq!(problems(&other, Question::Weight), [P::Unlikely(Measure::Weight(300_000))]);
        let none = OnboardingForm { confirmed: "9000".into(), value: "9000".into(), ..OnboardingForm::default() };
        assert_eq!(problems(&none, Question::Weight), [P::Measure(MeasureKind::Weight)]);
    }

    #[test]
    fn nothing_to_report_is_an_answer_and_silence_is_none() {
        let nothing = OnboardingForm { nothing: "oui".into(), ..OnboardingForm::default() };
        let said = OnboardingAnswer::Said(Heading::Allergies, Entries::Nothing);
        assert_eq!(nothing.read(Question::Allergies, 40), Ok(said));
        let both = OnboardingForm { list: "Pollens".into(), ..nothing };
        assert_eq!(problems(&both, Question::Allergies), [P::Contradiction]);
        assert_eq!(both.read(Question::Allergies, 40).unwrap_err().typed.len(), 2);
        let silent = OnboardingForm::default();
        assert_eq!(problems(&silent, Question::Illnesses), [P::List(Heading::Illnesses, NotAList::Empty)]);
        let lines = OnboardingForm { list: format!("a\nb{}", "x".repeat(300)), ..OnboardingForm::default() };
        assert!(lines.read(Question::Illnesses, 40).unwrap_err().typed[0].1.starts_with("a\nb"));
    }

    #[test]
    fn every_consent_is_a_yes_or_a_no() {
        let form = OnboardingForm { samu: "oui".into(), break_glass: "peut-être".into(), ..OnboardingForm::default() };
        assert_eq!(problems(&form, Question::Emergency), [P::BreakGlassMissing, P::HiddenDocumentsMissing]);
        let form = OnboardingForm { break_glass: "non".into(), hidden_documents: "non".into(), ..form };
        let said = EmergencyAccess { samu: true, break_glass: false, hidden_documents: false };
        assert_eq!(form.read(Question::Emergency, 40), Ok(OnboardingAnswer::Emergency(said)));
        assert_eq!(problems(&OnboardingForm::default(), Question::Confidentiality), [P::VisibilityMissing]);
        let form = OnboardingForm { visibility: "masques".into(), ..OnboardingForm::default() };
        assert_eq!(form.read(Question::Confidentiality, 4), Ok(OnboardingAnswer::Visibility(Visibility::Hidden)));
    }
}
