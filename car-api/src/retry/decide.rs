//! Whether to send a call once more.

use std::time::Duration;

/// What was decided after a failed attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// The call is sent once more.
    Retry {
        /// Why that is safe and useful.
        reason: RetryReason,
        /// How long it waits before.
        pause: Duration,
    },
    /// The failure is final.
    Stop(StopReason),
}

/// Why a call is sent once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RetryReason {
    /// It certainly did not reach the service.
    NotSent,
    /// The service refused it because of too many calls: nothing was done.
    Throttled,
    /// The service refused it before anything was done.
    Refused,
    /// Whether it was carried out is not known, and twice does no harm.
    Harmless,
    /// The clock of this machine was wrong; it has been corrected by the service's own.
    ClockCorrected,
    /// The service did not accept the session token; there is a new one.
    CredentialsReplaced,
    /// The source of credentials did not answer.
    CredentialsUnavailable,
}

/// Why a call is not sent once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StopReason {
    /// The same call would fail again.
    Pointless,
    /// Whether it was carried out is not known, and twice may do harm.
    OutcomeUnknown,
    /// It was sent as often as the policy allows.
    AttemptsUsedUp,
    /// This client has repeated so many calls lately that more would only add to the trouble.
    BudgetUsedUp,
    /// The wait would be longer than the rest of the time limit.
    NoTimeLeft,
}
