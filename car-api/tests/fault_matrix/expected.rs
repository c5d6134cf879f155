//! What must come of a fault, from what it lets a client know.

use car_api::Error;
use car_api::ErrorKind;
use car_api::retry::StopReason;

use super::errands::Deed;
use super::faults::{Known, Row};

/// Which attempt meets the fault, and how many there may be. Those before it were refused because of too many calls,
/// so that nothing was done and the next one is certain; those after it meet nothing.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    pub attempt: u32,
    pub allowed: u32,
}

impl Place {
    /// The first, the second and the last of three, and the only one.
    pub const ALL: [Self; 4] = [
        Self { attempt: 1, allowed: 3 },
        Self { attempt: 2, allowed: 3 },
        Self { attempt: 3, allowed: 3 },
        Self { attempt: 1, allowed: 1 },
    ];

    fn is_last(self) -> bool {
        self.attempt == self.allowed
    }
}

/// What must come of a call.
#[derive(Debug, PartialEq, Eq)]
pub struct Expected {
    /// Requests that were put on their way.
    pub requests: u32,
    /// How often the service did it.
    pub done: u32,
    pub failure: Option<Claim>,
}

/// What an error says.
#[derive(Debug, PartialEq, Eq)]
pub struct Claim {
    pub kind: ErrorKind,
    pub attempts: u32,
    pub stop: Option<StopReason>,
    pub was_sent: bool,
    pub is_outcome_unknown: bool,
    pub is_retryable: bool,
}

impl Claim {
    pub fn of(error: &Error) -> Self {
        Self {
            kind: error.kind(),
            attempts: error.attempts(),
            stop: error.stop_reason(),
            was_sent: error.was_sent(),
            is_outcome_unknown: error.is_outcome_unknown(),
            is_retryable: error.is_retryable(),
        }
    }
}

/// Why there is no attempt after this one although there could be; `None` where there is one.
fn obstacle(known: Known, deed: Deed) -> Option<StopReason> {
    match known {
        Known::NotSent | Known::NotNow | Known::WrongClock => None,
        Known::Unclear if deed.may_be_sent_again() => None,
        Known::Unclear => Some(StopReason::OutcomeUnknown),
        Known::Done | Known::Refused | Known::UnclearForGood => Some(StopReason::Pointless),
    }
}

/// Whether the caller may make the call again, as far as this attempt is concerned.
fn is_retryable(known: Known, deed: Deed) -> bool {
    match known {
        Known::NotSent | Known::NotNow => true,
        Known::Unclear => deed.may_be_called_again(),
        // A clock that is still wrong after it was set right is no matter of patience.
        Known::WrongClock | Known::Done | Known::Refused | Known::UnclearForGood => false,
    }
}

fn is_unclear(known: Known) -> bool {
    matches!(known, Known::Unclear | Known::UnclearForGood)
}

/// What must come of a call of `deed` that meets the fault of `row` at `place`.
pub fn expected(row: &Row, deed: Deed, place: Place) -> Expected {
    let done_here = u32::from(row.is_done);
    let Some(kind) = row.kind else {
        return Expected { requests: place.attempt, done: done_here, failure: None };
    };
    let obstacle = obstacle(row.known, deed);
    if obstacle.is_none() && !place.is_last() {
        // The service recognises an order that it has carried out already.
        let done = if deed.is_recognised() { 1 } else { done_here + 1 };
        return Expected { requests: place.attempt + 1, done, failure: None };
    }
    let claim = Claim {
        kind,
        attempts: place.attempt,
        stop: Some(obstacle.unwrap_or(StopReason::AttemptsUsedUp)),
        // What was refused before had been sent.
        was_sent: row.known != Known::NotSent || place.attempt > 1,
        is_outcome_unknown: is_unclear(row.known) && deed.changes_something(),
        is_retryable: is_retryable(row.known, deed),
    };
    Expected { requests: place.attempt, done: done_here, failure: Some(claim) }
}

/// What must come of a call of at most two attempts that meet a fault each.
pub fn expected_of_two(rows: [&Row; 2], deed: Deed) -> Expected {
    let [first, second] = rows;
    let alone = expected(first, deed, Place { attempt: 1, allowed: 2 });
    if alone.requests == 1 {
        return alone;
    }
    let mut both = expected(second, deed, Place { attempt: 2, allowed: 2 });
    both.done += u32::from(first.is_done);
    if deed.is_recognised() {
        both.done = both.done.min(1);
    }
    if let Some(claim) = &mut both.failure {
        claim.was_sent = [first, second].iter().any(|row| row.known != Known::NotSent);
        // The second attempt tells nothing of the first.
        claim.is_outcome_unknown |= is_unclear(first.known) && deed.changes_something();
        claim.is_retryable &= !is_unclear(first.known) || deed.may_be_called_again();
    }
    both
}

/// What holds of every call, whatever happened: nothing harmful is done twice, and no error claims too much.
pub fn assert_sound(deed: Deed, done: u32, failure: Option<&Error>, case: &str) {
    if deed == Deed::Run || deed.is_recognised() {
        assert!(done <= 1, "{case}: done {done} times");
    }
    let Some(error) = failure else {
        assert!(done >= 1, "{case}: a success of which nothing was done");
        return;
    };
    if deed.changes_something() && !error.is_outcome_unknown() {
        assert_eq!(done, 0, "{case}: it was done, and the error knows nothing of that: {error}");
    }
    if !error.was_sent() {
        assert_eq!(done, 0, "{case}: it was done, and the error says that it was not sent: {error}");
    }
    let says_unknown = error.to_string().contains("outcome unknown");
    assert_eq!(says_unknown, error.is_outcome_unknown(), "{case}: {error}");
}
