//! What a real service would have done.
//!
//! Whether a client did something twice cannot be seen from its own side: it was told of one success. The emulator
//! counts what it carries out, also where a fault then loses the answer.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use crate::action::ActionMeta;

/// A call that was accepted and carried out.
#[non_exhaustive]
pub struct Execution<'a> {
    /// What was called.
    pub action: &'static ActionMeta,
    /// The parameters as they were sent: a JSON object.
    pub parameters: &'a Value,
    /// The request id of the answer.
    pub request_id: &'a str,
}

/// Parameters can hold secrets: they are not shown.
impl fmt::Debug for Execution<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Execution")
            .field("action", &self.action.name)
            .field("request_id", &self.request_id)
            .finish_non_exhaustive()
    }
}

/// Told about each execution.
pub(super) type ExecutionListener = Arc<dyn Fn(&Execution<'_>) + Send + Sync>;

/// Counts executions: a number per action, however many there are.
#[derive(Default)]
pub(super) struct Executions {
    counts: Mutex<HashMap<&'static str, u64>>,
    listener: Option<ExecutionListener>,
}

impl Executions {
    pub(super) fn new(listener: Option<ExecutionListener>) -> Self {
        Self { counts: Mutex::default(), listener }
    }

    pub(super) fn add(&self, execution: &Execution<'_>) {
        *self.counts().entry(execution.action.name).or_default() += 1;
        if let Some(listener) = &self.listener {
            listener(execution);
        }
    }

    pub(super) fn of(&self, action: &str) -> u64 {
        self.counts().get(action).copied().unwrap_or_default()
    }

    fn counts(&self) -> MutexGuard<'_, HashMap<&'static str, u64>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
