//! How long a call and each of its attempts may take.

use std::time::Duration;

use crate::action::{ActionMeta, Safety, ServiceMeta};
use crate::call::CallOptions;

/// For the way there and back, on top of how long the service itself may work.
const NETWORK_MARGIN: Duration = Duration::from_secs(5);

/// Keeps deadlines within what a clock can express.
const LONGEST: Duration = Duration::from_secs(365 * 86_400);

/// How long a call and each of its attempts may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Limits {
    /// The call, with all attempts, pauses and waits.
    pub(super) operation: Duration,
    /// One attempt.
    pub(super) attempt: Duration,
}

/// What a client says of time limits.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct TimeSettings {
    pub(crate) operation: Option<Duration>,
    pub(crate) attempt: Option<Duration>,
}

impl Limits {
    /// Who says it most precisely, decides: the call, the client, the action, the service.
    ///
    /// An attempt may take as long as the service documents, and the whole call twice as long, so that there is time
    /// for another attempt. Whoever sets a limit for a call that is not repeated after a timeout means the attempt.
    pub(super) fn of(
        options: &CallOptions,
        client: TimeSettings,
        meta: Option<&ActionMeta>,
        safety: Safety,
        service: &ServiceMeta,
    ) -> Self {
        let of_action =
            meta.and_then(|meta| meta.server_timeout).map(|time| time.saturating_add(NETWORK_MARGIN));
        let documented = of_action.unwrap_or(service.timeout);
        let operation = options.timeout.or(client.operation);
        let attempt = options.attempt_timeout.or(client.attempt).unwrap_or(match (safety, operation) {
            (Safety::Unsafe, Some(operation)) => operation,
            _ => documented,
        });
        let operation = operation.unwrap_or(attempt.saturating_mul(2)).min(LONGEST);
        Self { operation, attempt: attempt.min(operation) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::car;

    const SECOND: Duration = Duration::from_secs(1);

    fn limits(action: &str, call: [Option<u32>; 2], client: [Option<u32>; 2]) -> (Duration, Duration) {
        let meta = car::SERVICE.action(action).unwrap();
        let seconds = |value: Option<u32>| value.map(|seconds| SECOND * seconds);
        let mut options = CallOptions::new();
        options.timeout = seconds(call[0]);
        options.attempt_timeout = seconds(call[1]);
        let client = TimeSettings { operation: seconds(client[0]), attempt: seconds(client[1]) };
        let limits = Limits::of(&options, client, Some(meta), meta.safety, &car::SERVICE);
        (limits.operation, limits.attempt)
    }

    #[test]
    fn the_spec_says_how_long_an_attempt_takes_and_a_call_may_take_twice_as_long() {
        // The service works on it for up to 5 s.
        assert_eq!(limits("CreateSession", [None; 2], [None; 2]), (SECOND * 20, SECOND * 10));
        let usual = car::SERVICE.timeout;
        assert_eq!(limits("DescribeCosCredential", [None; 2], [None; 2]), (usual * 2, usual));
    }

    #[test]
    fn the_call_comes_before_the_client() {
        assert_eq!(limits("DescribeCosCredential", [Some(9), Some(4)], [Some(8), Some(3)]).0, SECOND * 9);
        assert_eq!(limits("DescribeCosCredential", [Some(9), Some(4)], [Some(8), Some(3)]).1, SECOND * 4);
        assert_eq!(limits("DescribeCosCredential", [None; 2], [Some(8), Some(3)]), (SECOND * 8, SECOND * 3));
    }

    #[test]
    fn no_attempt_outlives_its_call() {
        assert_eq!(limits("DescribeCosCredential", [Some(1), None], [None; 2]), (SECOND, SECOND));
        assert_eq!(limits("DescribeCosCredential", [Some(1), Some(5)], [None; 2]), (SECOND, SECOND));
    }

    #[test]
    fn an_action_that_is_not_repeated_after_a_timeout_has_all_the_time() {
        let car = car::SERVICE.action("CreateSession").unwrap();
        assert_eq!(car.safety, Safety::Unsafe);
        assert_eq!(limits("CreateSession", [Some(120), None], [None; 2]), (SECOND * 120, SECOND * 120));
    }

    #[test]
    fn a_limit_beyond_all_clocks_is_cut() {
        let mut options = CallOptions::new();
        options.timeout = Some(Duration::MAX);
        options.attempt_timeout = Some(Duration::MAX);
        let limits = Limits::of(&options, TimeSettings::default(), None, Safety::Unsafe, &car::SERVICE);
        assert_eq!(limits, Limits { operation: LONGEST, attempt: LONGEST });
    }
}
