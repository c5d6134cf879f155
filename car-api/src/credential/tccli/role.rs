//! The keys of a role that a profile names.
//!
//! Which role it is stands in a file that may change, and fetching keys needs a cache that lives as long as the
//! client. So the source of the role's keys is made when it is first needed, and kept until the file says
//! something else.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use super::TccliSource;
use crate::config::ConfigBuilder;
use crate::credential::{
    AssumeRole, CachedCredentials, CredentialError, ProvideCredentials, StaticCredentials, Surroundings,
};
use crate::observe::Observer;
use crate::sts;

/// The source of a role's keys, as far as it was needed.
#[derive(Default)]
pub(super) struct Role(Mutex<State>);

#[derive(Default)]
struct State {
    made: Option<Made>,
    /// Held weakly: one source may serve many configurations, and live longer than they do.
    observers: Vec<Weak<dyn Observer>>,
}

struct Made {
    from: Arc<TccliSource>,
    provider: Arc<dyn ProvideCredentials>,
}

impl Role {
    /// The source of the keys of the role that `profile` names; `make` makes it.
    pub(super) fn of(
        &self,
        profile: &Arc<TccliSource>,
        make: impl FnOnce() -> Result<Arc<dyn ProvideCredentials>, CredentialError>,
    ) -> Result<Arc<dyn ProvideCredentials>, CredentialError> {
        let mut state = self.lock();
        if let Some(made) = state.made.as_ref().filter(|made| Arc::ptr_eq(&made.from, profile)) {
            return Ok(Arc::clone(&made.provider));
        }
        let provider = make()?;
        for observer in state.observers.iter().filter_map(Weak::upgrade) {
            provider.observe(&observer);
        }
        state.made = Some(Made { from: Arc::clone(profile), provider: Arc::clone(&provider) });
        Ok(provider)
    }

    pub(super) fn observe(&self, observer: &Arc<dyn Observer>) {
        let mut state = self.lock();
        if let Some(made) = &state.made {
            made.provider.observe(observer);
        }
        let new = Arc::downgrade(observer);
        state.observers.retain(|known| known.strong_count() > 0 && !known.ptr_eq(&new));
        state.observers.push(new);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Leaves out the source: it holds keys.
impl fmt::Debug for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Role").field("is_made", &self.lock().made.is_some()).finish_non_exhaustive()
    }
}

/// A role that `keys` may take. `settings` are for the client of STS.
pub(super) fn assumed(
    surroundings: &Surroundings,
    settings: &ConfigBuilder,
    keys: StaticCredentials,
    role_arn: &str,
    session_name: &str,
) -> Result<Arc<dyn ProvideCredentials>, CredentialError> {
    let client = settings
        .clone()
        .credentials(keys)
        .build()
        .and_then(|config| sts::Client::new(&config))
        .map_err(|error| CredentialError::invalid(format!("no client of STS for the role: {error}")))?;
    let role = AssumeRole::new(client, role_arn).session_name(session_name);
    Ok(Arc::new(CachedCredentials::with_clock(role, surroundings.clone())))
}
