//! The edge to the network: one small trait, so that tests, proxies and other HTTP stacks can stand in.

#[cfg(feature = "reqwest")]
mod http_builder;
#[cfg(feature = "reqwest")]
mod http_client;
#[cfg(any(feature = "rustls", feature = "rustls-aws-lc-rs"))]
mod rustls_config;
mod stream;
#[cfg(any(feature = "rustls", feature = "rustls-aws-lc-rs", feature = "native-tls"))]
mod tls;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use url::Url;

#[cfg(feature = "reqwest")]
pub use http_builder::ReqwestTransportBuilder;
#[cfg(feature = "reqwest")]
pub use http_client::ReqwestTransport;
/// The HTTP client behind [`ReqwestTransport`], in the version that its settings are of.
#[cfg(feature = "reqwest")]
pub use reqwest;
pub use stream::{HttpBody, HttpStream};
#[cfg(any(feature = "rustls", feature = "rustls-aws-lc-rs", feature = "native-tls"))]
pub use tls::{Tls, TlsBackend};

/// A future on the heap, as transports and credential providers return it.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A request on its way out: signed, as a rule.
#[derive(Clone)]
#[non_exhaustive]
pub struct HttpRequest {
    /// `POST` for every call of an action. Sources of credentials also `GET`.
    pub method: Method,
    /// Where it goes.
    pub url: Url,
    /// All headers but `Host` and `Content-Length`, which the HTTP stack derives.
    pub headers: HeaderMap,
    /// The body: JSON, unless it is empty.
    pub body: Bytes,
    /// The most bytes of a reply's body that are wanted.
    pub max_reply: usize,
}

/// Bodies and header values can hold secrets: only names and sizes are shown.
impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpRequest")
            .field("method", &self.method)
            .field("url", &self.url.as_str())
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// A reply as it came back, whatever its status.
#[derive(Clone)]
pub struct HttpReply {
    /// The HTTP status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The whole body, as sent.
    pub body: Bytes,
}

impl fmt::Debug for HttpReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpReply")
            .field("status", &self.status)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// Sends one request and brings back one whole reply. Signing, retrying and decoding happen above.
///
/// An implementation must not follow redirects, must not send a request twice, and must not change the
/// body or the `Content-Type`, which are signed.
pub trait Transport: fmt::Debug + Send + Sync {
    /// Sends `request`. Dropping the future cancels it.
    ///
    /// # Errors
    ///
    /// When no whole reply came back; [`TransportError::sent`] says whether the request may have reached
    /// the service. A reply with a bad status is not an error.
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpReply, TransportError>>;

    /// Sends `request` and returns once the head of the reply is there; the body comes in parts. For answers
    /// that are streams of events.
    ///
    /// By default the whole reply is fetched first, and is the only part. That is right for stand-ins; a
    /// transport that talks to a network should overwrite it. The limit on the reply's size is for the reader of
    /// the stream to keep.
    ///
    /// # Errors
    ///
    /// When no head of a reply came back.
    fn open(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpStream, TransportError>> {
        let reply = self.send(request);
        Box::pin(async move { reply.await.map(HttpStream::from) })
    }

    /// The same transport with connections of its own, for use on another runtime than this one: a pooled
    /// connection is driven by the runtime that opened it, and stands still when that one is blocked. Blocking
    /// calls use it.
    ///
    /// `None`, the default, means that the transport itself can be used there.
    fn detached(&self) -> Option<Arc<dyn Transport>> {
        None
    }
}

/// Why no whole reply came back.
#[derive(Debug)]
pub struct TransportError {
    /// What went wrong.
    pub kind: TransportErrorKind,
    /// Whether the service may have received the request.
    pub sent: Sent,
    /// The status, where the head of a reply had arrived.
    pub status: Option<StatusCode>,
    /// The underlying error, where there is one.
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl TransportError {
    /// A reply whose head had arrived, and whose body is longer than `limit` bytes.
    pub(crate) fn too_large(status: StatusCode, limit: usize) -> Self {
        Self {
            kind: TransportErrorKind::TooLarge,
            sent: Sent::Maybe,
            status: Some(status),
            source: Some(format!("more than {limit} bytes").into()),
        }
    }
}

/// What went wrong between here and the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection: name resolution, refusal, TLS.
    Connect,
    /// The connection broke, or what arrived was not HTTP.
    Broken,
    /// The reply's body is longer than the limit.
    TooLarge,
    /// It took too long.
    Timeout,
}

/// Whether the service may have received a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// Certainly not.
    No,
    /// Perhaps: the outcome is unknown.
    Maybe,
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            TransportErrorKind::Connect => "could not connect",
            TransportErrorKind::Broken => "the connection broke",
            TransportErrorKind::TooLarge => "the reply is larger than the limit",
            TransportErrorKind::Timeout => "it took too long",
        })?;
        // The cause stands in the same line: few readers walk `source()`.
        let mut cause = self.source.as_deref().map(|source| source as &dyn std::error::Error);
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
