//! Requests at the emulator.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use car_api::car::{Client, SERVICE};
use car_api::credential::StaticCredentials;
use car_api::emulator::__service::answer;
use car_api::retry::RetryPolicy;
use car_api::time::Clock;
use car_api::transport::{BoxFuture, HttpReply, HttpRequest, Transport, TransportError};
use car_api::{Config, Credential, Pacing, ServiceClient as _};
use http::{HeaderName, HeaderValue, Request};
use serde_json::Value;
use tokio::runtime::Runtime;

use super::split;

/// The time at which the requests of the seeds were signed: 2022-01-10T00:00:00Z.
const NOW: u64 = 1_641_772_800;

#[derive(Debug, Clone, Copy)]
struct Stopped;

impl Clock for Stopped {
    fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(NOW)
    }
}

fn credential() -> Credential {
    Credential::new("AKIDfuzz", "key-that-no-input-knows").expect("a key pair")
}

thread_local! {
    static SIGNED: Option<(Runtime, Client)> = signed();
}

/// A client that knows the key.
fn signed() -> Option<(Runtime, Client)> {
    let config = Config::builder()
        .credentials(StaticCredentials::from(credential()))
        .clock(Stopped)
        .pacing(Pacing::Off)
        .retry(RetryPolicy::off())
        .transport(Service)
        .build()
        .ok()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().ok()?;
    Some((runtime, Client::connect(&config).ok()?))
}

/// The emulator in the place of a network.
#[derive(Debug)]
struct Service;

impl Transport for Service {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpReply, TransportError>> {
        let mut received = Request::new(request.body.to_vec());
        *received.method_mut() = request.method;
        *received.headers_mut() = request.headers;
        let host = request.url.host_str().and_then(|host| HeaderValue::from_str(host).ok());
        received.headers_mut().extend(host.map(|host| (http::header::HOST, host)));
        Box::pin(async move { Ok(answer(&SERVICE, &credential(), Stopped, received)) })
    }
}

/// Reads `data` as a request: with an even first byte as headers, a blank line and a body; with an odd one as the name
/// of an action, a line feed and parameters, which are then signed.
pub fn read(data: &[u8]) {
    let (how, rest) = split(data);
    if how & 1 == 0 { raw(rest) } else { sign(rest) }
}

fn raw(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (head, body) = text.split_once("\n\n").unwrap_or((&text, ""));
    let mut request = Request::new(body.as_bytes().to_vec());
    *request.method_mut() = http::Method::POST;
    for (name, value) in head.lines().filter_map(|line| line.split_once(": ")) {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            request.headers_mut().append(name, value);
        }
    }
    let reply = answer(&SERVICE, &credential(), Stopped, request);
    let envelope: Value = serde_json::from_slice(&reply.body).expect("every answer is JSON");
    assert!(envelope["Response"]["Error"]["Code"].is_string(), "accepted without the key: {envelope}");
    assert!(!envelope.to_string().contains("key-that-no-input-knows"), "the key is told: {envelope}");
}

fn sign(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (action, parameters) = text.split_once('\n').unwrap_or((&text, ""));
    let Ok(parameters) = serde_json::from_str::<Value>(parameters) else { return };
    SIGNED.with(|signed| {
        let Some((runtime, client)) = signed else { return };
        if let Err(error) = runtime.block_on(client.call_json(action, parameters).into_future()) {
            let code = error.code().unwrap_or_default();
            assert!(!code.starts_with("AuthFailure"), "a right signature is refused: {error}");
            assert!(!code.starts_with("InternalError"), "{error}");
        }
    });
}
