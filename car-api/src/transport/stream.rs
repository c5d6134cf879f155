//! A reply whose body comes in parts.

use std::fmt;
use std::future::ready;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, StatusCode};

use super::{BoxFuture, HttpReply, TransportError};

/// A reply of which the head has arrived.
#[non_exhaustive]
pub struct HttpStream {
    /// The HTTP status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, part by part.
    pub body: Box<dyn HttpBody>,
}

impl HttpStream {
    /// A reply with this head and body.
    pub fn new(status: StatusCode, headers: HeaderMap, body: impl HttpBody + 'static) -> Self {
        Self { status, headers, body: Box::new(body) }
    }

    /// The reply with its body read to the end, which comes before `limit` bytes.
    pub(crate) async fn into_reply(self, limit: usize) -> Result<HttpReply, TransportError> {
        let Self { status, headers, mut body } = self;
        let mut whole = BytesMut::new();
        while let Some(part) = body.next_part().await? {
            if part.len() > limit - whole.len() {
                return Err(TransportError::too_large(status, limit));
            }
            whole.extend_from_slice(&part);
        }
        Ok(HttpReply { status, headers, body: whole.freeze() })
    }
}

/// A body that arrives in parts. Dropping it closes the connection.
pub trait HttpBody: Send + Sync {
    /// The next part, or `None` at the end. Dropping the future loses nothing.
    ///
    /// # Errors
    ///
    /// When the body breaks off.
    fn next_part(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>>;
}

/// A body that was there at once.
struct Whole(Option<Bytes>);

impl HttpBody for Whole {
    fn next_part(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(ready(Ok(self.0.take())))
    }
}

impl From<HttpReply> for HttpStream {
    fn from(reply: HttpReply) -> Self {
        let HttpReply { status, headers, body } = reply;
        Self::new(status, headers, Whole(Some(body).filter(|body| !body.is_empty())))
    }
}

impl fmt::Debug for HttpStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpStream").field("status", &self.status).finish_non_exhaustive()
    }
}
