//! The medical profile: what a person says of their health under each heading.

use serde::{Deserialize, Serialize};

use crate::typed::{composed, is_unseen};

use crate::named;

named! {
    /// A heading of the medical profile that is filled in by hand.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub enum Heading {
        /// «Maladies et sujets de santé».
        Illnesses => "illnesses",
        /// «Traitements».
        Treatments => "treatments",
        /// «Allergies».
        Allergies => "allergies",
    }
}

/// What stands under a heading that was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Entries {
    /// «Rien à signaler».
    Nothing,
    /// From 1 to [`ENTRIES_MAX`](Self::ENTRIES_MAX), in the order in which they were typed.
    Listed(Vec<String>),
}

/// Why a list cannot be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAList {
    /// Nothing was typed.
    Empty,
    /// One is longer than [`Entries::LENGTH_MAX`].
    TooLong,
    /// There are more than [`Entries::ENTRIES_MAX`].
    TooMany,
}

impl Entries {
    /// How many there can be.
    pub const ENTRIES_MAX: usize = 50;
    /// How long each can be, in characters.
    pub const LENGTH_MAX: usize = 200;

    /// Reads a list that was typed one to a line; empty lines and repeated ones count for nothing.
    pub fn parse(text: &str) -> Result<Self, NotAList> {
        let mut listed: Vec<String> = Vec::new();
        for line in text.lines() {
            // What somebody writes in their own words keeps its hyphens and apostrophes.
            let seen: String = line.chars().filter(|c| !is_unseen(*c)).collect();
            let words = seen.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
            let line = composed(&words.collect::<Vec<_>>().join(" "));
            if line.chars().count() > Self::LENGTH_MAX {
                return Err(NotAList::TooLong);
            }
            if !line.is_empty() && !listed.contains(&line) {
                listed.push(line);
            }
        }
        match listed.len() {
            0 => Err(NotAList::Empty),
            1..=Self::ENTRIES_MAX => Ok(Self::Listed(listed)),
            _ => Err(NotAList::TooMany),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_line_by_line() {
        let listed = |entries: &[&str]| Ok(Entries::Listed(entries.iter().map(|&entry| entry.to_owned()).collect()));
        assert_eq!(
            Entries::parse("Asthme\r\n\r\n  Diabète   de type 2 \nAsthme"),
            listed(&["Asthme", "Diabète de type 2"])
        );
        assert_eq!(Entries::parse("a\u{0}b"), listed(&["a b"]));
        assert_eq!(Entries::parse(" \n\t\n"), Err(NotAList::Empty));
        assert_eq!(Entries::parse(&"x".repeat(201)), Err(NotAList::TooLong));
        let lines = |count: usize| (0..count).map(|number| number.to_string()).collect::<Vec<_>>().join("\n");
        assert!(Entries::parse(&lines(50)).is_ok());
        assert_eq!(Entries::parse(&lines(51)), Err(NotAList::TooMany));
    }
}
