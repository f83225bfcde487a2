//! Forms: what was typed, what is wrong with it. The same functions run in the browser and on the
//! server; the server's answer counts.

pub mod confirmation;
pub mod date;
pub mod demonstration;
pub mod enrolment;
pub mod export;
pub mod onboarding;
pub mod professional_act;
pub mod sharing;
pub mod sign_in;

/// In the place of a field's name: what is wrong stands beside no field, but above the form.
pub const WHOLE_FORM: &str = "";

/// In the place of a field's name: nothing is wrong; it is asked whether what was typed is meant, above the form.
pub const QUESTION: &str = "?";

/// Something wrong with a form. Each kind of form has its own enum of problems.
pub trait Problem {
    /// The name of the field it stands beside, or [`WHOLE_FORM`], or [`QUESTION`].
    fn field(&self) -> &'static str;

    /// The names of all fields that it makes invalid.
    fn invalid_fields(&self) -> Vec<&'static str> {
        vec![self.field()]
    }
}

/// A form that was not accepted: what the person typed, to show it again, and what to mend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected<P> {
    /// What was typed, by the names of the fields, without secrets (passwords, codes); freed of control
    /// characters and cut where no answer reaches, so that it can stand in a page and be stored.
    pub typed: Vec<(&'static str, String)>,
    /// At least one problem, in the order of the fields.
    pub problems: Vec<P>,
}

impl<P> Rejected<P> {
    /// A form to show again with these problems; each text is cut after `longest` characters.
    #[must_use]
    pub fn new(typed: &[(&'static str, &str)], longest: usize, problems: Vec<P>) -> Self {
        let kept = |text: &str| text.chars().filter(|c| !c.is_control()).take(longest).collect();
        Self { typed: typed.iter().map(|(name, text)| (*name, kept(text))).collect(), problems }
    }

    /// A form of which nothing is shown again, with that problem.
    #[must_use]
    pub fn bare(problem: P) -> Self {
        Self { typed: Vec::new(), problems: vec![problem] }
    }
}
