//! The options of one call.

use std::time::Duration;

use crate::endpoint::Endpoint;
use crate::language::Language;
use crate::retry::RetryPolicy;

/// What one call does differently from its client. Every action's builder has the same setters.
#[derive(Debug, Clone, Default)]
#[must_use = "options have an effect only on the call they are given to"]
pub struct CallOptions {
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) region: Option<String>,
    pub(crate) endpoint: Option<Endpoint>,
    pub(crate) language: Option<Language>,
}

impl CallOptions {
    /// No differences.
    pub fn new() -> Self {
        Self::default()
    }

    /// The most time for the call, from first to last attempt, waiting included.
    ///
    /// Without it the client's limit counts; without that, twice the limit of an attempt.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// The most time for each attempt.
    ///
    /// Without it the client's limit counts; without that, how long the service documents to work on the action
    /// plus 5 seconds for the way there and back; without that, the service's default. A call of an action that is
    /// not repeated after a timeout may use all of its [`timeout`](Self::timeout), if that is set, for one attempt.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// How often and how patiently it is repeated when it fails: see [`retry`](crate::retry).
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// The region that the call is about, such as `ap-guangzhou`. Which host is called is another matter: see
    /// [`endpoint`](Self::endpoint).
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// The host to call. A URL is read again for each call; a client of its own is cheaper for many.
    pub fn endpoint(mut self, endpoint: impl Into<Endpoint>) -> Self {
        self.endpoint = Some(endpoint.into());
        self
    }

    /// The language of the service's messages.
    pub fn language(mut self, language: Language) -> Self {
        self.language = Some(language);
        self
    }
}

/// Stands in the place of a client in a builder that only builds a request.
#[derive(Debug, Clone, Copy, Default)]
pub struct Detached;
