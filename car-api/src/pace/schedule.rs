//! When the next calls may start.
//!
//! The starts of the last burst are all that has to be known: the next call may start when the one that was a burst
//! before it is a window old. Starts are written down as they happen, not as they were planned, so that a call that
//! wakes up late does not bring two closer together.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use super::quota::Quota;

/// Stands in for times beyond what a clock can express.
const FAR: Duration = Duration::from_secs(100 * 365 * 86_400);

/// The starts of the last calls.
#[derive(Debug, Clone)]
pub(super) struct Schedule {
    burst: usize,
    window: Duration,
    /// Oldest first, at most a burst.
    starts: VecDeque<Instant>,
}

impl Schedule {
    /// Nothing has started yet.
    pub(super) fn new(quota: Quota) -> Self {
        let burst = usize::try_from(quota.burst).unwrap_or(usize::MAX);
        Self { burst, window: quota.window, starts: VecDeque::with_capacity(burst) }
    }

    /// When a call may start that has `ahead` others before it, if all of them start as early as they may, and with
    /// at least `spacing` between two.
    pub(super) fn earliest(&self, ahead: usize, spacing: Duration, now: Instant) -> Instant {
        let mut start = match self.starts.back() {
            Some(last) => now.max(later(*last, spacing)),
            None => now,
        };
        // The first burst depends on what has started; after it, the pattern repeats.
        let (rounds, place) =
            if spacing.is_zero() { (ahead / self.burst, ahead % self.burst) } else { (0, ahead) };
        let simulated = place.min(self.burst - 1);
        for call in 0..=simulated {
            if call > 0 {
                start = later(start, spacing);
            }
            if let Some(allowed) = self.allowed(call) {
                start = start.max(allowed);
            }
        }
        let regular = times(self.window, rounds).saturating_add(times(spacing, place - simulated));
        later(start, regular)
    }

    /// Writes down a start.
    pub(super) fn start(&mut self, now: Instant) {
        if self.starts.len() == self.burst {
            self.starts.pop_front();
        }
        self.starts.push_back(now);
    }

    /// When the start that lies a burst before the next but `call` is a window old. `None` if there was none.
    fn allowed(&self, call: usize) -> Option<Instant> {
        let never_used = self.burst - self.starts.len();
        let start = self.starts.get(call.checked_sub(never_used)?)?;
        Some(later(*start, self.window))
    }
}

/// The moment `by` after `start`, as far as a clock can express it.
pub(super) fn later(start: Instant, by: Duration) -> Instant {
    start.checked_add(by.min(FAR)).unwrap_or(start)
}

