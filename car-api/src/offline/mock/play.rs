//! Plays a call to its end, as far as a transport can show it.

use std::future::pending;
use std::time::Duration;

use http::header::DATE;
use http::{HeaderValue, StatusCode};
use tokio::time::sleep;

use crate::offline::envelope;
use crate::offline::fault::{Delivery, Fault, half};
use crate::offline::moment::Moment;
use crate::offline::refusal::Refusal;
use crate::transport::{HttpReply, Sent, TransportError, TransportErrorKind};

/// What becomes of a call.
pub(super) struct Act {
    /// What the service answers, if it is reached.
    pub(super) reply: Option<HttpReply>,
    /// What happens to that.
    pub(super) fault: Option<Fault>,
}

impl Act {
    pub(super) fn replied(reply: HttpReply) -> Self {
        Self { reply: Some(reply), fault: None }
    }

    pub(super) fn spoilt(fault: Fault, reply: Option<HttpReply>) -> Self {
        Self { reply, fault: Some(fault) }
    }

    /// The same with the service's time in the reply.
    pub(super) fn dated(mut self, now: Moment) -> Self {
        if let (Some(reply), Ok(date)) = (&mut self.reply, HeaderValue::try_from(now.http_date())) {
            reply.headers.insert(DATE, date);
        }
        self
    }
}

/// Brings the reply back, or fails, as `act` says. Of a reply, at most `max_reply` bytes are wanted.
pub(super) async fn play(act: Act, max_reply: usize) -> Result<HttpReply, TransportError> {
    let Act { reply, fault } = act;
    let service = || reply.unwrap_or_else(unreached);
    let Some(fault) = fault else { return Ok(service()) };
    let answer = || fault.answer(&envelope::new_request_id(), service);
    pause(fault.lateness()).await;
    match fault.delivery() {
        Delivery::Whole | Delivery::Chunked => within(answer(), max_reply),
        Delivery::Drip { bytes, pause: each } => {
            let reply = answer();
            let portions = u32::try_from(reply.body.len().div_ceil(bytes)).unwrap_or(u32::MAX);
            pause(each.saturating_mul(portions)).await;
            within(reply, max_reply)
        }
        Delivery::CutOff(_) => {
            let HttpReply { status, body, .. } = answer();
            let source = format!("{} of {} bytes arrived", half(&body), body.len());
            Err(TransportError { source: Some(source.into()), ..broken(Some(status)) })
        }
        Delivery::Nothing(_) | Delivery::Unread(_) => Err(broken(None)),
        Delivery::Never => pending().await,
        Delivery::Failed { kind, sent } => Err(TransportError { kind, sent, status: None, source: None }),
    }
}

/// Without this, a call that nothing delays would need a runtime with timers.
async fn pause(time: Duration) {
    if !time.is_zero() {
        sleep(time).await;
    }
}

fn within(reply: HttpReply, max_reply: usize) -> Result<HttpReply, TransportError> {
    if reply.body.len() <= max_reply {
        return Ok(reply);
    }
    Err(TransportError::too_large(reply.status, max_reply))
}

/// Whoever sends does not know how far the request came when a connection breaks.
fn broken(status: Option<StatusCode>) -> TransportError {
    TransportError { kind: TransportErrorKind::Broken, sent: Sent::Maybe, status, source: None }
}

/// Only a fault with an answer of its own keeps a call from the service, so this is never seen.
fn unreached() -> HttpReply {
    let refusal = Refusal::new("InternalError", "the call did not reach the service");
    envelope::reply(crate::offline::answer::Answer::Failure(refusal), &envelope::new_request_id())
}
