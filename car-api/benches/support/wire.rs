//! One call of `DescribeCosCredential` in two ways: by the client, and by bare `reqwest` with the bytes that the
//! client sends.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use car_api::ClientBuilder;
use car_api::car::{Client, DescribeCosCredentialRequest, DescribeCosCredentialResponse};
use car_api::credential::StaticCredentials;
use car_api::observe::Observer;
use car_api::transport::{BoxFuture, HttpReply, HttpRequest, Transport, TransportError};
use reqwest::header::HeaderMap;
use reqwest::{Method, Request, StatusCode};

use crate::example;
use crate::unlimited::{PACING, UnlimitedRequest};

/// Whether a client has somebody to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Watched {
    ByNobody,
    /// By an observer that does nothing with what it is told.
    BySomebody,
}

/// A client as a program has it, on the default transport.
pub(crate) fn client(url: &str, watched: Watched) -> Client {
    watched_builder(url, watched).build().unwrap()
}

/// A client that gets its answers without a network.
pub(crate) fn client_in_memory(watched: Watched) -> Client {
    watched_builder("http://127.0.0.1:1", watched).transport(Recorder::default()).build().unwrap()
}

fn watched_builder(url: &str, watched: Watched) -> ClientBuilder<Client> {
    match watched {
        Watched::ByNobody => builder(url),
        Watched::BySomebody => builder(url).observer(Silent),
    }
}

/// Is told everything and says nothing.
#[derive(Debug)]
struct Silent;

impl Observer for Silent {}

/// With default settings, retries among them, and paced without being held back.
fn builder(url: &str) -> ClientBuilder<Client> {
    Client::builder().credentials(credentials()).endpoint(url).pacing(PACING)
}

fn credentials() -> StaticCredentials {
    StaticCredentials::new("AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE")
        .unwrap()
}

/// The call.
pub(crate) async fn call(client: &Client) -> DescribeCosCredentialResponse {
    let parameters = DescribeCosCredentialRequest::builder();
    let request = parameters.application_id("app-fcegkdfa").application_file_name("xxx.rar").build();
    client.send(UnlimitedRequest(request)).await.unwrap()
}

/// What the client sends to `url` for the call.
pub(crate) async fn request(url: &str) -> HttpRequest {
    let recorder = Recorder::default();
    call(&builder(url).transport(recorder.clone()).build().unwrap()).await;
    recorder.last.lock().unwrap().take().unwrap()
}

/// Bare `reqwest`, with TLS compiled in as for the client.
pub(crate) fn bare_client() -> reqwest::Client {
    // Fails only if it was installed before.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}

/// The same bytes by bare `reqwest`: nothing is made anew, and the answer is not looked at.
pub(crate) async fn bare_call(client: &reqwest::Client, request: &HttpRequest) -> Bytes {
    let mut outgoing = Request::new(Method::POST, request.url.clone());
    *outgoing.headers_mut() = request.headers.clone();
    *outgoing.body_mut() = Some(request.body.clone().into());
    client.execute(outgoing).await.unwrap().bytes().await.unwrap()
}

/// Keeps what it is to send, and answers at once.
#[derive(Debug, Clone)]
struct Recorder {
    last: Arc<Mutex<Option<HttpRequest>>>,
    reply: Bytes,
}

impl Default for Recorder {
    fn default() -> Self {
        Self { last: Arc::default(), reply: example::reply().into() }
    }
}

impl Transport for Recorder {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpReply, TransportError>> {
        *self.last.lock().unwrap() = Some(request);
        let reply = HttpReply { status: StatusCode::OK, headers: HeaderMap::new(), body: self.reply.clone() };
        Box::pin(std::future::ready(Ok(reply)))
    }
}
