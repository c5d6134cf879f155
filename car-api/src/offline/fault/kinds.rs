//! The faults there are.

use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, LOCATION};
use http::{HeaderMap, HeaderValue, StatusCode};

use super::damage::Damage;
use super::delivery::{Closing, Delivery};
use super::{Execution, Fault, Source};
use crate::offline::refusal::Refusal;
use crate::transport::{HttpReply, Sent, TransportErrorKind};

/// No answer at all.
impl Fault {
    /// There is no connection, so nothing was sent. An emulator is connected by the time it knows what is called:
    /// there it is the same as [`unread_request`](Self::unread_request).
    pub fn unreachable() -> Self {
        Self::transport(TransportErrorKind::Connect, Sent::No)
    }

    /// The connection ends before the request is read, as one does that was kept open for too long. Nothing is
    /// carried out, but the client cannot know that.
    pub fn unread_request() -> Self {
        Self::lost("the connection ends before the request is read", Execution::NotCarriedOut)
            .with_delivery(Delivery::Unread(Closing::Close))
    }

    /// The connection ends after the request was read and before anything was done.
    pub fn lost_request() -> Self {
        Self::lost("the request is lost", Execution::NotCarriedOut)
            .with_delivery(Delivery::Nothing(Closing::Close))
    }

    /// The service carries the call out, and the connection ends before it answers.
    pub fn lost_answer() -> Self {
        Self::lost("the answer is lost", Execution::CarriedOut)
            .with_delivery(Delivery::Nothing(Closing::Close))
    }

    /// Nothing comes back, ever: the client's own time limit ends the call. Nothing is carried out unless
    /// [`executed`](Self::executed) says so.
    pub fn silence() -> Self {
        Self::lost("nothing comes back", Execution::NotCarriedOut).with_delivery(Delivery::Never)
    }

    /// No whole reply comes back. `sent` says whether the service may have acted on the request. Only the mock
    /// can play all of them; an emulator ends the connection.
    pub fn transport(kind: TransportErrorKind, sent: Sent) -> Self {
        let what = match kind {
            TransportErrorKind::Connect => "there is no connection",
            TransportErrorKind::Broken => "the connection breaks",
            TransportErrorKind::TooLarge => "the reply is too large",
            TransportErrorKind::Timeout => "the transport gives up waiting",
        };
        Self::lost(what, Execution::NotCarriedOut).with_delivery(Delivery::Failed { kind, sent })
    }

    fn lost(what: &'static str, execution: Execution) -> Self {
        Self::new(what, execution, Source::Service)
    }
}

/// Another answer than that of the action.
impl Fault {
    /// The service reports an error: HTTP 200 with `Error` in the envelope.
    pub fn api(code: impl Into<String>, message: impl Into<String>) -> Self {
        let code: String = code.into();
        let what = code.clone();
        Self::new(what, Execution::NotCarriedOut, Source::Refusal(Refusal::new(code, message)))
    }

    /// The service refuses because of too many calls: `RequestLimitExceeded`. The codes under it go through
    /// [`api`](Self::api).
    pub fn throttled() -> Self {
        Self::api("RequestLimitExceeded", "the rate of calls exceeds the limit")
    }

    /// The service does not accept the session token any more: `AuthFailure.TokenFailure`.
    pub fn token_expired() -> Self {
        Self::api("AuthFailure.TokenFailure", "the session token has expired")
    }

    /// The service's clock is ahead: signatures of more than 5 minutes ago are refused with
    /// `AuthFailure.SignatureExpire`, and `Date` shows the wrong time.
    pub fn clock_ahead(by: Duration) -> Self {
        Self::clock_off("ahead", by, 1)
    }

    /// The service's clock is behind: as [`clock_ahead`](Self::clock_ahead).
    pub fn clock_behind(by: Duration) -> Self {
        Self::clock_off("behind", by, -1)
    }

