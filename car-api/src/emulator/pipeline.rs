//! From a received request to its answer, in the order in which the service looks at one: protocol, size,
//! identity, action, parameters. A client sees the first failure, so the order is part of the behaviour.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, DATE};
use http::{HeaderValue, Method, Request};

use super::report::{Counters, RequestReport};
use super::verify::verify;
use crate::action::{ServiceMeta, Signing};
use crate::credential::Credential;
use crate::offline::answer::{Answer, answer};
use crate::offline::head::{CallHead, header};
use crate::offline::moment::Moment;
use crate::offline::refusal::Refusal;
use crate::offline::{check, envelope};
use crate::time::Clock;
use crate::transport::HttpReply;

/// What official clients put in place of a signature where an action asks for none.
const UNSIGNED: &str = "SKIP";
/// The longest body that the service takes with signature v3.
pub(super) const BODY_LIMIT: usize = 10 * 1024 * 1024;

/// Told about each request.
pub(super) type Listener = Arc<dyn Fn(&RequestReport) + Send + Sync>;

/// Everything that an answer depends on.
pub(super) struct Pipeline {
    pub(super) services: Vec<&'static ServiceMeta>,
    pub(super) credential: Credential,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) counters: Counters,
    pub(super) listener: Option<Listener>,
}

impl fmt::Debug for Pipeline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let services: Vec<_> = self.services.iter().map(|service| service.name).collect();
        f.debug_struct("Pipeline")
            .field("services", &services)
            .field("credential", &self.credential)
            .finish_non_exhaustive()
    }
}

/// A request's body, as far as it was kept.
#[derive(Debug)]
pub(super) enum Body {
    /// All of it.
    Whole(Bytes),
    /// More than [`BODY_LIMIT`]; nothing was kept.
    TooLarge,
}

impl Pipeline {
    /// Answers one request, counts it and tells the listener.
    pub(super) fn handle(&self, head: http::request::Parts, body: Body) -> HttpReply {
        let now = Moment::from(self.clock.now());
        let request_id = envelope::new_request_id();
        let action = header(&head.headers, "x-tc-action").map(str::to_owned);
        let answer = self.answer(head, body, now).unwrap_or_else(Answer::Failure);
        self.tell(action.as_deref(), &answer, &request_id);

        let mut reply = envelope::reply(answer, &request_id);
        // Clients with a wrong clock set it right by this header, so it must show the emulator's own clock.
        if let Ok(date) = HeaderValue::try_from(now.http_date()) {
            reply.headers.insert(DATE, date);
        }
        reply
    }

    fn answer(&self, head: http::request::Parts, body: Body, now: Moment) -> Result<Answer, Refusal> {
        check_protocol(&head)?;
        let Body::Whole(body) = body else {
            let message = format!("the body is larger than {BODY_LIMIT} bytes");
            return Err(Refusal::new("RequestSizeLimitExceeded", message));
        };
        let request = Request::from_parts(head, body);
        if !self.is_open(&request) {
            verify(&request, &self.credential, &self.services, now)?;
        }
        let call = check::check(&self.services, CallHead::of(request.headers()), request.body())?;
        Ok(answer(call.action, &call.parameters, now))
    }

    /// Whether the request is not signed and need not be, because its action asks for no signature. On any other
    /// action, the word that says so is no authorization.
    fn is_open(&self, request: &Request<Bytes>) -> bool {
        let headers = request.headers();
        let action = header(headers, "x-tc-action").unwrap_or_default();
        let asks_for_none = |service: &&ServiceMeta| {
            service.action(action).is_some_and(|action| action.signing == Signing::Skipped)
        };
        header(headers, AUTHORIZATION.as_str()) == Some(UNSIGNED) && self.services.iter().any(asks_for_none)
    }

    fn tell(&self, action: Option<&str>, answer: &Answer, request_id: &str) {
        let refusal = match answer {
            Answer::Failure(refusal) => Some(refusal),
            Answer::Reply(_) => None,
        };
        let report = RequestReport::new(action, refusal, request_id);
        self.counters.count(&report);
        if let Some(listener) = &self.listener {
            listener(&report);
        }
    }
}

/// `POST /` with a JSON body, which is the only form in which this crate calls.
fn check_protocol(head: &http::request::Parts) -> Result<(), Refusal> {
    if head.method != Method::POST {
        let message = format!("the emulator takes POST with a JSON body, not {}", head.method);
        return Err(Refusal::new("UnsupportedProtocol", message));
    }
    if head.uri.path() != "/" {
        let message = format!("the path of an API call is `/`, not `{}`", head.uri.path());
        return Err(Refusal::new("InvalidRequest", message));
    }
    let content_type = header(&head.headers, CONTENT_TYPE.as_str()).unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    if !media_type.eq_ignore_ascii_case("application/json") {
        let message = format!("the Content-Type must be `application/json`, not `{content_type}`");
        return Err(Refusal::new("InvalidRequest", message));
    }
    Ok(())
}
