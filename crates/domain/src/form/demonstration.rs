//! The form that sets the demonstration's clock forward.

use serde::{Deserialize, Serialize};

use super::{Problem, Rejected};
use crate::time::Span;
use crate::typed::plain;

/// The names of its fields.
const MINUTES: &str = "minutes";
const SECONDS: &str = "seconds";

/// No number that can be used has more characters.
const LONGEST: usize = 40;

/// By how much the clock is to be set forward: minutes, seconds, or the sum of both.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockForm {
    /// Whole minutes.
    #[serde(default)]
    pub minutes: String,
    /// Whole seconds, of which the page has no field: suites post them.
    #[serde(default)]
    pub seconds: String,
}

/// What can be wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockProblem {
    /// Neither minutes nor seconds are given.
    Missing,
    /// The minutes are no whole number.
    Minutes,
    /// The seconds are none.
    Seconds,
    /// The clock would be farther ahead than it may be.
    TooFar {
        /// How much is left, in whole minutes.
        left: i64,
    },
}

impl Problem for ClockProblem {
    fn field(&self) -> &'static str {
        match self {
            Self::Missing | Self::Minutes | Self::TooFar { .. } => MINUTES,
            Self::Seconds => SECONDS,
        }
    }
}

impl ClockForm {
    /// By how much.
    ///
    /// # Errors
    /// What is wrong with it, with what was typed.
    pub fn read(&self) -> Result<Span, Rejected<ClockProblem>> {
        let (minutes, seconds) = (number(&self.minutes), number(&self.seconds));
        let problems: Vec<ClockProblem> = match (minutes, seconds) {
            (Ok(None), Ok(None)) => vec![ClockProblem::Missing],
            (Ok(minutes), Ok(seconds)) => {
                return Ok(Span::minutes(minutes.unwrap_or(0)).plus(Span::seconds(seconds.unwrap_or(0))));
            }
            (minutes, seconds) => {
                [minutes.err().map(|_| ClockProblem::Minutes), seconds.err().map(|_| ClockProblem::Seconds)]
                    .into_iter()
                    .flatten()
                    .collect()
            }
        };
        Err(self.rejected(problems))
    }

    /// The form to be shown again.
    #[must_use]
    pub fn rejected(&self, problems: Vec<ClockProblem>) -> Rejected<ClockProblem> {
        Rejected::new(&[(MINUTES, &self.minutes), (SECONDS, &self.seconds)], LONGEST, problems)
    }
}

/// A text is no whole number.
struct NotANumber;

/// A whole number, however its digits are grouped; `None` for an empty text. One that is larger than any clock goes counts as
/// [`u32::MAX`].
fn number(text: &str) -> Result<Option<u32>, NotANumber> {
    let digits: String = plain(text).split_whitespace().collect();
    if digits.is_empty() {
        Ok(None)
    } else if digits.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(Some(digits.parse().unwrap_or(u32::MAX)))
    } else {
        Err(NotANumber)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(minutes: &str, seconds: &str) -> Result<i64, Vec<ClockProblem>> {
        let form = ClockForm { minutes: minutes.to_owned(), seconds: seconds.to_owned() };
        form.read().map(Span::as_millis).map_err(|rejected| rejected.problems)
    }

    #[test]
    fn minutes_and_seconds_are_whole_numbers_and_add_up() {
        assert_eq!(read("90", ""), Ok(5_400_000));
        assert_eq!(read("", "30"), Ok(30_000));
        assert_eq!(read("1", " 30 "), Ok(90_000));
        assert_eq!(read("1\u{a0}440", "0"), Ok(86_400_000));
        assert_eq!(read(" ", "\u{200b}"), Err(vec![ClockProblem::Missing]));
        for text in ["abc", "-5", "1,5", "1.5", "+3", "1e3", "0x1", "٣"] {
            assert_eq!(read(text, ""), Err(vec![ClockProblem::Minutes]), "{text}");
            assert_eq!(read("", text), Err(vec![ClockProblem::Seconds]), "{text}");
        }
        assert_eq!(read("abc", "abc"), Err(vec![ClockProblem::Minutes, ClockProblem::Seconds]));
        // Farther than any clock goes, which the service says.
        assert_eq!(read("99999999999999999999", ""), read("4294967295", ""));
    }

    #[test]
    fn what_was_typed_is_shown_again() {
        let form = ClockForm { minutes: "abc\0".to_owned(), seconds: "1".repeat(5000) };
        let typed = form.read().unwrap_err().typed;
        assert_eq!(typed, [("minutes", "abc".to_owned()), ("seconds", "1".repeat(40))]);
    }
}
