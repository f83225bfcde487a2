//! A birth date as it is typed: three fields, a month by number or by name.

use serde::{Deserialize, Serialize};

use crate::date::{CalendarDate, MONTHS, NoSuchDay};

/// The first year of birth that is accepted.
pub const FIRST_YEAR: u16 = 1900;

/// One of the three fields of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DatePart {
    /// «Jour».
    Day,
    /// «Mois».
    Month,
    /// «Année».
    Year,
}

/// Why three texts are not a birth date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NotABirthDate {
    /// Nothing was typed.
    Empty,
    /// One part is missing, or is no such thing.
    Part(DatePart),
    /// The year has not four digits.
    YearLength,
    /// The calendar has no such day.
    NoSuchDay,
    /// Before 1900: no living person was born then.
    TooEarly,
    /// After today.
    Future,
}

/// Reads a birth date out of its three fields: `3`, `avril` (or `avr`, `avr.`, `4`, `04`), `2015`.
///
/// # Errors
/// [`NotABirthDate`], the first in the order of the fields.
pub fn parse(day: &str, month: &str, year: &str, today: CalendarDate) -> Result<CalendarDate, NotABirthDate> {
    let [day, month, year] = [day, month, year].map(str::trim);
    if day.is_empty() && month.is_empty() && year.is_empty() {
        return Err(NotABirthDate::Empty);
    }
    let ordinal = day.strip_suffix("er").unwrap_or(day);
    let day = number(ordinal, 2).ok_or(NotABirthDate::Part(DatePart::Day))?;
    let month = number(month, 2).or_else(|| month_of_name(month)).ok_or(NotABirthDate::Part(DatePart::Month))?;
    if !year.is_empty() && year.bytes().all(|byte| byte.is_ascii_digit()) && year.len() != 4 {
        return Err(NotABirthDate::YearLength);
    }
    let year = number(year, 4).ok_or(NotABirthDate::Part(DatePart::Year))?;
    if year < FIRST_YEAR {
        return Err(NotABirthDate::TooEarly);
    }
    if year > today.year() {
        return Err(NotABirthDate::Future);
    }
    let small = |number: u16| u8::try_from(number).map_err(|_| NotABirthDate::NoSuchDay);
    let date = CalendarDate::new(year, small(month)?, small(day)?).map_err(|NoSuchDay| NotABirthDate::NoSuchDay)?;
    check(date, today).map(|()| date)
}

/// Whether someone can have been born on that day.
///
/// # Errors
/// [`NotABirthDate::TooEarly`] or [`NotABirthDate::Future`].
pub fn check(date: CalendarDate, today: CalendarDate) -> Result<(), NotABirthDate> {
    if date.year() < FIRST_YEAR {
        Err(NotABirthDate::TooEarly)
    } else if date > today {
        Err(NotABirthDate::Future)
    } else {
        Ok(())
    }
}

