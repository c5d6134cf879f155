//! TLS by rustls.
//!
//! The configuration is made here and handed to reqwest ready-made, so that no process-wide default has to be
//! installed, and none that another crate installs has an influence.

use std::sync::Arc;

use reqwest::ClientBuilder;
use rustls::client::WantsClientCert;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, ConfigBuilder, RootCertStore, WantsVerifier};
use rustls_platform_verifier::BuilderVerifierExt;

use super::http_builder::HttpVersions;
use super::tls::{Identity, Tls, Trust, unreadable};
use crate::Error;

pub(super) fn apply(
    tls: &Tls,
    provider: CryptoProvider,
    builder: ClientBuilder,
    versions: HttpVersions,
) -> Result<ClientBuilder, Error> {
    let config = ClientConfig::builder_with_provider(Arc::new(provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| no_tls(&error))?;
    let config = trusting(config, &tls.trust)?;
    let mut config = identified(config, tls.identity.as_ref())?;
    config.alpn_protocols = offered(versions);
    Ok(builder.tls_backend_preconfigured(config))
}

/// The names that are offered for choosing a version; without any, the server takes HTTP/1.1.
fn offered(versions: HttpVersions) -> Vec<Vec<u8>> {
    match versions {
        HttpVersions::Http1 => Vec::new(),
        #[cfg(feature = "http2")]
        HttpVersions::Http2IfTaken => vec![b"h2".to_vec(), b"http/1.1".to_vec()],
    }
}

type Untrusting = ConfigBuilder<ClientConfig, WantsVerifier>;
type Unidentified = ConfigBuilder<ClientConfig, WantsClientCert>;

fn trusting(config: Untrusting, trust: &Trust) -> Result<Unidentified, Error> {
    match trust {
        Trust::SystemAnd(bundles) if bundles.is_empty() => {
            config.with_platform_verifier().map_err(|error| no_tls(&error))
        }
        Trust::SystemAnd(bundles) => with_system_and(config, certificates_of(bundles)?),
        Trust::Only(bundles) => {
            let mut roots = RootCertStore::empty();
            for certificate in certificates_of(bundles)? {
                roots.add(certificate).map_err(|error| unreadable("authorities", &error))?;
            }
            Ok(config.with_root_certificates(roots))
        }
    }
}

#[cfg(not(target_os = "android"))]
fn with_system_and(
    config: Untrusting,
    certificates: Vec<CertificateDer<'static>>,
) -> Result<Unidentified, Error> {
    let provider = Arc::clone(config.crypto_provider());
    let verifier = rustls_platform_verifier::Verifier::new_with_extra_roots(certificates, provider)
        .map_err(|error| no_tls(&error))?;
    // "Dangerous" is what rustls calls every verifier but its own; this one is the platform's.
    Ok(config.dangerous().with_custom_certificate_verifier(Arc::new(verifier)))
}

#[cfg(target_os = "android")]
fn with_system_and(
    _config: Untrusting,
    _certificates: Vec<CertificateDer<'static>>,
) -> Result<Unidentified, Error> {
    Err(Error::setup(
        "Android trusts nothing beside its own store: add the authority there, or use `trust_only`",
    ))
}

fn identified(config: Unidentified, identity: Option<&Identity>) -> Result<ClientConfig, Error> {
    let Some(Identity { certificates, key }) = identity else { return Ok(config.with_no_client_auth()) };
    let chain = read_certificates(certificates, "client")?;
    let key = PrivateKeyDer::from_pem_slice(key.expose().as_bytes())
        .map_err(|error| unreadable("client", &error))?;
    config.with_client_auth_cert(chain, key).map_err(|error| unreadable("client", &error))
}

fn certificates_of(bundles: &[Vec<u8>]) -> Result<Vec<CertificateDer<'static>>, Error> {
    let read: Result<Vec<_>, _> = bundles.iter().map(|pem| read_certificates(pem, "authorities")).collect();
    Ok(read?.concat())
}

fn read_certificates(pem: &[u8], whose: &str) -> Result<Vec<CertificateDer<'static>>, Error> {
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    match read {
        Ok(certificates) if certificates.is_empty() => {
            Err(unreadable(whose, &"there is no certificate in it"))
        }
        Ok(certificates) => Ok(certificates),
        Err(error) => Err(unreadable(whose, &error)),
    }
}

fn no_tls(error: &rustls::Error) -> Error {
    Error::setup(format!(
        "no TLS ({error}): install the system's CA certificates (package `ca-certificates`), name others with \
         `Tls::trust_only`, or hand in a client of your own with `ReqwestTransport::from_client`"
    ))
}
