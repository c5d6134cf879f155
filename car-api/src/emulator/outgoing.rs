//! The body of an answer, as a list of steps: most have one, faults have more.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use memchr::memmem;

use super::stop::{Stop, Stopped};
use crate::transport::BoxFuture;

/// As much as is sent at once of a body without a length.
const CHUNK: usize = 16 * 1024;

/// What ends an event.
const EVENT_END: &[u8] = b"\n\n";

/// What the body does next.
#[derive(Debug)]
enum Step {
    Send(Bytes),
    Wait(Duration),
    /// Lets what was sent get onto the wire before the next step.
    Flush,
    /// Ends the connection.
    Break,
}

/// A body that may stop, wait or break off.
pub(super) struct Outgoing {
    steps: VecDeque<Step>,
    /// What `Content-Length` says; without it the body is sent in chunks.
    length: Option<u64>,
    stop: Stop,
    waiting: Option<BoxFuture<'static, Result<(), Stopped>>>,
}

/// Why hyper has to give up a connection: a fault says so.
#[derive(Debug)]
pub(super) struct Broken;

impl Outgoing {
    pub(super) fn whole(body: Bytes, stop: Stop) -> Self {
        let length = Some(body.len() as u64);
        let steps = Some(body).filter(|body| !body.is_empty()).map(Step::Send);
        Self::new(steps.into_iter().collect(), length, stop)
    }

    pub(super) fn chunked(body: &Bytes, stop: Stop) -> Self {
        Self::new(portions(body, CHUNK).map(Step::Send).collect(), None, stop)
    }

    /// A stream of events, which go out one at a time; nobody knows beforehand how many there are.
    pub(super) fn events(body: &Bytes, stop: Stop) -> Self {
        let mut rest = body.clone();
        let mut steps = VecDeque::new();
        while !rest.is_empty() {
            let length = memmem::find(&rest, EVENT_END).map_or(rest.len(), |end| end + EVENT_END.len());
            steps.extend([Step::Send(rest.split_to(length)), Step::Flush]);
        }
        Self::new(steps, None, stop)
    }

    /// Announces the whole of `body`, sends the first `sent` bytes, and breaks off.
    pub(super) fn cut(body: &Bytes, sent: usize, stop: Stop) -> Self {
        let start = body.slice(..sent.min(body.len()));
        let steps = VecDeque::from([Step::Send(start), Step::Flush, Step::Break]);
        Self::new(steps, Some(body.len() as u64), stop)
    }

    pub(super) fn drip(body: &Bytes, bytes: usize, pause: Duration, stop: Stop) -> Self {
        let steps = portions(body, bytes).flat_map(|portion| [Step::Send(portion), Step::Wait(pause)]);
        Self::new(steps.collect(), Some(body.len() as u64), stop)
    }

    fn new(steps: VecDeque<Step>, length: Option<u64>, stop: Stop) -> Self {
        Self { steps, length, stop, waiting: None }
    }
}

fn portions(body: &Bytes, bytes: usize) -> impl Iterator<Item = Bytes> {
    let starts = (0..body.len()).step_by(bytes.max(1));
    starts.map(move |start| body.slice(start..(start + bytes).min(body.len())))
}

impl Body for Outgoing {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        loop {
            if let Some(waiting) = &mut self.waiting {
                match waiting.as_mut().poll(context) {
                    Poll::Pending => return Poll::Pending,
                    Poll::Ready(Err(Stopped)) => return Poll::Ready(Some(Err(Broken))),
                    Poll::Ready(Ok(())) => self.waiting = None,
                }
            }
            match self.steps.pop_front() {
                None => return Poll::Ready(None),
                Some(Step::Send(bytes)) => return Poll::Ready(Some(Ok(Frame::data(bytes)))),
                Some(Step::Wait(pause)) => self.waiting = Some(Box::pin(self.stop.clone().sleep(pause))),
                // hyper writes out what it has whenever the body has nothing for it.
                Some(Step::Flush) => {
                    context.waker().wake_by_ref();
                    return Poll::Pending;
                }
                Some(Step::Break) => return Poll::Ready(Some(Err(Broken))),
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.steps.is_empty() && self.waiting.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        self.length.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a fault ends the connection")
    }
}

impl std::error::Error for Broken {}
