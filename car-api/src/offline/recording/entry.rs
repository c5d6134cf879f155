//! One recorded call.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::Value;

use crate::transport::{HttpReply, Sent, TransportError, TransportErrorKind};

/// A call as it stands in a recording: scrubbed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    pub(super) service: Option<String>,
    pub(super) version: String,
    pub(super) action: String,
    pub(super) region: Option<String>,
    pub(super) parameters: Value,
    pub(super) outcome: Outcome,
}

/// What came back.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Outcome {
    Reply { status: StatusCode, headers: Vec<(HeaderName, HeaderValue)>, body: Body },
    Failure { kind: TransportErrorKind, sent: Sent, status: Option<StatusCode> },
}

/// The body of a reply, as far as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Body {
    Json(Value),
    /// A page, or another text that is clearly no JSON.
    Text(String),
    /// So many bytes that may have held anything.
    Omitted(usize),
}

impl Outcome {
    /// What a transport would return.
    pub(super) fn played(&self) -> Result<HttpReply, TransportError> {
        match self {
            Self::Reply { status, headers, body } => {
                let headers: HeaderMap = headers.iter().cloned().collect();
                Ok(HttpReply { status: *status, headers, body: body.played() })
            }
            Self::Failure { kind, sent, status } => {
                Err(TransportError { kind: *kind, sent: *sent, status: *status, source: None })
            }
        }
    }
}

impl Body {
    fn played(&self) -> Bytes {
        match self {
            Self::Json(value) => value.to_string().into(),
            Self::Text(text) => Bytes::copy_from_slice(text.as_bytes()),
            Self::Omitted(0) => Bytes::new(),
            // It was no JSON, and that is all that is known of it.
            Self::Omitted(_) => Bytes::from_static(b"{"),
        }
    }
}

/// The headers of a reply that a client acts on. A `Date` of the past would set its clock wrong.
pub(super) fn kept_headers(headers: &HeaderMap) -> Vec<(HeaderName, HeaderValue)> {
    const OTHERS: [&str; 3] = ["content-encoding", "retry-after", "x-tc-requestid"];
    let is_kept = |name: &HeaderName| *name == CONTENT_TYPE || OTHERS.contains(&name.as_str());
    let kept = headers.iter().filter(|(name, value)| is_kept(name) && value.to_str().is_ok());
    kept.map(|(name, value)| (name.clone(), value.clone())).collect()
}
