//! Settings of the default transport.
//!
//! A `reqwest::Client` cannot be made once more from itself, and blocking calls need one of their own. So the settings
//! are kept as what makes the client, and not as a client.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::{Client, ClientBuilder, redirect, retry};

use super::ReqwestTransport;
#[cfg(any(feature = "rustls", feature = "rustls-aws-lc-rs", feature = "native-tls"))]
use super::tls::Tls;
use crate::Error;

/// A lost first packet is sent again after one and after three seconds. A host that has not answered then will not
/// answer later either, and another attempt has a better chance.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Shorter than any load balancer in front of the service keeps a connection, so that calls do not run into
/// one that was just closed. Tencent's Go SDK uses the same.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);

/// Settings of a [`ReqwestTransport`]. Made by [`ReqwestTransport::builder`].
#[must_use = "nothing is made until `build` is called"]
#[derive(Clone, Default)]
pub struct ReqwestTransportBuilder {
    #[cfg(any(feature = "rustls", feature = "rustls-aws-lc-rs", feature = "native-tls"))]
    tls: Tls,
    versions: HttpVersions,
    client: Vec<Change>,
}

type Change = Arc<dyn Fn(ClientBuilder) -> ClientBuilder + Send + Sync>;

/// The versions of HTTP that are offered to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum HttpVersions {
    #[default]
    Http1,
    #[cfg(feature = "http2")]
    Http2IfTaken,
}

impl ReqwestTransportBuilder {
    /// Sets how the server is recognised, and this client.
    #[cfg(any(feature = "rustls", feature = "rustls-aws-lc-rs", feature = "native-tls"))]
    pub fn tls(mut self, tls: Tls) -> Self {
        self.tls = tls;
        self
    }

    /// Offers HTTP/2 to servers that are called by `https`: all calls then share one connection. Servers that do not
    /// speak it are called by HTTP/1.1.
    #[cfg(feature = "http2")]
    pub fn offer_http2(mut self) -> Self {
        self.versions = HttpVersions::Http2IfTaken;
        self
    }

    /// Changes the settings of reqwest: a proxy, the pool, timeouts. May be called several times. `change` is called
    /// once for each client that is made, and should do the same each time. Its TLS settings have no effect, as those
    /// of [`tls`](Self::tls) go before. Nor do those of redirects, retries and decompression, which are off whatever it
    /// says: the signature names the host, and what must not be done twice must not be sent twice.
    pub fn client(mut self, change: impl Fn(ClientBuilder) -> ClientBuilder + Send + Sync + 'static) -> Self {
        self.client.push(Arc::new(change));
        self
    }

    /// Makes the transport, with a pool of its own.
    ///
    /// # Errors
    ///
    /// When a certificate cannot be read, and when the operating system has none to trust, as in a container image
    /// without them.
    pub fn build(self) -> Result<ReqwestTransport, Error> {
        match self.client_builder()?.build() {
            Ok(client) => Ok(ReqwestTransport::from_settings(self, client)),
            Err(error) => Err(Error::setup(format!("no HTTP client: {}", Chain(&error)))),
        }
    }

    pub(super) fn client_builder(&self) -> Result<ClientBuilder, Error> {
        let builder = self
            .with_tls(Client::builder())?
            .connect_timeout(CONNECT_TIMEOUT)
            .pool_idle_timeout(IDLE_TIMEOUT);
        let changed = self.client.iter().fold(builder, |builder, change| change(builder));
        Ok(sending_once(changed))
    }

    #[cfg(any(feature = "rustls", feature = "rustls-aws-lc-rs", feature = "native-tls"))]
    fn with_tls(&self, builder: ClientBuilder) -> Result<ClientBuilder, Error> {
        self.tls.apply(builder, self.versions)
    }

    #[cfg(not(any(feature = "rustls", feature = "rustls-aws-lc-rs", feature = "native-tls")))]
    #[expect(clippy::unnecessary_wraps, reason = "the same signature as with TLS")]
    fn with_tls(&self, builder: ClientBuilder) -> Result<ClientBuilder, Error> {
        let HttpVersions::Http1 = self.versions;
        Ok(builder)
    }
}

/// Last of all settings, so that none of them lets a request go anywhere else, or twice. That reqwest decompresses if
/// some other crate of the program switches it on would change what is asked for here.
fn sending_once(builder: ClientBuilder) -> ClientBuilder {
    builder
        .redirect(redirect::Policy::none())
        // Repeating is decided above, where a request is signed anew. Allowed none, reqwest keeps no copy either.
        .retry(retry::never().max_retries_per_request(0))
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate()
}

/// Says nothing of the proxy, which may have a password.
impl fmt::Debug for ReqwestTransportBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("ReqwestTransportBuilder");
        #[cfg(any(feature = "rustls", feature = "rustls-aws-lc-rs", feature = "native-tls"))]
        out.field("tls", &self.tls);
        out.field("versions", &self.versions).field("changes", &self.client.len()).finish_non_exhaustive()
    }
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
