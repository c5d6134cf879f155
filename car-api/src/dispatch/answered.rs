//! What comes back from the service, and how a call was answered.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::error::Error;
use crate::reply;
use crate::transport::{HttpBody, HttpReply, HttpRequest, HttpStream, Transport, TransportError};

/// What came back from one exchange.
pub(super) enum Incoming {
    /// A whole reply.
    Whole(HttpReply),
    /// A stream of events: only the head has been looked at.
    Events(HttpStream),
}

impl Incoming {
    /// What comes back from an action that may answer with a stream.
    pub(super) async fn of_stream(
        transport: &dyn Transport,
        request: HttpRequest,
    ) -> Result<Self, TransportError> {
        let limit = request.max_reply;
        let stream = transport.open(request).await?;
        if reply::is_event_stream(stream.status, &stream.headers) {
            return Ok(Self::Events(stream));
        }
        stream.into_reply(limit).await.map(Self::Whole)
    }

    /// What comes back from an action that is not known to stream, and may have been asked to by name.
    pub(super) fn of_reply(reply: HttpReply) -> Self {
        if reply::is_event_stream(reply.status, &reply.headers) {
            Self::Events(HttpStream::from(reply))
        } else {
            Self::Whole(reply)
        }
    }
}

/// How a call was answered.
pub(crate) enum Answered {
    /// With one answer, which has been read.
    Whole {
        /// Empty if there is none.
        request_id: String,
        /// What was read.
        text: Bytes,
    },
    /// With a stream of events.
    Events(Events),
}

/// A stream of events of which the head has arrived.
pub(crate) struct Events {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Box<dyn HttpBody>,
    /// How long the attempt might have taken; from now on, how long nothing may come.
    pub(crate) patience: Duration,
    /// How often the call was sent, this time included.
    pub(crate) attempts: u32,
}

impl Answered {
    /// The request id, or an empty text.
    pub(super) fn request_id(&self) -> &str {
        match self {
            Self::Whole { request_id, .. } => request_id,
            Self::Events(events) => reply::request_id(&events.headers).unwrap_or_default(),
        }
    }

    /// Says how often the call was sent until it was answered.
    pub(super) fn after(mut self, attempts: u32) -> Self {
        if let Self::Events(events) = &mut self {
            events.attempts = attempts;
        }
        self
    }

    /// The request id of a whole answer, which is what was wanted.
    pub(super) fn whole(self) -> Result<String, Error> {
        match self {
            Self::Whole { request_id, .. } => Ok(request_id),
            Self::Events(Events { status, headers, attempts, .. }) => {
                Err(reply::unwanted_stream(status, &headers).with_attempts(attempts))
            }
        }
    }
}
