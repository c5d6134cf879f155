//! Credentials that are known, and those that are still to be looked for.
//!
//! Some sources of the default chain call a service themselves, and have to do so on the site, over the transport
//! and by the clock that the client has. These may be set after the chain was chosen, in any order. So the builder
//! keeps the choice, and makes the chain when all settings are known.

use std::sync::Arc;

use super::ConfigBuilder;
use crate::credential::{CredentialChain, ProvideCredentials, Surroundings};
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::time::Clock;
use crate::transport::Transport;

/// Where credentials come from.
#[derive(Clone)]
pub(super) enum Origin {
    Source(Arc<dyn ProvideCredentials>),
    DefaultChain(Surroundings),
}

impl Origin {
    /// The source, for a client with these settings.
    pub(super) fn source(
        self,
        transport: &Arc<dyn Transport>,
        clock: &Arc<dyn Clock>,
        endpoint: &Endpoint,
    ) -> Arc<dyn ProvideCredentials> {
        match self {
            Self::Source(source) => source,
            Self::DefaultChain(surroundings) => {
                let settings = ConfigBuilder {
                    transport: Some(Arc::clone(transport)),
                    clock: Some(Arc::clone(clock)),
                    endpoint: endpoint.of_other_services(),
                    ..ConfigBuilder::new()
                };
                let surroundings = surroundings.shared_clock(Arc::clone(clock));
                Arc::new(CredentialChain::with_settings(&surroundings, &settings))
            }
        }
    }
}

impl<T> ConfigBuilder<T> {
    /// Starts with credentials from wherever this machine has some, as
    /// [`CredentialChain::default_chain`] looks for them, and the region in `TENCENTCLOUD_REGION`, or else that of the
    /// profile of `tccli`.
    ///
    /// That there are no credentials shows at the first call. Sources that call STS for a key do so on the site that
    /// [`endpoint`](Self::endpoint) says; if it is a URL, which says nothing of STS, on the international one. They use
    /// the transport and the clock of this builder.
    ///
    /// # Errors
    ///
    /// When the region is set somewhere and cannot be used.
    pub fn from_default_chain() -> Result<Self, Error> {
        Self::in_surroundings(&Surroundings::new())
    }

    /// Like [`from_default_chain`](Self::from_default_chain), on another machine than this one: for tests.
    ///
    /// # Errors
    ///
    /// As those of `from_default_chain`.
    pub fn in_surroundings(surroundings: &Surroundings) -> Result<Self, Error> {
        let mut builder = Self::new().clock(surroundings.clone());
        builder.credentials = Some(Origin::DefaultChain(surroundings.clone()));
        Ok(match surroundings.region()? {
            Some(region) => builder.region(region),
            None => builder,
        })
    }
}