    fn clock_off(direction: &str, by: Duration, sign: i64) -> Self {
        let what = format!("the service's clock is {by:?} {direction}");
        let mut fault = Self::new(what, Execution::CarriedOut, Source::Service);
        fault.0.clock_error = sign.saturating_mul(i64::try_from(by.as_secs()).unwrap_or(i64::MAX));
        fault
    }

    /// What comes back is not the service's: a status and a body. To set headers too, convert an [`HttpReply`].
    pub fn http(status: StatusCode, body: impl Into<Bytes>) -> Self {
        Self::from(HttpReply { status, headers: HeaderMap::new(), body: body.into() })
    }

    /// A gateway in front of the service answers with a page of its own.
    pub fn gateway(status: StatusCode) -> Self {
        let page = format!("<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>");
        Self::from(HttpReply { status, headers: html(), body: Bytes::from(page) })
    }

    /// A gateway refuses because of too many calls: HTTP 429.
    pub fn too_many_requests() -> Self {
        Self::gateway(StatusCode::TOO_MANY_REQUESTS)
    }

    /// Something on the way points elsewhere: HTTP 302.
    pub fn redirect(location: &str) -> Self {
        let mut reply = HttpReply { status: StatusCode::FOUND, headers: html(), body: Bytes::new() };
        if let Ok(location) = HeaderValue::try_from(location) {
            reply.headers.insert(LOCATION, location);
        }
        Self::from(reply)
    }
}

/// The service carries the call out, and its answer is not what it was when it arrives.
impl Fault {
    /// The answer is whole, but late. How late is said by `by`; the call is carried out at once.
    pub fn delay(by: Duration) -> Self {
        Self::new(format!("the answer is {by:?} late"), Execution::CarriedOut, Source::Service).delayed(by)
    }

    /// The connection ends halfway through the body.
    pub fn truncated_body() -> Self {
        Self::new("the body breaks off", Execution::CarriedOut, Source::Service)
            .with_delivery(Delivery::CutOff(Closing::Close))
    }

    /// The body arrives in portions of `bytes` bytes, with a `pause` after each.
    pub fn slow(bytes: usize, pause: Duration) -> Self {
        Self::new("the body arrives slowly", Execution::CarriedOut, Source::Service)
            .with_delivery(Delivery::Drip { bytes: bytes.max(1), pause })
    }

    /// The second half of the JSON is missing, and `Content-Length` agrees.
    pub fn truncated_json() -> Self {
        Self::damaged("the JSON breaks off", Damage::HalfOfBody)
    }

    /// The answer has at least so many bytes. It stays a correct answer: a client with a higher limit takes it.
    pub fn oversized(bytes: usize) -> Self {
        Self::damaged("the answer is too long", Damage::Padding(bytes))
    }

    /// One of the texts in the answer is not UTF-8.
    pub fn invalid_utf8() -> Self {
        Self::damaged("the answer is not UTF-8", Damage::InvalidUtf8)
    }

    /// The answer has a further member with so many lists in one another.
    pub fn deeply_nested(levels: usize) -> Self {
        Self::damaged("the answer is nested deeply", Damage::Nesting(levels))
    }

    /// Every member of the answer is there twice, first with an empty text. Readers differ in which one they
    /// take; this crate takes the last.
    pub fn duplicate_keys() -> Self {
        Self::damaged("the answer has members twice", Damage::DuplicateKeys)
    }

    /// The body is empty.
    pub fn empty_body() -> Self {
        Self::damaged("the body is empty", Damage::EmptyBody)
    }

    /// The answer is right and calls itself `text/html`.
    pub fn wrong_content_type() -> Self {
        Self::damaged("the content type is wrong", Damage::ContentType)
    }

    /// The answer is compressed (`deflate`), which was not asked for.
    pub fn compressed() -> Self {
        Self::damaged("the answer is compressed", Damage::Compression)
    }

    fn damaged(what: &'static str, damage: Damage) -> Self {
        let mut fault = Self::new(what, Execution::CarriedOut, Source::Service);
        fault.0.damage = Some(damage);
        fault
    }
}

fn html() -> HeaderMap {
    HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static("text/html"))])
}
