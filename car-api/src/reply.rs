//! Judges what came back.
//!
//! The service reports its own errors in the body, with status 200. Everything else that can arrive (the page
//! of a proxy, a redirect, half a document, nothing) was not written for this client, and the only useful
//! thing to do with it is to say plainly what it is, and to keep the status and the request id.

use std::fmt;
use std::time::{Duration, SystemTime};

use http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderName, LOCATION, RETRY_AFTER};
use http::{HeaderMap, StatusCode};

use crate::action::ServiceMeta;
use crate::envelope::{self, Malformed, MalformedKind, Outcome};
use crate::error::{Error, ErrorKind};
use crate::record::Record;
use crate::transport::HttpReply;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-tc-requestid");

const EVENT_STREAM: &str = "text/event-stream";

/// As much of a foreign page as a line of a log can carry.
const EXCERPT_CHARS: usize = 120;

/// Reads `incoming` into `reply` and returns the request id; empty if there is none.
///
/// # Errors
///
/// When it is an error of the service, or no answer of the service at all.
pub(crate) fn read(
    incoming: &HttpReply,
    service: &ServiceMeta,
    reply: &mut dyn Record,
) -> Result<String, Error> {
    let header_id = || request_id(&incoming.headers);
    // Before the body is looked at: what is compressed, or belongs to a redirect, is no JSON anyway.
    if let Some(error) = foreign(incoming) {
        return Err(error.with_status(incoming.status).with_request_id(header_id()));
    }
    let (error, request_id) = match envelope::read(&incoming.body, reply) {
        Ok(Outcome::Success { request_id }) if incoming.status.is_success() => {
            return Ok(if request_id.is_empty() {
                header_id().unwrap_or_default().to_owned()
            } else {
                request_id
            });
        }
        Ok(Outcome::Success { request_id }) => (bad_status(incoming), Some(request_id)),
        Ok(Outcome::Failure { code, message, request_id }) => {
            (Error::service(&code, message, service), Some(request_id))
        }
        Err(Malformed { request_id, .. }) if !incoming.status.is_success() => {
            (bad_status(incoming), request_id)
        }
        Err(problem) => malformed(incoming, problem),
    };
    let request_id = request_id.as_deref().filter(|id| !id.is_empty()).or_else(header_id);
    Err(error.with_status(incoming.status).with_request_id(request_id))
}

/// How long the other side asks to wait before the next attempt: in seconds, or until a date.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let value = header(headers, &RETRY_AFTER)?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    // A date that has passed asks for no wait at all.
    Some(date.duration_since(now).unwrap_or_default())
}

/// Whether the head is that of a stream of events from the service.
pub(crate) fn is_event_stream(status: StatusCode, headers: &HeaderMap) -> bool {
    let is_plain = || headers.get(CONTENT_ENCODING).is_none_or(|encoding| encoding == "identity");
    media_type(headers).eq_ignore_ascii_case(EVENT_STREAM) && status.is_success() && is_plain()
}

/// The request id in the head of a reply.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    header(headers, &REQUEST_ID)
}

/// A stream of events where one answer was wanted.
pub(crate) fn unwanted_stream(status: StatusCode, headers: &HeaderMap) -> Error {
    Error::reply(
        ErrorKind::Request,
        "the service answers with a stream of events: call `.stream()` instead of `.send()`, or do not ask for the \
         stream",
    )
    .with_status(status)
    .with_request_id(request_id(headers))
}

/// What can be told from the head alone.
fn foreign(incoming: &HttpReply) -> Option<Error> {
    let HttpReply { status, headers, .. } = incoming;
    if status.is_redirection() {
        let target = header(headers, &LOCATION).map(|target| format!(" to {:?}", Excerpt(target)));
        return Some(Error::reply(
            ErrorKind::HttpStatus,
            format!(
                "HTTP status {status}: redirected{}, which is not followed because the signature names the host; \
                 check the endpoint, or whether a proxy wants a login",
                target.unwrap_or_default()
            ),
        ));
    }
    let encoding =
        header(headers, &CONTENT_ENCODING).filter(|encoding| !encoding.eq_ignore_ascii_case("identity"));
    encoding.map(|encoding| {
        Error::reply(
            ErrorKind::Malformed,
            format!(
                "the reply is compressed ({:?}), which was not asked for: a proxy on the way does that; exempt the \
                 endpoint there",
                Excerpt(encoding)
            ),
        )
    })
}

