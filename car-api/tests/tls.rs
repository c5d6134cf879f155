//! Certificates: whom the client trusts, and how it is recognised itself. By every implementation that is built in.

#![cfg(feature = "rustls")]
// A test fails by panicking, in its helpers as well.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod demo;

use std::sync::Arc;
use std::time::Duration;

use car_api::retry::RetryPolicy;
use car_api::transport::{ReqwestTransport, Tls, TlsBackend};
use car_api::{Error, ErrorKind};
use demo::{Client, OpenDoorRequest, builder};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig};

const BACKENDS: &[TlsBackend] = &[
    TlsBackend::Ring,
    #[cfg(feature = "rustls-aws-lc-rs")]
    TlsBackend::AwsLcRs,
    #[cfg(feature = "native-tls")]
    TlsBackend::Native,
];

/// A certificate authority that no system trusts.
struct Authority {
    pem: String,
    der: CertificateDer<'static>,
    issuer: Issuer<'static, KeyPair>,
}

/// A certificate and its key.
struct Issued {
    certificate: rcgen::Certificate,
    key: KeyPair,
}

impl Authority {
    fn new(name: &str) -> Self {
        let mut params = CertificateParams::new([]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, name);
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        Self { pem: certificate.pem(), der: certificate.der().clone(), issuer: Issuer::new(params, key) }
    }

    fn issue(&self, name: &str) -> Issued {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new([name.to_owned()]).unwrap();
        // Another name than the authority's, or OpenSSL takes it for one that signed itself.
        params.distinguished_name.push(DnType::CommonName, name);
        Issued { certificate: params.signed_by(&key, &self.issuer).unwrap(), key }
    }
}

/// Whether the server asks clients for certificates.
#[derive(Clone, Copy)]
enum Clients {
    Any,
    Known,
}

/// A server with a certificate of `authority`, which answers every request alike, and the names of the protocols that
/// were agreed upon.
async fn serve(
    authority: &Authority,
    clients: Clients,
) -> (String, mpsc::UnboundedReceiver<Option<Vec<u8>>>) {
    let Issued { certificate, key } = authority.issue("localhost");
    let provider = Arc::new(default_provider());
    let config = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .unwrap();
    let config = match clients {
        Clients::Any => config.with_no_client_auth(),
        Clients::Known => {
            let mut roots = RootCertStore::empty();
            roots.add(authority.der.clone()).unwrap();
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
            config.with_client_cert_verifier(verifier.build().unwrap())
        }
    };
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let mut config = config.with_single_cert(vec![certificate.der().clone()], key).unwrap();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    let (agreed, protocols) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        loop {
            let (connection, _) = listener.accept().await.unwrap();
            let (acceptor, agreed) = (acceptor.clone(), agreed.clone());
            tokio::spawn(async move {
                let Ok(mut connection) = acceptor.accept(connection).await else { return };
                drop(agreed.send(connection.get_ref().1.alpn_protocol().map(<[u8]>::to_vec)));
                let mut request = [0; 4096];
                let _ = connection.read(&mut request).await;
                let body = r#"{"Response":{"OpenedAt":1,"Visitors":[],"RequestId":"r"}}"#;
                let length = body.len();
                let reply =
                    format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}");
                let _ = connection.write_all(reply.as_bytes()).await;
                let _ = connection.shutdown().await;
            });
        }
    });
    (url, protocols)
}

async fn call(url: &str, tls: Tls) -> Result<(), Error> {
    call_with(url, ReqwestTransport::builder().tls(tls).build()?).await
}

async fn call_with(url: &str, transport: ReqwestTransport) -> Result<(), Error> {
    let client: Client = builder()
        .transport(transport)
        .endpoint(url)
        .retry(RetryPolicy::off())
        .timeout(Duration::from_secs(30))
        .build()?;
    client.send(OpenDoorRequest { door: "front".to_owned(), code: None }).await?;
    Ok(())
}

