//! How often and how patiently a client repeats.

use std::time::Duration;

/// How often and how patiently failed calls are repeated. What may be repeated at all is not a matter of policy:
/// see [`retry`](super).
///
/// ```
/// use std::time::Duration;
///
/// use car_api::retry::RetryPolicy;
///
/// let patient = RetryPolicy::new().max_attempts(6).max_delay(Duration::from_secs(5));
/// let never = RetryPolicy::off();
/// # let _ = (patient, never);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "a policy has an effect only where it is given to a client or a call"]
pub struct RetryPolicy {
    pub(crate) max_attempts: u32,
    pub(crate) base_delay: Duration,
    pub(crate) throttled_delay: Duration,
    pub(crate) max_delay: Duration,
}

impl RetryPolicy {
    /// At most 3 attempts. The pause between them is random, up to 100 ms after the first and twice that after
    /// each further one; up to 1 s, doubling likewise, where the service refused because of too many calls; at most
    /// 20 s.
    pub fn new() -> Self {
        Self {
            max_attempts: 3,
            base_delay: Duration::from_millis(100),
            throttled_delay: Duration::from_secs(1),
            max_delay: Duration::from_secs(20),
        }
    }

    /// Nothing is repeated, whatever the reason.
    pub fn off() -> Self {
        Self { max_attempts: 1, ..Self::new() }
    }

    /// The most attempts of a call, the first one included; 0 counts as 1.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// The longest pause after the first attempt; it doubles with each further one.
    pub fn base_delay(mut self, delay: Duration) -> Self {
        self.base_delay = delay;
        self
    }

    /// The same for calls that were refused because of too many.
    pub fn throttled_delay(mut self, delay: Duration) -> Self {
        self.throttled_delay = delay;
        self
    }

    /// What pauses do not grow beyond, unless the service itself asks for a longer one (`Retry-After`).
    pub fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::new()
    }
}
