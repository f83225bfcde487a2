//! How a person is named on screen.

use serde::{Deserialize, Serialize};

use crate::named;

/// A person's names as the screens write them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonName {
    /// The first name in use: `Inaya`.
    pub given: String,
    /// The family name: `Michel`.
    pub family: String,
}

impl PersonName {
    /// `Inaya Michel`.
    #[must_use]
    pub fn full(&self) -> String {
        format!("{} {}", self.given, self.family)
    }

    /// `MICHEL Inaya`, as official papers write it.
    #[must_use]
    pub fn official(&self) -> String {
        format!("{} {}", self.family.to_uppercase(), self.given)
    }

    /// `Inaya M.`, as on the header's button.
    #[must_use]
    pub fn short(&self) -> String {
        match self.family.chars().next() {
            Some(initial) => format!("{}\u{a0}{initial}.", self.given),
            None => self.given.clone(),
        }
    }

    /// `IM`, for the round mark beside the name.
    #[must_use]
    pub fn initials(&self) -> String {
        [&self.given, &self.family].iter().filter_map(|name| name.chars().next()).flat_map(char::to_uppercase).collect()
    }
}

impl std::fmt::Debug for PersonName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PersonName(…)")
    }
}

named! {
    /// The colour that helps to tell profiles apart; the name always stands beside it.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    #[expect(missing_docs, reason = "the names are the colours")]
    pub enum Accent {
        Petrol => "petrol",
        Plum => "plum",
        Cornflower => "cornflower",
        Olive => "olive",
        Earth => "earth",
        Slate => "slate",
    }
}

impl Accent {
    /// The accent of the `position`-th profile of an account; they come round again after six.
    #[must_use]
    pub const fn of_position(position: usize) -> Self {
        Self::ALL[position % Self::ALL.len()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_shortened_for_the_header() {
        let name = PersonName { given: "Élodie".into(), family: "d'Ormesson".into() };
        assert_eq!(name.full(), "Élodie d'Ormesson");
        assert_eq!(name.short(), "Élodie\u{a0}d.");
        assert_eq!(name.initials(), "ÉD");
        assert_eq!(name.official(), "D'ORMESSON Élodie");
        let nobody = PersonName { given: String::new(), family: String::new() };
        assert_eq!((nobody.short(), nobody.initials()), (String::new(), String::new()));
    }
}
