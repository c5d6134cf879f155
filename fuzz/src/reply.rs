//! Replies, as calls read them.

use std::sync::{Arc, Mutex, PoisonError};

use car_api::car::{Client, DescribeApplicationListResponse, DescribeCosCredentialResponse};
use car_api::credential::StaticCredentials;
use car_api::record::{Record, from_json, to_json};
use car_api::retry::RetryPolicy;
use car_api::transport::{BoxFuture, HttpReply, HttpRequest, Transport, TransportError};
use car_api::{Config, Error, ErrorKind, Pacing, ServiceClient as _};
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, LOCATION, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, StatusCode};
use tokio::runtime::Runtime;

use super::split;

thread_local! {
    static READER: Reader = Reader::new();
}

/// A client whose service answers with what it is given.
struct Reader {
    runtime: Runtime,
    client: Client,
    canned: Canned,
}

/// A transport that brings back the same reply each time.
#[derive(Debug, Clone)]
struct Canned(Arc<Mutex<HttpReply>>);

impl Canned {
    fn set(&self, reply: HttpReply) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = reply;
    }
}

impl Transport for Canned {
    fn send(&self, _request: HttpRequest) -> BoxFuture<'_, Result<HttpReply, TransportError>> {
        let reply = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Box::pin(async move { Ok(reply) })
    }
}

impl Reader {
    fn new() -> Self {
        let empty = HttpReply { status: StatusCode::OK, headers: HeaderMap::new(), body: Vec::new().into() };
        let canned = Canned(Arc::new(Mutex::new(empty)));
        let config = Config::builder()
            .credentials(StaticCredentials::new("AKIDfuzz", "key").expect("a key pair"))
            .pacing(Pacing::Off)
            .retry(RetryPolicy::off())
            .transport(canned.clone())
            .build()
            .expect("settings that go together");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
        Self { runtime, client: Client::connect(&config).expect("a client"), canned }
    }

    fn read(&self, reply: HttpReply) {
        self.canned.set(reply);
        self.runtime.block_on(async {
            match self.client.describe_cos_credential().application_id("a").send().await {
                Ok(response) => check_record::<DescribeCosCredentialResponse>(&response),
                Err(error) => check_error(&error),
            }
            match self.client.describe_application_list().offset(0).limit(10).send().await {
                Ok(response) => check_record::<DescribeApplicationListResponse>(&response),
                Err(error) => check_error(&error),
            }
            match self.client.call_json("CreateSession", serde_json::json!({})).await {
                Ok(reply) => assert!(!format!("{reply:?}").is_empty()),
                Err(error) => check_error(&error),
            }
        });
    }
}

/// Reads `data` as a reply: the first byte chooses status and headers, the rest is the body.
pub fn read(data: &[u8]) {
    let (how, body) = split(data);
    let statuses = [200, 200, 200, 204, 302, 404, 429, 503];
    let status = StatusCode::from_u16(statuses[usize::from(how & 7)]).expect("a status");
    let mut headers = HeaderMap::new();
    let content_type = if how & 8 == 0 { "application/json" } else { "text/html" };
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    if how & 16 != 0 {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("deflate"));
    }
    // A header that is as wild as the body.
    let wild = body
        .iter()
        .position(|byte| *byte == b'\n')
        .and_then(|end| HeaderValue::from_bytes(&body[..end]).ok());
    if let (true, Some(wild)) = (how & 32 != 0, wild) {
        headers.insert(RETRY_AFTER, wild.clone());
        headers.insert(LOCATION, wild.clone());
        headers.insert("x-tc-requestid", wild);
    }
    READER.with(|reader| reader.read(HttpReply { status, headers, body: body.to_vec().into() }));
}

fn check_record<T: Record + Default>(record: &T) {
    let written = to_json(record);
    let again: T = from_json(&written).expect("what was written can be read");
    assert_eq!(to_json(&again), written, "what was read is written otherwise");
    assert!(!format!("{record:?}").is_empty());
}

fn check_error(error: &Error) {
    let text = error.to_string();
    assert!(!text.contains(['\n', '\r']), "more than a line: {text:?}");
    assert!(
        matches!(error.kind(), ErrorKind::Service | ErrorKind::Malformed | ErrorKind::HttpStatus),
        "a reply that is another failure: {error:?}"
    );
    assert!(error.was_sent() && error.attempts() == 1, "there was a reply: {error:?}");
    assert!(text.contains("outcome unknown") || !error.is_outcome_unknown(), "{text}");
}
