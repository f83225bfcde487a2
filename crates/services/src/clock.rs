//! The clock, and the calendar of the people who read it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Datelike as _, NaiveDate, SecondsFormat, Timelike as _};
use chrono_tz::Europe::Paris;
use chrono_tz::Tz;
use domain::date::CalendarDate;
use domain::time::Timestamp;

use crate::Fault;

/// Tells the time: the system's, plus what demonstration mode or a test has added to it.
#[derive(Clone)]
pub struct Clock {
    base: Base,
    ahead: Arc<AtomicI64>,
}

#[derive(Clone, Copy)]
enum Base {
    System,
    Fixed(Timestamp),
}

impl Clock {
    /// The system's clock.
    #[must_use]
    pub fn system() -> Self {
        Self { base: Base::System, ahead: Arc::default() }
    }

    /// A clock that stands still until it is set forward: for tests.
    #[must_use]
    pub fn fixed(at: Timestamp) -> Self {
        Self { base: Base::Fixed(at), ahead: Arc::default() }
    }

    /// What time it is.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let base = match self.base {
            Base::Fixed(at) => at,
            Base::System => {
                #[expect(clippy::disallowed_methods, reason = "this is the one place")]
                let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
                Timestamp::from_millis(since.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX)))
            }
        };
        Timestamp::from_millis(base.as_millis().saturating_add(self.ahead()))
    }

    /// By how many milliseconds the clock is ahead of its base.
    #[must_use]
    pub fn ahead(&self) -> i64 {
        self.ahead.load(Ordering::Relaxed)
    }

    /// Sets by how many milliseconds the clock is ahead of its base.
    pub fn set_ahead(&self, millis: i64) {
        self.ahead.store(millis, Ordering::Relaxed);
    }
}

fn in_france(at: Timestamp) -> Result<DateTime<Tz>, Fault> {
    let instant = DateTime::from_timestamp_millis(at.as_millis()).ok_or(Fault::Internal("no such instant"))?;
    Ok(instant.with_timezone(&Paris))
}

/// The day it is in France.
///
/// # Errors
/// [`Fault::Internal`] outside the years 1900 to 2999.
pub fn day_in_france(at: Timestamp) -> Result<CalendarDate, Fault> {
    let local = in_france(at)?;
    let small = |number: u32| u8::try_from(number).unwrap_or_default();
    CalendarDate::new(u16::try_from(local.year()).unwrap_or_default(), small(local.month()), small(local.day()))
        .map_err(|_| Fault::Internal("a clock outside the calendar"))
}

/// The day that many days after another, or before it.
///
/// # Errors
/// [`Fault::Internal`] outside the calendar.
pub fn days_after(day: CalendarDate, days: i32) -> Result<CalendarDate, Fault> {
    let small = |number: u32| u8::try_from(number).unwrap_or_default();
    NaiveDate::from_ymd_opt(i32::from(day.year()), u32::from(day.month()), u32::from(day.day()))
        .and_then(|day| day.checked_add_signed(chrono::TimeDelta::days(i64::from(days))))
        .and_then(|day| CalendarDate::new(u16::try_from(day.year()).ok()?, small(day.month()), small(day.day())).ok())
        .ok_or(Fault::Internal("no such day"))
}

/// The instant at which a day begins in France.
///
/// # Errors
/// [`Fault::Internal`] outside the calendar.
pub fn beginning_in_france(day: CalendarDate) -> Result<Timestamp, Fault> {
    let midnight = NaiveDate::from_ymd_opt(i32::from(day.year()), u32::from(day.month()), u32::from(day.day()))
        .and_then(|day| day.and_hms_opt(0, 0, 0))
        // Clocks change at two or three in the morning.
        .and_then(|midnight| midnight.and_local_timezone(Paris).earliest())
        .ok_or(Fault::Internal("no such day"))?;
    Ok(Timestamp::from_millis(midnight.timestamp_millis()))
}

/// `14:05`, as clocks in France show it.
///
/// # Errors
/// [`Fault::Internal`] outside the calendar.
pub fn time_in_france(at: Timestamp) -> Result<String, Fault> {
    let local = in_france(at)?;
    Ok(format!("{:02}:{:02}", local.hour(), local.minute()))
}

/// The end of the day in France on which an instant is: what can be had until that day can be had all of it (product.md, decision 28).
///
/// # Errors
/// [`Fault::Internal`] outside the calendar.
pub fn end_of_day_in_france(at: Timestamp) -> Result<Timestamp, Fault> {
    beginning_in_france(days_after(day_in_france(at)?, 1)?)
}

/// The last day in France before an instant: something that ends then can be had on that day, until midnight.
///
/// # Errors
/// [`Fault::Internal`] outside the calendar.
pub fn last_day_before(end: Timestamp) -> Result<CalendarDate, Fault> {
    day_in_france(Timestamp::from_millis(end.as_millis() - 1))
}

/// `2026-11-28T14:05:09Z`: in UTC, as machines write it (RFC 3339).
///
/// # Errors
/// [`Fault::Internal`] outside the calendar.
pub fn instant(at: Timestamp) -> Result<String, Fault> {
    let utc = DateTime::from_timestamp_millis(at.as_millis()).ok_or(Fault::Internal("beyond the calendar"))?;
    Ok(utc.to_rfc3339_opts(SecondsFormat::Secs, true))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::from_millis(DateTime::parse_from_rfc3339(text).unwrap().timestamp_millis())
    }

    #[test]
    fn days_begin_at_midnight_in_france_in_summer_and_in_winter() {
        for (instant, day, time) in [
            ("2026-11-22T22:59:59Z", "2026-11-22", "23:59"),
            ("2026-11-22T23:00:00Z", "2026-11-23", "00:00"),
            ("2026-07-14T21:59:59Z", "2026-07-14", "23:59"),
            ("2026-07-14T22:00:00Z", "2026-07-15", "00:00"),
            ("2026-10-25T00:30:00Z", "2026-10-25", "02:30"),
            ("2026-10-25T01:30:00Z", "2026-10-25", "02:30"),
        ] {
            assert_eq!(day_in_france(at(instant)).unwrap().to_iso(), day, "{instant}");
            assert_eq!(time_in_france(at(instant)).unwrap(), time, "{instant}");
        }
    }

    #[test]
    fn a_day_begins_where_the_one_before_ends() {
        for day in ["2026-01-01", "2026-03-29", "2026-03-30", "2026-10-25", "2026-10-26", "2028-02-29"] {
            let begins = beginning_in_france(CalendarDate::from_iso(day).unwrap()).unwrap();
            assert_eq!(day_in_france(begins).unwrap().to_iso(), day);
            let before = day_in_france(Timestamp::from_millis(begins.as_millis() - 1)).unwrap().to_iso();
            assert!(before.as_str() < day, "{before}");
            assert_eq!(time_in_france(begins).unwrap(), "00:00");
        }
    }

    #[test]
    fn a_fixed_clock_moves_only_when_set() {
        let clock = Clock::fixed(Timestamp::from_millis(1000));
        assert_eq!(clock.now().as_millis(), 1000);
        clock.set_ahead(500);
        assert_eq!(clock.now().as_millis(), 1500);
    }
}
