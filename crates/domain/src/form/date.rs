//! A date typed in three fields, as people know it by heart: day, month, year.

use serde::{Deserialize, Serialize};

use crate::date::{CalendarDate, MONTHS};
use crate::typed::plain;

/// What was typed, to show it again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DateForm {
    /// «Jour».
    pub jour: String,
    /// «Mois»: a number or a name.
    pub mois: String,
    /// «Année».
    pub annee: String,
}

/// One of the three fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatePart {
    /// «Jour».
    Day,
    /// «Mois».
    Month,
    /// «Année».
    Year,
}

impl DatePart {
    /// All of them, in the order in which they are typed.
    pub const ALL: [Self; 3] = [Self::Day, Self::Month, Self::Year];

    /// The name of the field in a form.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Day => "jour",
            Self::Month => "mois",
            Self::Year => "annee",
        }
    }
}

/// Some of the three fields, at least one: only these are marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateParts {
    day: bool,
    month: bool,
    year: bool,
}

impl DateParts {
    const ALL: Self = Self { day: true, month: true, year: true };
    const YEAR: Self = Self { day: false, month: false, year: true };

    /// Whether that field is one of them.
    #[must_use]
    pub const fn contains(self, part: DatePart) -> bool {
        match part {
            DatePart::Day => self.day,
            DatePart::Month => self.month,
            DatePart::Year => self.year,
        }
    }

    /// The first of them, where the focus goes.
    #[must_use]
    pub const fn first(self) -> DatePart {
        if self.day {
            DatePart::Day
        } else if self.month {
            DatePart::Month
        } else {
            DatePart::Year
        }
    }
}

/// What is wrong with a typed date. Of several things the one is told that is mended first: what is
/// missing, then what cannot be read, then what breaks a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DateProblem {
    /// Nothing was typed.
    Missing,
    /// These fields are empty.
    Incomplete(DateParts),
    /// The year has not four digits.
    YearDigits,
    /// These fields cannot be read, or the calendar does not have that day.
    NoSuchDay(DateParts),
    /// The year lies outside 1900 to `last`.
    YearOutOfRange {
        /// The last year that is possible.
        last: u16,
    },
    /// The day is yet to come.
    Future,
}

impl DateProblem {
    /// The fields to mark.
    #[must_use]
    pub const fn parts(self) -> DateParts {
        match self {
            Self::Missing | Self::Future => DateParts::ALL,
            Self::Incomplete(parts) | Self::NoSuchDay(parts) => parts,
            Self::YearDigits | Self::YearOutOfRange { .. } => DateParts::YEAR,
        }
    }
}

/// The first year that a date can have here (`reference/screens.md` A03).
pub const FIRST_YEAR: u16 = 1900;
/// The longest text that is kept of a field, in characters; the longest month has nine.
const KEPT: usize = 20;

impl DateForm {
    /// The form with these texts, cut where no date reaches and freed of control characters, so that
    /// they can stand in a page and be stored.
    #[must_use]
    pub fn new(jour: &str, mois: &str, annee: &str) -> Self {
        // A control character cannot be stored, but is a fault.
        let sign = |c: char| if c.is_control() && !c.is_whitespace() { char::REPLACEMENT_CHARACTER } else { c };
        let kept = |text: &str| plain(text).trim().chars().map(sign).take(KEPT).collect();
        Self { jour: kept(jour), mois: kept(mois), annee: kept(annee) }
    }

    /// The form that says that date.
    #[must_use]
    pub fn of(date: CalendarDate) -> Self {
        Self {
            jour: format!("{:02}", date.day()),
            mois: format!("{:02}", date.month()),
            annee: date.year().to_string(),
        }
    }

    /// What was typed in that field.
    #[must_use]
    pub fn part(&self, part: DatePart) -> &str {
        match part {
            DatePart::Day => &self.jour,
            DatePart::Month => &self.mois,
            DatePart::Year => &self.annee,
        }
    }

