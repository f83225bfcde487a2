//! What professionals do on a citizen's profile.

use crate::access::Mode;
use crate::typed::plain;

/// Why a professional breaks the glass, in their own words: it stands in the citizen's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Justification(String);

/// Why a text is no justification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JustificationProblem {
    /// There is none.
    Missing,
    /// It is shorter than [`Justification::SHORTEST`], so it does not say why.
    Short,
    /// It is longer than [`Justification::LONGEST`].
    Long,
}

impl Justification {
    /// The fewest letters that say why.
    pub const SHORTEST: usize = 10;
    /// The most letters.
    pub const LONGEST: usize = 500;

    /// Reads a typed text.
    ///
    /// # Errors
    /// [`JustificationProblem`].
    pub fn parse(text: &str) -> Result<Self, JustificationProblem> {
        let text = plain(text);
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        match text.chars().count() {
            0 => Err(JustificationProblem::Missing),
            1..Self::SHORTEST => Err(JustificationProblem::Short),
            Self::SHORTEST..=Self::LONGEST => Ok(Self(text)),
            _ => Err(JustificationProblem::Long),
        }
    }

    /// The words.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How a professional comes, with what has to be said then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WayIn {
    /// At a consultation.
    Consultation,
    /// At a consultation of which a minor's representatives do not learn.
    Secret,
    /// As the regulating doctor of a SAMU–Centre 15, who need not say why.
    Samu,
    /// By «bris de glace».
    BreakGlass(Justification),
}

impl WayIn {
    /// The way without what was said.
    #[must_use]
    pub const fn mode(&self) -> Mode {
        match self {
            Self::Consultation => Mode::Consultation,
            Self::Secret => Mode::Secret,
            Self::Samu => Mode::Samu,
            Self::BreakGlass(_) => Mode::BreakGlass,
        }
    }

    /// What was said.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::BreakGlass(why) => Some(why.as_str()),
            Self::Consultation | Self::Secret | Self::Samu => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_justification_says_why() {
        let told = Justification::parse("  Malaise,\u{200b}   inconscient \n").unwrap();
        assert_eq!(told.as_str(), "Malaise, inconscient");
        assert_eq!(Justification::parse(" \u{a0}\n"), Err(JustificationProblem::Missing));
        assert_eq!(Justification::parse("Urgence !"), Err(JustificationProblem::Short));
        assert!(Justification::parse(&"é".repeat(500)).is_ok());
        assert_eq!(Justification::parse(&"é".repeat(501)), Err(JustificationProblem::Long));
        assert_eq!(WayIn::BreakGlass(told).reason(), Some("Malaise, inconscient"));
        assert_eq!(WayIn::Samu.reason(), None);
    }
}
