//! When to fetch, in numbers.
//!
//! Many processes start together, get keys of the same age, and would all ask for new ones in the same second:
//! each moment is spread by a random share. The spread is passed in, so that these are plain functions.

use std::time::{Duration, SystemTime};

/// How long before its end a key is replaced, at most: ten minutes.
const MOST_AHEAD: Duration = Duration::from_secs(600);

/// The longest pause between two tries while the present key still works.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// The first pause after a failure, and the longest while there is no key that works: callers are waiting then.
pub(super) const SHORTEST_PAUSE: Duration = Duration::from_secs(1);

/// A random number between 0 and 1.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spread(f64);

impl Spread {
    pub(super) fn random() -> Self {
        Self(fastrand::f64())
    }

    #[cfg(test)]
    pub(super) fn fixed(share: f64) -> Self {
        Self(share)
    }

    /// Between half of `most` and all of it.
    fn of(self, most: Duration) -> Duration {
        most.mul_f64(0.5 + self.0.clamp(0.0, 1.0) / 2.0)
    }
}

/// When to fetch the successor of a key that was got at `now` and ends at `expires_at`: between a tenth and a
/// fifth of its life before the end, but not more than ten minutes before it.
pub(super) fn refresh_at(now: SystemTime, expires_at: SystemTime, spread: Spread) -> SystemTime {
    let life = expires_at.duration_since(now).unwrap_or_default();
    let ahead = spread.of(MOST_AHEAD.min(life / 5));
    // The end of a life that began at `now`, less a part of it, can be expressed.
    expires_at.checked_sub(ahead).unwrap_or(now)
}

/// How long to leave the source alone after the `failures`th failure in a row, counted from 1.
pub(super) fn pause(failures: u32, spread: Spread) -> Duration {
    let doubled = 1_u32.checked_shl(failures.saturating_sub(1)).unwrap_or(u32::MAX);
    spread.of(SHORTEST_PAUSE.saturating_mul(doubled).min(LONGEST_PAUSE))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ahead(life: u64, share: f64) -> u64 {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        let end = now + Duration::from_secs(life);
        end.duration_since(refresh_at(now, end, Spread::fixed(share))).unwrap().as_secs()
    }

    #[test]
    fn a_long_life_is_renewed_minutes_before_its_end() {
        assert_eq!((ahead(7_200, 0.0), ahead(7_200, 1.0)), (300, 600));
        assert_eq!((ahead(43_200, 0.0), ahead(43_200, 1.0)), (300, 600));
    }

    #[test]
    fn a_short_life_is_renewed_in_its_last_fifth() {
        assert_eq!((ahead(1_000, 0.0), ahead(1_000, 1.0)), (100, 200));
        assert_eq!(ahead(0, 1.0), 0);
    }

    #[test]
    fn pauses_double_up_to_a_minute() {
        let pauses: Vec<_> = (1..9).map(|failures| pause(failures, Spread::fixed(1.0)).as_secs()).collect();
        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 60, 60]);
        assert_eq!(pause(u32::MAX, Spread::fixed(0.0)), Duration::from_secs(30));
        assert_eq!(pause(0, Spread::fixed(1.0)), SHORTEST_PAUSE);
    }
}
