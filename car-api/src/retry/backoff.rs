//! How long to wait before a call is sent again.
//!
//! Clients that failed together would come back together if they all waited equally long. With full jitter each
//! waits a random part of a limit that doubles from attempt to attempt, which spreads them best.

use std::time::Duration;

use super::decide::RetryReason;
use super::policy::RetryPolicy;

/// The pause after the failed attempt number `attempt`, counted from 1. `random`, from 0 to 1, picks the place in
/// the range; what the service itself asked for is the least.
pub(crate) fn pause(
    policy: &RetryPolicy,
    reason: RetryReason,
    attempt: u32,
    random: f64,
    retry_after: Option<Duration>,
) -> Duration {
    let base = match reason {
        // What was wrong has been set right: there is nothing to wait for.
        RetryReason::ClockCorrected | RetryReason::CredentialsReplaced => return Duration::ZERO,
        RetryReason::Throttled => policy.throttled_delay,
        RetryReason::NotSent
        | RetryReason::Refused
        | RetryReason::Harmless
        | RetryReason::CredentialsUnavailable => policy.base_delay,
    };
    let doubled = 2_u32.checked_pow(attempt.saturating_sub(1)).unwrap_or(u32::MAX);
    let limit = base.saturating_mul(doubled).min(policy.max_delay);
    // What cannot be expressed is longer than anyone waits.
    let jittered = Duration::try_from_secs_f64(limit.as_secs_f64() * random).unwrap_or(limit).min(limit);
    jittered.max(retry_after.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [RetryReason; 7] = [
        RetryReason::NotSent,
        RetryReason::Throttled,
        RetryReason::Refused,
        RetryReason::Harmless,
        RetryReason::ClockCorrected,
        RetryReason::CredentialsReplaced,
        RetryReason::CredentialsUnavailable,
    ];

    fn millis(reason: RetryReason, random: f64) -> Vec<u128> {
        let policy = RetryPolicy::new()
            .base_delay(Duration::from_millis(100))
            .throttled_delay(Duration::from_secs(1))
            .max_delay(Duration::from_secs(3));
        (1..=7).map(|attempt| pause(&policy, reason, attempt, random, None).as_millis()).collect()
    }

    #[test]
    fn the_limit_doubles_up_to_the_longest_delay() {
        assert_eq!(millis(RetryReason::NotSent, 1.0), [100, 200, 400, 800, 1600, 3000, 3000]);
        assert_eq!(millis(RetryReason::Throttled, 1.0), [1000, 2000, 3000, 3000, 3000, 3000, 3000]);
        assert_eq!(millis(RetryReason::Harmless, 0.5), [50, 100, 200, 400, 800, 1500, 1500]);
        assert_eq!(millis(RetryReason::Refused, 0.0), [0; 7]);
        assert_eq!(millis(RetryReason::ClockCorrected, 1.0), [0; 7]);
        assert_eq!(millis(RetryReason::CredentialsReplaced, 1.0), [0; 7]);
    }

    #[test]
    fn what_the_service_asks_for_is_the_least() {
        let policy = RetryPolicy::new();
        let asked = Some(Duration::from_secs(7));
        assert_eq!(pause(&policy, RetryReason::Throttled, 1, 0.5, asked), Duration::from_secs(7));
        let little = Some(Duration::from_millis(1));
        assert!(pause(&policy, RetryReason::Throttled, 9, 1.0, little) > Duration::from_secs(7));
    }

    #[test]
    fn nothing_overflows() {
        let policy = RetryPolicy::new().base_delay(Duration::MAX).max_delay(Duration::MAX);
        for reason in ALL {
            for attempt in [0, 1, 2, 31, 32, 33, u32::MAX] {
                for random in [0.0, 0.5, 1.0, f64::NAN, f64::INFINITY, -1.0] {
                    let _ = pause(&policy, reason, attempt, random, Some(Duration::MAX));
                }
            }
        }
    }
}
