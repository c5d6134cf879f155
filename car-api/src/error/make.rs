//! Making errors: what happened first, then what is known beside it.

use std::borrow::Cow;
use std::time::Duration;

use http::StatusCode;

use super::{Error, ErrorKind, Inner, Source, Trace, documented};
use crate::action::{Safety, ServiceMeta};
use crate::credential::CredentialError;
use crate::inspect::Explanation;
use crate::pace::PaceError;
use crate::retry::StopReason;
use crate::transport::{Sent, TransportError, TransportErrorKind};

/// Making errors: what happened first, then what is known beside it. For this crate only.
impl Error {
    fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            action: Cow::Borrowed(""),
            safety: Safety::Unsafe,
            code: None,
            documented: None,
            message: message.into(),
            request_id: None,
            status: None,
            attempts: 0,
            retry_after: None,
            stop: None,
            sent: Sent::No,
            earlier: Trace::None,
            source: None,
            explanation: None,
        }))
    }

    /// A client that cannot be built in this way.
    pub(crate) fn setup(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Setup, message)
    }

    /// A call that cannot be sent as it is.
    pub(crate) fn request(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Request, message)
    }

    /// A call that took longer than `limit`. Not sent means that it still waited for credentials.
    pub(crate) fn timeout(limit: Duration, sent: Sent) -> Self {
        let advice = match sent {
            Sent::Maybe => "",
            Sent::No => ", waiting for credentials; it was not sent",
        };
        let message = format!("it took longer than its limit of {limit:?}{advice}");
        Self(Box::new(Inner { sent, ..*Self::new(ErrorKind::Timeout, message).0 }))
    }

    /// A call of which the attempt `number`, counted from 1, would have to wait for its turn beyond its `limit`.
    pub(crate) fn held_back(pace: PaceError, limit: Duration, number: u32) -> Self {
        let again = if number > 1 { " again" } else { "" };
        let message = format!(
            "{pace}, and so beyond its time limit of {limit:?}; it was not sent{again}: call less often, or give it \
             more time"
        );
        Self::new(ErrorKind::Timeout, message).with_source(pace)
    }

    /// An attempt that was not begun, because the time limit was over.
    pub(crate) fn over(limit: Duration) -> Self {
        let message =
            format!("its time limit of {limit:?} was over before it could be sent: give it more time");
        Self::new(ErrorKind::Timeout, message)
    }

    /// A reply that is there but cannot be used.
    pub(crate) fn reply(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner { sent: Sent::Maybe, ..*Self::new(kind, message).0 }))
    }

    /// A state that was not reached, and the failed call that was the last of the way, if it was one.
    pub(crate) fn wait(message: impl Into<String>, last: Option<Self>) -> Self {
        let source = last.map(|error| Box::new(error) as Source);
        Self(Box::new(Inner { sent: Sent::Maybe, source, ..*Self::new(ErrorKind::Wait, message).0 }))
    }

    /// The service's own refusal.
    pub(crate) fn service(code: &str, message: String, service: &ServiceMeta) -> Self {
        Self(Box::new(Inner {
            code: Some(code.into()),
            documented: documented(code, Some(service)),
            sent: Sent::Maybe,
            ..*Self::new(ErrorKind::Service, message).0
        }))
    }

    /// No whole reply.
    pub(crate) fn transport(error: TransportError) -> Self {
        let kind = match error.kind {
            TransportErrorKind::Connect => ErrorKind::Connect,
            TransportErrorKind::Broken => ErrorKind::Broken,
            TransportErrorKind::TooLarge => ErrorKind::TooLarge,
            TransportErrorKind::Timeout => ErrorKind::Timeout,
        };
        let advice = match (kind, error.sent) {
            (ErrorKind::Connect, _) => "; check the endpoint, the network and its proxy",
            (ErrorKind::TooLarge, _) => "; ask for less at once, or raise `max_reply_bytes`",
            (_, Sent::Maybe) => "",
            (_, Sent::No) => "; the call was not sent",
        };
        let message = format!("{error}{advice}");
        Self(Box::new(Inner {
            sent: error.sent,
            status: error.status,
            source: Some(Box::new(error)),
            ..*Self::new(kind, message).0
        }))
    }

    /// A stream of events that ended in the middle, after so many of them.
    pub(crate) fn broken_stream(error: TransportError, events: u64) -> Self {
        let error = Self::transport(error);
        let message = format!("the stream of events broke off after {events}: {}", error.message());
        Self(Box::new(Inner { message, ..*error.0 }))
    }

    /// A stream of events in which nothing came for longer than `limit`, after so many of them.
    pub(crate) fn silent_stream(limit: Duration, events: u64) -> Self {
        let message = format!("the stream of events broke off after {events}: nothing came for {limit:?}");
        Self(Box::new(Inner { sent: Sent::Maybe, ..*Self::new(ErrorKind::Timeout, message).0 }))
    }

    /// Says which call it was.
    pub(crate) fn of_call(mut self, action: Cow<'static, str>, safety: Safety) -> Self {
        self.0.action = action;
        self.0.safety = safety;
        self
    }

    /// Says which action was repeated, and how often.
    pub(crate) fn of_wait(mut self, action: &'static str, attempts: u32) -> Self {
        self.0.action = Cow::Borrowed(action);
        self.0.attempts = attempts;
        self
    }

    pub(crate) fn with_status(mut self, status: StatusCode) -> Self {
        self.0.status = Some(status);
        self
    }

    pub(crate) fn with_request_id(mut self, request_id: Option<&str>) -> Self {
        self.0.request_id = request_id.filter(|id| !id.is_empty()).map(Into::into);
        self
    }

    pub(crate) fn with_explanation(mut self, explanation: Explanation) -> Self {
        self.0.explanation = Some(Box::new(explanation));
        self
    }

    pub(crate) fn with_source(mut self, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.0.source = Some(Box::new(source));
        self
    }

    pub(crate) fn with_retry_after(mut self, time: Option<Duration>) -> Self {
        self.0.retry_after = time;
        self
    }

    pub(crate) fn with_stop(mut self, reason: StopReason) -> Self {
        self.0.stop = Some(reason);
        self
    }

    pub(crate) fn with_earlier(mut self, trace: Trace) -> Self {
        self.0.earlier = trace;
        self
    }

    pub(crate) fn with_attempts(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }
}

impl From<CredentialError> for Error {
    fn from(error: CredentialError) -> Self {
        Self(Box::new(Inner {
            source: Some(Box::new(error.clone())),
            ..*Self::new(ErrorKind::Credentials, error.to_string()).0
        }))
    }
}
