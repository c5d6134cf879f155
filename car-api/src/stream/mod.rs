//! Answers that come as a stream of events.
//!
//! Actions that talk to a language model, read a text aloud or take a document apart answer for minutes, and are of use
//! from the first second on. They do so with server-sent events: one HTTP reply whose body is a series of small JSON
//! documents. [`EventStream`] opens such a reply like any other call and hands out its events one by one.
//!
//! `sse` reads the format, `feed` waits for the bytes, `decode` says what an event means. None of the three knows the
//! action; this module adds its types.

pub mod __reader;
mod decode;
mod event;
mod feed;
mod sse;

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;

pub use event::Event;

use crate::action::{Action, ActionMeta, Streaming};
use crate::call::CallOptions;
use crate::call_future::CallFuture;
use crate::client::ClientCore;
use crate::client_token;
use crate::dispatch::{self, Answered, Target};
use crate::error::{CallError, Error};
use crate::record::{self, Record, Slot};
use decode::Meaning;
use feed::Feed;
use sse::RawEvent;

/// The answer of the action `A` as a stream of events. Made by `stream` of the builder of an action that can stream.
///
/// Nothing is sent before the first event is asked for; dropping this closes the connection.
///
/// - **Asking for it.** Where a parameter of the action decides whether it streams, `stream` sets it. The service may
///   answer with one document all the same: it is then the only event.
/// - **Failing.** A call that fails before the stream begins gives its error as the first item, after the usual
///   repetitions. Once the head of a stream has arrived, the call is not repeated: what was received cannot be taken
///   back. A failure that the service reports in the middle is an error with its code; a stream that breaks off is one
///   that says after how many events, and whether the service did its work is then not known. An error ends the
///   stream: what follows it is `None`. Few services mark the end of a stream: one that the connection ends in good
///   order counts as whole.
/// - **Time.** The call's time limits hold until the head of the answer is there. From then on, that of an attempt is the
///   longest silence between two parts of the stream ([`idle_timeout`](Self::idle_timeout) sets another); how long the
///   whole takes has no limit.
/// - **Size.** An event has at most as many bytes as the client allows a reply
///   ([`max_reply_bytes`](crate::ConfigBuilder::max_reply_bytes)); the whole has no limit.
///
/// It is a [`Stream`], and needs no crate beside this one when it is read with [`next`](Self::next):
///
/// ```no_run
/// # use car_api::action::Action;
/// # async fn example<A: Action>(mut events: car_api::EventStream<A>) -> Result<(), car_api::Error> {
/// while let Some(event) = events.next().await {
///     println!("{:?}", event?.response);
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent unless an event is asked for"]
pub struct EventStream<A: Action> {
    state: State<A>,
    idle: Option<Duration>,
    /// The most bytes of an event.
    limit: usize,
    request_id: String,
}

enum State<A: Action> {
    /// The call is under way.
    Opening(CallFuture<Result<Opened<A>, Error>>),
    /// The answer is a stream, and nobody asks for an event.
    Idle(Box<Feed>),
    /// Somebody does.
    Waiting(CallFuture<Waited>),
    /// There is no more.
    Done,
}

/// The feed, given back, and what came of waiting for an event.
type Waited = (Box<Feed>, Option<Result<RawEvent, Error>>);

/// How the call was answered. The response is filled in where that was no stream.
struct Opened<A: Action> {
    answered: Answered,
    response: A::Response,
}

impl<A: Action> EventStream<A> {
    /// The events that the client of `core` receives for `request`.
    pub fn new(core: ClientCore, options: CallOptions, mut request: A::Request) -> Self {
        ask_for_stream(A::META, &mut request);
        let token = client_token::ensure(&mut request, A::META.safety);
        let target = Target::of(A::META).with_client_token(token);
        let body = record::to_json(&request).into();
        let limit = core.settings().max_reply;
        let opening = CallFuture::new(async move {
            let mut response = A::Response::default();
            let answered = dispatch::open(&core, &target, body, &options, &mut response).await?;
            Ok(Opened { answered, response })
        });
        Self { state: State::Opening(opening), idle: None, limit, request_id: String::new() }
    }

    /// Ends the stream with an error when nothing came for so long, instead of after the time limit of an attempt. It
    /// has to be set before the first event is asked for. Time in which no event is asked for does not count.
    pub fn idle_timeout(mut self, limit: Duration) -> Self {
        self.idle = Some(limit);
        self
    }

