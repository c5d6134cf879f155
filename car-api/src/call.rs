//! The options of one call.

use std::time::Duration;

use crate::endpoint::Endpoint;
use crate::language::Language;

/// What one call does differently from its client. Every action's builder has the same setters.
#[derive(Debug, Clone, Default)]
#[must_use = "options have an effect only on the call they are given to"]
pub struct CallOptions {
    pub(crate) timeout: Option<Duration>,
    pub(crate) region: Option<String>,
    pub(crate) endpoint: Option<Endpoint>,
    pub(crate) language: Option<Language>,
}

impl CallOptions {
    /// No differences.
    pub fn new() -> Self {
        Self::default()
    }

    /// The most time for the call, from first to last attempt.
    ///
    /// Without it the client's limit counts; without that, how long the service documents to work on the action
    /// plus 5 seconds for the way there and back; without that, the service's default.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
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
