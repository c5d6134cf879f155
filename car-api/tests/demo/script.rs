//! A transport that follows a script and keeps what it was given.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use car_api::transport::{
    BoxFuture, HttpReply, HttpRequest, Sent, Transport, TransportError, TransportErrorKind,
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

/// What happens to one request.
#[derive(Debug)]
pub enum Step {
    Reply(HttpReply),
    Fail(TransportErrorKind, Sent),
    /// A reply, but only after so long.
    After(Duration, HttpReply),
    Never,
}

/// A reply with this body and these headers.
pub fn reply(status: u16, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Step {
    Step::Reply(http_reply(status, headers, body))
}

/// A reply as the service sends it.
pub fn json(body: &str) -> Step {
    reply(200, &[("content-type", "application/json")], body)
}

/// An answer with everything that is required.
pub fn ok() -> Step {
    json(
        r#"{"Response":{"OpenedAt":1500000,"Visitors":[],"RequestId":"4eb17e58-68da-4e9a-b298-0894723c9022"}}"#,
    )
}

fn http_reply(status: u16, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> HttpReply {
    let headers: HeaderMap = headers
        .iter()
        .map(|(name, value)| {
            (HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_str(value).unwrap())
        })
        .collect();
    HttpReply { status: StatusCode::from_u16(status).unwrap(), headers, body: body.into().into() }
}

impl Step {
    /// The same reply, later.
    pub fn after(self, delay: Duration) -> Self {
        match self {
            Self::Reply(reply) => Self::After(delay, reply),
            other => panic!("{other:?} has no reply"),
        }
    }
}

#[derive(Clone, Debug)]
pub struct Script(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    steps: VecDeque<Step>,
    seen: Vec<HttpRequest>,
}

impl Script {
    pub fn new(steps: impl IntoIterator<Item = Step>) -> Self {
        Self(Arc::new(Mutex::new(State { steps: steps.into_iter().collect(), seen: Vec::new() })))
    }

    /// The requests so far.
    pub fn seen(&self) -> Vec<HttpRequest> {
        self.0.lock().unwrap().seen.clone()
    }

    /// The only request.
    pub fn only(&self) -> HttpRequest {
        let mut seen = self.seen();
        assert_eq!(seen.len(), 1, "requests");
        seen.remove(0)
    }
}

impl Transport for Script {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpReply, TransportError>> {
        let step = {
            let mut state = self.0.lock().unwrap();
            state.seen.push(request);
            state.steps.pop_front().expect("a request too many")
        };
        Box::pin(async move {
            match step {
                Step::Reply(reply) => Ok(reply),
                Step::Fail(kind, sent) => Err(TransportError { kind, sent, status: None, source: None }),
                Step::After(delay, reply) => {
                    tokio::time::sleep(delay).await;
                    Ok(reply)
                }
                Step::Never => std::future::pending().await,
            }
        })
    }
}
