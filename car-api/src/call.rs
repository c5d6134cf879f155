//! One call: its options, and the future that carries it out.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use crate::action::{Action, ActionMeta};
use crate::client::ClientCore;
use crate::dispatch::{Target, dispatch};
use crate::endpoint::Endpoint;
use crate::error::CallError;
use crate::record;
use crate::transport::BoxFuture;

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

/// A language that the service writes its messages in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Language {
    /// `zh-CN`
    Chinese,
    /// `en-US`
    English,
}

impl Language {
    /// As it stands in `X-TC-Language`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en-US",
        }
    }
}

/// Stands in the place of a client in a builder that only builds a request.
#[derive(Debug, Clone, Copy, Default)]
pub struct Detached;

/// A call of the action `A`, ready to go.
///
/// A future: nothing is sent before it is polled, and dropping it cancels the call. It is `Send` and borrows
/// nothing, so it can be spawned. It needs a Tokio runtime with timers enabled.
#[must_use = "nothing is sent unless it is awaited"]
pub struct Pending<A: Action> {
    meta: &'static ActionMeta,
    future: BoxFuture<'static, Result<A::Response, CallError<A>>>,
}

impl<A: Action> Pending<A> {
    /// Encodes `request` for sending it with the client of `core`.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "what was sent is spent: a secret in it is wiped at once"
    )]
    pub fn new(core: &ClientCore, options: CallOptions, request: A::Request) -> Self {
        let body = record::to_json(&request).into();
        let core = core.clone();
        let future = Box::pin(async move {
            let mut response = A::Response::default();
            match dispatch(&core, Target::of(A::META), body, &options, &mut response).await {
                Ok(_request_id) => Ok(response),
                Err(error) => Err(CallError::new(error)),
            }
        });
        Self { meta: A::META, future }
    }
}

impl<A: Action> Future for Pending<A> {
    type Output = Result<A::Response, CallError<A>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.future.as_mut().poll(context)
    }
}

impl<A: Action> fmt::Debug for Pending<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pending").field("action", &self.meta.name).finish_non_exhaustive()
    }
}