    /// Reads a date that is past: `today` at the latest. A child is born on the day it is declared.
    ///
    /// # Errors
    /// [`DateProblem`].
    pub fn read_past(&self, today: CalendarDate) -> Result<CalendarDate, DateProblem> {
        match self.read() {
            Ok(date) if date > today => Err(DateProblem::Future),
            Err(DateProblem::YearOutOfRange { .. }) => Err(DateProblem::YearOutOfRange { last: today.year() }),
            read => read,
        }
    }

    /// Reads any date of the calendar, from 1900 to 2999.
    ///
    /// # Errors
    /// [`DateProblem`], never [`DateProblem::Future`].
    pub fn read(&self) -> Result<CalendarDate, DateProblem> {
        let [day, month, year] = DatePart::ALL.map(|part| bare(self.part(part)));
        let missing = DateParts { day: day.is_empty(), month: month.is_empty(), year: year.is_empty() };
        if missing == DateParts::ALL {
            return Err(DateProblem::Missing);
        }
        if missing.day || missing.month || missing.year {
            return Err(DateProblem::Incomplete(missing));
        }
        if year.len() != 4 || !year.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(DateProblem::YearDigits);
        }
        let (day, month) = (read_day(&day), read_month(&month));
        let (Some(day), Some(month)) = (day, month) else {
            return Err(DateProblem::NoSuchDay(DateParts { day: day.is_none(), month: month.is_none(), year: false }));
        };
        let year: u16 = year.parse().map_err(|_| DateProblem::YearDigits)?;
        if !(FIRST_YEAR..=LAST_YEAR).contains(&year) {
            return Err(DateProblem::YearOutOfRange { last: LAST_YEAR });
        }
        CalendarDate::new(year, month, day).map_err(|_| DateProblem::NoSuchDay(DateParts::ALL))
    }
}

/// The last year of [`CalendarDate`].
const LAST_YEAR: u16 = 2999;

/// Without spaces and what pasting brings along unseen.
fn bare(text: &str) -> String {
    plain(text).replace(' ', "")
}

/// `3`, `03` or `1er`, from 1 to 31.
fn read_day(text: &str) -> Option<u8> {
    let lower = text.to_lowercase();
    small_number(lower.strip_suffix("er").unwrap_or(&lower)).filter(|day| (1..=31).contains(day))
}

/// `2`, `02`, `février`, `Fevrier`, `févr.`: of a name, so many letters that it can be no other month.
fn read_month(text: &str) -> Option<u8> {
    if let Some(number) = small_number(text) {
        return (1..=12).contains(&number).then_some(number);
    }
    let typed = without_accents(text.strip_suffix('.').unwrap_or(text));
    if typed.len() < 3 {
        return None;
    }
    let mut fitting =
        (1..).zip(MONTHS).filter(|(_, name)| without_accents(name).starts_with(&typed)).map(|(number, _)| number);
    match (fitting.next(), fitting.next()) {
        (Some(month), None) => Some(month),
        _ => None,
    }
}

