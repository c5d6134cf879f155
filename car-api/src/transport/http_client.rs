//! The default transport: `reqwest`.
//!
//! What it leaves out matters as much as what it does: redirects are not followed (the signature names the
//! host), cookies are not kept, bodies are not decompressed, and a reply is read no further than its limit.

use std::fmt;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use http::StatusCode;
use reqwest::{Client, ClientBuilder, Request, Response};

use super::http_builder::ReqwestTransportBuilder;
use super::{
    BoxFuture, HttpBody, HttpReply, HttpRequest, HttpStream, Sent, Transport, TransportError,
    TransportErrorKind,
};
use crate::Error;

/// The most that is reserved on the word of a `Content-Length`.
const MAX_RESERVED: usize = 64 * 1024;

/// Sends requests with [`reqwest`]. Connections are pooled; clones share the pool.
///
/// It needs a Tokio runtime with I/O and timers enabled. A pooled connection is driven by the runtime that opened it: on
/// another one, while that is there and nobody drives it, a call that gets such a connection waits until its time limit.
/// Use a transport, and so a client, on one runtime, or drop the one before. (Blocking calls have connections of their
/// own.) The proxy variables of the environment apply (`HTTPS_PROXY`, `NO_PROXY`, ...).
///
/// # Settings
///
/// A proxy, the pool, addresses, timeouts: everything that [`reqwest::ClientBuilder`] can set is set in
/// [`client`](ReqwestTransportBuilder::client). What concerns TLS (private certificate authorities, a certificate for
/// the client, which implementation) is in `Tls`, because it is set up before reqwest sees it.
///
#[cfg_attr(any(feature = "rustls", feature = "rustls-aws-lc-rs", feature = "native-tls"), doc = "```no_run")]
#[cfg_attr(
    not(any(feature = "rustls", feature = "rustls-aws-lc-rs", feature = "native-tls")),
    doc = "```ignore"
)]
/// use std::time::Duration;
///
/// use car_api::ClientBuilder;
/// use car_api::transport::{ReqwestTransport, Tls, reqwest};
///
/// # fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let tls = Tls::new()
///     .also_trust(std::fs::read("company-ca.pem")?) // beside what the system trusts
///     .identify(std::fs::read("client.pem")?, std::fs::read("client.key")?);
/// let proxy = reqwest::Proxy::https("http://user:password@proxy.example.com:3128")?;
/// let transport = ReqwestTransport::builder()
///     .tls(tls)
///     .client(move |client| {
///         client
///             .proxy(proxy.clone()) // or `no_proxy()`, which ignores the environment
///             .pool_max_idle_per_host(64)
///             .pool_idle_timeout(Duration::from_secs(60))
///             .tcp_keepalive(Duration::from_secs(30))
///             .connect_timeout(Duration::from_secs(3))
///     })
///     .build()?;
/// let car: car_api::Client = ClientBuilder::from_env()?.transport(transport).build()?;
/// # let _ = car;
/// # Ok(())
/// # }
/// ```
///
/// # HTTP/2
///
/// HTTP/1.1 is spoken unless the feature `http2` is on and [`offer_http2`](ReqwestTransportBuilder) is called: what the
/// service's hosts make of HTTP/2 is not documented. That another crate switches HTTP/2 on in reqwest changes nothing
/// here.
#[derive(Clone)]
pub struct ReqwestTransport {
    client: Client,
    origin: Origin,
}

/// Where the client came from: one with unknown settings cannot be made once more.
#[derive(Clone)]
enum Origin {
    Settings(ReqwestTransportBuilder),
    HandedIn,
}

impl ReqwestTransport {
    /// A transport with its own pool. It trusts the certificates that the operating system trusts.
    ///
    /// # Errors
    ///
    /// When the operating system has no certificates to trust, as in a container image without them.
    pub fn new() -> Result<Self, Error> {
        Self::builder().build()
    }

    /// A transport with settings of its own.
    pub fn builder() -> ReqwestTransportBuilder {
        ReqwestTransportBuilder::default()
    }

    /// The settings of [`new`](Self::new) as a builder of reqwest, for those who need the client itself.
    ///
    /// A builder that reqwest itself makes has no TLS: building a client from it panics unless a default was
    /// installed for the process.
    ///
    /// # Errors
    ///
    /// As those of [`new`](Self::new).
    pub fn client_builder() -> Result<ClientBuilder, Error> {
        Self::builder().client_builder()
    }

    /// A transport over a client with settings of your own, made from [`client_builder`](Self::client_builder) as
    /// a rule. If it is not, it must not follow redirects, nor retry by itself, nor decompress.
    ///
    /// [`builder`](Self::builder) is better where blocking calls are made too: it can make a second client, with
    /// connections of its own, for these.
    pub fn from_client(client: Client) -> Self {
        Self { client, origin: Origin::HandedIn }
    }

    pub(super) fn from_settings(settings: ReqwestTransportBuilder, client: Client) -> Self {
        Self { client, origin: Origin::Settings(settings) }
    }
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
        match &self.origin {
            // What could be built once can be built again.
            Origin::Settings(settings) => Some(Arc::new(settings.clone().build().ok()?)),
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
        return Err(TransportError::too_large(status, limit));
    }
    let Some(first) = next(response, status).await? else { return Ok(Bytes::new()) };
    if first.len() > limit {
        return Err(TransportError::too_large(status, limit));
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
            return Err(TransportError::too_large(status, limit));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

async fn next(response: &mut Response, status: StatusCode) -> Result<Option<Bytes>, TransportError> {
    response.chunk().await.map_err(|error| failure(error, Some(status)))
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

impl fmt::Debug for ReqwestTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReqwestTransport")
    }
}
