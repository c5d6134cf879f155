//! A moment, in every notation that occurs on the wire.
//!
//! Answers carry times as seconds, as ISO 8601, and as dates and times without a zone; the protocol has the
//! dates of the credential scope and of the `Date` header. Nothing here asks what time it is: the present is
//! handed in, so that tests can make it stand still.

use std::time::{SystemTime, UNIX_EPOCH};

// The crate has a module of the same name.
use ::time::{Duration, OffsetDateTime};

/// A point in time between the years 0 and 9999, to the second: every notation can show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment(OffsetDateTime);

impl Moment {
    /// The moment `seconds` after 1970-01-01T00:00:00Z, or that one where `seconds` is out of range.
    pub(crate) fn from_unix(seconds: i64) -> Self {
        let moment = OffsetDateTime::from_unix_timestamp(seconds).ok();
        Self(moment.filter(|moment| moment.year() >= 0).unwrap_or(OffsetDateTime::UNIX_EPOCH))
    }

    /// This moment, `seconds` later.
    pub(crate) fn later(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(Duration::seconds(seconds)))
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub(crate) fn unix(self) -> i64 {
        self.0.unix_timestamp()
    }

    /// Such as `2022-01-10T00:00:00Z`.
    pub(crate) fn iso8601(self) -> String {
        format!("{}T{}Z", date(self.0), clock_time(self.0))
    }

    /// Such as `2022-01-10 08:00:00`, in the service's zone.
    pub(crate) fn service_datetime(self) -> String {
        let local = self.service_zone();
        format!("{} {}", date(local), clock_time(local))
    }

    /// Such as `2022-01-10`, in the service's zone.
    pub(crate) fn service_date(self) -> String {
        date(self.service_zone())
    }

    /// Such as `2022-01-10`, in UTC: the date of a credential scope.
    #[cfg(feature = "emulator")]
    pub(crate) fn utc_date(self) -> String {
        date(self.0)
    }

    /// Such as `Mon, 10 Jan 2022 00:00:00 GMT`: the `Date` header.
    pub(crate) fn http_date(self) -> String {
        const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
        const MONTHS: [&str; 12] =
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let day = DAYS[usize::from(self.0.weekday().number_days_from_monday()) % DAYS.len()];
        let month = MONTHS[usize::from(u8::from(self.0.month()) - 1) % MONTHS.len()];
        format!("{day}, {:02} {month} {:04} {} GMT", self.0.day(), self.0.year(), clock_time(self.0))
    }

    /// Times without a zone are China Standard Time (UTC+8) on the wire, whatever the region of the call.
    fn service_zone(self) -> OffsetDateTime {
        self.0.saturating_add(Duration::hours(8))
    }
}

impl From<SystemTime> for Moment {
    fn from(time: SystemTime) -> Self {
        let seconds = match time.duration_since(UNIX_EPOCH) {
            Ok(after) => i64::try_from(after.as_secs()),
            Err(before) => i64::try_from(before.duration().as_secs()).map(|seconds| -seconds),
        };
        Self::from_unix(seconds.unwrap_or(0))
    }
}

fn date(moment: OffsetDateTime) -> String {
    format!("{:04}-{:02}-{:02}", moment.year(), u8::from(moment.month()), moment.day())
}

fn clock_time(moment: OffsetDateTime) -> String {
    format!("{:02}:{:02}:{:02}", moment.hour(), moment.minute(), moment.second())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration as Span;

    #[test]
    fn every_notation_shows_the_same_moment() {
        let moment = Moment::from_unix(1_641_762_000); // 2022-01-09T21:00:00Z
        assert_eq!(moment.iso8601(), "2022-01-09T21:00:00Z");
        assert_eq!(moment.service_datetime(), "2022-01-10 05:00:00");
        assert_eq!(moment.service_date(), "2022-01-10");
        assert_eq!(moment.later(3 * 3600).iso8601(), "2022-01-10T00:00:00Z");
        assert_eq!(moment.unix(), 1_641_762_000);
    }

    #[cfg(feature = "emulator")]
    #[test]
    fn dates_of_the_protocol_are_utc() {
        let moment = Moment::from_unix(784_111_777); // The example of RFC 9110, section 5.6.7.
        assert_eq!(moment.http_date(), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(moment.utc_date(), "1994-11-06");
    }

    #[test]
    fn no_time_is_too_far_away() {
        assert_eq!(Moment::from_unix(i64::MAX).unix(), 0);
        assert_eq!(Moment::from_unix(i64::MIN).unix(), 0);
        let late = Moment::from_unix(253_402_300_799); // 9999-12-31T23:59:59Z
        assert_eq!(late.later(7200).iso8601(), "9999-12-31T23:59:59Z");
        assert_eq!(Moment::from(UNIX_EPOCH - Span::from_secs(1)).iso8601(), "1969-12-31T23:59:59Z");
    }
}
