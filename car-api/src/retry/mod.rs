//! Repeating what failed.
//!
//! Repeating a call is a question of safety before it is one of patience: what may have been carried out must not
//! be sent again if twice is worse than once. So a failure is first sorted by what is known of its outcome; the
//! spec says what a repetition does; and a pure function makes the [`Decision`] from both. How long to wait, and
//! whether the client as a whole has already repeated too much, are two more.

mod decide;

pub use decide::{Decision, RetryReason, StopReason};
