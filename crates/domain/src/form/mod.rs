//! Forms: what was typed, what is wrong with it. The same functions run in the browser and on the
//! server; the server's answer counts.

use serde::{Deserialize, Serialize};

pub mod date;
pub mod sign_in;

/// Something wrong with a form. Each kind of form has its own enum of problems.
pub trait Problem {
    /// The name of the field it stands beside.
    fn field(&self) -> &'static str;
}

/// A form that was not accepted: what the person typed, to show it again, and what to mend.
///
/// `F` is the form as it is shown again: it must not carry secrets (passwords, codes).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected<F, P> {
    /// What was typed, without secrets.
    pub form: F,
    /// At least one problem, in the order of the fields.
    pub problems: Vec<P>,
}

impl<F, P: Problem> Rejected<F, P> {
    /// The first problem of that field.
    #[must_use]
    pub fn problem_of(&self, field: &str) -> Option<&P> {
        self.problems.iter().find(|problem| problem.field() == field)
    }
}

/// What becomes of a posted form. When it is accepted the answer is a redirect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome<F, P> {
    /// Accepted: the visitor is being sent on.
    Accepted,
    /// Not accepted.
    Rejected(Rejected<F, P>),
}
