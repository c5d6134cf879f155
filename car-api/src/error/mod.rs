//! What can go wrong, and what to do about it.
//!
//! A failed call says four things in one line of [`Display`](std::fmt::Display): which action, which code,
//! what the service wrote, and the request id that support asks for. Nobody has to walk `source()`. The
//! predicates answer the questions that programs ask ("wait and repeat?", "may it have happened?"), and their
//! docs say what to do next.
//!
//! [`Error`] is one pointer wide, and the same for all actions. [`CallError`] is the same error with the
//! action in its type, so that [`kind`](CallError::kind) gives the codes which that action documents.

mod call;
mod common;
mod display;
mod kind;
mod make;
mod trace;

use std::borrow::Cow;
use std::time::Duration;

use http::StatusCode;

pub use call::CallError;
pub use common::{COMMON_ERRORS, documented};
pub use kind::ErrorKind;

pub(crate) use display::OneLine;
pub(crate) use trace::Trace;

use crate::action::{ErrorClass, ErrorMeta, Safety};
use crate::credential::CredentialError;
use crate::inspect::Explanation;
use crate::pace::PaceError;
use crate::retry::{Failure, StopReason, Symptoms};
use crate::transport::Sent;

/// Why a call failed, or why a client could not be built.
pub struct Error(Box<Inner>);

type Source = Box<dyn std::error::Error + Send + Sync>;

struct Inner {
    kind: ErrorKind,
    action: Cow<'static, str>,
    safety: Safety,
    code: Option<Box<str>>,
    documented: Option<&'static ErrorMeta>,
    message: String,
    request_id: Option<Box<str>>,
    status: Option<StatusCode>,
    attempts: u32,
    retry_after: Option<Duration>,
    stop: Option<StopReason>,
    sent: Sent,
    /// What the attempts before the one that is told of have left behind.
    earlier: Trace,
    source: Option<Source>,
    /// What was signed, where that was refused.
    explanation: Option<Box<Explanation>>,
}

impl Error {
    /// What sort of failure it is. [`code`](Self::code) says more where the service itself refused.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The service's error code, such as `FailedOperation.ApplicationNotFind`. `None` where no answer of the
    /// service says why: a lost connection, a timeout, a broken reply.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// What happened: the service's own message, or else a sentence of this crate that also says what to do.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The id that the service gave the call. Tencent Cloud's support asks for it; log it.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// The action that was called. Empty where a client was being built.
    pub fn action(&self) -> &str {
        &self.0.action
    }

    /// The HTTP status, where a reply had begun to arrive. The service reports its own errors with status 200.
    pub fn http_status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// How often the request was put on its way. 0 where it failed before that.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// What sort of failure the error code stands for. `None` without a [`code`](Self::code); a code that
    /// nobody documents counts as [`ErrorClass::Failed`].
    pub fn class(&self) -> Option<ErrorClass> {
        self.code()?;
        Some(self.0.documented.map_or(ErrorClass::Failed, |error| error.class))
    }

