//! The default transport: `reqwest`, with TLS from rustls on ring.
//!
//! What it leaves out matters as much as what it does: redirects are not followed (the signature names the
//! host), cookies are not kept, bodies are not decompressed, and a reply is read no further than its limit.
//! The TLS configuration is made here and handed over, so that no process-wide default has to be installed
//! and none that another crate installs has an influence.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::StatusCode;
use reqwest::{Client, ClientBuilder, Request, Response, redirect, retry};

use super::{
    BoxFuture, HttpBody, HttpReply, HttpRequest, HttpStream, Sent, Transport, TransportError,
    TransportErrorKind,
};
use crate::Error;

/// A lost first packet is sent again after one and after three seconds. A host that has not answered then will not
/// answer later either, and another attempt has a better chance.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Shorter than any load balancer in front of the service keeps a connection, so that calls do not run into
/// one that was just closed. Tencent's Go SDK uses the same.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);

/// The most that is reserved on the word of a `Content-Length`.
const MAX_RESERVED: usize = 64 * 1024;

/// Sends requests with [`reqwest`]. Connections are pooled; clones share the pool.
///
/// It needs a Tokio runtime with I/O and timers enabled. The proxy variables of the environment apply
/// (`HTTPS_PROXY`, `NO_PROXY`, ...).
#[derive(Clone)]
pub struct ReqwestTransport {
    client: Client,
    origin: Origin,
}

/// Where the client came from: one with unknown settings cannot be made once more.
#[derive(Clone, Copy)]
enum Origin {
    Default { connect_timeout: Option<Duration> },
    HandedIn,
}

impl ReqwestTransport {
    /// A transport with its own pool. It trusts the certificates that the operating system trusts.
    ///
    /// # Errors
    ///
    /// When the operating system has no certificates to trust, as in a container image without them.
    pub fn new() -> Result<Self, Error> {
        Self::connecting_within(None)
    }

    /// The same, with another limit for opening a connection.
    pub(crate) fn connecting_within(limit: Option<Duration>) -> Result<Self, Error> {
        let builder = Self::client_builder()?;
        let builder = match limit {
            Some(limit) => builder.connect_timeout(limit),
            None => builder,
        };
        match builder.build() {
            Ok(client) => Ok(Self { client, origin: Origin::Default { connect_timeout: limit } }),
            Err(error) => Err(Error::setup(format!("no HTTP client: {}", Chain(&error)))),
        }
    }

    /// The settings of [`new`](Self::new), for adding to them: a proxy, another timeout for connecting.
    ///
    /// A builder that reqwest itself makes has no TLS: building a client from it panics unless a default was
    /// installed for the process.
    ///
    /// # Errors
    ///
    /// As those of [`new`](Self::new).
    pub fn client_builder() -> Result<ClientBuilder, Error> {
        let builder = with_tls(Client::builder())?
            .redirect(redirect::Policy::none())
            // Repeating is decided above, where a request is signed anew. Allowed none, reqwest keeps no copy either.
            .retry(retry::never().max_retries_per_request(0))
            .connect_timeout(CONNECT_TIMEOUT)
            .pool_idle_timeout(IDLE_TIMEOUT);
        Ok(builder)
    }

    /// A transport over a client with settings of your own, made from [`client_builder`](Self::client_builder) as
    /// a rule. If it is not, it must not follow redirects, nor retry by itself, nor decompress.
    pub fn from_client(client: Client) -> Self {
        Self { client, origin: Origin::HandedIn }
    }
}

#[cfg(feature = "rustls")]
fn with_tls(builder: ClientBuilder) -> Result<ClientBuilder, Error> {
    use rustls_platform_verifier::BuilderVerifierExt;

    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(BuilderVerifierExt::with_platform_verifier)
        .map_err(|error| {
            Error::setup(format!(
                "no TLS ({error}): install the system's CA certificates (package `ca-certificates`), or hand in \
                 a client of your own with `ReqwestTransport::from_client`"
            ))
        })?;
    Ok(builder.tls_backend_preconfigured(config.with_no_client_auth()))
}