fn times(duration: Duration, factor: usize) -> Duration {
    duration.saturating_mul(u32::try_from(factor).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use proptest::prelude::*;

    use super::*;
    use crate::pace::Pacing;

    fn quota(rate: u32) -> Quota {
        Quota::new(Pacing::FromSpec, Some(rate)).unwrap()
    }

    fn millis(durations: &[Duration]) -> Vec<f64> {
        durations.iter().map(|duration| duration.as_secs_f64() * 1000.0).collect()
    }

    /// When the next calls may start, in milliseconds from `now`.
    fn plan(schedule: &Schedule, spacing: Duration, now: Instant, calls: usize) -> Vec<f64> {
        let starts: Vec<_> = (0..calls).map(|ahead| schedule.earliest(ahead, spacing, now) - now).collect();
        millis(&starts)
    }

    #[test]
    fn a_burst_then_another_each_window() {
        let schedule = Schedule::new(quota(20));
        let mut expected = [[0.0; 5], [262.5; 5], [525.0; 5], [787.5; 5]].concat();
        expected.push(1050.0);
        assert_eq!(plan(&schedule, Duration::ZERO, Instant::now(), 21), expected);
    }

    #[test]
    fn a_window_is_counted_from_each_start() {
        let begin = Instant::now();
        let mut schedule = Schedule::new(quota(20));
        for start in [0, 10, 20, 200, 210] {
            schedule.start(begin + Duration::from_millis(start));
        }
        let now = begin + Duration::from_millis(215);
        let expected = [47.5, 57.5, 67.5, 247.5, 257.5, 310.0, 320.0];
        assert_eq!(plan(&schedule, Duration::ZERO, now, 7), expected);
        let late = begin + Duration::from_millis(400);
        assert_eq!(plan(&schedule, Duration::ZERO, late, 5), [0.0, 0.0, 0.0, 62.5, 72.5]);
    }

    #[test]
    fn after_an_idle_time_there_is_one_burst_and_no_more() {
        let begin = Instant::now();
        let mut schedule = Schedule::new(quota(20));
        for _ in 0..5 {
            schedule.start(begin);
        }
        let now = begin + Duration::from_secs(3_600);
        assert_eq!(plan(&schedule, Duration::ZERO, now, 6), [0.0, 0.0, 0.0, 0.0, 0.0, 262.5]);
    }

    #[test]
    fn a_slowed_action_starts_evenly() {
        let begin = Instant::now();
        let spacing = Duration::from_millis(75);
        let mut schedule = Schedule::new(quota(20));
        assert_eq!(plan(&schedule, spacing, begin, 7), [0.0, 75.0, 150.0, 225.0, 300.0, 375.0, 450.0]);
        for _ in 0..5 {
            schedule.start(begin);
        }
        // The burst before it still counts.
        assert_eq!(plan(&schedule, spacing, begin, 4), [262.5, 337.5, 412.5, 487.5]);
    }

    #[test]
    fn plans_without_end_are_no_panic() {
        let slowest = Quota::new(Pacing::SharedBy(std::num::NonZeroU32::MAX), Some(1)).unwrap();
        let now = Instant::now();
        for quota in [slowest, quota(u32::MAX)] {
            let mut schedule = Schedule::new(quota);
            schedule.start(now);
            for spacing in [Duration::ZERO, Duration::from_nanos(1), Duration::MAX] {
                assert!(schedule.earliest(usize::MAX, spacing, now) >= now);
            }
        }
    }

    /// Seconds, wherever they begin, that have more starts than `rate`.
    fn crowded(starts: &[Instant], rate: usize) -> bool {
        // The fullest seconds begin with a start.
        starts.windows(rate + 1).any(|window| window[rate] - window[0] < Duration::from_secs(1))
    }

    proptest! {
        /// Whoever comes when, and whoever leaves the line: no second has more starts than the rate.
        #[test]
        fn no_second_has_more_starts_than_the_rate(
            rate in 1_u32..120,
            gaps in prop::collection::vec((0_u64..400, 0_usize..60, 0_u64..3), 1..60),
        ) {
            let begin = Instant::now();
            let mut schedule = Schedule::new(quota(rate));
            let (mut starts, mut now) = (Vec::new(), begin);
            for (gap, calls, idle) in gaps {
                now += Duration::from_millis(gap) + Duration::from_secs(idle * 5);
                for _ in 0..calls {
                    let start = schedule.earliest(0, Duration::ZERO, now);
                    prop_assert!(start >= now);
                    schedule.start(start);
                    starts.push(start);
                    now = start;
                }
            }
            prop_assert!(!crowded(&starts, rate as usize));
        }

        /// What is foreseen for the n-th in line is what happens when all before it start as early as they may.
        #[test]
        fn the_line_moves_as_foreseen(
            rate in 1_u32..120,
            past in prop::collection::vec(0_u64..300, 0..40),
            spacing in prop::sample::select(vec![0_u64, 1, 30, 2_000]),
            calls in 1_usize..80,
        ) {
            let quota = quota(rate);
            // A slowed action is slower than its quota.
            let spacing = if spacing == 0 {
                Duration::ZERO
            } else {
                quota.window / quota.burst + Duration::from_millis(spacing)
            };
            let mut schedule = Schedule::new(quota);
            let mut now = Instant::now();
            for gap in past {
                now += Duration::from_millis(gap);
                now = schedule.earliest(0, Duration::ZERO, now);
                schedule.start(now);
            }
            let foreseen: VecDeque<_> =
                (0..calls).map(|ahead| schedule.earliest(ahead, spacing, now)).collect();
            for start in foreseen {
                now = schedule.earliest(0, spacing, now);
                schedule.start(now);
                let difference = now.max(start) - now.min(start);
                prop_assert!(difference < Duration::from_micros(1), "{difference:?}");
            }
        }
    }
}
