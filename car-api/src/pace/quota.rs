//! How many calls may start, and how close together.
//!
//! A service that allows 20 calls per second counts them in windows whose beginning the client does not know. To be
//! within the limit in each of them, there may be no second, wherever it begins, with more than 20 starts. Starting
//! them evenly does that, but lets a program wait that makes three calls at once and none for a minute after. So a
//! quota is a burst and a window: at most so many starts in any window of that length. With a burst of a quarter of
//! the rate and a window of a quarter of a second, no second has more starts than the rate allows.

use std::time::Duration;

use super::Pacing;

/// What is counted as the service's second. The way to the service is not always equally long: calls that start a
/// second apart may arrive closer together. 50 milliseconds of that are allowed for, at the price of a twentieth of
/// the rate; a refusal would cost more.
const SECOND: f64 = 1.05;

/// The largest part of a second's calls that may start at once. The rest of the account's calls, and services that
/// count finer than by the second, bear a quarter better than all of them.
const BURSTS_PER_SECOND: u32 = 4;

/// Keeps the record of starts short for rates that no service documents.
const LARGEST_BURST: u32 = 256;

/// At most `burst` starts in any `window`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Quota {
    /// Calls per second, as allowed to this client.
    pub(super) rate: f64,
    pub(super) burst: u32,
    pub(super) window: Duration,
}

impl Quota {
    /// What `pacing` makes of the limit in a spec, in calls per second; `None` for no limit at all.
    pub(super) fn new(pacing: Pacing, spec: Option<u32>) -> Option<Self> {
        // A limit of zero would never let a call pass; it says that whoever wrote it knew none.
        let spec = spec.filter(|rate| *rate > 0);
        match pacing {
            Pacing::Off => None,
            Pacing::FromSpec => spec.map(Self::whole),
            Pacing::AtMost(most) => Some(Self::whole(spec.map_or(most.get(), |rate| rate.min(most.get())))),
            Pacing::SharedBy(processes) => spec.map(|rate| Self::part(rate, processes.get())),
        }
    }

    fn part(rate: u32, processes: u32) -> Self {
        if rate.is_multiple_of(processes) {
            return Self::whole(rate / processes);
        }
        let rate = f64::from(rate) / f64::from(processes);
        Self::evenly(rate, 1)
    }

    fn whole(rate: u32) -> Self {
        // A burst that divides the rate wastes none of it: 5 for 20, 25 for 100.
        let largest = (rate / BURSTS_PER_SECOND).min(LARGEST_BURST);
        let burst = (1..=largest).rev().find(|burst| rate.is_multiple_of(*burst)).unwrap_or(1);
        Self::evenly(f64::from(rate), burst)
    }

    fn evenly(rate: f64, burst: u32) -> Self {
        Self { rate, burst, window: interval(rate).saturating_mul(burst) }
    }
}

/// From one call to the next, if `rate` calls per second start evenly.
pub(super) fn interval(rate: f64) -> Duration {
    // A rate is never zero, and the smallest has an interval of some hundred years.
    Duration::try_from_secs_f64(SECOND / rate).unwrap_or(Duration::MAX)
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use super::*;

    fn some(number: u32) -> NonZeroU32 {
        NonZeroU32::new(number).unwrap()
    }

    fn found(pacing: Pacing, spec: Option<u32>) -> Option<(f64, u32, u128)> {
        Quota::new(pacing, spec).map(|quota| (quota.rate, quota.burst, quota.window.as_micros()))
    }

    #[test]
    fn what_the_setting_makes_of_the_spec() {
        for (pacing, spec, expected) in [
            (Pacing::FromSpec, None, None),
            (Pacing::FromSpec, Some(0), None),
            (Pacing::FromSpec, Some(1), Some((1.0, 1, 1_050_000))),
            (Pacing::FromSpec, Some(20), Some((20.0, 5, 262_500))),
            (Pacing::FromSpec, Some(100), Some((100.0, 25, 262_500))),
            (Pacing::FromSpec, Some(23), Some((23.0, 1, 45_652))),
            (Pacing::FromSpec, Some(2048), Some((2048.0, 256, 131_249))),
            (Pacing::Off, Some(20), None),
            (Pacing::AtMost(some(8)), Some(20), Some((8.0, 2, 262_500))),
            (Pacing::AtMost(some(40)), Some(20), Some((20.0, 5, 262_500))),
            (Pacing::AtMost(some(40)), None, Some((40.0, 10, 262_500))),
            (Pacing::SharedBy(some(2)), Some(20), Some((10.0, 2, 210_000))),
            (Pacing::SharedBy(some(2)), None, None),
            (Pacing::SharedBy(some(8)), Some(20), Some((2.5, 1, 420_000))),
            (Pacing::SharedBy(some(10)), Some(1), Some((0.1, 1, 10_500_000))),
        ] {
            assert_eq!(found(pacing, spec), expected, "{pacing:?} of {spec:?}");
        }
    }

    /// In a second that begins with a burst, as many bursts begin as windows do.
    #[test]
    fn no_second_has_more_starts_than_the_rate() {
        for rate in 1..=3_000 {
            let quota = Quota::new(Pacing::FromSpec, Some(rate)).unwrap();
            let windows = 1_000_000_000_u128.div_ceil(quota.window.as_nanos());
            let most = windows * u128::from(quota.burst);
            assert!(most <= u128::from(rate), "{rate}: {most}");
            assert!(most * 100 >= u128::from(rate) * 90, "{rate}: only {most}");
        }
    }

    #[test]
    fn the_most_extreme_rates_are_no_panic() {
        for rate in [1, u32::MAX] {
            for processes in [1, 2, u32::MAX] {
                let quota = Quota::new(Pacing::SharedBy(some(processes)), Some(rate)).unwrap();
                assert!(quota.rate > 0.0 && quota.burst > 0, "{quota:?}");
            }
        }
    }
}
