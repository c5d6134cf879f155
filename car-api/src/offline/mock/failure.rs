//! The ways in which a mocked call can fail: reported by the service, garbled on the way, or not answered.

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::transport::{HttpReply, Sent, TransportErrorKind};

/// How a mocked call fails.
#[derive(Debug, Clone)]
pub struct MockFailure(Box<Failure>);

#[derive(Debug, Clone)]
pub(super) enum Failure {
    Reported { code: String, message: String },
    Raw(HttpReply),
    Transport { kind: TransportErrorKind, sent: Sent },
    Silence,
}

impl MockFailure {
    /// The service reports an error: HTTP 200 with `Error` in the envelope.
    pub fn api(code: impl Into<String>, message: impl Into<String>) -> Self {
        Failure::Reported { code: code.into(), message: message.into() }.into()
    }

    /// What comes back is not the service's: a gateway's page, or a body that is no JSON. To set headers too,
    /// convert an [`HttpReply`].
    pub fn http(status: StatusCode, body: impl Into<Bytes>) -> Self {
        Self::from(HttpReply { status, headers: HeaderMap::new(), body: body.into() })
    }

    /// No whole reply comes back. `sent` says whether the service may have acted on the request.
    pub fn transport(kind: TransportErrorKind, sent: Sent) -> Self {
        Failure::Transport { kind, sent }.into()
    }

    /// Nothing comes back, ever: the client's own time limit ends the call.
    pub fn silence() -> Self {
        Failure::Silence.into()
    }

    pub(super) fn into_inner(self) -> Failure {
        *self.0
    }
}

impl From<HttpReply> for MockFailure {
    fn from(reply: HttpReply) -> Self {
        Failure::Raw(reply).into()
    }
}

impl From<Failure> for MockFailure {
    fn from(failure: Failure) -> Self {
        Self(Box::new(failure))
    }
}
