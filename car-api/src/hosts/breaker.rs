//! Whether a host is worth trying.
//!
//! A breaker is closed while its host answers. Too many failures open it, and for a while no call goes there. Then
//! one call, the probe, finds out: if the host answers, the breaker is closed again, and if not, it stays open for as
//! long once more. A state machine over what it is told, and when.
//!
//! Attempts take time, and end in a state that is no longer the one in which they began: one that began before the
//! breaker opened may end while a probe is under way. Each therefore carries a [`Pass`] with the number of the state
//! that let it through, and what it tells counts for that state only.

use std::time::Duration;

use tokio::time::Instant;

use super::Outcome;

/// How long no call goes to a host that failed. What the official SDKs wait as well.
const OPEN: Duration = Duration::from_secs(60);

/// So long failures are counted before counting begins anew, so that those of yesterday do not open a breaker today.
const WINDOW: Duration = Duration::from_secs(60);

/// Fewer failures say nothing.
const FEWEST_FAILURES: u32 = 5;

/// A host of whose calls so many of a hundred fail is not worth trying.
const FAILED_OF_HUNDRED: u64 = 75;

/// So many failures in a row open a breaker, however many calls succeeded before them.
const FAILURES_IN_A_ROW: u32 = 5;

/// The circuit breaker of one host.
#[derive(Debug, Default)]
pub(super) struct Breaker {
    state: State,
    number: u64,
}

#[derive(Debug)]
enum State {
    Closed(Tally),
    Open {
        until: Instant,
    },
    /// The probe is under way.
    HalfOpen,
}

impl Default for State {
    fn default() -> Self {
        Self::Closed(Tally::default())
    }
}

/// The state that let an attempt through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pass(u64);

impl Breaker {
    /// Whether an attempt may go to the host.
    pub(super) fn admit(&mut self, now: Instant) -> Option<Pass> {
        match self.state {
            State::Closed(_) => {}
            State::Open { until } if now >= until => self.enter(State::HalfOpen),
            State::Open { .. } | State::HalfOpen => return None,
        }
        Some(Pass(self.number))
    }

    /// How an attempt ended that was let through.
    pub(super) fn settle(&mut self, pass: Pass, outcome: Outcome, now: Instant) {
        if pass.0 != self.number {
            return;
        }
        match (&mut self.state, outcome) {
            (State::Closed(tally), _) => {
                tally.count(outcome, now);
                if tally.is_too_bad() {
                    self.enter(State::Open { until: now + OPEN });
                }
            }
            (State::HalfOpen, Outcome::Answered) => self.enter(State::default()),
            (State::HalfOpen, Outcome::Failed) => self.enter(State::Open { until: now + OPEN }),
            // The next call is the probe in its place.
            (State::HalfOpen, Outcome::Unknown) => self.enter(State::Open { until: now }),
            // Nothing was let through.
            (State::Open { .. }, _) => {}
        }
    }

    fn enter(&mut self, state: State) {
        self.state = state;
        self.number += 1;
    }
}

/// What became of the attempts of a window.
#[derive(Debug, Default)]
struct Tally {
    since: Option<Instant>,
    attempts: u32,
    failures: u32,
    /// Not bound to the window.
    failures_in_a_row: u32,
}

impl Tally {
    fn count(&mut self, outcome: Outcome, now: Instant) {
        let begin = *self.since.get_or_insert(now);
        if now.saturating_duration_since(begin) >= WINDOW {
            *self = Self { since: Some(now), failures_in_a_row: self.failures_in_a_row, ..Self::default() };
        }
        match outcome {
            Outcome::Answered => {
                self.attempts = self.attempts.saturating_add(1);
                self.failures_in_a_row = 0;
            }
            Outcome::Failed => {
                self.attempts = self.attempts.saturating_add(1);
                self.failures = self.failures.saturating_add(1);
                self.failures_in_a_row = self.failures_in_a_row.saturating_add(1);
            }
            Outcome::Unknown => {}
        }
    }

