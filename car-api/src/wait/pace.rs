//! How long to pause before the next poll.

use std::time::Duration;

/// By how much pauses grow each time.
const GROWTH: f64 = 1.5;

/// The shortest and the longest pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pace {
    shortest: Duration,
    longest: Duration,
}

impl Pace {
    /// A longest that is below the shortest counts as the shortest: no pause is shorter than asked for.
    pub(super) fn new(shortest: Duration, longest: Duration) -> Self {
        Self { shortest, longest: longest.max(shortest) }
    }

    /// The pause after so many polls, anywhere in a range that moves up each time and ends at the longest.
    /// `random` picks the place: from 0, the start of the range, to 1, its end.
    pub(super) fn pause(self, polls: u32, random: f64) -> Duration {
        let (shortest, longest) = (self.shortest.as_secs_f64(), self.longest.as_secs_f64());
        // An exponent beyond which every pause is the longest keeps this finite.
        let growth = GROWTH.powi(i32::try_from(polls.clamp(1, 200)).unwrap_or(200));
        let end = (shortest * growth).min(longest);
        let start = (end / GROWTH).max(shortest);
        let pause = Duration::try_from_secs_f64(start + (end - start) * random).unwrap_or(self.longest);
        // Rounding must not lead out of what was asked for.
        pause.clamp(self.shortest, self.longest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pauses(shortest: u64, longest: u64, random: f64) -> Vec<f64> {
        let pace = Pace::new(Duration::from_secs(shortest), Duration::from_secs(longest));
        (1..=8).map(|polls| pace.pause(polls, random).as_secs_f64()).collect()
    }

    #[track_caller]
    fn assert_near(found: &[f64], expected: &[f64]) {
        assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 0.001), "{found:?}");
    }

    #[test]
    fn pauses_grow_from_the_shortest_to_the_longest() {
        assert_near(&pauses(5, 30, 0.0), &[5.0, 7.5, 11.25, 16.875, 20.0, 20.0, 20.0, 20.0]);
        assert_near(&pauses(5, 30, 1.0), &[7.5, 11.25, 16.875, 25.3125, 30.0, 30.0, 30.0, 30.0]);
        assert_near(&pauses(5, 30, 0.5), &[6.25, 9.375, 14.0625, 21.09375, 25.0, 25.0, 25.0, 25.0]);
    }

    #[test]
    fn no_pause_is_shorter_or_longer_than_asked_for() {
        let lengths = [
            Duration::ZERO,
            Duration::from_nanos(1),
            Duration::from_millis(333),
            Duration::from_secs(7),
            Duration::MAX,
        ];
        for shortest in lengths {
            for longest in lengths {
                let pace = Pace::new(shortest, longest);
                for polls in [0, 1, 2, 10, u32::MAX] {
                    for random in [0.0, 0.3, 0.999_999, 1.0] {
                        let pause = pace.pause(polls, random);
                        assert!(
                            pause >= shortest && pause <= longest.max(shortest),
                            "{pace:?} {polls} {random}: {pause:?}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn equal_limits_leave_no_room_for_jitter() {
        assert_near(&pauses(3, 3, 0.7), &[3.0; 8]);
        assert_near(&pauses(3, 1, 0.7), &[3.0; 8]);
    }
}
