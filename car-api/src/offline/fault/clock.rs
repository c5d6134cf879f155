//! What a service says to a signature of another time.

use crate::offline::moment::Moment;
use crate::offline::refusal::Refusal;

/// How far the clocks of client and service may be apart (signature v3 page).
const CLOCK_WINDOW_SECONDS: u64 = 5 * 60;

/// Refuses what was signed too long before or after `now`.
pub(crate) fn check_clock(signed_at: Moment, now: Moment) -> Result<(), Refusal> {
    let apart = signed_at.unix().abs_diff(now.unix());
    if apart <= CLOCK_WINDOW_SECONDS {
        return Ok(());
    }
    let message = format!(
        "signed at {} ({}), received at {} ({}): the clocks are {apart} s apart, {CLOCK_WINDOW_SECONDS} s are allowed",
        signed_at.unix(),
        signed_at.iso8601(),
        now.unix(),
        now.iso8601(),
    );
    Err(Refusal::new("AuthFailure.SignatureExpire", message))
}