    fn is_too_bad(&self) -> bool {
        let many = self.failures >= FEWEST_FAILURES
            && u64::from(self.failures) * 100 >= u64::from(self.attempts) * FAILED_OF_HUNDRED;
        many || self.failures_in_a_row >= FAILURES_IN_A_ROW
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// A breaker and its time.
    struct Scene {
        breaker: Breaker,
        now: Instant,
    }

    impl Scene {
        fn new() -> Self {
            Self { breaker: Breaker::default(), now: Instant::now() }
        }

        /// One attempt after the other: `+` is answered, `-` fails, `?` is never told, a digit is so many times ten
        /// seconds. An attempt that is not let through is written `x`.
        fn play(&mut self, script: &str) -> String {
            script.chars().map(|step| self.step(step)).collect()
        }

        fn step(&mut self, step: char) -> char {
            if let Some(tens) = step.to_digit(10) {
                self.now += SECOND * 10 * tens;
                return step;
            }
            let Some(pass) = self.breaker.admit(self.now) else { return 'x' };
            let outcome = match step {
                '+' => Outcome::Answered,
                '-' => Outcome::Failed,
                _ => Outcome::Unknown,
            };
            self.breaker.settle(pass, outcome, self.now);
            step
        }
    }

    #[test]
    fn what_opens_it_and_what_closes_it() {
        for (script, expected) in [
            // Success is success, however often.
            ("++++++++++", "++++++++++"),
            ("----+", "----+"),
            // Five in a row, whatever was before them.
            ("-----+", "-----x"),
            ("++++++++++++++++++++-----+", "++++++++++++++++++++-----x"),
            ("-1-1-1-1-+", "-1-1-1-1-x"),
            ("-9-9-9-9-+", "-9-9-9-9-x"),
            ("----?-+", "----?-x"),
            // An answer ends the row.
            ("++++++----+----+", "++++++----+----+"),
            // Three of four within a minute: 6 of 8.
            ("+---+---+", "+---+---x"),
            ("+--+--+--+--+--+--", "+--+--+--+--+--+--"),
            ("+---7+---+", "+---7+---+"),
            // Open for a minute, then one probe.
            ("-----5+", "-----5x"),
            ("-----6+++", "-----6+++"),
            ("-----6-+", "-----6-x"),
            ("-----6-5+1+", "-----6-5x1+"),
            ("-----6?+", "-----6?+"),
            ("-----6?-+", "-----6?-x"),
            // It begins anew once it is closed.
            ("-----6+----+", "-----6+----+"),
            ("-----6+-----+", "-----6+-----x"),
        ] {
            assert_eq!(Scene::new().play(script), expected, "{script}");
        }
    }

    #[test]
    fn there_is_one_probe_at_a_time() {
        let mut scene = Scene::new();
        scene.play("-----6");
        let probe = scene.breaker.admit(scene.now).unwrap();
        for _ in 0..3 {
            scene.now += OPEN;
            assert_eq!(scene.breaker.admit(scene.now), None);
        }
        scene.breaker.settle(probe, Outcome::Answered, scene.now);
        assert!(scene.breaker.admit(scene.now).is_some() && scene.breaker.admit(scene.now).is_some());
    }

    #[test]
    fn what_began_in_another_state_does_not_count() {
        for late in [Outcome::Answered, Outcome::Failed, Outcome::Unknown] {
            let mut scene = Scene::new();
            let slow = scene.breaker.admit(scene.now).unwrap();
            scene.play("-----");
            scene.breaker.settle(slow, late, scene.now);
            assert_eq!(scene.play("+"), "x", "{late:?} does not close it");

            scene.play("6");
            let probe = scene.breaker.admit(scene.now).unwrap();
            scene.breaker.settle(slow, late, scene.now);
            assert_eq!(scene.play("+"), "x", "{late:?} is not the probe's");
            scene.breaker.settle(probe, Outcome::Answered, scene.now);
            for _ in 0..10 {
                scene.breaker.settle(slow, late, scene.now);
            }
            assert_eq!(scene.play("+"), "+", "{late:?} is of long ago");
        }
    }

    #[test]
    fn many_at_once_that_fail_open_it_once() {
        let mut scene = Scene::new();
        let passes: Vec<_> = (0..50).map(|_| scene.breaker.admit(scene.now).unwrap()).collect();
        for pass in passes {
            scene.now += SECOND;
            scene.breaker.settle(pass, Outcome::Failed, scene.now);
        }
        // It opened with the fifth, 45 seconds ago.
        assert_eq!(scene.play("+1+2+"), "x1x2+");
    }
}
