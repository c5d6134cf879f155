//! Setting a wrong clock right.
//!
//! The service refuses signatures that are more than 5 minutes away from its own time
//! (`AuthFailure.SignatureExpire`), and no official SDK does anything about it. Every reply carries the server's
//! time in `Date`, so the difference is known; it is kept and added to whatever this machine's clock says.
//!
//! A difference holds for as long as the clock runs on. Once somebody sets the clock, it is wrong by what it was right
//! by before, and keys would seem to have expired that have not, so that nothing would be sent and nothing learnt. So
//! the clock is compared with one that nobody sets: if the two have come apart, the difference is forgotten.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::HeaderMap;
use http::header::DATE;
use tokio::time::Instant;

/// Differences below this cannot be why a signature was refused: the service admits 5 minutes, and a reply may
/// have been on its way for a while.
const SIGNIFICANT: i64 = 60;

/// How far the clock of this machine is behind the service's.
#[derive(Debug, Default)]
pub(crate) struct ClockOffset {
    /// In seconds. With a clock that is right, which most are, it is 0 and all there is to look at.
    seconds: AtomicI64,
    learnt: Mutex<Option<Learnt>>,
}

/// When a difference was learnt: by the machine's clock, and by one that nobody sets.
#[derive(Debug, Clone, Copy)]
struct Learnt {
    local: SystemTime,
    steady: Instant,
}

impl Learnt {
    /// Whether the machine's clock, which shows `local`, has been set since. A machine that slept looks like that too.
    fn is_outdated(self, local: SystemTime) -> bool {
        let steady = i64::try_from(self.steady.elapsed().as_secs()).unwrap_or(i64::MAX);
        let shown = seconds(local).saturating_sub(seconds(self.local));
        shown.saturating_sub(steady).saturating_abs() >= SIGNIFICANT
    }
}

impl ClockOffset {
    /// The service's time when this machine's clock shows `local`.
    pub(crate) fn apply(&self, local: SystemTime) -> SystemTime {
        let seconds = self.at(local);
        let distance = Duration::from_secs(seconds.unsigned_abs());
        let shifted = if seconds < 0 { local.checked_sub(distance) } else { local.checked_add(distance) };
        shifted.unwrap_or(local)
    }

    /// The seconds that are added at present.
    pub(crate) fn seconds(&self) -> i64 {
        self.seconds.load(Ordering::Relaxed)
    }

    /// The seconds to add when this machine's clock shows `local`.
    fn at(&self, local: SystemTime) -> i64 {
        if self.seconds() == 0 {
            return 0;
        }
        let mut learnt = self.learnt.lock().unwrap_or_else(PoisonError::into_inner);
        if learnt.is_some_and(|learnt| learnt.is_outdated(local)) {
            *learnt = None;
            self.seconds.store(0, Ordering::Relaxed);
        }
        self.seconds()
    }

    /// Learns that it was `server` when this machine's clock showed `local`. Returns whether that explains why a
    /// signature was refused for which `used` seconds had been added.
    ///
    /// What counts is what the signature was made with and not what is kept by now: of many calls that are refused
    /// together, the first to come back has set it right for all.
    pub(crate) fn learn(&self, server: SystemTime, local: SystemTime, used: i64) -> bool {
        let Some(needed) = seconds(server).checked_sub(seconds(local)) else { return false };
        let explains =
            needed.checked_sub(used).is_some_and(|difference| difference.saturating_abs() >= SIGNIFICANT);
        if explains {
            let mut learnt = self.learnt.lock().unwrap_or_else(PoisonError::into_inner);
            *learnt = Some(Learnt { local, steady: Instant::now() });
            self.seconds.store(needed, Ordering::Relaxed);
        }
        explains
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

    #[tokio::test(start_paused = true)]
    async fn a_clock_that_is_set_afterwards_is_believed_again() {
        for (server, local) in [(10_000, 2_800), (10_000, 17_200)] {
            let offset = ClockOffset::default();
            assert!(offset.learn(at(server), at(local), 0));
            tokio::time::advance(Duration::from_secs(3_600)).await;
            assert_eq!(offset.apply(at(local + 3_600)), at(server + 3_600), "it runs on");
            assert_eq!(offset.apply(at(local + 3_600 + 50)), at(server + 3_600 + 50), "not quite as fast");
            assert_eq!(offset.apply(at(server + 3_605)), at(server + 3_605), "it was set");
            assert_eq!(offset.seconds(), 0);
            assert!(offset.learn(at(server), at(local), offset.seconds()), "and set back");
        }
    }

    #[test]
    fn a_slow_and_a_fast_clock_are_set_right() {
        for (server, local) in [(10_000, 4_000), (10_000, 70_000)] {
            let offset = ClockOffset::default();
            assert!(offset.learn(at(server), at(local), 0));
            assert_eq!(offset.apply(at(local)), at(server));
            assert_eq!(offset.apply(at(local + 5)), at(server + 5));
            assert!(!offset.learn(at(server + 3), at(local), offset.seconds()), "once is enough");
            assert!(offset.learn(at(server), at(local), 0), "another call was signed before it was known");
        }
    }

    #[test]
    fn a_clock_that_is_right_is_left_alone() {
        let offset = ClockOffset::default();
        assert!(!offset.learn(at(10_059), at(10_000), 0));
        assert_eq!(offset.seconds(), 0);
        assert!(offset.learn(at(10_060), at(10_000), 0));
        assert_eq!(offset.seconds(), 60);
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
