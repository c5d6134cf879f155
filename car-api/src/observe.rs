//! Seeing what happens.
//!
//! A call that took three attempts and a changed key looks like any other from the outside, only slower. An
//! [`Observer`] is told about each attempt, each decision to repeat or not, each wait for the rate limit and each
//! change of credentials, as it happens. What it is told comes from the tables and from the decisions; it never
//! contains parameters, bodies or secrets, so all of it may be logged.
//!
//! The methods are called on the way of the call: they should return quickly.
//!
//! # tracing
//!
//! With the feature `tracing`, the same is told to the crate `tracing`, beside all observers, and without anything to
//! set up. The target is `car_api`; there are no bodies, parameters or secrets in it, and no messages of the service,
//! except where credentials were not fetched: that `error` names the role, and repeats what STS said.
//!
//! | what | level | fields |
//! |---|---|---|
//! | span `call` | info | `rpc.system` (`tencentcloud`), `rpc.service`, `rpc.method`, `server.address`, `server.port`, `tencentcloud.region`, `tencentcloud.api_version`; at the end `tencentcloud.request_id` and `http.request.resend_count`, and of a failure `error.type`, `tencentcloud.error_code`, `http.response.status_code`; for OpenTelemetry `otel.name`, `otel.kind`, `otel.status_code` |
//! | attempt starts, is answered, fails | debug | `attempt`, `elapsed_seconds`, `error.type`, `tencentcloud.request_id` |
//! | call is repeated | info | `attempt`, `error.type`, `reason`, `pause_seconds` |
//! | call is not repeated | debug | `attempt`, `error.type`, `reason` |
//! | call is held back | debug | `wait_seconds` |
//! | service refused because of too many calls | warn | |
//! | credentials fetched | info | `source`, `expires_at` |
//! | credentials not fetched | warn | `source`, `error` |
//!
//! `error.type` is the service's code, or else the sort of failure, such as `timeout`.

#[cfg(feature = "tracing")]
pub(crate) mod trace;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::credential::CredentialError;
use crate::error::Error;
use crate::retry::Decision;

/// Is told what happens. Every method does nothing unless it is overwritten.
///
/// ```
/// use std::sync::atomic::{AtomicU64, Ordering};
///
/// use car_api::observe::{AttemptEnd, CallInfo, Observer};
///
/// #[derive(Debug, Default)]
/// struct Failures(AtomicU64);
///
/// impl Observer for Failures {
///     fn attempt_ended(&self, _call: &CallInfo<'_>, end: &AttemptEnd<'_>) {
///         if end.result.is_err() {
///             self.0.fetch_add(1, Ordering::Relaxed);
///         }
///     }
/// }
/// ```
pub trait Observer: fmt::Debug + Send + Sync {
    /// A request is about to be signed and sent: there are credentials, the host is chosen, and the rate limit allows
    /// it. An attempt that fails before that begins and ends at once.
    fn attempt_started(&self, call: &CallInfo<'_>) {
        let _ = call;
    }

    /// An attempt has come to its end. An attempt whose call is dropped does not.
    fn attempt_ended(&self, call: &CallInfo<'_>, end: &AttemptEnd<'_>) {
        let _ = (call, end);
    }

    /// After a failed attempt it was decided whether there is another.
    fn retry_decided(&self, call: &CallInfo<'_>, error: &Error, decision: &Decision) {
        let _ = (call, error, decision);
    }

    /// A call waits, or has to give up, because of a rate limit.
    fn throttled(&self, call: &CallInfo<'_>, throttle: &Throttle) {
        let _ = (call, throttle);
    }

    /// A source of credentials tried to fetch new ones.
    fn credential_refreshed(&self, refresh: &CredentialRefresh<'_>) {
        let _ = refresh;
    }
}

/// So that the program keeps a hand on it.
impl<O: Observer + ?Sized> Observer for Arc<O> {
    fn attempt_started(&self, call: &CallInfo<'_>) {
        (**self).attempt_started(call);
    }

