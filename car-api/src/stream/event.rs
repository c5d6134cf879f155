//! One event of a stream.

use std::fmt;
use std::time::Duration;

use crate::action::Action;

/// An event of an [`EventStream`](super::EventStream).
#[non_exhaustive]
pub struct Event<A: Action> {
    /// What the data says: the members of the action's response, of which an event of a stream has some. Its request
    /// id is that of the stream where the event has none of its own.
    pub response: A::Response,
    /// The kind of event (field `event`), where the service names one.
    pub event: Option<String>,
    /// The event's own number or name (field `id`), where it has one.
    pub id: Option<String>,
    /// How long the service asks to wait before a broken stream is asked for again (field `retry`). This crate does
    /// not: a call that was answered is not repeated.
    pub retry: Option<Duration>,
    /// The data as it was sent. Some actions document nothing of it, and then it is all there is. Of an answer that
    /// was no stream, it is the whole document.
    ///
    /// Unlike `response`, it may show what the spec calls sensitive.
    pub data: String,
}

/// The response is shown as it shows itself, with secrets masked; of the data, the length only.
impl<A: Action> fmt::Debug for Event<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("event", &self.event)
            .field("id", &self.id)
            .field("response", &self.response)
            .field("data_bytes", &self.data.len())
            .finish_non_exhaustive()
    }
}

/// As `Debug` of the fields asks for: the action itself is only a name.
impl<A: Action> Clone for Event<A> {
    fn clone(&self) -> Self {
        Self {
            response: self.response.clone(),
            event: self.event.clone(),
            id: self.id.clone(),
            retry: self.retry,
            data: self.data.clone(),
        }
    }
}
