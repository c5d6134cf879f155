//! Those who want to hear of fetches.
//!
//! One cache can serve several configurations, each with an observer. They are held weakly: a configuration that is
//! gone takes no interest any more, and the cache may live longer.

use std::sync::{Arc, PoisonError, RwLock, Weak};

use super::slot::Settled;
use crate::observe::{CredentialRefresh, Observer, RefreshOutcome};

#[derive(Default)]
pub(super) struct Observers(RwLock<Vec<Weak<dyn Observer>>>);

impl Observers {
    /// Adds `observer`, once.
    pub(super) fn add(&self, observer: &Arc<dyn Observer>) {
        let new = Arc::downgrade(observer);
        let mut observers = self.0.write().unwrap_or_else(PoisonError::into_inner);
        observers.retain(|known| known.strong_count() > 0 && !known.ptr_eq(&new));
        observers.push(new);
    }

    /// Tells all of them what came of a fetch. Outside of the lock: an observer may do anything.
    pub(super) fn tell(&self, source: &'static str, settled: &Settled) {
        let refresh = CredentialRefresh::new(source, outcome(settled));
        for observer in self.present() {
            observer.credential_refreshed(&refresh);
        }
    }

    fn present(&self) -> Vec<Arc<dyn Observer>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).iter().filter_map(Weak::upgrade).collect()
    }
}

fn outcome(settled: &Settled) -> RefreshOutcome<'_> {
    match settled {
        Settled::Renewed(credential) => RefreshOutcome::Renewed { expires_at: credential.expires_at() },
        Settled::Kept(expires_at, error) => RefreshOutcome::Kept { expires_at: *expires_at, error },
        Settled::Failed(error) => RefreshOutcome::Failed { error },
    }
}