    fn attempt_ended(&self, call: &CallInfo<'_>, end: &AttemptEnd<'_>) {
        (**self).attempt_ended(call, end);
    }

    fn retry_decided(&self, call: &CallInfo<'_>, error: &Error, decision: &Decision) {
        (**self).retry_decided(call, error, decision);
    }

    fn throttled(&self, call: &CallInfo<'_>, throttle: &Throttle) {
        (**self).throttled(call, throttle);
    }

    fn credential_refreshed(&self, refresh: &CredentialRefresh<'_>) {
        (**self).credential_refreshed(refresh);
    }
}

/// Which attempt of which call it is about.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct CallInfo<'a> {
    /// The service, such as `car`.
    pub service: &'static str,
    /// The API version.
    pub version: &'static str,
    /// The action.
    pub action: &'a str,
    /// The host that is called, with its port if that is not the scheme's own.
    pub host: &'a str,
    /// The region that the call names.
    pub region: Option<&'a str>,
    /// The attempt, counted from 1.
    pub attempt: u32,
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct AttemptEnd<'a> {
    /// How long it took, with fetching credentials and reading the answer, and without waiting for the rate limit.
    pub elapsed: Duration,
    /// The request id of an answer, or what went wrong.
    pub result: Result<&'a str, &'a Error>,
}

impl<'a> AttemptEnd<'a> {
    pub(crate) fn new(elapsed: Duration, result: Result<&'a str, &'a Error>) -> Self {
        Self { elapsed, result }
    }
}

/// A call meets a rate limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Throttle {
    /// The client itself holds the call back, to stay within the rate that the service documents.
    Paced {
        /// For how long.
        wait: Duration,
    },
    /// The service refused it because of too many calls.
    Refused,
}

/// What came of fetching credentials.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct CredentialRefresh<'a> {
    /// The source, such as `CvmRole`.
    pub source: &'static str,
    /// What came of it.
    pub outcome: RefreshOutcome<'a>,
}

impl<'a> CredentialRefresh<'a> {
    /// For sources of credentials outside this crate.
    pub fn new(source: &'static str, outcome: RefreshOutcome<'a>) -> Self {
        Self { source, outcome }
    }
}

/// What came of fetching credentials.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum RefreshOutcome<'a> {
    /// There are new ones.
    Renewed {
        /// When they stop working.
        expires_at: Option<SystemTime>,
    },
    /// There are none, but the present ones still work and stay in use.
    Kept {
        /// When the present ones stop working.
        expires_at: Option<SystemTime>,
        /// Why there are no new ones.
        error: &'a CredentialError,
    },
    /// There are none, and no others either.
    Failed {
        /// Why.
        error: &'a CredentialError,
    },
}

/// One for all of them; `None` if there are none.
pub(crate) fn all(mut observers: Vec<Arc<dyn Observer>>) -> Option<Arc<dyn Observer>> {
    match observers.len() {
        0 | 1 => observers.pop(),
        _ => Some(Arc::new(Several(observers))),
    }
}

/// Several observers, told in turn.
#[derive(Debug)]
struct Several(Vec<Arc<dyn Observer>>);

impl Observer for Several {
    fn attempt_started(&self, call: &CallInfo<'_>) {
        self.0.iter().for_each(|observer| observer.attempt_started(call));
    }

    fn attempt_ended(&self, call: &CallInfo<'_>, end: &AttemptEnd<'_>) {
        self.0.iter().for_each(|observer| observer.attempt_ended(call, end));
    }

    fn retry_decided(&self, call: &CallInfo<'_>, error: &Error, decision: &Decision) {
        self.0.iter().for_each(|observer| observer.retry_decided(call, error, decision));
    }

    fn throttled(&self, call: &CallInfo<'_>, throttle: &Throttle) {
        self.0.iter().for_each(|observer| observer.throttled(call, throttle));
    }

    fn credential_refreshed(&self, refresh: &CredentialRefresh<'_>) {
        self.0.iter().for_each(|observer| observer.credential_refreshed(refresh));
    }
}