/// A status that the service does not use, with a body that says no more.
fn bad_status(incoming: &HttpReply) -> Error {
    let advice = match incoming.status {
        StatusCode::PROXY_AUTHENTICATION_REQUIRED => "; the proxy wants a login",
        StatusCode::TOO_MANY_REQUESTS => "; too many calls: wait longer between them",
        status if status.is_server_error() => "; a gateway on the way may be down",
        _ => "; something between here and the service answered: check the endpoint and the proxy",
    };
    Error::reply(
        ErrorKind::HttpStatus,
        format!(
            "HTTP status {} instead of an answer of the service ({}){advice}",
            incoming.status,
            Body(incoming)
        ),
    )
}

/// A good status, and yet not an answer of the service. With the request id, if one was found.
fn malformed(incoming: &HttpReply, problem: Malformed) -> (Error, Option<String>) {
    let Malformed { kind, mut message, request_id } = problem;
    if !is_json(&incoming.headers) && !matches!(kind, MalformedKind::Unreadable(_)) {
        let content_type = header(&incoming.headers, &CONTENT_TYPE).unwrap_or_default();
        message = format!(
            "{message}; its content type is {:?}, so something between here and the service may have answered in its \
             place",
            Excerpt(content_type)
        );
    }
    if matches!(kind, MalformedKind::Unreadable(_)) {
        message.push_str("; the service and its spec disagree: `call_json` takes the reply as it is");
    }
    let error = Error::reply(ErrorKind::Malformed, message);
    let error = match kind {
        MalformedKind::Unreadable(source) => error.with_source(source),
        MalformedKind::NotJson | MalformedKind::NoResponse | MalformedKind::ErrorWithoutCode => error,
    };
    (error, request_id)
}

fn is_json(headers: &HeaderMap) -> bool {
    let media_type = media_type(headers);
    media_type.eq_ignore_ascii_case("application/json") || media_type.is_empty()
}

/// The content type without its parameters: the service sometimes says which character set it is.
fn media_type(headers: &HeaderMap) -> &str {
    let content_type = header(headers, &CONTENT_TYPE).unwrap_or_default();
    content_type.split(';').next().unwrap_or_default().trim()
}

fn header<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// What a body is, in a few words. Its beginning is shown only if it is clearly not JSON: what might be an
/// answer of the service might hold a secret.
struct Body<'a>(&'a HttpReply);

impl fmt::Display for Body<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let HttpReply { headers, body, .. } = self.0;
        let body = body.trim_ascii();
        if body.is_empty() {
            return f.write_str("the body is empty");
        }
        let content_type = header(headers, &CONTENT_TYPE).unwrap_or("no content type");
        write!(f, "{:?}, {} bytes", Excerpt(content_type), self.0.body.len())?;
        if matches!(body.first(), Some(b'{' | b'[' | b'"')) {
            return Ok(());
        }
        // A character has at most four bytes.
        let start = body.get(..EXCERPT_CHARS * 4).unwrap_or(body);
        write!(f, ", beginning with {:?}", Excerpt(&String::from_utf8_lossy(start)))
    }
}

/// The printable beginning of a foreign text, in quotes.
struct Excerpt<'a>(&'a str);

impl fmt::Debug for Excerpt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let printable = self.0.chars().map(|character| if character.is_control() { ' ' } else { character });
        let mut shown = String::new();
        for character in printable.take(EXCERPT_CHARS) {
            // Runs of blanks, as pages are indented with, say nothing.
            if character != ' ' || !shown.ends_with(' ') {
                shown.push(character);
            }
        }
        write!(f, "{shown:?}")
    }
}
