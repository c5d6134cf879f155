//! Setting a wrong clock right.
//!
//! The service refuses signatures that are more than 5 minutes away from its own time
//! (`AuthFailure.SignatureExpire`), and no official SDK does anything about it. Every reply carries the server's
//! time in `Date`, so the difference is known; it is kept and added to whatever this machine's clock says.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::HeaderMap;
use http::header::DATE;

/// Differences below this cannot be why a signature was refused: the service admits 5 minutes, and a reply may
/// have been on its way for a while.
const SIGNIFICANT: i64 = 60;

/// How far the clock of this machine is behind the service's, in seconds.
#[derive(Debug, Default)]
pub(crate) struct ClockOffset(AtomicI64);

impl ClockOffset {
    /// The service's time when this machine's clock shows `local`.
    pub(crate) fn apply(&self, local: SystemTime) -> SystemTime {
        let seconds = self.0.load(Ordering::Relaxed);
        let distance = Duration::from_secs(seconds.unsigned_abs());
        let shifted = if seconds < 0 { local.checked_sub(distance) } else { local.checked_add(distance) };
        shifted.unwrap_or(local)
    }

    /// What would have to be kept for `local` to be `server`, if that differs enough from what is kept.
    pub(crate) fn correction(&self, server: SystemTime, local: SystemTime) -> Option<i64> {
        let needed = seconds(server).checked_sub(seconds(local))?;
        let difference = needed.checked_sub(self.0.load(Ordering::Relaxed))?;
        (difference.abs() >= SIGNIFICANT).then_some(needed)
    }

    /// Keeps `seconds` from now on.
    pub(crate) fn set(&self, seconds: i64) {
        self.0.store(seconds, Ordering::Relaxed);
    }
}

/// The server's time, as it stands in the head of a reply.
pub(crate) fn server_time(headers: &HeaderMap) -> Option<SystemTime> {
    httpdate::parse_http_date(headers.get(DATE)?.to_str().ok()?).ok()
}

/// Seconds since 1970, before it too.
fn seconds(time: SystemTime) -> i64 {
    let to_i64 = |duration: Duration| i64::try_from(duration.as_secs()).unwrap_or(i64::MAX);
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) => to_i64(since),
        Err(before) => -to_i64(before.duration()),
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    #[test]
    fn a_slow_and_a_fast_clock_are_set_right() {
        for (server, local) in [(10_000, 4_000), (10_000, 70_000)] {
            let offset = ClockOffset::default();
            let correction = offset.correction(at(server), at(local)).unwrap();
            offset.set(correction);
            assert_eq!(offset.apply(at(local)), at(server));
            assert_eq!(offset.apply(at(local + 5)), at(server + 5));
            assert_eq!(offset.correction(at(server + 3), at(local)), None, "once is enough");
        }
    }

    #[test]
    fn a_clock_that_is_right_is_left_alone() {
        let offset = ClockOffset::default();
        assert_eq!(offset.correction(at(10_059), at(10_000)), None);
        assert_eq!(offset.correction(at(10_060), at(10_000)), Some(60));
    }

    #[test]
    fn a_date_is_read_if_it_is_one() {
        let mut headers = HeaderMap::new();
        assert_eq!(server_time(&headers), None);
        headers.insert(DATE, HeaderValue::from_static("Thu, 01 Jan 1970 01:00:00 GMT"));
        assert_eq!(server_time(&headers), Some(at(3_600)));
        headers.insert(DATE, HeaderValue::from_static("yesterday"));
        assert_eq!(server_time(&headers), None);
    }
}
