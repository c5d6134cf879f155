//! What a cache of credentials knows, and what follows from it.
//!
//! Whether to hand out a key, to fetch another beside it, to wait for someone else's fetch or to say why there
//! is none: each is decided here, by plain functions over what is known and the time. The lock, the tasks and the
//! waiting stand around it. Since every step is taken as a whole under that lock, all that can happen with many
//! callers is some order of these steps; the tests go through all orders of up to six.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::pace::{self, SHORTEST_PAUSE, Spread};
use crate::credential::{Credential, CredentialError};

/// One fetch, told apart from those before and after it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct FetchId(u64);

/// What a caller wants.
#[derive(Debug, Clone, Copy)]
pub(super) enum Demand<'a> {
    /// Credentials that work, as far as is known.
    Any,
    /// Others than these, which were refused.
    InsteadOf(&'a Credential),
}

/// What a caller is to do.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// Go on with these.
    Use(Arc<Credential>),
    /// Start this fetch, and go on with these without waiting for it.
    UseAndFetch(Arc<Credential>, FetchId),
    /// Start this fetch and wait for it.
    Fetch(FetchId),
    /// Wait for this fetch, which another caller started.
    Wait(FetchId),
    /// Give up: it failed just now.
    Fail(CredentialError),
}

/// What came of a fetch.
#[derive(Debug, Clone)]
pub(super) enum Settled {
    /// There are new credentials.
    Renewed(Arc<Credential>),
    /// There are none, but the present ones still work.
    Kept(Option<SystemTime>, CredentialError),
    /// There are none at all.
    Failed(CredentialError),
}

impl Settled {
    /// What those who waited for it get.
    pub(super) fn outcome(&self) -> Result<Arc<Credential>, CredentialError> {
        match self {
            Self::Renewed(credential) => Ok(Arc::clone(credential)),
            Self::Kept(_, error) | Self::Failed(error) => Err(error.clone()),
        }
    }
}

/// The place for one credential and its successor.
#[derive(Debug, Default)]
#[cfg_attr(test, derive(Clone))]
pub(super) struct Slot {
    held: Option<Held>,
    running: Option<FetchId>,
    setback: Option<Setback>,
    latest: FetchId,
}

#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
struct Held {
    credential: Arc<Credential>,
    refresh_at: Option<SystemTime>,
}

/// The last fetch brought nothing new.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
struct Setback {
    at: SystemTime,
    /// How long the source is left alone.
    pause: Duration,
    /// How many there were in a row.
    count: u32,
    /// Why; nothing if the same key came again, or if the fetch was broken off.
    error: Option<CredentialError>,
}

impl Setback {
    /// Whether the source is left alone for now. If the clock was set back, it no longer is: the pause could last
    /// for as long as the clock was wrong.
    fn holds(&self, now: SystemTime, longest: Duration) -> bool {
        now.duration_since(self.at).is_ok_and(|elapsed| elapsed < self.pause.min(longest))
    }
}

impl Slot {
    /// What a caller who comes at `now` is to do.
    pub(super) fn ask(&mut self, demand: Demand<'_>, now: SystemTime) -> Step {
        let valid = self.held.as_ref().filter(|held| !held.credential.is_expired(now));
        match (valid, demand) {
            (Some(held), Demand::Any) => {
                let credential = Arc::clone(&held.credential);
                if self.running.is_none() && held.is_due(now) && !self.is_paused(now, Duration::MAX) {
                    return Step::UseAndFetch(credential, self.start());
                }
                Step::Use(credential)
            }
            (Some(held), Demand::InsteadOf(rejected)) if !held.credential.same_key(rejected) => {
                Step::Use(Arc::clone(&held.credential))
            }
            (Some(held), Demand::InsteadOf(_)) => {
                // Those who bring back a key that was fetched a moment ago must not fetch it in a circle.
                let again = Arc::clone(&held.credential);
                self.demand_fetch(now, Duration::MAX).unwrap_or(Step::Use(again))
            }
            (None, _) => self.demand_fetch(now, SHORTEST_PAUSE).unwrap_or_else(|| Step::Fetch(self.start())),
        }
    }

    /// The fetch that a caller without a usable key waits for, or the failure of the last; `None` if the last one
    /// brought nothing new, and it is too early for another.
    fn demand_fetch(&mut self, now: SystemTime, longest_pause: Duration) -> Option<Step> {
        if let Some(running) = self.running {
            return Some(Step::Wait(running));
        }
        if !self.is_paused(now, longest_pause) {
            return Some(Step::Fetch(self.start()));
        }
        self.setback.as_ref().and_then(|setback| setback.error.clone()).map(Step::Fail)
    }

    /// The fetch that runs.
    pub(super) fn running(&self) -> Option<FetchId> {
        self.running
    }

    fn is_paused(&self, now: SystemTime, longest: Duration) -> bool {
        self.setback.as_ref().is_some_and(|setback| setback.holds(now, longest))
    }

    fn start(&mut self) -> FetchId {
        self.latest = FetchId(self.latest.0.saturating_add(1));
        self.running = Some(self.latest);
        self.latest
    }

    /// Takes what `fetch` brought at `now`; `None` if that fetch was given up, which leaves everything as it is.
    pub(super) fn settle(
        &mut self,
        fetch: FetchId,
        fetched: Result<Credential, CredentialError>,
        now: SystemTime,
        spread: Spread,
    ) -> Option<Settled> {
        if self.running != Some(fetch) {
            return None;
        }
        self.running = None;
        let error = match fetched {
            Ok(credential) => return Some(Settled::Renewed(self.hold(credential, now, spread))),
            Err(error) => error,
        };
        self.set_back(now, spread, Some(error.clone()));
        Some(match &self.held {
            Some(held) if !held.credential.is_expired(now) => {
                Settled::Kept(held.credential.expires_at(), error)
            }
            _ => Settled::Failed(error),
        })
    }

    /// `fetch` will not come to an end: its task is gone, or it takes too long.
    pub(super) fn abandon(&mut self, fetch: FetchId, now: SystemTime, spread: Spread) {
        if self.running == Some(fetch) {
            self.running = None;
            self.set_back(now, spread, None);
        }
    }

    fn hold(&mut self, new: Credential, now: SystemTime, spread: Spread) -> Arc<Credential> {
        let refresh_at = new.expires_at().map(|end| pace::refresh_at(now, end, spread));
        let same = self.held.as_ref().filter(|held| held.credential.same_key(&new));
        let credential = match same {
            // Signing recognises the same allocation at a glance.
            Some(held) if held.credential.expires_at() == new.expires_at() => Arc::clone(&held.credential),
            _ => Arc::new(new),
        };
        if same.is_some() {
            self.set_back(now, spread, None);
        } else {
            self.setback = None;
        }
        self.held = Some(Held { credential: Arc::clone(&credential), refresh_at });
        credential
    }

    fn set_back(&mut self, now: SystemTime, spread: Spread, error: Option<CredentialError>) {
        let count = self.setback.as_ref().map_or(0, |setback| setback.count).saturating_add(1);
        self.setback = Some(Setback { at: now, pause: pace::pause(count, spread), count, error });
    }
}

impl Held {
    fn is_due(&self, now: SystemTime) -> bool {
        self.refresh_at.is_some_and(|moment| moment <= now)
    }
}

#[cfg(test)]
mod tests;
