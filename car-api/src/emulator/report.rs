//! What is told about each request that was served: to counters, and to whoever listens.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::offline::refusal::Refusal;

/// One request and what became of it. Holds no parameters and no secrets.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RequestReport {
    /// `X-TC-Action` as received, if it was there.
    pub action: Option<String>,
    /// Error code and message, if it was refused.
    pub refusal: Option<(String, String)>,
    /// The request id of the answer.
    pub request_id: String,
}

impl RequestReport {
    pub(super) fn new(action: Option<&str>, refusal: Option<&Refusal>, request_id: &str) -> Self {
        Self {
            action: action.map(str::to_owned),
            refusal: refusal.map(|refusal| (refusal.code.to_string(), refusal.message.clone())),
            request_id: request_id.to_owned(),
        }
    }
}

/// One line: action, outcome, request id.
impl fmt::Display for RequestReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let action = self.action.as_deref().unwrap_or("(no action)");
        match &self.refusal {
            None => write!(f, "{action}: answered"),
            // A message can have lines of its own; the first says what happened.
            Some((code, message)) => {
                write!(f, "{action}: {code}: {}", message.lines().next().unwrap_or_default())
            }
        }?;
        write!(f, " (RequestId {})", self.request_id)
    }
}

/// Counts requests.
#[derive(Debug, Default)]
pub(super) struct Counters {
    served: AtomicU64,
    refused: AtomicU64,
}

impl Counters {
    pub(super) fn count(&self, report: &RequestReport) {
        let counter = if report.refusal.is_some() { &self.refused } else { &self.served };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn served(&self) -> u64 {
        self.served.load(Ordering::Relaxed)
    }

    pub(super) fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }
}
