//! Faults at random, for long runs: the same seed gives the same sequence.

use http::StatusCode;

use super::Fault;

/// What a bad day brings: a bit of everything that costs no time and passes by itself. Some of it happens after
/// the call was carried out, so that a client which repeats without thinking does things twice.
pub(super) fn bad_day() -> Vec<Fault> {
    vec![
        Fault::throttled(),
        Fault::api("InternalError", "something went wrong before it was done"),
        Fault::api("InternalError", "something went wrong after it was done").executed(),
        Fault::too_many_requests(),
        Fault::gateway(StatusCode::BAD_GATEWAY),
        Fault::gateway(StatusCode::SERVICE_UNAVAILABLE).retry_after_seconds(0),
        Fault::gateway(StatusCode::GATEWAY_TIMEOUT).executed(),
        Fault::unread_request(),
        Fault::lost_request(),
        Fault::lost_request().with_reset(),
        Fault::lost_answer(),
        Fault::lost_answer().with_reset(),
        Fault::truncated_body(),
        Fault::truncated_json(),
        Fault::empty_body(),
    ]
}

/// Draws faults.
#[derive(Debug)]
pub(super) struct Mix {
    per_thousand: u32,
    faults: Vec<Fault>,
    random: fastrand::Rng,
}

impl Mix {
    pub(super) fn new(per_thousand: u32, seed: u64, faults: Vec<Fault>) -> Self {
        Self { per_thousand, faults, random: fastrand::Rng::with_seed(seed) }
    }

    /// What happens to the next call.
    pub(super) fn draw(&mut self) -> Option<Fault> {
        if self.random.u32(0..1000) >= self.per_thousand {
            return None;
        }
        self.random.choice(&self.faults).cloned()
    }
}
