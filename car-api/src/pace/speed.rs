//! Slower after refusals, and back again.
//!
//! The rate in a spec is the account's, and this process may not be the only one that uses it; the limit may also
//! have been changed for the account. All that is seen of it here are refusals. Each makes the action slower by the
//! same factor, and each second of success gives back the same amount: the rule by which TCP finds out how much of a
//! line is its own.

use std::time::Duration;

use tokio::time::Instant;

use super::quota::interval;

/// What a refusal leaves of the speed.
const AFTER_REFUSAL: f64 = 0.7;

/// The part of the full rate that a second of success gives back: from one refusal, it takes 6 seconds.
const REGAINED_PER_SECOND: f64 = 0.05;

/// Less than this part of the full rate it never is, so that it is found out when the refusals end.
const LEAST: f64 = 0.05;

/// Nor less than so many calls per second, unless the full rate is.
const LEAST_PER_SECOND: f64 = 1.0;

/// The service counts by the second, so refusals within one are the same news.
const NEWS: Duration = Duration::from_secs(1);

/// How much of its rate an action uses.
#[derive(Debug, Clone)]
pub(super) struct Speed {
    full: f64,
    now: f64,
    slowed: Option<Instant>,
    changed: Option<Instant>,
}

impl Speed {
    /// Full speed.
    pub(super) fn new(full: f64) -> Self {
        Self { full, now: full, slowed: None, changed: None }
    }

    /// In calls per second.
    pub(super) fn rate(&self) -> f64 {
        self.now
    }

    /// The least time between two starts. At full speed the quota alone decides; below it, calls start evenly,
    /// because bursts are what others' calls collide with.
    pub(super) fn spacing(&self) -> Duration {
        if self.is_full() { Duration::ZERO } else { interval(self.now) }
    }

    /// A call was refused.
    pub(super) fn throttled(&mut self, now: Instant) {
        if self.slowed.is_some_and(|before| now.saturating_duration_since(before) < NEWS) {
            return;
        }
        let least = (self.full * LEAST).max(LEAST_PER_SECOND).min(self.full);
        self.now = (self.now * AFTER_REFUSAL).max(least);
        self.slowed = Some(now);
        self.changed = Some(now);
    }

    /// A call was accepted.
    pub(super) fn succeeded(&mut self, now: Instant) {
        if self.is_full() {
            return;
        }
        // Time in which nothing was tried has shown nothing, so at most a second counts.
        let since = self.changed.map_or(NEWS, |before| now.saturating_duration_since(before).min(NEWS));
        self.now = (self.now + self.full * REGAINED_PER_SECOND * since.as_secs_f64()).min(self.full);
        self.changed = Some(now);
    }

    /// Whether nothing was refused, or all of it has been given back.
    pub(super) fn is_full(&self) -> bool {
        self.now >= self.full
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[track_caller]
    fn assert_rate(speed: &Speed, expected: f64) {
        assert!((speed.rate() - expected).abs() < 1e-9, "{} instead of {expected}", speed.rate());
    }

    #[test]
    fn a_refusal_takes_three_tenths_and_six_seconds_of_success_give_them_back() {
        let mut now = Instant::now();
        let mut speed = Speed::new(20.0);
        assert_eq!(speed.spacing(), Duration::ZERO);
        speed.throttled(now);
        assert_rate(&speed, 14.0);
        assert_eq!(speed.spacing(), Duration::from_millis(75));
        for second in 1..=6 {
            assert!(speed.rate() < 20.0, "still slowed in second {second}");
            now += SECOND;
            speed.succeeded(now);
            assert_rate(&speed, 14.0 + f64::from(second));
        }
        assert_eq!(speed.spacing(), Duration::ZERO, "bursts are allowed again");
        now += SECOND;
        speed.succeeded(now);
        assert_rate(&speed, 20.0);
    }

    #[test]
    fn refusals_within_a_second_are_one() {
        let now = Instant::now();
        let mut speed = Speed::new(20.0);
        for refusal in 0..10 {
            speed.throttled(now + SECOND / 10 * refusal);
        }
        assert_rate(&speed, 14.0);
        speed.throttled(now + SECOND);
        assert_rate(&speed, 9.8);
    }

    #[test]
    fn there_is_a_least_speed() {
        for (full, least) in [(100.0, 5.0), (20.0, 1.0), (2.0, 1.0), (1.0, 1.0), (0.25, 0.25)] {
            let mut now = Instant::now();
            let mut speed = Speed::new(full);
            for _ in 0..30 {
                speed.throttled(now);
                now += SECOND;
            }
            assert_rate(&speed, least);
        }
    }

    #[test]
    fn how_many_calls_succeed_does_not_matter_but_for_how_long() {
        let start = Instant::now();
        let (mut one, mut many) = (Speed::new(20.0), Speed::new(20.0));
        one.throttled(start);
        many.throttled(start);
        one.succeeded(start + SECOND);
        for call in 1..=100 {
            many.succeeded(start + SECOND / 100 * call);
        }
        assert_rate(&one, 15.0);
        assert!((many.rate() - 15.0).abs() < 1e-6, "{}", many.rate());
    }

    #[test]
    fn an_idle_hour_gives_back_no_more_than_a_second() {
        let now = Instant::now();
        let mut speed = Speed::new(20.0);
        speed.throttled(now);
        speed.succeeded(now + SECOND * 3_600);
        assert_rate(&speed, 15.0);
    }
}
