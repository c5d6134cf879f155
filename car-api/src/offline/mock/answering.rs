//! From a call to what becomes of it: the faults on its way first, then the answer whose turn it is.

use serde_json::Map;

use super::call::MockCall;
use super::play::Act;
use super::script::Found;
use super::{Mock, UNEXPECTED_CALL, failure, reply};
use crate::action::ActionMeta;
use crate::offline::answer::Answer;
use crate::offline::fault::{Execution, Fault, check_clock};
use crate::offline::head::{CallHead, header};
use crate::offline::moment::Moment;
use crate::offline::refusal::Refusal;
use crate::offline::{answer, envelope};
use crate::transport::{HttpReply, HttpRequest};

impl Mock {
    /// What becomes of a call: a reply, and what happens to it on its way.
    pub(super) fn act(&self, request: &HttpRequest) -> Act {
        self.state().calls.push(MockCall::new(request.headers.clone(), &request.body));
        let Some(fault) = self.faults.next(CallHead::of(&request.headers)) else {
            return self.answer(request);
        };
        if fault.execution() == Execution::NotCarriedOut {
            return Act::spoilt(fault, None);
        }
        match self.at_hour_of(&fault, request, || self.answer(request)) {
            Act { reply: Some(reply), fault: None } => Act::spoilt(fault, Some(reply)),
            // The test said what happens in the place of an answer, and only one thing can.
            own => own,
        }
    }

    /// Finds the answer, which then runs without the lock: it may use the mock.
    fn answer(&self, request: &HttpRequest) -> Act {
        let found = self.state().scripts.next(CallHead::of(&request.headers));
        match found {
            Err(message) => Act::replied(failure(Refusal::new(UNEXPECTED_CALL, message))),
            Ok(Found { handler, action }) => match handler(&request.body) {
                Ok(members) => Act::replied(reply(members)),
                Err(fault) => self.at_hour_of(&fault, request, || {
                    in_place_of_answer(&fault, || self.documented(action, request))
                }),
            },
        }
    }

    /// What `act` comes to at a service whose clock is off as `fault` says: it may refuse the signature, and its
    /// replies show its time.
    fn at_hour_of(&self, fault: &Fault, request: &HttpRequest, act: impl FnOnce() -> Act) -> Act {
        if fault.clock_error() == 0 {
            return act();
        }
        let now = self.state().now().later(fault.clock_error());
        let act = match check_timestamp(request, now) {
            Ok(()) => act(),
            Err(refusal) => Act::replied(failure(refusal)),
        };
        act.dated(now)
    }

    /// The answer that the action's examples document.
    fn documented(&self, action: Option<&'static ActionMeta>, request: &HttpRequest) -> HttpReply {
        let Some(action) = action else { return reply(Answer::Reply(Map::new())) };
        let parameters = serde_json::from_slice(&request.body).unwrap_or_default();
        let now = self.state().now();
        envelope::reply(answer::answer(action, &parameters, now), &envelope::new_request_id())
    }
}

/// What becomes of a call to which `fault` is the answer, where `documented` is what it may spoil.
fn in_place_of_answer(fault: &Fault, documented: impl FnOnce() -> HttpReply) -> Act {
    if fault.is_report() {
        Act::replied(fault.answer(&envelope::new_request_id(), documented))
    } else {
        Act::spoilt(fault.clone(), Some(documented()))
    }
}

/// Holds the time of the signature to the service's clock. A call without one is not the mock's affair.
fn check_timestamp(request: &HttpRequest, now: Moment) -> Result<(), Refusal> {
    match header(&request.headers, "x-tc-timestamp").and_then(|text| text.parse().ok()) {
        Some(seconds) => check_clock(Moment::from_unix(seconds), now),
        None => Ok(()),
    }
}
