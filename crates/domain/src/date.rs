//! Calendar dates of the Gregorian calendar, without a time or a zone.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A day that exists in the calendar, from 1900 to 2999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "(u16, u8, u8)", into = "(u16, u8, u8)")]
pub struct CalendarDate {
    year: u16,
    month: u8,
    day: u8,
}

/// The day does not exist, or lies outside the years 1900 to 2999.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSuchDay;

impl fmt::Display for NoSuchDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no such day")
    }
}

/// The names of the months, from January.
pub const MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

impl CalendarDate {
    /// The day `day` (from 1) of the month `month` (from 1) of `year`.
    ///
    /// # Errors
    /// [`NoSuchDay`] when the calendar does not have that day, or its year is not supported.
    pub fn new(year: u16, month: u8, day: u8) -> Result<Self, NoSuchDay> {
        let exists = (1900..=2999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_in_month(year, month)).contains(&day);
        if exists { Ok(Self { year, month, day }) } else { Err(NoSuchDay) }
    }

    /// Reads `2015-04-03`.
    ///
    /// # Errors
    /// [`NoSuchDay`] when the text has another form or names no day.
    pub fn from_iso(text: &str) -> Result<Self, NoSuchDay> {
        let mut parts = text.splitn(3, '-').map(|part| part.parse::<u16>().map_err(|_| NoSuchDay));
        let mut next = || parts.next().ok_or(NoSuchDay)?;
        let (year, month, day) = (next()?, next()?, next()?);
        let small = |number| u8::try_from(number).map_err(|_| NoSuchDay);
        Self::new(year, small(month)?, small(day)?)
    }

    /// The year.
    #[must_use]
    pub const fn year(self) -> u16 {
        self.year
    }

    /// The month, from 1.
    #[must_use]
    pub const fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, from 1.
    #[must_use]
    pub const fn day(self) -> u8 {
        self.day
    }

    /// `2015-04-03`, as `<time datetime>` wants it.
    #[must_use]
    pub fn to_iso(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    /// `03/04/2015`, as official papers write it.
    #[must_use]
    pub fn numeric(self) -> String {
        format!("{:02}/{:02}/{:04}", self.day, self.month, self.year)
    }

    /// Whole years from this day to `today`; born on 29 February, a person is a year older on
    /// 1 March of an ordinary year (product.md, decision 16).
    #[must_use]
    pub fn age_on(self, today: Self) -> u16 {
        let had_birthday = (today.month, today.day) >= (self.month, self.day);
        today.year.saturating_sub(self.year).saturating_sub(u16::from(!had_birthday))
    }
}

impl CalendarDate {
    /// How many days after 1 January 1970 it is.
    #[must_use]
    pub fn days_since_1970(self) -> i64 {
        // Years that begin in March have the day that is sometimes there at their end.
        let (year, month) = (i64::from(self.year), i64::from(self.month));
        let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
        let days_of_years = 365 * year + year / 4 - year / 100 + year / 400;
        days_of_years + (153 * month + 2) / 5 + i64::from(self.day) - 719_469
    }

    /// So many days later.
    #[must_use]
    pub fn plus_days(self, days: u16) -> Self {
        let (mut day, mut month, mut year) = (u16::from(self.day) + days, self.month, self.year);
        loop {
            let in_month = u16::from(days_in_month(year, month));
            if day <= in_month {
                // It fits: no month has more than 31 days.
                return Self { year, month, day: u8::try_from(day).unwrap_or(1) };
            }
            day -= in_month;
            (year, month) = month_after(year, month);
        }
    }

    /// The same day of the next month, or that month's last day where it has no such day.
    #[must_use]
    pub fn plus_a_month(self) -> Self {
        let (year, month) = month_after(self.year, self.month);
        Self { year, month, day: self.day.min(days_in_month(year, month)) }
    }
}

const fn month_after(year: u16, month: u8) -> (u16, u8) {
    if month == 12 { (year + 1, 1) } else { (year, month + 1) }
}

/// How many days `month` (from 1) of `year` has.
fn days_in_month(year: u16, month: u8) -> u8 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// `3 avril 2015`, and `1er avril 2015` for the first of a month; a line does not end between the day and the month.
impl fmt::Display for CalendarDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ordinal = if self.day == 1 { "er" } else { "" };
        write!(f, "{}{ordinal}\u{a0}{} {}", self.day, MONTHS[usize::from(self.month) - 1], self.year)
    }
}

impl TryFrom<(u16, u8, u8)> for CalendarDate {
    type Error = NoSuchDay;

    fn try_from((year, month, day): (u16, u8, u8)) -> Result<Self, Self::Error> {
        Self::new(year, month, day)
    }
}

impl From<CalendarDate> for (u16, u8, u8) {
    fn from(date: CalendarDate) -> Self {
        (date.year, date.month, date.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn date(text: &str) -> CalendarDate {
        CalendarDate::from_iso(text).unwrap()
    }

    #[test]
    fn leap_days_follow_the_gregorian_rule() {
        assert!(CalendarDate::new(2024, 2, 29).is_ok());
        assert!(CalendarDate::new(2000, 2, 29).is_ok());
        assert_eq!(CalendarDate::new(1900, 2, 29), Err(NoSuchDay));
        assert_eq!(CalendarDate::new(2023, 2, 29), Err(NoSuchDay));
        assert_eq!(CalendarDate::new(2023, 0, 1), Err(NoSuchDay));
        assert_eq!(CalendarDate::new(1899, 12, 31), Err(NoSuchDay));
    }

    #[test]
    fn days_are_counted_from_1970() {
        for (day, count) in [
            ("1970-01-01", 0),
            ("1969-12-31", -1),
            ("1970-03-01", 59),
            ("2000-02-29", 11_016),
            ("2000-03-01", 11_017),
            ("2026-11-22", 20_779),
            ("1900-01-01", -25_567),
            ("2999-12-31", 376_199),
        ] {
            assert_eq!(date(day).days_since_1970(), count, "{day}");
        }
    }

    #[test]
    fn french_dates_are_written_as_people_write_them() {
        assert_eq!(date("2015-04-03").to_string(), "3\u{a0}avril 2015");
        assert_eq!(date("2015-08-01").to_string(), "1er\u{a0}août 2015");
        assert_eq!(date("2015-08-01").numeric(), "01/08/2015");
    }

    #[test]
    fn someone_born_on_29_february_comes_of_age_on_1_march() {
        let born = date("2008-02-29");
        assert_eq!(born.age_on(date("2026-02-28")), 17);
        assert_eq!(born.age_on(date("2026-03-01")), 18);
        assert_eq!(born.age_on(date("2028-02-29")), 20);
    }

    proptest! {
        /// The oracle goes by day numbers: a day exists when its number leads back to it.
        #[test]
        fn a_day_exists_when_its_number_leads_back_to_it(day in 0u8..34, month in 0u8..15, year in 1890u16..3010) {
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
            let expected = exists && (1900..=2999).contains(&year);
            prop_assert_eq!(CalendarDate::new(year, month, day).is_ok(), expected);
        }

        #[test]
        fn a_date_survives_its_iso_text(year in 1900u16..3000, month in 1u8..=12, day in 1u8..=31) {
            if let Ok(date) = CalendarDate::new(year, month, day) {
                prop_assert_eq!(CalendarDate::from_iso(&date.to_iso()), Ok(date));
            }
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in ".{0,20}") {
            let _ = CalendarDate::from_iso(&text);
        }
    }
}
