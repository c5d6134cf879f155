//! Every fault, and what it lets a client know. The expectations of these tests come from here.

use std::time::Duration;

use car_api::ErrorKind;
use car_api::offline::Fault;
use car_api::transport::{HttpReply, Sent, TransportErrorKind};
use http::{HeaderMap, StatusCode};

use super::errands::MAX_REPLY;

/// What a client can know of an attempt that met the fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// The answer is there.
    Done,
    /// Nothing left this machine.
    NotSent,
    /// It was refused, and may be accepted later.
    NotNow,
    /// It was refused because of the clock, which can be set right.
    WrongClock,
    /// It was refused, and would be again.
    Refused,
    /// Nobody knows, and another attempt may tell.
    Unclear,
    /// Nobody knows, and another attempt would end alike.
    UnclearForGood,
}

/// Where the fault can be played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// In the mock and on the wire.
    Both,
    /// In the mock alone: it takes time, or an emulator is connected when it learns of it.
    Mock,
}

#[derive(Debug)]
pub struct Row {
    /// The fault as it is written here.
    pub written: &'static str,
    pub fault: Fault,
    pub known: Known,
    /// What the error is, where there is one.
    pub kind: Option<ErrorKind>,
    /// Whether the service did what it was asked to.
    pub is_done: bool,
    pub stage: Stage,
}

impl Row {
    fn only_in_mock(self) -> Self {
        Self { stage: Stage::Mock, ..self }
    }
}

const HOUR: Duration = Duration::from_secs(3600);

macro_rules! rows {
    ($known:ident, $kind:expr, $is_done:literal: $($fault:expr),+ $(,)?) => {
        vec![$(Row {
            written: stringify!($fault),
            fault: $fault,
            known: Known::$known,
            kind: $kind,
            is_done: $is_done,
            stage: Stage::Both,
        }),+]
    };
}

/// All of them.
pub fn table() -> Vec<Row> {
    let mut table = [lost(), refused(), foreign(), spoilt(), harmless()].concat_rows();
    table.extend([in_transport(), in_time()].concat_rows().into_iter().map(Row::only_in_mock));
    table
}

/// The connection ends, and nothing but its end comes back.
fn lost() -> Vec<Row> {
    let kind = Some(ErrorKind::Broken);
    [
        rows![Unclear, kind, false:
            Fault::unread_request(),
            Fault::unread_request().with_reset(),
            Fault::lost_request(),
            Fault::lost_request().with_reset(),
            Fault::lost_request().times(1),
        ],
        rows![Unclear, kind, true:
            Fault::lost_request().executed(),
            Fault::lost_answer(),
            Fault::lost_answer().with_reset(),
            Fault::truncated_body(),
            Fault::truncated_body().with_reset(),
        ],
    ]
    .concat_rows()
}

/// The service answers with an error.
fn refused() -> Vec<Row> {
    let kind = Some(ErrorKind::Service);
    [
        rows![NotNow, kind, false:
            Fault::throttled(),
            Fault::api("RequestLimitExceeded.UinLimitExceeded", "too many"),
        ],
        rows![Unclear, kind, false: Fault::api("InternalError", "something broke")],
        rows![Unclear, kind, true: Fault::api("InternalError", "something broke").executed()],
        rows![Refused, kind, false:
            Fault::api("InvalidParameter", "no"),
            Fault::api("FailedOperation", "no"),
            Fault::api("NobodyKnowsThisCode", "no"),
            // There is no other token to be had in these tests.
            Fault::token_expired(),
        ],
        rows![WrongClock, kind, false:
            Fault::clock_ahead(HOUR).always(),
            Fault::clock_behind(HOUR).always(),
        ],
    ]
    .concat_rows()
}

