//! Settings, shared by the clients of several services.
//!
//! A program that talks to three products has one set of credentials, one pool of connections and one site.
//! [`Config`] holds these once; it is cheap to clone, and each service's client is made from it. The builder
//! of a client has the same setters, because it is the same builder: [`ClientBuilder`] only ends in a client
//! instead of a [`Config`].

mod defaults;
mod origin;

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;

use self::defaults::{default_clock, default_transport, per_runtime, with_trace};
use self::origin::Origin;
use crate::clock_offset::ClockOffset;
use crate::credential::{EnvironmentCredentials, ProvideCredentials};
use crate::dispatch::TimeSettings;
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::language::Language;
use crate::observe::{self, Observer};
use crate::pace::Pacing;
use crate::retry::{DEFAULT_CAPACITY, RetryPolicy};
use crate::time::Clock;
use crate::transport::Transport;

/// The most bytes of a reply unless the settings say otherwise: 64 MiB. The longest answers documented are a
/// few megabytes; the limit is there so that a broken or hostile peer cannot fill the memory.
pub const DEFAULT_MAX_REPLY_BYTES: usize = 64 * 1024 * 1024;

const USER_AGENT: &str = concat!("car-api/", env!("CARGO_PKG_VERSION"));

/// Settings that the clients of several services share: `let car = Client::new(&config)?`.
#[derive(Clone)]
pub struct Config {
    inner: Arc<Settings>,
}

pub(crate) struct Settings {
    pub(crate) credentials: Arc<dyn ProvideCredentials>,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) endpoint: Endpoint,
    pub(crate) backup_endpoints: Vec<Endpoint>,
    pub(crate) plain_http: Vec<String>,
    pub(crate) region: Option<HeaderValue>,
    pub(crate) language: Option<Language>,
    pub(crate) time: TimeSettings,
    pub(crate) retry: RetryPolicy,
    pub(crate) retry_budget: u32,
    pub(crate) pacing: Pacing,
    pub(crate) observer: Option<Arc<dyn Observer>>,
    /// Shared by all clients: they read the same clock.
    pub(crate) clock_offset: ClockOffset,
    pub(crate) max_reply: usize,
    pub(crate) user_agent: HeaderValue,
}

impl Config {
    /// Starts a configuration.
    pub fn builder() -> ConfigBuilder {
        ConfigBuilder::new()
    }

    /// A configuration with credentials and region from the environment: see [`ConfigBuilder::from_env`].
    ///
    /// # Errors
    ///
    /// When a variable is missing or cannot be used; the error names it.
    pub fn from_env() -> Result<Self, Error> {
        ConfigBuilder::<Self>::from_env()?.build()
    }

    /// A configuration with credentials from wherever this machine has some: see
    /// [`ConfigBuilder::from_default_chain`].
    ///
    /// # Errors
    ///
    /// When the region is set somewhere and cannot be used.
    pub fn from_default_chain() -> Result<Self, Error> {
        ConfigBuilder::<Self>::from_default_chain()?.build()
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.inner
    }
}

/// Leaves out the credentials: their type may not be one of this crate's, and what it shows is not known.
impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings = &*self.inner;
        f.debug_struct("Config")
            .field("endpoint", &settings.endpoint)
            .field("backup_endpoints", &settings.backup_endpoints)
            .field("region", &settings.region)
            .field("language", &settings.language)
            .field("timeout", &settings.time.operation)
            .field("attempt_timeout", &settings.time.attempt)
            .field("retry", &settings.retry)
            .field("pacing", &settings.pacing)
            .field("max_reply_bytes", &settings.max_reply)
            .field("transport", &settings.transport)
            .finish_non_exhaustive()
    }
}

/// Collects settings and builds a [`Config`], or straight away the client `T` of one service.
#[must_use = "a builder does nothing until `build` is called"]
#[derive(Clone)]
pub struct ConfigBuilder<T = Config> {
    credentials: Option<Origin>,
    transport: Option<Arc<dyn Transport>>,
    clock: Option<Arc<dyn Clock>>,
    endpoint: Endpoint,
    backup_endpoints: Vec<Endpoint>,
    plain_http: Vec<String>,
    region: Option<String>,
    language: Option<Language>,
    time: TimeSettings,
    connect_timeout: Option<Duration>,
    retry: RetryPolicy,
    retry_budget: u32,
    pacing: Pacing,
    observers: Vec<Arc<dyn Observer>>,
    max_reply: usize,
    user_agent_suffix: Option<String>,
    target: PhantomData<fn() -> T>,
}

