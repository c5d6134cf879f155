//! What is known of a failed attempt.

use http::StatusCode;

use crate::action::RetryAdvice;
use crate::credential::CredentialErrorKind;
use crate::error::ErrorKind;
use crate::transport::Sent;

/// A failed attempt, seen from whether its call may be sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Failure {
    /// The service has certainly not received it.
    NotSent,
    /// The source of credentials did not answer: nothing was sent.
    NoCredentials,
    /// Refused because of too many calls: nothing was done.
    Throttled,
    /// Refused before anything was done.
    Refused,
    /// The service takes the time of the signature for wrong.
    WrongClock,
    /// The service does not accept the session token.
    StaleToken,
    /// It may have been carried out.
    Unknown,
    /// The same call would fail in the same way again.
    Final,
}

/// What an error says of itself, as far as it matters here.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Symptoms<'a> {
    pub(crate) kind: ErrorKind,
    pub(crate) sent: Sent,
    pub(crate) status: Option<StatusCode>,
    /// The service's error code, and what is documented of it.
    pub(crate) code: Option<&'a str>,
    pub(crate) advice: Option<RetryAdvice>,
    pub(crate) is_throttled: bool,
    pub(crate) credentials: Option<CredentialErrorKind>,
    /// It is a proper answer of the service, but what it says cannot be used.
    pub(crate) is_unreadable: bool,
}

impl Failure {
    pub(crate) fn of(symptoms: Symptoms<'_>) -> Self {
        match symptoms.kind {
            ErrorKind::Service => Self::of_service(symptoms),
            // Whatever went wrong: what may have been sent may have been carried out.
            ErrorKind::Connect | ErrorKind::Timeout | ErrorKind::Broken => match symptoms.sent {
                Sent::No => Self::NotSent,
                Sent::Maybe => Self::Unknown,
            },
            ErrorKind::HttpStatus => match symptoms.status {
                Some(StatusCode::TOO_MANY_REQUESTS) => Self::Throttled,
                Some(status) if status.is_server_error() => Self::Unknown,
                _ => Self::Final,
            },
            // The service would answer the same again; what came from elsewhere, or broke off, may not come again.
            ErrorKind::Malformed if symptoms.is_unreadable => Self::Final,
            ErrorKind::Malformed => Self::Unknown,
            ErrorKind::Credentials => match symptoms.credentials {
                Some(CredentialErrorKind::Unavailable) => Self::NoCredentials,
                _ => Self::Final,
            },
            ErrorKind::Setup | ErrorKind::Request | ErrorKind::TooLarge | ErrorKind::Wait => Self::Final,
        }
    }

    fn of_service(symptoms: Symptoms<'_>) -> Self {
        match (symptoms.code, symptoms.advice) {
            (Some("AuthFailure.SignatureExpire"), _) => Self::WrongClock,
            (Some("AuthFailure.TokenFailure"), _) => Self::StaleToken,
            (_, Some(RetryAdvice::Backoff)) if symptoms.is_throttled => Self::Throttled,
            (_, Some(RetryAdvice::Backoff)) => Self::Refused,
            (_, Some(RetryAdvice::IfIdempotent)) => Self::Unknown,
            (_, Some(RetryAdvice::Never) | None) => Self::Final,
        }
    }
}