    /// The next event: `None` after the last, and after an error.
    ///
    /// Dropping the future loses nothing: the next one goes on where it stopped.
    ///
    /// # Errors
    ///
    /// Whatever a single call of the action can fail with, and a stream that breaks off or cannot be read.
    pub async fn next(&mut self) -> Option<Result<Event<A>, CallError<A>>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// The id that the service gave the call. `None` until its answer has begun to arrive, and where it gave none.
    pub fn request_id(&self) -> Option<&str> {
        Some(self.request_id.as_str()).filter(|id| !id.is_empty())
    }

    fn poll_event(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Event<A>, Error>>> {
        loop {
            match std::mem::replace(&mut self.state, State::Done) {
                State::Opening(mut opening) => match Pin::new(&mut opening).poll(context) {
                    Poll::Ready(Ok(opened)) => {
                        if let Some(only) = self.enter(opened) {
                            return Poll::Ready(Some(Ok(only)));
                        }
                    }
                    Poll::Ready(Err(error)) => return Poll::Ready(Some(Err(error))),
                    Poll::Pending => {
                        self.state = State::Opening(opening);
                        return Poll::Pending;
                    }
                },
                State::Idle(feed) => self.state = State::Waiting(CallFuture::new(wait(feed))),
                State::Waiting(mut waiting) => match Pin::new(&mut waiting).poll(context) {
                    Poll::Ready((feed, Some(event))) => {
                        match event.and_then(|event| understand(&feed, event)) {
                            Ok(Understood::Event(event)) => {
                                self.state = State::Idle(feed);
                                return Poll::Ready(Some(Ok(event)));
                            }
                            Ok(Understood::Nothing) => self.state = State::Idle(feed),
                            Ok(Understood::End) => return Poll::Ready(None),
                            Err(error) => return Poll::Ready(Some(Err(error))),
                        }
                    }
                    Poll::Ready((_, None)) => return Poll::Ready(None),
                    Poll::Pending => {
                        self.state = State::Waiting(waiting);
                        return Poll::Pending;
                    }
                },
                State::Done => return Poll::Ready(None),
            }
        }
    }

    /// Begins to read an answer. One that is no stream is the only event.
    fn enter(&mut self, opened: Opened<A>) -> Option<Event<A>> {
        let Opened { answered, response } = opened;
        match answered {
            Answered::Whole { request_id, text } => {
                self.request_id = request_id;
                let data = String::from_utf8_lossy(&text).into_owned();
                Some(Event { response, event: None, id: None, retry: None, data })
            }
            Answered::Events(events) => {
                let feed = Feed::new(events, self.idle, self.limit);
                feed.request_id().clone_into(&mut self.request_id);
                self.state = State::Idle(Box::new(feed));
                None
            }
        }
    }
}

/// Sets the parameter that decides whether the action streams, where there is one.
fn ask_for_stream(action: &ActionMeta, request: &mut dyn Record) {
    let Streaming::OnRequest(parameter) = action.streaming else { return };
    if let Some(Slot::Bool(flag)) = record::field_mut(request, parameter).map(|field| field.slot()) {
        *flag = true;
    }
}

async fn wait(mut feed: Box<Feed>) -> Waited {
    let event = feed.next().await;
    (feed, event)
}

/// What an event means for whoever reads the stream.
enum Understood<A: Action> {
    Event(Event<A>),
    Nothing,
    End,
}

fn understand<A: Action>(feed: &Feed, event: RawEvent) -> Result<Understood<A>, Error> {
    let mut response = A::Response::default();
    let meaning = decode::read(&event.data, feed.request_id(), A::META.service, &mut response);
    Ok(match meaning.map_err(|error| feed.blame(error))? {
        Meaning::Event => {
            let RawEvent { name, id, retry, data } = event;
            Understood::Event(Event { response, event: name, id, retry, data })
        }
        Meaning::SignOfLife => Understood::Nothing,
        Meaning::End => Understood::End,
    })
}

/// Nothing in it refers to itself.
impl<A: Action> Unpin for EventStream<A> {}

impl<A: Action> Stream for EventStream<A> {
    type Item = Result<Event<A>, CallError<A>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let event = ready!(self.poll_event(context));
        let blame = |error| CallError::new(Target::of(A::META).blame(error));
        Poll::Ready(event.map(|event| event.map_err(blame)))
    }
}

impl<A: Action> fmt::Debug for EventStream<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match self.state {
            State::Opening(_) => "not yet answered",
            State::Idle(_) | State::Waiting(_) => "open",
            State::Done => "ended",
        };
        f.debug_struct("EventStream")
            .field("action", &A::META.name)
            .field("state", &state)
            .field("request_id", &self.request_id())
            .finish_non_exhaustive()
    }
}
