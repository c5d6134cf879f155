//! How far waiting has come.

use std::fmt;
use std::time::Duration;

use crate::action::Waiter;
use crate::error::{Error, OneLine};

/// What a wait has seen so far: told while it goes on, and kept in the error when it ends without success.
pub struct WaitProgress(Box<Inner>);

struct Inner {
    action: &'static str,
    waiter: &'static str,
    item: Option<String>,
    state: Option<String>,
    attempts: u32,
    elapsed: Duration,
    request_id: Option<String>,
    error: Option<Error>,
}

impl WaitProgress {
    pub(super) fn new(action: &'static str, waiter: &Waiter, item: Option<String>) -> Self {
        Self(Box::new(Inner {
            action,
            waiter: waiter.name,
            item,
            state: None,
            attempts: 0,
            elapsed: Duration::ZERO,
            request_id: None,
            error: None,
        }))
    }

    /// The action that is repeated.
    pub fn action(&self) -> &'static str {
        self.0.action
    }

    /// What is waited for, as the spec calls it: `version_online`.
    pub fn waiter(&self) -> &'static str {
        self.0.waiter
    }

    /// The key of the item that is waited for, where one was given.
    pub fn item(&self) -> Option<&str> {
        self.0.item.as_deref()
    }

    /// The state that was seen last, or the error code that stood for one. Of several items, that of one which is not
    /// there yet. `None` where none has been seen, or what should have it was not there.
    pub fn state(&self) -> Option<&str> {
        self.0.state.as_deref()
    }

    /// How often the action has been called.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// The time since waiting began.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed
    }

    /// The id that the service gave the last poll. Tencent Cloud's support asks for it.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref().filter(|id| !id.is_empty())
    }

    /// Why the last poll showed nothing, if it failed in passing.
    pub fn error(&self) -> Option<&Error> {
        self.0.error.as_ref()
    }

    pub(super) fn into_error(self) -> Option<Error> {
        self.0.error
    }

    pub(super) fn count(&mut self) {
        self.0.attempts = self.0.attempts.saturating_add(1);
    }

    pub(super) fn at(&mut self, elapsed: Duration) {
        self.0.elapsed = elapsed;
    }

    pub(super) fn saw(&mut self, state: Option<String>, request_id: Option<String>) {
        self.0.state = state;
        self.0.request_id = request_id;
        self.0.error = None;
    }

    /// The state stays: it is still the last one that is known.
    pub(super) fn failed_in_passing(&mut self, error: Error) {
        self.0.request_id = error.request_id().map(str::to_owned);
        self.0.error = Some(error);
    }

    /// `` `version_online` of `ver-1` ``
    pub(super) fn goal(&self) -> String {
        let item = self.item().map(|item| format!(" of `{}`", OneLine(item)));
        format!("`{}`{}", self.0.waiter, item.unwrap_or_default())
    }

    /// `after 3 polls in 12.5s`
    pub(super) fn effort(&self) -> String {
        let polls = if self.0.attempts == 1 { "poll" } else { "polls" };
        format!("after {} {polls} in {:.1}s", self.0.attempts, self.0.elapsed.as_secs_f64())
    }
}

impl fmt::Debug for WaitProgress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitProgress")
            .field("action", &self.0.action)
            .field("waiter", &self.0.waiter)
            .field("item", &self.0.item)
            .field("state", &self.0.state)
            .field("attempts", &self.0.attempts)
            .field("elapsed", &self.0.elapsed)
            .field("request_id", &self.0.request_id)
            .field("error", &self.0.error)
            .finish()
    }
}