/// Collects settings and builds the client `C` of one service.
pub type ClientBuilder<C> = ConfigBuilder<C>;

impl<T> ConfigBuilder<T> {
    /// Starts without any setting. Only [`credentials`](Self::credentials) have no default.
    #[expect(clippy::new_without_default, reason = "it starts at `Config::builder` or `Client::builder`")]
    pub fn new() -> Self {
        Self {
            credentials: None,
            transport: None,
            clock: None,
            endpoint: Endpoint::default(),
            backup_endpoints: Vec::new(),
            plain_http: Vec::new(),
            region: None,
            language: None,
            time: TimeSettings::default(),
            connect_timeout: None,
            retry: RetryPolicy::new(),
            retry_budget: DEFAULT_CAPACITY,
            pacing: Pacing::default(),
            observers: Vec::new(),
            max_reply: DEFAULT_MAX_REPLY_BYTES,
            user_agent_suffix: None,
            target: PhantomData,
        }
    }

    /// Starts with what the environment says: [`EnvironmentCredentials`], and the region in
    /// `TENCENTCLOUD_REGION` if it is set.
    ///
    /// # Errors
    ///
    /// When a variable is missing or cannot be used; the error names it.
    pub fn from_env() -> Result<Self, Error> {
        let builder = Self::new().credentials(EnvironmentCredentials::read()?);
        match std::env::var("TENCENTCLOUD_REGION") {
            Ok(region) => Ok(builder.region(region)),
            Err(std::env::VarError::NotPresent) => Ok(builder),
            Err(error) => Err(Error::setup(format!("the environment variable TENCENTCLOUD_REGION: {error}"))),
        }
    }

    /// Who makes the calls. A [`Credential`](crate::Credential) that never changes goes into
    /// [`StaticCredentials`](crate::credential::StaticCredentials).
    pub fn credentials(mut self, credentials: impl ProvideCredentials + 'static) -> Self {
        self.credentials = Some(Origin::Source(Arc::new(credentials)));
        self
    }

    /// Which host is called: a named [`Endpoint`], or a URL. Default: the international site.
    pub fn endpoint(mut self, endpoint: impl Into<Endpoint>) -> Self {
        self.endpoint = endpoint.into();
        self
    }

    /// Another host that serves the same account, for while the [`endpoint`](Self::endpoint) does not answer; such as
    /// [`Endpoint::Regional`]. Several are tried in the order in which they are given. Default: none.
    ///
    /// A host that fails again and again (no connection, timeouts, HTTP 5xx, pages that the service has not written;
    /// never for an error of the service) is left alone for a minute, and then one call finds out whether it is back.
    /// A call that has failed is sent to another host only where it may be repeated at all: see
    /// [`retry`](crate::retry). When no host is known to be well, the endpoint is called. Calls that name an endpoint
    /// of their own always go there.
    pub fn backup_endpoint(mut self, endpoint: impl Into<Endpoint>) -> Self {
        self.backup_endpoints.push(endpoint.into());
        self
    }

    /// Lets `http://` go to `host`, which is not loopback. Session tokens and answers then cross the network
    /// unencrypted. Without port, in lower case.
    pub fn allow_plain_http(mut self, host: impl Into<String>) -> Self {
        self.plain_http.push(host.into());
        self
    }

    /// The region that calls are about (`X-TC-Region`), such as `ap-guangzhou`, unless a call names another.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// The language of the service's messages. Default: the service's own choice.
    pub fn language(mut self, language: Language) -> Self {
        self.language = Some(language);
        self
    }