#[cfg(not(feature = "rustls"))]
#[expect(clippy::unnecessary_wraps, reason = "the same signature as with TLS")]
fn with_tls(builder: ClientBuilder) -> Result<ClientBuilder, Error> {
    Ok(builder)
}

impl Transport for ReqwestTransport {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpReply, TransportError>> {
        let max_reply = request.max_reply;
        let response = self.client.execute(outgoing(request));
        Box::pin(async move {
            let mut response = response.await.map_err(|error| failure(error, None))?;
            let status = response.status();
            let body = read(&mut response, max_reply).await?;
            Ok(HttpReply { status, headers: std::mem::take(response.headers_mut()), body })
        })
    }

    fn open(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpStream, TransportError>> {
        let response = self.client.execute(outgoing(request));
        Box::pin(async move {
            let mut response = response.await.map_err(|error| failure(error, None))?;
            let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
            Ok(HttpStream::new(status, headers, Incoming { response, status }))
        })
    }

    fn detached(&self) -> Option<Arc<dyn Transport>> {
        match self.origin {
            Origin::Default { connect_timeout } => {
                let twin = Self::connecting_within(connect_timeout).ok()?;
                Some(Arc::new(twin))
            }
            Origin::HandedIn => None,
        }
    }
}

fn outgoing(request: HttpRequest) -> Request {
    let HttpRequest { method, url, headers, body, .. } = request;
    let mut outgoing = Request::new(method, url);
    *outgoing.headers_mut() = headers;
    *outgoing.body_mut() = Some(body.into());
    outgoing
}

/// A body that reqwest reads from the connection.
struct Incoming {
    response: Response,
    status: StatusCode,
}

impl HttpBody for Incoming {
    fn next_part(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        let Self { response, status } = self;
        Box::pin(next(response, *status))
    }
}

/// Reads the body up to `limit`.
async fn read(response: &mut Response, limit: usize) -> Result<Bytes, TransportError> {
    let status = response.status();
    let announced = response.content_length().map(|length| usize::try_from(length).unwrap_or(usize::MAX));
    if announced.is_some_and(|length| length > limit) {
        return Err(too_large(status, limit));
    }
    let Some(first) = next(response, status).await? else { return Ok(Bytes::new()) };
    if first.len() > limit {
        return Err(too_large(status, limit));
    }
    if announced == Some(first.len()) {
        // The usual case: one chunk is the whole body, and is passed on without a copy. Reading to the end
        // all the same lets the connection go back to the pool.
        while next(response, status).await?.is_some() {}
        return Ok(first);
    }
    let mut body = BytesMut::with_capacity(
        announced.unwrap_or_default().clamp(first.len(), MAX_RESERVED.max(first.len())),
    );
    body.extend_from_slice(&first);
    while let Some(chunk) = next(response, status).await? {
        if chunk.len() > limit - body.len() {
            return Err(too_large(status, limit));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

async fn next(response: &mut Response, status: StatusCode) -> Result<Option<Bytes>, TransportError> {
    response.chunk().await.map_err(|error| failure(error, Some(status)))
}

fn too_large(status: StatusCode, limit: usize) -> TransportError {
    TransportError {
        kind: TransportErrorKind::TooLarge,
        sent: Sent::Maybe,
        status: Some(status),
        source: Some(format!("more than {limit} bytes").into()),
    }
}

/// Sorts an error of reqwest. What failed while connecting was not sent; of everything else nobody knows.
fn failure(error: reqwest::Error, status: Option<StatusCode>) -> TransportError {
    let sent = if error.is_connect() || error.is_builder() { Sent::No } else { Sent::Maybe };
    let kind = if error.is_timeout() {
        TransportErrorKind::Timeout
    } else if error.is_connect() {
        TransportErrorKind::Connect
    } else {
        TransportErrorKind::Broken
    };
    TransportError { kind, sent, status, source: Some(Box::new(error)) }
}

/// An error with its causes, on one line.
struct Chain<'a>(&'a dyn std::error::Error);

impl fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

impl fmt::Debug for ReqwestTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReqwestTransport")
    }
}
