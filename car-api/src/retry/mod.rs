//! Repeating what failed.
//!
//! Repeating a call is a question of safety before it is one of patience: what may have been carried out must not
//! be sent again if twice is worse than once. So three questions are kept apart, each a pure function. What is
//! known of the failed attempt (`Failure`)? May the call be sent again, given what a repetition of the action
//! does (`decide`)? How long is the pause (`pause`)? The client as a whole has a budget beside: when most
//! calls fail, repeating them all would only add to the load that makes them fail.
//!
//! | what happened | read-only, idempotent | unsafe |
//! |---|---|---|
//! | not sent: no connection, or no credentials for the moment | again | again |
//! | refused because of too many calls, or before anything was done | again | again |
//! | outcome unknown: timeout, lost connection, HTTP 5xx, `InternalError`, a reply that is no JSON | again | **not again** |
//! | the clock is wrong (`AuthFailure.SignatureExpire`), and the reply says by how much | once, corrected | once, corrected |
//! | the session token is not accepted (`AuthFailure.TokenFailure`), and there is another | once | once |
//! | everything else | not again | not again |

mod backoff;
mod budget;
mod decide;
mod failure;
mod policy;

pub(crate) use backoff::pause;
pub(crate) use budget::{Budget, DEFAULT_CAPACITY};
pub use decide::{Decision, RetryReason, StopReason};
pub(crate) use decide::{Facts, Remedy, decide};
pub(crate) use failure::{Failure, Symptoms};
pub use policy::RetryPolicy;
