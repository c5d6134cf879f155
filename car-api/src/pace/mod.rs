//! Staying within the rate that a service allows.
//!
//! Tencent Cloud counts the calls of an action per account and second, and refuses those beyond the limit. A client
//! that runs into refusals wastes a round trip for each, and its repetitions compete with fresh calls. So calls
//! are held back here, before they are sent: each action has a limiter of its own with the rate that its spec
//! states, and a call waits for its turn. What is refused all the same, because other processes use the account as
//! well, makes the limiter go slower for a while.
//!
//! [`Quota`] is how much a limiter lets pass, [`Speed`] how much of that after refusals, [`Schedule`] when the next
//! calls may start: pure functions of their state and the time. [`Limiter`] puts a queue before them.
//!
//! No limiter among the crates does all of it: waiting callers of `governor` race for the next place instead of being
//! served in order, and neither it nor `leaky-bucket` nor the one in `tower` can change its rate. Tokio's own mutex
//! brings the line: it is first come, first served, and a waiting caller that is dropped leaves it.

mod limiter;
mod quota;
mod schedule;
mod speed;

use std::collections::HashMap;
use std::fmt;
use std::num::NonZeroU32;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use tokio::time::Instant;

pub(crate) use limiter::Reservation;

use crate::action::ActionMeta;
use limiter::Limiter;
use quota::Quota;

/// How fast a client calls: [`ConfigBuilder::pacing`](crate::ConfigBuilder::pacing).
///
/// Calls beyond it wait for their turn, in the order in which they came. All clones of a client share it; a client
/// that is built anew has its own, and knows nothing of the others: clone one, or see
/// [`SharedBy`](Self::SharedBy). Repetitions of failed calls count like first attempts. A call that could not get
/// its turn within its time limit fails at once and is not sent.
///
/// When the service refuses calls all the same, the action slows down, and gains its speed again within seconds of
/// success.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Pacing {
    /// As fast as each action's spec allows; without a limit where the spec states none.
    #[default]
    FromSpec,
    /// Only this process's part of what the spec allows: so many processes use the same account.
    SharedBy(NonZeroU32),
    /// At most so many calls per second of each action that has a spec, and fewer where the spec allows fewer.
    AtMost(NonZeroU32),
    /// Without holding anything back.
    Off,
}

/// The limiters of a client, one for each action.
pub(crate) struct Pacers {
    pacing: Pacing,
    /// Made when an action is first called: of the hundreds that a service may have, few are. By name and not by
    /// address, because two crates may have generated the same action. `None` is an action without a limit.
    limiters: RwLock<HashMap<&'static str, Option<Arc<Limiter>>>>,
}

impl Pacers {
    pub(crate) fn new(pacing: Pacing) -> Self {
        Self { pacing, limiters: RwLock::default() }
    }

    /// What paces `action`.
    pub(crate) fn pacer(&self, action: &'static ActionMeta) -> Pacer {
        Pacer(self.limiter(action))
    }

    fn limiter(&self, action: &'static ActionMeta) -> Option<Arc<Limiter>> {
        if self.pacing == Pacing::Off {
            return None;
        }
        // A poisoned lock holds a whole map all the same: nothing in here panics half-way.
        let known = self.limiters.read().unwrap_or_else(PoisonError::into_inner).get(action.name).cloned();
        known.unwrap_or_else(|| {
            let mut limiters = self.limiters.write().unwrap_or_else(PoisonError::into_inner);
            let make =
                || Quota::new(self.pacing, action.rate_limit).map(|quota| Arc::new(Limiter::new(quota)));
            limiters.entry(action.name).or_insert_with(make).clone()
        })
    }
}

/// What paces the calls of one action; looked up once for a call.
#[derive(Debug)]
pub(crate) struct Pacer(Option<Arc<Limiter>>);

impl Pacer {
    /// Of an action that nobody described: no limit is known.
    pub(crate) fn unlimited() -> Self {
        Self(None)
    }

    /// The next place in the line, and the attempt is counted as started if it need not wait.
    ///
    /// # Errors
    ///
    /// When its turn would come after `deadline`.
    pub(crate) fn reserve(&self, deadline: Instant) -> Result<Reservation, PaceError> {
        match &self.0 {
            Some(limiter) => limiter.reserve(deadline),
            None => Ok(Reservation::immediate()),
        }
    }

    /// The service refused a call because of too many calls.
    pub(crate) fn throttled(&self) {
        if let Some(limiter) = &self.0 {
            limiter.throttled();
        }
    }

    /// The service accepted a call.
    pub(crate) fn succeeded(&self) {
        if let Some(limiter) = &self.0 {
            limiter.succeeded();
        }
    }
}

/// A call whose turn would come too late.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct PaceError {
    /// When its turn would have come, from the time it was asked for.
    pub(crate) wait: Duration,
    /// The rate at present, in calls per second.
    pub(crate) rate: f64,
}

/// `the rate limit of 20/s would hold it back for 12.6s`
impl fmt::Display for PaceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Three digits say enough of a rate, and a wait need not be told to the nanosecond.
        let rate = (self.rate * 100.0).round() / 100.0;
        let wait = Duration::from_millis(u64::try_from(self.wait.as_millis()).unwrap_or(u64::MAX));
        write!(f, "the rate limit of {rate}/s would hold it back for {wait:?}")
    }
}

impl std::error::Error for PaceError {}

#[cfg(test)]
mod tests;
