//! The forms that lead to the file of a closed profile.

use super::Problem;
use super::sign_in::{ChannelProblem, CodeProblem};

/// What can be wrong on the way to the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DownloadProblem {
    /// With the way by which a code is to come.
    Channel(ChannelProblem),
    /// Too many codes were sent.
    TooManyCodes {
        /// When to try again, in whole minutes.
        minutes: i64,
    },
    /// With the code.
    Code(CodeProblem),
    /// Too many wrong codes were typed.
    TooManyTries {
        /// When to try again, in whole minutes.
        minutes: i64,
    },
}

impl Problem for DownloadProblem {
    fn field(&self) -> &'static str {
        match self {
            Self::Channel(problem) => problem.field(),
            Self::TooManyCodes { .. } => ChannelProblem::Missing.field(),
            Self::Code(problem) => problem.field(),
            Self::TooManyTries { .. } => CodeProblem::Missing.field(),
        }
    }
}
