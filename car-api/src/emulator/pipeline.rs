//! From a received request to its answer, in the order in which the service looks at one: protocol, size,
//! identity, action, parameters, rate. A client sees the first failure, so the order is part of the behaviour.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::header::DATE;
use http::{HeaderValue, Request};

use super::body::{BODY_LIMIT, Body};
use super::client_token::ClientTokens;
use super::executions::{Execution, Executions};
use super::protocol::check_protocol;
use super::rate::RateLimiter;
use super::report::{Counters, Outcome, RequestReport};
use super::requests::Requests;
use super::verify::{is_unsigned, verify};
use crate::action::{ServiceMeta, Signing};
use crate::credential::Credential;
use crate::offline::answer::{Answer, answer};
use crate::offline::check::Call;
use crate::offline::fault::{self, Fault, Faults};
use crate::offline::head::{CallHead, header};
use crate::offline::moment::Moment;
use crate::offline::refusal::Refusal;
use crate::offline::{check, envelope};
use crate::time::Clock;
use crate::transport::HttpReply;

/// Told about each request.
pub(super) type Listener = Arc<dyn Fn(&RequestReport) + Send + Sync>;

/// Everything that an answer depends on.
pub(super) struct Pipeline {
    pub(super) services: Vec<&'static ServiceMeta>,
    pub(super) credential: Credential,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) faults: Faults,
    pub(super) rates: RateLimiter,
    pub(super) tokens: ClientTokens,
    pub(super) executions: Executions,
    pub(super) requests: Requests,
    pub(super) counters: Counters,
    pub(super) listener: Option<Listener>,
}

impl fmt::Debug for Pipeline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let services: Vec<_> = self.services.iter().map(|service| service.name).collect();
        f.debug_struct("Pipeline")
            .field("services", &services)
            .field("credential", &self.credential)
            .field("faults", &self.faults)
            .finish_non_exhaustive()
    }
}

/// What the service did with a request.
struct Served {
    outcome: Outcome,
    answer: Answer,
}

impl Pipeline {
    /// What is to go wrong with the request that begins with `head`.
    pub(super) fn fault(&self, head: &http::request::Parts) -> Option<Fault> {
        let head = CallHead::of(&head.headers);
        // Some clients sign the first label of a loopback address for the service; then the version has to tell.
        let service = head.service.filter(|name| self.services.iter().any(|service| service.name == *name));
        self.faults.next(CallHead { service, ..head })
    }

    /// Serves one request unless `fault` keeps it away, counts it, tells the listener, and makes the answer.
    pub(super) fn handle(&self, head: http::request::Parts, body: Body, fault: Option<&Fault>) -> HttpReply {
        let now = Moment::from(self.clock.now()).later(fault.map_or(0, Fault::clock_error));
        let request_id = envelope::new_request_id();
        let action = header(&head.headers, "x-tc-action").map(str::to_owned);
        let kept = self.requests.parameters_of(&body);
        let is_served = fault.is_none_or(|fault| fault.execution() == fault::Execution::CarriedOut);
        let served = is_served.then(|| self.serve(head, body, now, &request_id));

        let refusal = served.as_ref().and_then(|served| served.answer.refusal());
        let outcome = served.as_ref().map_or(Outcome::NotReached, |served| served.outcome);
        let report = RequestReport {
            action,
            outcome,
            refusal: refusal.map(|refusal| (refusal.code.to_string(), refusal.message.clone())),
            fault: fault.map(ToString::to_string),
            request_id: request_id.clone(),
        };
        self.tell(report, kept);

        let service = || {
            let answer = served.map_or_else(unreached, |served| served.answer);
            envelope::reply(answer, &request_id)
        };
        let mut reply = match fault {
            Some(fault) => fault.answer(&request_id, service),
            None => service(),
        };
        // Clients with a wrong clock set it right by this header, so it must show the emulator's own clock.
        if let Ok(date) = HeaderValue::try_from(now.http_date()) {
            reply.headers.insert(DATE, date);
        }
        reply
    }

    fn serve(&self, head: http::request::Parts, body: Body, now: Moment, request_id: &str) -> Served {
        match self.accept(head, body, now) {
            Ok(call) => self.carry_out(&call, now, request_id),
            Err(refusal) => Served { outcome: Outcome::Refused, answer: Answer::Failure(refusal) },
        }
    }

    fn accept(&self, head: http::request::Parts, body: Body, now: Moment) -> Result<Call, Refusal> {
        check_protocol(&head)?;
        let body = match body {
            Body::Whole(body) => body,
            // What was not read has no bytes to look at.
            Body::Unread => Bytes::new(),
            Body::TooLarge => {
                let message = format!("the body is larger than {BODY_LIMIT} bytes");
                return Err(Refusal::new("RequestSizeLimitExceeded", message));
            }
        };
        let request = Request::from_parts(head, body);
        if !self.is_open(&request) {
            verify(&request, &self.credential, &self.services, now)?;
        }
        let call = check::check(&self.services, CallHead::of(request.headers()), request.body())?;
        self.rates.admit(call.action, self.clock.now())?;
        Ok(call)
    }

    /// Does what an accepted call asks for, which is to answer it and to remember that.
    fn carry_out(&self, call: &Call, now: Moment, request_id: &str) -> Served {
        let answer = answer(call.action, &call.parameters, now);
        if matches!(answer, Answer::Failure(_)) {
            return Served { outcome: Outcome::Refused, answer };
        }
        if let Some(answer) = self.tokens.earlier_answer(call, &answer) {
            return Served { outcome: Outcome::Repeated, answer };
        }
        self.executions.add(&Execution { action: call.action, parameters: &call.parameters, request_id });
        Served { outcome: Outcome::Executed, answer }
    }

    /// Whether the request is not signed and need not be, because its action asks for no signature. On any other
    /// action, the word that says so is no authorization.
    fn is_open(&self, request: &Request<Bytes>) -> bool {
        let headers = request.headers();
        let action = header(headers, "x-tc-action").unwrap_or_default();
        let asks_for_none = |service: &&ServiceMeta| {
            service.action(action).is_some_and(|action| action.signing == Signing::Skipped)
        };
        is_unsigned(headers) && self.services.iter().any(asks_for_none)
    }

    fn tell(&self, report: RequestReport, parameters: Option<serde_json::Value>) {
        self.counters.count(&report);
        if let Some(listener) = &self.listener {
            listener(&report);
        }
        if let Some(parameters) = parameters {
            self.requests.keep(report, parameters);
        }
    }
}

/// What a fault that keeps a request away from the service has no use for.
fn unreached() -> Answer {
    Answer::Failure(Refusal::new("InternalError", "the request did not reach the service"))
}
