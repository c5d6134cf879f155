//! Going elsewhere when a host does not answer.
//!
//! A service has several entry points: one near the caller, one in each region, one inside the cloud's networks. A
//! client that has been given more than one goes to the first as long as it answers, and to the next while it does
//! not. Each host has a circuit breaker ([`Breaker`]), so that calls need not find out anew, each with a timeout,
//! what the calls before them found out; a pure function ([`Outcome::of`]) says what an attempt tells of its host. A
//! repetition avoids the host on which its call has just failed, even before the breaker does. Whether a call may
//! be repeated at all is not decided here.
//!
//! Breakers never make a call fail: when no host is known to be well, the first one is called all the same.

mod breaker;
mod outcome;

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::time::Instant;

pub(crate) use outcome::Outcome;

use crate::action::{HostFamily, ServiceMeta};
use crate::endpoint::{Address, Endpoint};
use breaker::{Breaker, Pass};

/// The hosts of a client: the first, and those that stand in for it.
#[derive(Debug)]
pub(crate) struct Hosts {
    first: Host,
    backups: Vec<Host>,
}

#[derive(Debug)]
struct Host {
    address: Address,
    breaker: Mutex<Breaker>,
}

/// Which host an attempt begins to look with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Preference {
    /// The first.
    #[default]
    First,
    /// The one after this: the call has just failed there.
    After(usize),
}

impl Hosts {
    /// The addresses of `family` of `service` at `endpoint` and at each of `backups`.
    ///
    /// # Errors
    ///
    /// A sentence, when one of them cannot be called, or is named twice.
    pub(crate) fn new(
        service: &ServiceMeta,
        family: HostFamily,
        endpoint: &Endpoint,
        backups: &[Endpoint],
        plain_http: &[String],
    ) -> Result<Self, String> {
        let host = |endpoint: &Endpoint| match endpoint.resolve(service, family, plain_http) {
            Ok(address) => Ok(Host { address, breaker: Mutex::default() }),
            Err(error) => Err(error.to_string()),
        };
        let mut hosts = Self { first: host(endpoint)?, backups: Vec::new() };
        for backup in backups {
            let backup = host(backup)?;
            let url = &backup.address.url;
            let is_known = (0..hosts.count()).any(|index| hosts.host(index).address.url == *url);
            match (is_known, family) {
                (false, _) => hosts.backups.push(backup),
                (true, HostFamily::Ordinary) => {
                    return Err(format!(
                        "the backup endpoint `{url}` is named twice, or is the endpoint itself: leave it out"
                    ));
                }
                // Both sites have the same host in this family.
                (true, HostFamily::Ai) => {}
            }
        }
        Ok(hosts)
    }

    /// Where calls go as long as all is well.
    pub(crate) fn first(&self) -> &Address {
        &self.first.address
    }

    /// The host for an attempt that starts now: the first one, in the order of `preference`, whose breaker lets it
    /// pass, or else the first of all. `now` is asked only where there is something to choose.
    pub(crate) fn choose(&self, preference: Preference, now: impl FnOnce() -> Instant) -> Choice<'_> {
        if self.backups.is_empty() {
            return self.choice(0, None);
        }
        let now = now();
        let begin = match preference {
            Preference::First => 0,
            Preference::After(index) => index + 1,
        };
        let in_order = (begin..begin + self.count()).map(|index| index % self.count());
        for index in in_order {
            if let Some(pass) = locked(&self.host(index).breaker).admit(now) {
                return self.choice(index, Some(pass));
            }
        }
        self.choice(0, None)
    }

    fn choice(&self, index: usize, pass: Option<Pass>) -> Choice<'_> {
        let host = self.host(index);
        Choice { address: &host.address, index, admitted: pass.map(|pass| (&host.breaker, pass)) }
    }

    fn count(&self) -> usize {
        1 + self.backups.len()
    }

    fn host(&self, index: usize) -> &Host {
        index.checked_sub(1).and_then(|backup| self.backups.get(backup)).unwrap_or(&self.first)
    }
}

/// Whatever panicked, the state in it is whole.
fn locked(breaker: &Mutex<Breaker>) -> MutexGuard<'_, Breaker> {
    breaker.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The host that was chosen for an attempt. Dropped without an outcome, it counts as never tried: a call that is
/// cancelled says nothing of its host, and leaves the place of a probe to the next.
#[derive(Debug)]
#[must_use = "the breaker learns nothing unless it is told the outcome"]
pub(crate) struct Choice<'a> {
    address: &'a Address,
    index: usize,
    /// The breaker that let it pass, if one was asked.
    admitted: Option<(&'a Mutex<Breaker>, Pass)>,
}

impl<'a> Choice<'a> {
    /// No choice: the caller has named the endpoint, come what may.
    pub(crate) fn named(address: &'a Address) -> Self {
        Self { address, index: 0, admitted: None }
    }

    pub(crate) fn address(&self) -> &'a Address {
        self.address
    }

    /// Tells how the attempt ended, and returns which host the next attempt of the same call should prefer. `now` is
    /// asked only if a breaker wants to know.
    pub(crate) fn settle(mut self, outcome: Outcome, now: impl FnOnce() -> Instant) -> Preference {
        self.tell(outcome, now);
        match outcome {
            Outcome::Failed => Preference::After(self.index),
            Outcome::Answered | Outcome::Unknown => Preference::First,
        }
    }

    fn tell(&mut self, outcome: Outcome, now: impl FnOnce() -> Instant) {
        if let Some((breaker, pass)) = self.admitted.take() {
            locked(breaker).settle(pass, outcome, now());
        }
    }
}

impl Drop for Choice<'_> {
    fn drop(&mut self) {
        self.tell(Outcome::Unknown, Instant::now);
    }
}

#[cfg(test)]
mod tests;
