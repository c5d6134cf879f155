//! From a body to events: waits for its parts, and says what is wrong when none comes.

use std::time::Duration;

use http::StatusCode;
use tokio::time::timeout;

use super::sse::{ParseError, Parser, RawEvent};
use crate::dispatch::Events;
use crate::error::{Error, ErrorKind};
use crate::reply;
use crate::transport::HttpBody;

/// The events of a body, not yet understood. Dropping it closes the connection.
pub(super) struct Feed {
    body: Box<dyn HttpBody>,
    parser: Parser,
    has_ended: bool,
    /// How long nothing may come.
    patience: Duration,
    status: StatusCode,
    request_id: String,
    attempts: u32,
    /// How many events have been handed out.
    events: u64,
}

impl Feed {
    /// The events of an answer, each of at most `limit` bytes. `idle` is the caller's own limit for the silence between
    /// two parts.
    pub(super) fn new(opened: Events, idle: Option<Duration>, limit: usize) -> Self {
        let Events { status, headers, body, patience, attempts } = opened;
        Self {
            body,
            parser: Parser::new(limit),
            has_ended: false,
            patience: idle.unwrap_or(patience),
            status,
            request_id: reply::request_id(&headers).unwrap_or_default().to_owned(),
            attempts,
            events: 0,
        }
    }

    /// The request id of the head; empty if it has none.
    pub(super) fn request_id(&self) -> &str {
        &self.request_id
    }

    /// The next event, as soon as it has wholly arrived. It is not asked again after an error.
    pub(super) async fn next(&mut self) -> Option<Result<RawEvent, Error>> {
        loop {
            match self.parser.next() {
                Some(Ok(event)) => {
                    self.events += 1;
                    return Some(Ok(event));
                }
                Some(Err(error)) => return Some(Err(self.blame(garbled(error)))),
                None if self.has_ended => return None,
                None => {}
            }
            match timeout(self.patience, self.body.next_part()).await {
                Ok(Ok(Some(part))) => self.parser.push(&part),
                Ok(Ok(None)) => {
                    self.parser.finish();
                    self.has_ended = true;
                }
                Ok(Err(error)) => return Some(Err(self.blame(Error::broken_stream(error, self.events)))),
                Err(_elapsed) => {
                    return Some(Err(self.blame(Error::silent_stream(self.patience, self.events))));
                }
            }
        }
    }

    /// Adds to an error what is known of the stream. A request id that the error has already is nearer to the matter.
    pub(super) fn blame(&self, error: Error) -> Error {
        let request_id = error.request_id().unwrap_or(&self.request_id).to_owned();
        error.with_status(self.status).with_attempts(self.attempts).with_request_id(Some(&request_id))
    }
}

fn garbled(error: ParseError) -> Error {
    let kind = match error {
        ParseError::TooLarge { .. } => ErrorKind::TooLarge,
        ParseError::NotUtf8 { .. } => ErrorKind::Malformed,
    };
    Error::reply(kind, error.to_string())
}
