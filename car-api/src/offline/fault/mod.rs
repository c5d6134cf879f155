//! What goes wrong with a call, on its way or at the service.
//!
//! A program that was only ever answered is not known to survive a lost answer, a gateway's page or a clock that
//! is an hour off. Waiting for such days is no plan, so they can be ordered: a [`Fault`] says what happens to a
//! call, and the mock and the emulator make it happen, each as far down as it reaches. The mock returns what a
//! transport would; the emulator does it on the wire.
//!
//! A fault is put together from independent parts: whether the service carries the call out, who answers, what is
//! wrong with the answer, and how it is delivered. So "the service did it, and the answer was lost" and "it never
//! arrived" are two faults, although a client cannot tell one from the other: a test can.

mod clock;
mod damage;
mod delivery;
mod kinds;
mod mix;
mod script;

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use http::header::RETRY_AFTER;
use http::{HeaderMap, HeaderValue};

pub(crate) use clock::check_clock;
pub(crate) use delivery::{Closing, Delivery, half};
pub use script::Faults;

use super::answer::Answer;
use super::envelope;
use super::refusal::Refusal;
use crate::transport::HttpReply;
use damage::Damage;

/// Something that goes wrong with a call.
///
/// Made by one of the constructors and, where needed, made more precise: [`delayed`](Self::delayed),
/// [`executed`](Self::executed), [`with_reset`](Self::with_reset). Where it is scripted it happens to one call,
/// unless [`times`](Self::times) or [`always`](Self::always) says otherwise.
///
/// ```
/// use car_api::offline::Fault;
/// use http::StatusCode;
///
/// let overloaded = Fault::gateway(StatusCode::SERVICE_UNAVAILABLE).retry_after_seconds(2).times(3);
/// assert_eq!(overloaded.to_string(), "HTTP status 503 Service Unavailable");
/// ```
#[derive(Debug, Clone)]
#[must_use = "a fault does nothing until it is given to a mock or an emulator"]
pub struct Fault(Box<Parts>);

#[derive(Debug, Clone)]
struct Parts {
    /// What happens, in a few words.
    what: Cow<'static, str>,
    execution: Execution,
    source: Source,
    damage: Option<Damage>,
    /// Added to whatever answer there is.
    headers: HeaderMap,
    delivery: Delivery,
    delay: Duration,
    /// By how many seconds the service's clock is ahead of the right one.
    clock_error: i64,
    repeat: Option<Repeat>,
}

/// Whether the service carries a call out that meets a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Execution {
    /// It does what it would do without the fault.
    CarriedOut,
    /// The call does not reach it.
    NotCarriedOut,
}

/// Who answers.
#[derive(Debug, Clone)]
enum Source {
    /// The service, as without the fault.
    Service,
    /// The service, with an error.
    Refusal(Refusal),
    /// Something else on the way.
    Foreign(HttpReply),
}

/// To how many calls a fault happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// To so many.
    Times(u64),
    /// To all that follow.
    Always,
}

impl Fault {
    fn new(what: impl Into<Cow<'static, str>>, execution: Execution, source: Source) -> Self {
        Self(Box::new(Parts {
            what: what.into(),
            execution,
            source,
            damage: None,
            headers: HeaderMap::new(),
            delivery: Delivery::Whole,
            delay: Duration::ZERO,
            clock_error: 0,
            repeat: None,
        }))
    }

    fn with_delivery(mut self, delivery: Delivery) -> Self {
        self.0.delivery = delivery;
        self
    }

    /// The service carries the call out first: what comes back is a bad sign, and yet it is done. Faults that
    /// spoil or lose an answer of the service imply it.
    pub fn executed(mut self) -> Self {
        self.0.execution = Execution::CarriedOut;
        self
    }

    /// What comes back comes later by so much.
    pub fn delayed(mut self, by: Duration) -> Self {
        self.0.delay = by;
        self
    }

    /// Where the connection ends, it ends with a reset (RST) and not in good order (FIN). The mock knows no
    /// difference.
    pub fn with_reset(mut self) -> Self {
        self.0.delivery = self.0.delivery.with_closing(Closing::Reset);
        self
    }

    /// The answer has no `Content-Length` and comes in chunks, unless something else is wrong with its delivery.
    pub fn without_length(mut self) -> Self {
        if matches!(self.0.delivery, Delivery::Whole) {
            self.0.delivery = Delivery::Chunked;
        }
        self
    }

    /// The answer asks to wait for so long: `Retry-After`.
    pub fn retry_after_seconds(mut self, seconds: u64) -> Self {
        self.0.headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        self
    }

    /// It happens to so many calls.
    pub fn times(mut self, times: u64) -> Self {
        self.0.repeat = Some(Repeat::Times(times));
        self
    }

    /// It happens to all calls that follow.
    pub fn always(mut self) -> Self {
        self.0.repeat = Some(Repeat::Always);
        self
    }

    pub(crate) fn repeat(&self) -> Option<Repeat> {
        self.0.repeat
    }

    pub(crate) fn execution(&self) -> Execution {
        self.0.execution
    }

    pub(crate) fn lateness(&self) -> Duration {
        self.0.delay
    }

    pub(crate) fn delivery(&self) -> Delivery {
        self.0.delivery
    }

    pub(crate) fn clock_error(&self) -> i64 {
        self.0.clock_error
    }

    /// Whether it is an error that the service reports, and nothing else.
    pub(crate) fn is_report(&self) -> bool {
        matches!(self.0.source, Source::Refusal(_))
            && self.0.delivery == Delivery::Whole
            && self.0.delay.is_zero()
    }

    /// The answer that is sent, where `service` gives what the service would send without the fault. An error that
    /// the service reports instead gets `request_id`.
    pub(crate) fn answer(&self, request_id: &str, service: impl FnOnce() -> HttpReply) -> HttpReply {
        let parts = &*self.0;
        let mut reply = match &parts.source {
            Source::Service => service(),
            Source::Refusal(refusal) => envelope::reply(Answer::Failure(refusal.clone()), request_id),
            Source::Foreign(reply) => reply.clone(),
        };
        if let Some(damage) = &parts.damage {
            reply = damage.done_to(reply);
        }
        reply.headers.extend(parts.headers.clone());
        reply
    }
}

/// Says what happens, in a few words.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.what)
    }
}

/// What comes back is this, whatever was asked.
impl From<HttpReply> for Fault {
    fn from(reply: HttpReply) -> Self {
        let what = format!("HTTP status {}", reply.status);
        Self::new(what, Execution::NotCarriedOut, Source::Foreign(reply))
    }
}
