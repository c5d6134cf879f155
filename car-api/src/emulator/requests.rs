//! The requests that were received, for those who ask for them to be kept.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use super::body::Body;
use super::report::RequestReport;

/// A request that was received, and what became of it.
#[derive(Clone)]
pub struct ReceivedRequest {
    report: RequestReport,
    parameters: Value,
}

impl ReceivedRequest {
    /// The action's name, or an empty text if the request named none.
    pub fn action(&self) -> &str {
        self.report.action.as_deref().unwrap_or_default()
    }

    /// The parameters as they were sent; null if the body was not read, too long, or not JSON.
    pub fn parameters(&self) -> &Value {
        &self.parameters
    }

    /// What became of it.
    pub fn report(&self) -> &RequestReport {
        &self.report
    }
}

/// Parameters can hold secrets: only their names are shown.
impl fmt::Debug for ReceivedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parameters = self.parameters.as_object().map(|members| members.keys().collect::<Vec<_>>());
        f.debug_struct("ReceivedRequest")
            .field("report", &self.report)
            .field("parameters", &parameters.unwrap_or_default())
            .finish()
    }
}

/// The last requests, up to a number.
#[derive(Debug)]
pub(super) struct Requests {
    limit: usize,
    kept: Mutex<VecDeque<ReceivedRequest>>,
}

impl Requests {
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, kept: Mutex::default() }
    }

    /// The parameters to keep; `None` where nothing is kept, so that nothing is read either.
    pub(super) fn parameters_of(&self, body: &Body) -> Option<Value> {
        (self.limit > 0).then(|| match body {
            Body::Whole(body) => serde_json::from_slice(body).unwrap_or_default(),
            Body::TooLarge | Body::Unread => Value::Null,
        })
    }

    pub(super) fn keep(&self, report: RequestReport, parameters: Value) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= self.limit {
            kept.pop_front();
        }
        kept.push_back(ReceivedRequest { report, parameters });
    }

    pub(super) fn all(&self) -> Vec<ReceivedRequest> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}
