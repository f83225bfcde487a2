//! The form that asks the password again before something sensitive.

use super::Problem;
use super::sign_in::CredentialsProblem;

/// The name of its one field.
pub const PASSWORD: &str = "mot_de_passe";
/// How many wrong passwords are looked at before one has to wait (`reference/screens.md`, F03).
pub const TRIES: u32 = 5;

/// What can be wrong with a password that is asked for again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfirmationProblem {
    /// It is none, as the sign-in says it.
    Shape(CredentialsProblem),
    /// It is another.
    Wrong {
        /// How many tries are left.
        left: u32,
    },
    /// Too many wrong ones.
    TooMany {
        /// When to try again, in whole minutes.
        minutes: i64,
    },
}

impl Problem for ConfirmationProblem {
    fn field(&self) -> &'static str {
        PASSWORD
    }
}
