//! How the server is recognised, and this client.
//!
//! Features are additive: an implementation that some other crate of the program switches on must not change what a
//! client does. So the default is the first of a fixed order that is built in, and the others are chosen by name.

use std::fmt;

use reqwest::ClientBuilder;

use super::http_builder::HttpVersions;
use crate::{Error, Secret};

/// An implementation of TLS. Which there are depends on the features.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TlsBackend {
    /// rustls on ring (feature `rustls`, on by default).
    #[cfg(feature = "rustls")]
    Ring,
    /// rustls on aws-lc-rs, which takes a C compiler to build (feature `rustls-aws-lc-rs`).
    #[cfg(feature = "rustls-aws-lc-rs")]
    AwsLcRs,
    /// The operating system's own: OpenSSL on Linux, Schannel on Windows, Secure Transport on macOS (feature
    /// `native-tls`).
    #[cfg(feature = "native-tls")]
    Native,
}

/// What is built in, the default first.
const BACKENDS: &[TlsBackend] = &[
    #[cfg(feature = "rustls")]
    TlsBackend::Ring,
    #[cfg(feature = "rustls-aws-lc-rs")]
    TlsBackend::AwsLcRs,
    #[cfg(feature = "native-tls")]
    TlsBackend::Native,
];

/// The first that is built in, in the order of the list.
impl Default for TlsBackend {
    fn default() -> Self {
        BACKENDS[0]
    }
}

/// How the server is recognised, and this client. By default the server by what the operating system trusts, and the
/// client not at all: the service knows it by its signatures.
#[must_use = "it has an effect only on the transport that it is given to"]
#[derive(Clone, Default)]
pub struct Tls {
    backend: TlsBackend,
    pub(super) trust: Trust,
    pub(super) identity: Option<Identity>,
}

/// Which certificate authorities are trusted; bundles of certificates as PEM.
#[derive(Clone)]
pub(super) enum Trust {
    SystemAnd(Vec<Vec<u8>>),
    Only(Vec<Vec<u8>>),
}

impl Default for Trust {
    fn default() -> Self {
        Self::SystemAnd(Vec::new())
    }
}

/// What this client shows to the server, as PEM.
#[derive(Clone)]
pub(super) struct Identity {
    pub(super) certificates: Vec<u8>,
    pub(super) key: Secret,
}

impl Tls {
    /// What is right for the service itself.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes another implementation than the default.
    pub fn backend(mut self, backend: TlsBackend) -> Self {
        self.backend = backend;
        self
    }

    /// Trusts these certificate authorities too: for a gateway or proxy with certificates of its own. One certificate
    /// or several, as PEM.
    pub fn also_trust(mut self, pem: impl Into<Vec<u8>>) -> Self {
        match &mut self.trust {
            Trust::SystemAnd(bundles) | Trust::Only(bundles) => bundles.push(pem.into()),
        }
        self
    }

    /// Trusts these certificate authorities and those of [`also_trust`](Self::also_trust), and not the system's.
    pub fn trust_only(mut self, pem: impl Into<Vec<u8>>) -> Self {
        let (Trust::SystemAnd(mut bundles) | Trust::Only(mut bundles)) = std::mem::take(&mut self.trust);
        bundles.push(pem.into());
        self.trust = Trust::Only(bundles);
        self
    }

    /// Shows a certificate to servers that ask for one: the certificate with those that it hangs from, and its private
    /// key (PKCS #8), as PEM.
    pub fn identify(mut self, certificates: impl Into<Vec<u8>>, key: impl AsRef<[u8]>) -> Self {
        let key = Secret::new(String::from_utf8_lossy(key.as_ref()));
        self.identity = Some(Identity { certificates: certificates.into(), key });
        self
    }

    pub(super) fn apply(
        &self,
        builder: ClientBuilder,
        versions: HttpVersions,
    ) -> Result<ClientBuilder, Error> {
        match self.backend {
            #[cfg(feature = "rustls")]
            TlsBackend::Ring => {
                let provider = rustls::crypto::ring::default_provider();
                super::rustls_config::apply(self, provider, builder, versions)
            }
            #[cfg(feature = "rustls-aws-lc-rs")]
            TlsBackend::AwsLcRs => {
                let provider = rustls::crypto::aws_lc_rs::default_provider();
                super::rustls_config::apply(self, provider, builder, versions)
            }
            #[cfg(feature = "native-tls")]
            TlsBackend::Native => apply_native(self, builder, versions),
        }
    }
}

/// reqwest sets the operating system's TLS up itself.
#[cfg(feature = "native-tls")]
fn apply_native(tls: &Tls, builder: ClientBuilder, versions: HttpVersions) -> Result<ClientBuilder, Error> {
    let mut builder = builder.tls_backend_native();
    // It would offer whatever reqwest was built with.
    if versions == HttpVersions::Http1 {
        builder = builder.http1_only();
    }
    let read = |bundles: &[Vec<u8>]| {
        let read: Result<Vec<_>, _> =
            bundles.iter().map(|pem| reqwest::Certificate::from_pem_bundle(pem)).collect();
        read.map(|certificates| certificates.concat()).map_err(|error| unreadable("authorities", &error))
    };
    builder = match &tls.trust {
        Trust::SystemAnd(bundles) if bundles.is_empty() => builder,
        Trust::SystemAnd(bundles) => builder.tls_certs_merge(read(bundles)?),
        Trust::Only(bundles) => builder.tls_certs_only(read(bundles)?),
    };
    match &tls.identity {
        None => Ok(builder),
        Some(Identity { certificates, key }) => {
            let identity = reqwest::Identity::from_pkcs8_pem(certificates, key.expose().as_bytes())
                .map_err(|error| unreadable("client", &error))?;
            Ok(builder.identity(identity))
        }
    }
}

/// `whose`: of the authorities, or of the client.
pub(super) fn unreadable(whose: &str, error: &dyn fmt::Display) -> Error {
    Error::setup(format!(
        "the certificates or the key given for TLS ({whose}) cannot be read: {error}; they have to be PEM, the key PKCS #8"
    ))
}

/// Shows no key.
impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let trust = match &self.trust {
            Trust::SystemAnd(bundles) => ("the system and", bundles.len()),
            Trust::Only(bundles) => ("only", bundles.len()),
        };
        f.debug_struct("Tls")
            .field("backend", &self.backend)
            .field("trust", &format_args!("{} {} bundles", trust.0, trust.1))
            .field("identifies", &self.identity.is_some())
            .finish_non_exhaustive()
    }
}