/// A number of one to `most` ASCII digits.
fn number(text: &str, most: usize) -> Option<u16> {
    let digits = (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

/// The month that a French name, or its first three letters or more, can only mean. Case, accents and
/// a final dot do not count.
fn month_of_name(text: &str) -> Option<u16> {
    let typed = folded(text.strip_suffix('.').unwrap_or(text));
    if typed.chars().count() < 3 {
        return None;
    }
    let mut months = (1..).zip(MONTHS).filter(|(_, name)| folded(name).starts_with(&typed)).map(|(number, _)| number);
    match (months.next(), months.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}

/// Lower case without the accents that month names have.
fn folded(text: &str) -> String {
    text.chars()
        .flat_map(char::to_lowercase)
        // A combining accent, as some keyboards write it.
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

    fn today() -> CalendarDate {
        CalendarDate::from_iso("2026-11-22").unwrap()
    }

    fn read(day: &str, month: &str, year: &str) -> Result<String, NotABirthDate> {
        parse(day, month, year, today()).map(CalendarDate::to_iso)
    }

    #[test]
    fn months_are_read_by_number_and_by_name() {
        for month in ["2", "02", "février", "Février", "FEVRIER", "fév", "fév.", "fev", " fevr ", "fe\u{301}vrier"]
        {
            assert_eq!(read("3", month, "2015"), Ok("2015-02-03".into()), "{month}");
        }
        for (number, name) in (1..).zip(MONTHS) {
            assert_eq!(read("1er", name, "1984"), Ok(format!("1984-{number:02}-01")));
        }
        // «jui» could be June or July.
        for month in ["jui", "ju", "ma", "0x2", "13e", "smarch", "２"] {
            assert_eq!(read("3", month, "2015"), Err(NotABirthDate::Part(DatePart::Month)), "{month}");
        }
        assert_eq!(read("3", "juil", "2015"), Ok("2015-07-03".into()));
    }

    #[test]
    fn each_mistake_has_its_own_message() {
        use DatePart::{Day, Month, Year};
        assert_eq!(read("", " ", ""), Err(NotABirthDate::Empty));
        assert_eq!(read("", "4", "2015"), Err(NotABirthDate::Part(Day)));
        assert_eq!(read("3", "", "2015"), Err(NotABirthDate::Part(Month)));
        assert_eq!(read("3", "4", ""), Err(NotABirthDate::Part(Year)));
        assert_eq!(read("3", "4", "deux mille"), Err(NotABirthDate::Part(Year)));
        assert_eq!(read("3", "4", "15"), Err(NotABirthDate::YearLength));
        assert_eq!(read("3", "4", "20155"), Err(NotABirthDate::YearLength));
        assert_eq!(read("31", "4", "2015"), Err(NotABirthDate::NoSuchDay));
        assert_eq!(read("0", "4", "2015"), Err(NotABirthDate::NoSuchDay));
        assert_eq!(read("3", "13", "2015"), Err(NotABirthDate::NoSuchDay));
        assert_eq!(read("31", "12", "1899"), Err(NotABirthDate::TooEarly));
        assert_eq!(read("23", "11", "2026"), Err(NotABirthDate::Future));
        assert_eq!(read("1", "1", "2027"), Err(NotABirthDate::Future));
        assert_eq!(read("22", "11", "2026"), Ok("2026-11-22".into()));
        assert_eq!(read("1", "1", "1900"), Ok("1900-01-01".into()));
    }

    #[test]
    fn the_29th_of_february_exists_in_leap_years_only() {
        assert_eq!(read("29", "février", "2024"), Ok("2024-02-29".into()));
        assert_eq!(read("29", "2", "2000"), Ok("2000-02-29".into()));
        assert_eq!(read("29", "2", "2023"), Err(NotABirthDate::NoSuchDay));
        assert_eq!(read("29", "2", "1900"), Err(NotABirthDate::NoSuchDay));
    }

    proptest! {
        /// The oracle goes by day numbers: a day exists when its number leads back to it.
        #[test]
        fn a_day_is_a_birth_date_when_its_number_leads_back_to_it(day in 0u16..34, month in 0u16..15, year in 1890u16..2035) {
            // Julian day numbers after Fliegel and Van Flandern, there and back.
            let (y, m, d) = (i64::from(year), i64::from(month), i64::from(day));
            let a = (m - 14) / 12;
            let number = d - 32075 + 1461 * (y + 4800 + a) / 4 + 367 * (m - 2 - a * 12) / 12 - 3 * ((y + 4900 + a) / 100) / 4;
            let mut l = number + 68_569;
            let n = 4 * l / 146_097;
            l -= (146_097 * n + 3) / 4;
            let i = 4000 * (l + 1) / 1_461_001;
            l = l - 1461 * i / 4 + 31;
            let j = 80 * l / 2447;
            let back_day = l - 2447 * j / 80;
            l = j / 11;
            let (back_month, back_year) = (j + 2 - 12 * l, 100 * (n - 49) + i + l);
            let exists = (back_year, back_month, back_day) == (y, m, d);
            // 22 November 2026 is day 2,461,367.
            let expected = exists && year >= 1900 && number <= 2_461_367;
            prop_assert_eq!(read(&day.to_string(), &month.to_string(), &year.to_string()).is_ok(), expected);
        }

        #[test]
        fn no_text_makes_the_reader_panic(day in ".{0,6}", month in ".{0,10}", year in ".{0,6}") {
            let _ = parse(&day, &month, &year, today());
        }
    }
}
