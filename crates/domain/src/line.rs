//! A line of a file that an operator's command takes in, column by column: what stands there is read as whoever wrote it sees it,
//! and everything that is wrong with it is told at once.
//!
//! To add such a file: an enum of its columns by [`named!`](crate::named), in their order, that is a [`Column`]; a struct whose
//! `read` asks a [`Line`] for each.

use crate::typed::{self, composed, looks_encoded_twice, plain};

/// Why a text is refused that shows that the file was made by a program that took UTF-8 for something else.
pub const ENCODED_TWICE: &str = "looks as if it had been encoded in UTF-8 twice";
/// The longest name or line of an address, in characters.
const TEXT_MAX: usize = 100;

/// A column of a file.
pub(crate) trait Column: Copy {
    /// Where it stands among all of them.
    fn place(self) -> usize;
}

/// Why a line is refused. It names the column and never what stands in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineProblem<C> {
    /// Where.
    pub column: C,
    /// What is wanted or wrong.
    pub reason: &'static str,
}

/// A line that is being read.
pub(crate) struct Line<'a, C, const N: usize> {
    /// As it stands in the file.
    raw: &'a [&'a str; N],
    /// As it is seen.
    fields: [String; N],
    /// What was found wrong so far, in the order in which it was asked for.
    pub(crate) problems: Vec<LineProblem<C>>,
}

impl<'a, C: Column, const N: usize> Line<'a, C, N> {
    /// The line of these fields, in the order of the columns.
    pub(crate) fn new(raw: &'a [&'a str; N]) -> Self {
        Self { raw, fields: raw.map(plain), problems: Vec::new() }
    }

    /// Notes that something is wrong.
    pub(crate) fn problem(&mut self, column: C, reason: &'static str) {
        self.problems.push(LineProblem { column, reason });
    }

    /// What stands in a column, as it is seen.
    pub(crate) fn text(&self, column: C) -> &str {
        self.fields[column.place()].trim()
    }

    /// What stands in a column; nothing, or what cannot be read, gives `None`, the latter with a problem.
    pub(crate) fn optional<T>(&mut self, column: C, read: impl FnOnce(&str) -> Result<T, &'static str>) -> Option<T> {
        let text = self.text(column);
        if text.is_empty() {
            return None;
        }
        // What was encoded twice has signs that look plain, and that are dropped.
        let read = if looks_encoded_twice(self.raw[column.place()]) { Err(ENCODED_TWICE) } else { read(text) };
        read.map_err(|reason| self.problem(column, reason)).ok()
    }

    /// The same; nothing is a problem as well.
    pub(crate) fn required<T>(&mut self, column: C, read: impl FnOnce(&str) -> Result<T, &'static str>) -> Option<T> {
        if self.text(column).is_empty() {
            self.problem(column, "missing");
            return None;
        }
        self.optional(column, read)
    }
}

/// A name: letters, spaces, hyphens, apostrophes, dots and brackets, of which at least one letter.
pub(crate) fn name(typed: &str) -> Result<String, &'static str> {
    let name = text(&typed::name(typed))?;
    let of_a_name = |c: char| c.is_alphabetic() || typed::is_mark(c) || matches!(c, ' ' | '-' | '\'' | '.' | '(' | ')');
    if name.contains(char::is_alphabetic) && name.chars().all(of_a_name) { Ok(name) } else { Err("not a name") }
}

/// A text of one line.
pub(crate) fn text(typed: &str) -> Result<String, &'static str> {
    let text = composed(typed);
    if text.chars().nth(TEXT_MAX).is_some() {
        Err("more than 100 characters")
    } else if text.chars().any(char::is_control) {
        Err("a control character")
    } else {
        Ok(text)
    }
}
