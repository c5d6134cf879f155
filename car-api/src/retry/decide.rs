//! Whether to send a call once more.

use std::time::Duration;

use super::failure::Failure;
use crate::action::Safety;

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

/// Whether there is something that can be set right before the call is sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Remedy {
    /// There is.
    Possible,
    /// It was tried in this call already, or nothing is known that would help.
    None,
}

/// What the decision depends on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts {
    pub(crate) failure: Failure,
    /// What repeating the action does.
    pub(crate) safety: Safety,
    /// The attempt that failed, counted from 1.
    pub(crate) attempt: u32,
    /// The most attempts.
    pub(crate) allowed: u32,
    /// Whether the clock can be set right.
    pub(crate) clock: Remedy,
    /// Whether other credentials can be asked for.
    pub(crate) credentials: Remedy,
}

/// Whether the call may be sent again, and why. Time and the client's budget are not looked at.
pub(crate) fn decide(facts: Facts) -> Result<RetryReason, StopReason> {
    let reason = match (facts.failure, facts.safety) {
        (Failure::NotSent, _) => RetryReason::NotSent,
        (Failure::NoCredentials, _) => RetryReason::CredentialsUnavailable,
        (Failure::Throttled, _) => RetryReason::Throttled,
        (Failure::Refused, _) => RetryReason::Refused,
        (Failure::Unknown, Safety::ReadOnly | Safety::Idempotent) => RetryReason::Harmless,
        (Failure::Unknown, Safety::Unsafe) => return Err(StopReason::OutcomeUnknown),
        (Failure::WrongClock, _) if facts.clock == Remedy::Possible => RetryReason::ClockCorrected,
        (Failure::StaleToken, _) if facts.credentials == Remedy::Possible => RetryReason::CredentialsReplaced,
        (Failure::WrongClock | Failure::StaleToken | Failure::Final, _) => return Err(StopReason::Pointless),
    };
    if facts.attempt < facts.allowed { Ok(reason) } else { Err(StopReason::AttemptsUsedUp) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAILURES: [Failure; 8] = [
        Failure::NotSent,
        Failure::NoCredentials,
        Failure::Throttled,
        Failure::Refused,
        Failure::WrongClock,
        Failure::StaleToken,
        Failure::Unknown,
        Failure::Final,
    ];
    const SAFETIES: [Safety; 3] = [Safety::ReadOnly, Safety::Idempotent, Safety::Unsafe];
    const REMEDIES: [Remedy; 2] = [Remedy::Possible, Remedy::None];

    /// Every combination, with the attempt before, at and after the last that is allowed.
    fn all() -> impl Iterator<Item = Facts> {
        FAILURES.into_iter().flat_map(|failure| {
            SAFETIES.into_iter().flat_map(move |safety| {
                REMEDIES.into_iter().flat_map(move |clock| {
                    REMEDIES.into_iter().flat_map(move |credentials| {
                        [(1, 3), (2, 3), (3, 3), (4, 3), (1, 1)].into_iter().map(move |(attempt, allowed)| {
                            Facts { failure, safety, attempt, allowed, clock, credentials }
                        })
                    })
                })
            })
        })
    }

    /// The rules once more, the other way round: not from the failure to the answer but from each answer to what
    /// it demands.
    #[test]
    fn every_combination_has_the_one_answer_that_its_rule_demands() {
        let mut seen = 0;
        for facts in all() {
            seen += 1;
            let answer = decide(facts);
            let is_last = facts.attempt >= facts.allowed;
            let demanded = match answer {
                Ok(reason) => {
                    !is_last
                        && match reason {
                            RetryReason::NotSent => facts.failure == Failure::NotSent,
                            RetryReason::Throttled => facts.failure == Failure::Throttled,
                            RetryReason::Refused => facts.failure == Failure::Refused,
                            RetryReason::CredentialsUnavailable => facts.failure == Failure::NoCredentials,
                            RetryReason::Harmless => {
                                facts.failure == Failure::Unknown && facts.safety != Safety::Unsafe
                            }
                            RetryReason::ClockCorrected => {
                                facts.failure == Failure::WrongClock && facts.clock == Remedy::Possible
                            }
                            RetryReason::CredentialsReplaced => {
                                facts.failure == Failure::StaleToken && facts.credentials == Remedy::Possible
                            }
                        }
                }
                Err(StopReason::OutcomeUnknown) => {
                    facts.failure == Failure::Unknown && facts.safety == Safety::Unsafe
                }
                Err(StopReason::Pointless) => match facts.failure {
                    Failure::Final => true,
                    Failure::WrongClock => facts.clock == Remedy::None,
                    Failure::StaleToken => facts.credentials == Remedy::None,
                    _ => false,
                },
                Err(StopReason::AttemptsUsedUp) => is_last,
                Err(StopReason::BudgetUsedUp | StopReason::NoTimeLeft) => false,
            };
            assert!(demanded, "{facts:?} -> {answer:?}");
        }
        assert_eq!(seen, 8 * 3 * 2 * 2 * 5);
    }

    #[test]
    fn what_may_have_been_done_is_never_repeated_if_twice_does_harm() {
        for facts in all().filter(|facts| facts.safety == Safety::Unsafe && facts.failure == Failure::Unknown)
        {
            assert_eq!(decide(facts), Err(StopReason::OutcomeUnknown), "{facts:?}");
        }
    }
}
