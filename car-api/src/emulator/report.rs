//! What is told about each request that was received: to counters, and to whoever listens.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

/// One request and what became of it. Holds no parameters and no secrets.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RequestReport {
    /// `X-TC-Action` as received, if it was there.
    pub action: Option<String>,
    /// What the service did with it.
    pub outcome: Outcome,
    /// Error code and message, if it was refused.
    pub refusal: Option<(String, String)>,
    /// What went wrong on the way, in a few words, if a fault was to happen to it.
    pub fault: Option<String>,
    /// The request id of the answer. Where a fault lets another answer come back, or none, the client never sees it.
    pub request_id: String,
}

/// What the service did with a request. A fault may keep the client from learning of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// It was accepted and carried out.
    Executed,
    /// It had the `ClientToken` of an earlier one: it got the answer of that, and nothing was done.
    Repeated,
    /// It was refused, and nothing was done.
    Refused,
    /// A fault kept it away from the service, and nothing was done.
    NotReached,
}

/// One line: action, outcome, fault, request id.
impl fmt::Display for RequestReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.action.as_deref().unwrap_or("(no action)"))?;
        match (&self.refusal, self.outcome) {
            // A message can have lines of its own; the first says what happened.
            (Some((code, message)), _) => {
                write!(f, "{code}: {}", message.lines().next().unwrap_or_default())
            }
            (None, Outcome::NotReached) => f.write_str("not reached"),
            (None, Outcome::Repeated) => f.write_str("answered as before"),
            (None, Outcome::Executed | Outcome::Refused) => f.write_str("answered"),
        }?;
        if let Some(fault) = &self.fault {
            write!(f, "; fault: {fault}")?;
        }
        write!(f, " (RequestId {})", self.request_id)
    }
}

/// Counts requests.
#[derive(Debug, Default)]
pub(super) struct Counters {
    served: AtomicU64,
    refused: AtomicU64,
    faulted: AtomicU64,
}

impl Counters {
    pub(super) fn count(&self, report: &RequestReport) {
        let of_outcome = match report.outcome {
            Outcome::Executed | Outcome::Repeated => Some(&self.served),
            Outcome::Refused => Some(&self.refused),
            Outcome::NotReached => None,
        };
        let of_fault = report.fault.is_some().then_some(&self.faulted);
        for counter in of_outcome.into_iter().chain(of_fault) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(super) fn served(&self) -> u64 {
        self.served.load(Ordering::Relaxed)
    }

    pub(super) fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }

    pub(super) fn faulted(&self) -> u64 {
        self.faulted.load(Ordering::Relaxed)
    }
}