    /// What the spec, or else Tencent Cloud's table of common codes, says of the error code: what it means and
    /// what to do.
    pub fn explanation(&self) -> Option<&'static str> {
        self.0.documented.map(|error| error.doc)
    }

    /// What was signed, and the likely reasons why it was refused: for `AuthFailure`, `AuthFailure.Signature…` and
    /// their like. Its `Display` is a page for people; nothing in it is secret.
    ///
    /// ```
    /// # fn show(error: car_api::Error) {
    /// if let Some(explanation) = error.explain() {
    ///     eprintln!("{explanation}");
    /// }
    /// # }
    /// ```
    pub fn explain(&self) -> Option<&Explanation> {
        self.0.explanation.as_deref()
    }

    /// Whether the service refused because of too many calls in too short a time: `RequestLimitExceeded` and
    /// the codes under it, or HTTP status 429.
    ///
    /// Nothing was done, unless [`is_outcome_unknown`](Self::is_outcome_unknown) because of an attempt before. Wait a
    /// second or more, longer each time, and repeat. Limits are per account, action
    /// and region: another process with the same account uses up the same limit.
    pub fn is_throttled(&self) -> bool {
        self.class() == Some(ErrorClass::Throttled) || self.0.status == Some(StatusCode::TOO_MANY_REQUESTS)
    }

    /// Whether the call took longer than its time limit.
    ///
    /// If [`was_sent`](Self::was_sent), the service may have carried it out, or may still do so: look before
    /// repeating what has an effect. Often the network drops packets, a proxy is missing, or the limit is
    /// shorter than the service's own (see [`CallOptions::timeout`](crate::CallOptions::timeout)).
    pub fn is_timeout(&self) -> bool {
        self.0.kind == ErrorKind::Timeout
    }

    /// Whether the credentials are the problem: there are none, or the service does not accept them or denies
    /// the permission.
    ///
    /// `AuthFailure.SignatureExpire` means that this machine's clock is off by more than 5 minutes.
    /// `AuthFailure.SecretIdNotFound` means a key that was deleted, disabled, or belongs to the other site
    /// (international or mainland). `AuthFailure.TokenFailure` means a session token that has expired or is not
    /// the one of this key. `AuthFailure.UnauthorizedOperation` means a policy that does not allow the action.
    pub fn is_auth(&self) -> bool {
        self.0.kind == ErrorKind::Credentials || self.class() == Some(ErrorClass::Auth)
    }

    /// Why the client did not send the call once more. `None` where the question did not arise, because it was
    /// not sent at all.
    pub fn stop_reason(&self) -> Option<StopReason> {
        self.0.stop
    }

    /// How long the other side asked to wait before the next attempt (`Retry-After`).
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Whether the same call may be repeated and can then succeed. The client itself has repeated it already as
    /// often as its [`RetryPolicy`](crate::retry::RetryPolicy) allows.
    ///
    /// Always so if it never reached the service or was refused before anything was done. If the outcome is
    /// unknown (a timeout, a lost connection, HTTP 5xx, `InternalError`), only if the action changes nothing or
    /// does so once however often it is called. A `ClientToken` makes that so if the caller chose it: one that the
    /// client made is not known to the next call. Wait before repeating, longer each time.
    pub fn is_retryable(&self) -> bool {
        if self.trace() == Trace::Unclear && self.0.safety == Safety::Unsafe {
            return false;
        }
        match self.failure() {
            Failure::NotSent | Failure::NoCredentials | Failure::Throttled | Failure::Refused => true,
            Failure::Unknown => self.0.safety != Safety::Unsafe,
            Failure::WrongClock | Failure::StaleToken | Failure::Final => false,
        }
    }

    /// Whether nobody knows if the service carried the call out, and it matters because the call changes
    /// something. The text of the error says "outcome unknown" then. This looks at all attempts: that the last one
    /// was refused says nothing of an earlier one whose answer was lost.
    ///
    /// Look at the state of what the call was about before repeating it.
    pub fn is_outcome_unknown(&self) -> bool {
        self.trace() == Trace::Unclear && self.0.safety != Safety::ReadOnly
    }

    /// Whether the service may have received the call, in any attempt. If not, it has certainly had no effect.
    ///
    /// Ask this before repeating what costs money or occupies capacity, such as starting a session.
    pub fn was_sent(&self) -> bool {
        self.trace() != Trace::None
    }
}

/// Judging errors, for this crate.
impl Error {
    /// What is known of the failed attempt, as far as repeating it is concerned.
    pub(crate) fn failure(&self) -> Failure {
        let source = self.0.source.as_deref();
        Failure::of(Symptoms {
            kind: self.0.kind,
            sent: self.0.sent,
            status: self.0.status,
            code: self.code(),
            advice: self.0.documented.map(|error| error.retry),
            is_throttled: self.class() == Some(ErrorClass::Throttled),
            credentials: source
                .and_then(|source| source.downcast_ref::<CredentialError>())
                .map(CredentialError::kind),
            // Where an answer was read, and not only rubble, there is a cause beneath.
            is_unreadable: source.is_some(),
        })
    }

    /// What the call has left behind, in all its attempts.
    pub(crate) fn trace(&self) -> Trace {
        let is_unclear = match self.0.kind {
            ErrorKind::Malformed | ErrorKind::TooLarge => true,
            _ => self.failure() == Failure::Unknown,
        };
        let last = match (self.0.sent, is_unclear) {
            (Sent::No, _) => Trace::None,
            (Sent::Maybe, false) => Trace::Refused,
            (Sent::Maybe, true) => Trace::Unclear,
        };
        last.max(self.0.earlier)
    }

    /// Whether the client itself did not let it start in time.
    pub(crate) fn is_held_back(&self) -> bool {
        self.0.source.as_deref().and_then(|source| source.downcast_ref::<PaceError>()).is_some()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