/// One or two digits.
fn small_number(text: &str) -> Option<u8> {
    let digits = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// Lower case, and the letters of the months' names without their accents, whether a keyboard typed
/// them as one character or as two.
fn without_accents(text: &str) -> String {
    text.to_lowercase()
        .chars()
        .filter(|c| !matches!(c, '\u{300}'..='\u{36f}'))
        .map(|c| match c {
            'é' | 'è' | 'ê' => 'e',
            'û' | 'ù' => 'u',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(jour: &str, mois: &str, annee: &str) -> Result<String, DateProblem> {
        DateForm::new(jour, mois, annee).read().map(CalendarDate::to_iso)
    }

    fn parts(names: &str) -> DateParts {
        let [day, month, year] = ['j', 'm', 'a'].map(|name| names.contains(name));
        DateParts { day, month, year }
    }

    #[test]
    fn months_are_read_as_people_write_them() {
        for month in ["2", "02", "février", "Février", "FEVRIER", "févr.", "fevr.", "fév", "fe\u{301}v", " fevrier "]
        {
            assert_eq!(read("3", month, "1975"), Ok("1975-02-03".into()), "{month:?}");
        }
        let months =
            ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."];
        for (number, month) in (1..).zip(months) {
            assert_eq!(read("3", month, "1975"), Ok(format!("1975-{number:02}-03")), "{month}");
        }
    }

    #[test]
    fn days_and_years_may_carry_what_pasting_brings() {
        assert_eq!(read(" 03 ", "4", "\u{a0}2015"), Ok("2015-04-03".into()));
        assert_eq!(read("1er", "8", "2015\u{200b}"), Ok("2015-08-01".into()));
        assert_eq!(read("1", "8", "\u{202a}1984\u{202c}"), Ok("1984-08-01".into()));
        assert_eq!(read("12\0", "8", "1984"), Err(DateProblem::NoSuchDay(parts("j"))));
    }

    #[test]
    fn a_text_that_is_no_month_or_more_than_one_is_refused() {
        for month in ["0", "13", "002", "jui", "ma", "fe", "m", "februar", "fevrierr", "２", "-2", "."] {
            assert_eq!(read("3", month, "1975"), Err(DateProblem::NoSuchDay(parts("m"))), "{month:?}");
        }
    }

    #[test]
    fn only_the_faulty_fields_are_marked() {
        use DateProblem as P;
        assert_eq!(read("", " ", "\u{a0}"), Err(P::Missing));
        assert_eq!(read("3", "", "1975"), Err(P::Incomplete(parts("m"))));
        assert_eq!(read("", "2", ""), Err(P::Incomplete(parts("ja"))));
        assert_eq!(read("3", "2", "75"), Err(P::YearDigits));
        assert_eq!(read("99", "xx", "75"), Err(P::YearDigits));
        assert_eq!(read("32", "2", "1975"), Err(P::NoSuchDay(parts("j"))));
        assert_eq!(read("0", "13", "1975"), Err(P::NoSuchDay(parts("jm"))));
        assert_eq!(read("29", "2", "2023"), Err(P::NoSuchDay(DateParts::ALL)));
        assert_eq!(read("3", "2", "1899"), Err(P::YearOutOfRange { last: 2999 }));
        assert_eq!(P::Incomplete(parts("ma")).parts().first(), DatePart::Month);
        assert!(!P::YearDigits.parts().contains(DatePart::Day));
    }

    #[test]
    fn a_birth_date_is_past_or_today() {
        let today = CalendarDate::from_iso("2026-11-22").unwrap();
        let past = |jour, mois, annee| DateForm::new(jour, mois, annee).read_past(today);
        assert_eq!(past("22", "novembre", "2026"), Ok(today));
        assert_eq!(past("23", "11", "2026"), Err(DateProblem::Future));
        assert_eq!(past("1", "1", "3000"), Err(DateProblem::YearOutOfRange { last: 2026 }));
        assert_eq!(past("1", "1", "1850"), Err(DateProblem::YearOutOfRange { last: 2026 }));
    }

    #[test]
    fn what_is_kept_is_short_and_printable() {
        let form = DateForm::new("\0<b>3", &"é".repeat(500), "1975\n");
        assert_eq!((form.jour.as_str(), form.annee.as_str()), ("\u{fffd}<b>3", "1975"));
        assert_eq!(form.mois.chars().count(), 20);
    }

    proptest! {
        #[test]
        fn every_day_is_read_from_its_numbers_and_its_words(year in 1900u16..3000, month in 1u8..=12, day in 1u8..=31) {
            if let Ok(date) = CalendarDate::new(year, month, day) {
                let text = date.to_string();
                let words: Vec<&str> = text.split([' ', '\u{a0}']).collect();
                prop_assert_eq!(DateForm::new(words[0], words[1], words[2]).read(), Ok(date));
                let [day, month, year] = [day.to_string(), format!("{month:02}"), year.to_string()];
                prop_assert_eq!(DateForm::new(&day, &month, &year).read(), Ok(date));
            }
        }

        #[test]
        fn no_text_makes_the_reader_panic(jour in ".{0,12}", mois in ".{0,12}", annee in ".{0,12}") {
            let _ = DateForm::new(&jour, &mois, &annee).read();
        }
    }
}
