//! What every service's client is made of.

use std::fmt;
use std::sync::{Arc, OnceLock};

use http::HeaderValue;

use crate::action::{HostFamily, ServiceMeta};
use crate::config::{Config, ConfigBuilder, FromConfig, Settings};
use crate::error::Error;
use crate::hosts::Hosts;
use crate::pace::Pacers;
use crate::retry::Budget;
use crate::sign::KeyCache;

/// The inside of a client: a service, and the settings to call it with. Cheap to clone.
///
/// Generated clients hold one and add a method per action. It is of use to those who write code over any
/// service's client: see [`ServiceClient`].
///
/// The inside is behind a trait object for the compiler's sake: each builder holds a `ClientCore`, and whether it may
/// be dropped would be worked out for each of them down to the hash functions, at 2 ms an action.
#[derive(Clone)]
pub struct ClientCore(Arc<dyn Inside>);

/// [`Inner`], and nothing else.
trait Inside: Send + Sync {
    fn inner(&self) -> &Inner;
}

impl Inside for Inner {
    fn inner(&self) -> &Inner {
        self
    }
}

struct Inner {
    service: &'static ServiceMeta,
    config: Config,
    hosts: Hosts,
    /// Those for streams, once one of their actions is called.
    ai_hosts: OnceLock<Hosts>,
    version: HeaderValue,
    keys: KeyCache,
    budget: Budget,
    pacers: Pacers,
}

impl ClientCore {
    /// Checks that `config` fits `service`, and makes once what is the same for all calls.
    ///
    /// # Errors
    ///
    /// When the endpoint cannot be called: the service is not offered there, or the URL is refused.
    pub fn new(service: &'static ServiceMeta, config: &Config) -> Result<Self, Error> {
        let settings = config.settings();
        let hosts = hosts(service, settings, HostFamily::Ordinary).map_err(Error::setup)?;
        let version = static_value(service.version).ok_or_else(|| {
            Error::setup(format!(
                "the version {:?} of {} cannot stand in a header",
                service.version, service.title
            ))
        })?;
        Ok(Self(Arc::new(Inner {
            service,
            config: config.clone(),
            hosts,
            ai_hosts: OnceLock::new(),
            version,
            keys: KeyCache::default(),
            budget: Budget::new(settings.retry_budget),
            pacers: Pacers::new(settings.pacing),
        })))
    }

    /// The service that is called.
    pub fn service(&self) -> &'static ServiceMeta {
        self.0.inner().service
    }

    /// The settings it is called with.
    pub fn config(&self) -> &Config {
        &self.0.inner().config
    }

    pub(crate) fn settings(&self) -> &Settings {
        self.0.inner().config.settings()
    }

    /// Where the actions of `family` are called.
    pub(crate) fn hosts(&self, family: HostFamily) -> Result<&Hosts, Error> {
        match family {
            HostFamily::Ordinary => Ok(&self.0.inner().hosts),
            HostFamily::Ai => {
                if let Some(hosts) = self.0.inner().ai_hosts.get() {
                    return Ok(hosts);
                }
                let hosts = hosts(self.service(), self.settings(), family).map_err(Error::request)?;
                Ok(self.0.inner().ai_hosts.get_or_init(|| hosts))
            }
        }
    }

    pub(crate) fn version(&self) -> &HeaderValue {
        &self.0.inner().version
    }

    pub(crate) fn keys(&self) -> &KeyCache {
        &self.0.inner().keys
    }

    pub(crate) fn budget(&self) -> &Budget {
        &self.0.inner().budget
    }

    pub(crate) fn pacers(&self) -> &Pacers {
        &self.0.inner().pacers
    }
}

fn hosts(service: &ServiceMeta, settings: &Settings, family: HostFamily) -> Result<Hosts, String> {
    Hosts::new(service, family, &settings.endpoint, &settings.backup_endpoints, &settings.plain_http)
}

/// A header value that borrows a text of the tables.
pub(crate) fn static_value(text: &'static str) -> Option<HeaderValue> {
    HeaderValue::from_maybe_shared(bytes::Bytes::from_static(text.as_bytes())).ok()
}

impl fmt::Debug for ClientCore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCore")
            .field("service", &self.0.inner().service.name)
            .field("version", &self.0.inner().service.version)
            .field("endpoint", &self.0.inner().hosts.first().url.as_str())
            .field("config", &self.0.inner().config)
            .finish()
    }
}

/// The client of a service. Implemented by generated code.
pub trait ServiceClient: Sized {
    /// What the spec says of the service.
    const SERVICE: &'static ServiceMeta;

    /// The client around `core`.
    fn from_core(core: ClientCore) -> Self;

    /// What the client is made of.
    fn core(&self) -> &ClientCore;

    /// A client with settings that several clients share; the same as `Client::new`.
    ///
    /// # Errors
    ///
    /// When the settings do not fit the service.
    fn connect(config: &Config) -> Result<Self, Error> {
        ClientCore::new(Self::SERVICE, config).map(Self::from_core)
    }

    /// A client with credentials and region from the environment; the same as `Client::from_env`.
    ///
    /// # Errors
    ///
    /// When a variable is missing or cannot be used; the error names it.
    fn connect_from_env() -> Result<Self, Error> {
        ConfigBuilder::<Self>::from_env()?.build()
    }

    /// A client with credentials from wherever this machine has some; the same as `Client::from_default_chain`.
    ///
    /// # Errors
    ///
    /// When the region is set somewhere and cannot be used.
    fn connect_from_default_chain() -> Result<Self, Error> {
        ConfigBuilder::<Self>::from_default_chain()?.build()
    }
}

impl<C: ServiceClient> FromConfig for C {
    fn from_config(config: Config) -> Result<Self, Error> {
        C::connect(&config)
    }
}
