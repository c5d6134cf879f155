//! What happens, for `tracing`.
//!
//! A span for each call and events within it, from the same places that tell an [`Observer`]. Names of fields are
//! those of OpenTelemetry's conventions for RPC and HTTP where there is one, so that a dashboard that knows these shows
//! calls of this crate like any others; the rest begins with `tencentcloud.`. What the service writes in its messages
//! is left out, as it may repeat parameters: codes and request ids are enough to look the rest up.

use std::time::SystemTime;

use tracing::field::Empty;
use tracing::{Level, Span, debug, info, span, warn};

use super::{AttemptEnd, CallInfo, CredentialRefresh, Observer, RefreshOutcome, Throttle};
use crate::error::{Error, ErrorKind};
use crate::retry::Decision;
use crate::time::unix_seconds;

/// For filters such as `car_api=debug`. The names of modules are no part of what users rely on.
const TARGET: &str = "car_api";

/// Tells `tracing`. Every configuration has one beside the observers that it was given.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Trace;

/// The span of a call.
pub(crate) fn call_span(call: &CallInfo<'_>) -> Span {
    let (address, port) = address_and_port(call.host);
    span!(
        target: TARGET,
        Level::INFO,
        "call",
        otel.name = %format_args!("{}/{}", call.service, call.action),
        otel.kind = "client",
        otel.status_code = Empty,
        rpc.system = "tencentcloud",
        rpc.service = call.service,
        rpc.method = call.action,
        server.address = address,
        server.port = port,
        http.response.status_code = Empty,
        http.request.resend_count = Empty,
        "error.type" = Empty,
        tencentcloud.api_version = call.version,
        tencentcloud.region = call.region,
        tencentcloud.request_id = Empty,
        tencentcloud.error_code = Empty,
    )
}

/// Notes in its span how a call ended.
pub(crate) fn call_ended(span: &Span, result: Result<&str, &Error>) {
    match result {
        Ok(request_id) => {
            span.record("tencentcloud.request_id", request_id);
        }
        Err(error) => {
            span.record("otel.status_code", "ERROR");
            span.record("error.type", error_type(error));
            if let Some(code) = error.code() {
                span.record("tencentcloud.error_code", code);
            }
            if let Some(request_id) = error.request_id() {
                span.record("tencentcloud.request_id", request_id);
            }
            if let Some(status) = error.http_status() {
                span.record("http.response.status_code", status.as_u16());
            }
            if error.attempts() > 1 {
                span.record("http.request.resend_count", error.attempts() - 1);
            }
        }
    }
}

impl Observer for Trace {
    fn attempt_started(&self, call: &CallInfo<'_>) {
        debug!(target: TARGET, attempt = call.attempt, "attempt starts");
    }

    fn attempt_ended(&self, call: &CallInfo<'_>, end: &AttemptEnd<'_>) {
        let elapsed = end.elapsed.as_secs_f64();
        match end.result {
            Ok(request_id) => {
                if call.attempt > 1 {
                    Span::current().record("http.request.resend_count", call.attempt - 1);
                }
                debug!(
                    target: TARGET,
                    attempt = call.attempt,
                    elapsed_seconds = elapsed,
                    tencentcloud.request_id = request_id,
                    "attempt answered"
                );
            }
            Err(error) => debug!(
                target: TARGET,
                attempt = call.attempt,
                elapsed_seconds = elapsed,
                "error.type" = error_type(error),
                http.response.status_code = error.http_status().map(|status| status.as_u16()),
                tencentcloud.request_id = error.request_id(),
                "attempt failed"
            ),
        }
    }

    fn retry_decided(&self, call: &CallInfo<'_>, error: &Error, decision: &Decision) {
        match decision {
            Decision::Retry { reason, pause } => info!(
                target: TARGET,
                attempt = call.attempt,
                "error.type" = error_type(error),
                reason = ?reason,
                pause_seconds = pause.as_secs_f64(),
                "call is repeated"
            ),
            // The caller gets the error, and says what it means to the program.
            Decision::Stop(reason) => debug!(
                target: TARGET,
                attempt = call.attempt,
                "error.type" = error_type(error),
                reason = ?reason,
                "call is not repeated"
            ),
        }
    }

    fn throttled(&self, _call: &CallInfo<'_>, throttle: &Throttle) {
        match throttle {
            Throttle::Refused => {
                warn!(target: TARGET, "too many calls: the service refused one");
            }
            Throttle::Paced { wait } => debug!(
                target: TARGET,
                wait_seconds = wait.as_secs_f64(),
                "call is held back to stay within the rate limit"
            ),
        }
    }

    fn credential_refreshed(&self, refresh: &CredentialRefresh<'_>) {
        let source = refresh.source;
        match refresh.outcome {
            RefreshOutcome::Renewed { expires_at } => {
                info!(target: TARGET, source, expires_at = seconds(expires_at), "credentials fetched");
            }
            RefreshOutcome::Kept { expires_at, error } => warn!(
                target: TARGET,
                source,
                expires_at = seconds(expires_at),
                error = %error,
                "credentials not fetched: the present ones still work"
            ),
            RefreshOutcome::Failed { error } => {
                warn!(target: TARGET, source, error = %error, "credentials not fetched");
            }
        }
    }
}

/// Seconds since 1970-01-01T00:00:00Z.
fn seconds(time: Option<SystemTime>) -> Option<u64> {
    time.map(unix_seconds)
}

/// The service's code, or else the sort of failure: of few values, as `error.type` should be.
fn error_type(error: &Error) -> &str {
    error.code().unwrap_or(match error.kind() {
        ErrorKind::Service => "service",
        ErrorKind::Setup => "setup",
        ErrorKind::Request => "request",
        ErrorKind::Credentials => "credentials",
        ErrorKind::Connect => "connect",
        ErrorKind::Timeout => "timeout",
        ErrorKind::Broken => "broken",
        ErrorKind::TooLarge => "too_large",
        ErrorKind::Malformed => "malformed",
        ErrorKind::HttpStatus => "http_status",
        ErrorKind::Wait => "wait",
    })
}

/// The parts of a `Host` header; the port if it is not the scheme's own.
fn address_and_port(host: &str) -> (&str, Option<u16>) {
    match host.rsplit_once(':').map(|(address, port)| (address, port.parse())) {
        Some((address, Ok(port))) => (address, Some(port)),
        _ => (host, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts() {
        assert_eq!(address_and_port("car.example.com"), ("car.example.com", None));
        assert_eq!(address_and_port("127.0.0.1:8787"), ("127.0.0.1", Some(8787)));
        assert_eq!(address_and_port("[::1]:8787"), ("[::1]", Some(8787)));
        assert_eq!(address_and_port("[::1]"), ("[::1]", None));
    }
}
