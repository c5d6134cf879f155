//! Every fault, and what a client must make of it: the same for the mock and the emulator.

use std::time::Duration;

use car_api::ErrorKind;
use car_api::offline::Fault;
use http::StatusCode;

/// What a call comes to that meets a fault.
#[derive(Debug)]
pub struct Case {
    pub fault: Fault,
    /// `None` where the call succeeds all the same.
    pub kind: Option<ErrorKind>,
    pub code: Option<&'static str>,
    pub status: Option<StatusCode>,
    /// Whether the service carried the call out.
    pub executed: bool,
}

/// Longer answers are refused by the clients of these tests.
pub const MAX_REPLY: usize = 64 * 1024;

const HOUR: Duration = Duration::from_secs(3600);

/// Whatever does not take time.
pub fn cases() -> Vec<Case> {
    let ok = Some(StatusCode::OK);
    let lost =
        |fault, executed| Case { fault, kind: Some(ErrorKind::Broken), code: None, status: None, executed };
    let reported = |fault, code| Case {
        fault,
        kind: Some(ErrorKind::Service),
        code: Some(code),
        status: ok,
        executed: false,
    };
    let foreign = |fault, status, executed| Case {
        fault,
        kind: Some(ErrorKind::HttpStatus),
        code: None,
        status: Some(status),
        executed,
    };
    let spoilt = |fault, kind| Case { fault, kind: Some(kind), code: None, status: ok, executed: true };
    let harmless = |fault| Case { fault, kind: None, code: None, status: None, executed: true };
    vec![
        lost(Fault::unread_request(), false),
        lost(Fault::unread_request().with_reset(), false),
        lost(Fault::lost_request(), false),
        lost(Fault::lost_request().with_reset(), false),
        lost(Fault::lost_answer(), true),
        lost(Fault::lost_answer().with_reset(), true),
        reported(Fault::throttled(), "RequestLimitExceeded"),
        reported(
            Fault::api("RequestLimitExceeded.UinLimitExceeded", ""),
            "RequestLimitExceeded.UinLimitExceeded",
        ),
        reported(Fault::token_expired(), "AuthFailure.TokenFailure"),
        reported(Fault::clock_ahead(HOUR), "AuthFailure.SignatureExpire"),
        reported(Fault::clock_behind(HOUR), "AuthFailure.SignatureExpire"),
        Case { executed: true, ..reported(Fault::api("InternalError", "").executed(), "InternalError") },
        foreign(Fault::gateway(StatusCode::BAD_GATEWAY), StatusCode::BAD_GATEWAY, false),
        foreign(Fault::gateway(StatusCode::GATEWAY_TIMEOUT).executed(), StatusCode::GATEWAY_TIMEOUT, true),
        foreign(Fault::http(StatusCode::IM_A_TEAPOT, ""), StatusCode::IM_A_TEAPOT, false),
        foreign(Fault::too_many_requests(), StatusCode::TOO_MANY_REQUESTS, false),
        foreign(Fault::redirect("http://127.0.0.1:1/"), StatusCode::FOUND, false),
        spoilt(Fault::truncated_body(), ErrorKind::Broken),
        spoilt(Fault::truncated_body().with_reset(), ErrorKind::Broken),
        spoilt(Fault::truncated_json(), ErrorKind::Malformed),
        spoilt(Fault::truncated_json().without_length(), ErrorKind::Malformed),
        spoilt(Fault::oversized(MAX_REPLY), ErrorKind::TooLarge),
        spoilt(Fault::oversized(MAX_REPLY).without_length(), ErrorKind::TooLarge),
        spoilt(Fault::invalid_utf8(), ErrorKind::Malformed),
        spoilt(Fault::empty_body(), ErrorKind::Malformed),
        spoilt(Fault::compressed(), ErrorKind::Malformed),
        harmless(Fault::clock_ahead(Duration::from_secs(200))),
        harmless(Fault::duplicate_keys()),
        harmless(Fault::wrong_content_type()),
        // A member that the table does not list is skipped, however deep it is.
        harmless(Fault::deeply_nested(10_000)),
        harmless(Fault::oversized(MAX_REPLY / 2).without_length()),
        harmless(Fault::slow(100, Duration::ZERO)),
        harmless(Fault::delay(Duration::ZERO)),
    ]
}
