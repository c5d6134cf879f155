//! The clock and the calendar.
//!
//! A signature carries the time, so whoever tests one, replays one or corrects a wrong machine must be able
//! to say what time it is. [`Clock`] is that place; nothing else in the crate asks the operating system for
//! the date. Waiting goes through `tokio::time`, which tests can pause.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

/// Says what time it is.
pub trait Clock: fmt::Debug + Send + Sync {
    /// The present time. Asked once for each attempt of a call.
    fn now(&self) -> SystemTime;
}

/// The operating system's clock. On `wasm32-unknown-unknown` there is none, and [`now`](Clock::now) panics: a client
/// there has to be given another, and building it without one is an error.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }
}

/// Seconds since 1970-01-01T00:00:00Z; a time before that counts as 0.
pub fn unix_seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_secs())
}

/// A day of the civil calendar, in UTC.
///
/// The signing scope names the UTC date of the timestamp. A local date would be another one for some hours
/// of every day, and the service would refuse the signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UtcDate {
    year: u16,
    month: u8,
    day: u8,
}

const SECONDS_PER_DAY: u64 = 86_400;
/// The last day with a year of four digits, 9999-12-31, counted from 1970-01-01.
const LAST_DAY: u64 = 2_932_896;

impl UtcDate {
    /// The date at `seconds` since 1970-01-01T00:00:00Z. Times after the year 9999 count as its last day.
    pub fn from_unix_seconds(seconds: u64) -> Self {
        let mut days = (seconds / SECONDS_PER_DAY).min(LAST_DAY);
        let mut year: u16 = 1970;
        // Whole cycles of 400 years first: the Gregorian calendar repeats after 146,097 days.
        while days >= 146_097 {
            days -= 146_097;
            year += 400;
        }
        while days >= days_of_year(year) {
            days -= days_of_year(year);
            year += 1;
        }
        let mut month = 1;
        while days >= days_of_month(year, month) {
            days -= days_of_month(year, month);
            month += 1;
        }
        // Fewer than 31 days are left.
        Self { year, month, day: u8::try_from(days).unwrap_or(30) + 1 }
    }
}

/// Writes `2022-01-10`.
impl fmt::Display for UtcDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// A time as people read it, by its seconds since 1970-01-01T00:00:00Z.
pub(crate) struct Utc(pub(crate) u64);

/// Writes `2022-01-10 08:00:00 UTC`.
impl fmt::Display for Utc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (date, second) = (UtcDate::from_unix_seconds(self.0), self.0 % SECONDS_PER_DAY);
        write!(f, "{date} {:02}:{:02}:{:02} UTC", second / 3600, second / 60 % 60, second % 60)
    }
}

fn is_leap(year: u16) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

fn days_of_year(year: u16) -> u64 {
    if is_leap(year) { 366 } else { 365 }
}

fn days_of_month(year: u16, month: u8) -> u64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn date(seconds: u64) -> String {
        UtcDate::from_unix_seconds(seconds).to_string()
    }

    #[test]
    fn known_dates() {
        for (seconds, expected) in [
            (0, "1970-01-01"),
            (86_399, "1970-01-01"),
            (86_400, "1970-01-02"),
            // The day around 29 February, in a leap year and in years that are none.
            (951_782_400, "2000-02-29"),
            (951_868_800, "2000-03-01"),
            (1_677_628_799, "2023-02-28"),
            (1_677_628_800, "2023-03-01"),
            (1_709_164_800, "2024-02-29"),
            (4_107_542_399, "2100-02-28"),
            (4_107_542_400, "2100-03-01"),
            // The second before midnight and midnight.
            (1_732_751_999, "2024-11-27"),
            (1_732_752_000, "2024-11-28"),
            (1_735_689_599, "2024-12-31"),
            (1_735_689_600, "2025-01-01"),
            (253_402_300_799, "9999-12-31"),
            (u64::MAX, "9999-12-31"),
        ] {
            assert_eq!(date(seconds), expected, "at {seconds}");
        }
    }

    #[test]
    fn every_day_follows_the_one_before() {
        let mut previous = UtcDate::from_unix_seconds(0);
        for day in 1..200_000 {
            let today = UtcDate::from_unix_seconds(day * SECONDS_PER_DAY);
            let next_day =
                today.year == previous.year && today.month == previous.month && today.day == previous.day + 1;
            let next_month = today.day == 1
                && u64::from(previous.day) == days_of_month(previous.year, previous.month)
                && (today.month == previous.month + 1 || (today.month == 1 && previous.month == 12));
            assert!(next_day || next_month, "{previous} then {today}");
            previous = today;
        }
    }

    #[test]
    fn before_the_epoch_is_zero() {
        assert_eq!(unix_seconds(UNIX_EPOCH - Duration::from_secs(5)), 0);
        assert_eq!(unix_seconds(UNIX_EPOCH + Duration::from_millis(1_999)), 1);
    }
}