/// Something on the way answers.
fn foreign() -> Vec<Row> {
    let kind = Some(ErrorKind::HttpStatus);
    [
        rows![NotNow, kind, false: Fault::too_many_requests()],
        rows![Unclear, kind, false:
            Fault::gateway(StatusCode::BAD_GATEWAY),
            Fault::gateway(StatusCode::SERVICE_UNAVAILABLE).retry_after_seconds(0),
        ],
        rows![Unclear, kind, true: Fault::gateway(StatusCode::GATEWAY_TIMEOUT).executed()],
        rows![Refused, kind, false:
            Fault::http(StatusCode::FORBIDDEN, "no"),
            Fault::redirect("http://127.0.0.1:1/"),
        ],
        // A page with a good status, such as that of a network that wants a login.
        rows![Unclear, Some(ErrorKind::Malformed), false:
            Fault::http(StatusCode::OK, "<html>"),
            Fault::from(HttpReply { status: StatusCode::OK, headers: HeaderMap::new(), body: "[]".into() }),
        ],
    ]
    .concat_rows()
}

/// The service answers, and its answer cannot be read.
fn spoilt() -> Vec<Row> {
    [
        rows![Unclear, Some(ErrorKind::Malformed), true:
            Fault::truncated_json(),
            Fault::truncated_json().without_length(),
            Fault::invalid_utf8(),
            Fault::empty_body(),
            Fault::compressed(),
        ],
        rows![UnclearForGood, Some(ErrorKind::TooLarge), true:
            Fault::oversized(MAX_REPLY),
            Fault::oversized(MAX_REPLY).without_length(),
        ],
    ]
    .concat_rows()
}

/// Odd, and no reason to fail.
fn harmless() -> Vec<Row> {
    rows![Done, None, true:
        Fault::clock_ahead(Duration::from_secs(200)),
        Fault::deeply_nested(10_000),
        Fault::delay(Duration::ZERO),
        Fault::duplicate_keys(),
        Fault::oversized(MAX_REPLY / 2),
        Fault::slow(3, Duration::ZERO),
        Fault::wrong_content_type(),
    ]
}

/// What a transport says of itself.
fn in_transport() -> Vec<Row> {
    let broken = Some(ErrorKind::Broken);
    let timeout = Some(ErrorKind::Timeout);
    [
        rows![NotSent, Some(ErrorKind::Connect), false:
            Fault::unreachable(),
            Fault::transport(TransportErrorKind::Connect, Sent::No),
        ],
        rows![NotSent, broken, false: Fault::transport(TransportErrorKind::Broken, Sent::No)],
        rows![NotSent, timeout, false: Fault::transport(TransportErrorKind::Timeout, Sent::No)],
        // Whatever else it says: what may have been sent may have been done.
        rows![Unclear, Some(ErrorKind::Connect), true:
            Fault::transport(TransportErrorKind::Connect, Sent::Maybe).executed(),
        ],
        rows![Unclear, broken, true: Fault::transport(TransportErrorKind::Broken, Sent::Maybe).executed()],
        rows![Unclear, broken, false: Fault::transport(TransportErrorKind::Broken, Sent::Maybe)],
        rows![Unclear, timeout, true: Fault::transport(TransportErrorKind::Timeout, Sent::Maybe).executed()],
        rows![UnclearForGood, Some(ErrorKind::TooLarge), true:
            Fault::transport(TransportErrorKind::TooLarge, Sent::Maybe).executed(),
        ],
    ]
    .concat_rows()
}

/// What takes time, more of it than an attempt has or less.
fn in_time() -> Vec<Row> {
    let timeout = Some(ErrorKind::Timeout);
    [
        rows![Unclear, timeout, false: Fault::silence()],
        rows![Unclear, timeout, true:
            Fault::silence().executed(),
            Fault::delay(HOUR),
            Fault::slow(1, HOUR),
        ],
        rows![Unclear, Some(ErrorKind::Broken), true:
            Fault::lost_answer().delayed(Duration::from_secs(1)),
        ],
        rows![NotNow, Some(ErrorKind::HttpStatus), false: Fault::too_many_requests().retry_after_seconds(1)],
        rows![Done, None, true:
            Fault::delay(Duration::from_secs(1)),
            Fault::slow(20, Duration::from_millis(1)),
        ],
    ]
    .concat_rows()
}

/// `concat` asks for rows that can be cloned.
trait ConcatRows {
    fn concat_rows(self) -> Vec<Row>;
}

impl<const N: usize> ConcatRows for [Vec<Row>; N] {
    fn concat_rows(self) -> Vec<Row> {
        self.into_iter().flatten().collect()
    }
}