    /// The most time for a call, with all attempts, unless the call has its own: see
    /// [`CallOptions::timeout`](crate::CallOptions::timeout).
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.time.operation = Some(timeout);
        self
    }

    /// The most time for each attempt, unless the call has its own: see
    /// [`CallOptions::attempt_timeout`](crate::CallOptions::attempt_timeout).
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.time.attempt = Some(timeout);
        self
    }

    /// The most time for opening a connection. For the default transport; one that is handed in has its own.
    /// Default: 5 seconds, in which a lost packet can be sent twice more.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = Some(timeout);
        self
    }

    /// How often and how patiently failed calls are repeated, unless the call has its own policy. Default:
    /// [`RetryPolicy::new`]; [`RetryPolicy::off`] switches it off.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// How much a client repeats altogether: each repetition takes 5 tokens out of a budget of so many, and a
    /// success gives some back. When most calls fail, the budget is soon used up, and failures are final until calls
    /// succeed again. Default: 500, a hundred repetitions in a row.
    pub fn retry_budget(mut self, tokens: u32) -> Self {
        self.retry_budget = tokens;
        self
    }

    /// How fast the client calls. Default: [`Pacing::FromSpec`], as fast as the spec of each action allows.
    pub fn pacing(mut self, pacing: Pacing) -> Self {
        self.pacing = pacing;
        self
    }

    /// Who is told what happens: each attempt, each decision to repeat, each wait. Several are told in turn.
    pub fn observer(mut self, observer: impl Observer + 'static) -> Self {
        self.observers.push(Arc::new(observer));
        self
    }

    /// The most bytes of a reply that are read. Default: [`DEFAULT_MAX_REPLY_BYTES`].
    pub fn max_reply_bytes(mut self, limit: usize) -> Self {
        self.max_reply = limit;
        self
    }

    /// What sends requests. Default: `ReqwestTransport`, with its own pool of connections.
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// The clock that signatures are dated by. Default: the operating system's.
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// Adds to the `User-Agent`, such as the name and version of the program.
    pub fn user_agent_suffix(mut self, suffix: impl Into<String>) -> Self {
        self.user_agent_suffix = Some(suffix.into());
        self
    }

    /// Builds the configuration, or the client.
    ///
    /// # Errors
    ///
    /// When there are no credentials, or a setting cannot be used, or does not fit the service; the error says
    /// which and why.
    pub fn build(self) -> Result<T, Error>
    where
        T: FromConfig,
    {
        T::from_config(self.finish()?)
    }

    fn finish(self) -> Result<Config, Error> {
        let Some(origin) = self.credentials else {
            return Err(Error::setup(
                "no credentials: pass some to `credentials`, or start with `from_env` to read them from the \
                 environment",
            ));
        };
        let limits = [self.time.operation, self.time.attempt, self.connect_timeout];
        if limits.into_iter().flatten().any(|limit| limit.is_zero()) {
            return Err(Error::setup(
                "the timeout is zero, so every call would fail: leave it out, or raise it",
            ));
        }
        let user_agent = match self.user_agent_suffix {
            Some(suffix) => HeaderValue::try_from(format!("{USER_AGENT} {suffix}")).map_err(|_| {
                Error::setup("the suffix of the user agent has characters that a header cannot have")
            })?,
            None => HeaderValue::from_static(USER_AGENT),
        };
        let transport = match (self.transport, self.connect_timeout) {
            (Some(transport), None) => transport,
            (Some(_), Some(_)) => {
                return Err(Error::setup(
                    "`connect_timeout` is for the default transport, and there is another: set the limit \
                     there",
                ));
            }
            (None, connect_timeout) => default_transport(connect_timeout)?,
        };
        let transport = per_runtime(transport);
        let clock = self.clock.map_or_else(default_clock, Ok)?;
        let credentials = origin.source(&transport, &clock, &self.endpoint);
        let observer = observe::all(with_trace(self.observers));
        if let Some(observer) = &observer {
            credentials.observe(observer);
        }
        Ok(Config {
            inner: Arc::new(Settings {
                credentials,
                transport,
                clock,
                endpoint: self.endpoint,
                backup_endpoints: self.backup_endpoints,
                plain_http: self.plain_http,
                region: self
                    .region
                    .as_deref()
                    .map(crate::headers::region)
                    .transpose()
                    .map_err(Error::setup)?,
                language: self.language,
                time: self.time,
                retry: self.retry,
                retry_budget: self.retry_budget,
                pacing: self.pacing,
                observer,
                clock_offset: ClockOffset::default(),
                max_reply: self.max_reply,
                user_agent,
            }),
        })
    }
}

/// What a [`ConfigBuilder`] ends in: a [`Config`], or the client of a service.
pub trait FromConfig: Sized {
    /// Makes it from the finished settings.
    ///
    /// # Errors
    ///
    /// When the settings do not fit.
    fn from_config(config: Config) -> Result<Self, Error>;
}

impl FromConfig for Config {
    fn from_config(config: Config) -> Result<Self, Error> {
        Ok(config)
    }
}

impl<T> fmt::Debug for ConfigBuilder<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConfigBuilder")
            .field("endpoint", &self.endpoint)
            .field("region", &self.region)
            .field("has_credentials", &self.credentials.is_some())
            .finish_non_exhaustive()
    }
}