#[tokio::test]
async fn an_authority_of_ones_own_is_trusted_if_it_is_named() {
    let authority = Authority::new("ours");
    let (url, _) = serve(&authority, Clients::Any).await;
    for &backend in BACKENDS {
        let tls = || Tls::new().backend(backend);
        let refused = call(&url, tls()).await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Connect, "{backend:?}: {refused}");
        let other = call(&url, tls().trust_only(Authority::new("another").pem)).await.unwrap_err();
        assert_eq!(other.kind(), ErrorKind::Connect, "{backend:?}: {other}");

        call(&url, tls().also_trust(authority.pem.as_str())).await.unwrap();
        call(&url, tls().trust_only(authority.pem.as_str())).await.unwrap();
        let bundle = Authority::new("another").pem + &authority.pem;
        call(&url, tls().also_trust(Authority::new("another").pem).also_trust(bundle)).await.unwrap();
    }
}

#[tokio::test]
async fn a_client_shows_its_certificate_to_who_asks_for_it() {
    let authority = Authority::new("ours");
    let (url, _) = serve(&authority, Clients::Known).await;
    let known = authority.issue("client");
    for &backend in BACKENDS {
        let tls = || Tls::new().backend(backend).trust_only(authority.pem.as_str());
        let refused = call(&url, tls()).await.unwrap_err();
        assert!(matches!(refused.kind(), ErrorKind::Connect | ErrorKind::Broken), "{backend:?}: {refused}");
        let identified = tls().identify(known.certificate.pem(), known.key.serialize_pem());
        call(&url, identified).await.unwrap();
    }
}

/// Without the feature `http2` of this crate nothing else can be offered; with it, it is a choice.
#[tokio::test]
async fn http_1_is_spoken_unless_http_2_is_asked_for() {
    let authority = Authority::new("ours");
    let (url, mut protocols) = serve(&authority, Clients::Any).await;
    for &backend in BACKENDS {
        let builder = || {
            ReqwestTransport::builder().tls(Tls::new().backend(backend).trust_only(authority.pem.as_str()))
        };
        call_with(&url, builder().build().unwrap()).await.unwrap();
        let agreed = protocols.recv().await.unwrap();
        assert!(agreed.as_deref().is_none_or(|name| name == b"http/1.1"), "{backend:?}: {agreed:?}");
        #[cfg(feature = "http2")]
        {
            // This server does not speak it, so the call comes to nothing.
            call_with(&url, builder().offer_http2().build().unwrap()).await.unwrap_err();
            assert_eq!(protocols.recv().await.unwrap().as_deref(), Some(&b"h2"[..]), "{backend:?}");
        }
    }
}

#[test]
fn what_cannot_be_read_is_refused_at_once_and_not_shown() {
    let authority = Authority::new("ours");
    let issued = authority.issue("client");
    for &backend in BACKENDS {
        for tls in [
            Tls::new().also_trust("SENTINEL"),
            Tls::new().trust_only(authority.pem.as_str()).identify("SENTINEL", issued.key.serialize_pem()),
            Tls::new().trust_only(authority.pem.as_str()).identify(issued.certificate.pem(), "SENTINEL"),
        ] {
            let tls = tls.backend(backend);
            assert!(!format!("{tls:?}").contains("SENTINEL"));
            let Err(error) = ReqwestTransport::builder().tls(tls.clone()).build() else {
                // OpenSSL reads a bundle without certificates as an empty one, which trusts nobody else.
                assert!(
                    format!("{backend:?}") == "Native" && format!("{tls:?}").contains("false"),
                    "{tls:?}"
                );
                continue;
            };
            assert_eq!(error.kind(), ErrorKind::Setup);
            assert!(!error.to_string().contains("SENTINEL"), "{error}");
        }
    }
}

#[test]
fn settings_of_reqwest_apply_to_the_twin_for_blocking_calls_too() {
    use car_api::transport::Transport;
    use std::sync::atomic::{AtomicUsize, Ordering};

    let made = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&made);
    let transport = ReqwestTransport::builder()
        .client(move |client| {
            counter.fetch_add(1, Ordering::Relaxed);
            client.pool_max_idle_per_host(1)
        })
        .build()
        .unwrap();
    assert_eq!(made.load(Ordering::Relaxed), 1);
    assert!(transport.detached().is_some());
    assert_eq!(made.load(Ordering::Relaxed), 2);
}
