//! Every fault that a stand-in can play, against every kind of action, at every attempt: what the client then does,
//! what it says, and what the service has done.
//!
//! What a fault tells a client is written down once, in a table beside this test ([`faults`]), and what follows from
//! that in a few rules ([`expected`]). Neither knows the client's own decisions: they come from the question what one
//! would have to know to send a request again. The mock plays all faults on a clock that tests move; the emulator
//! plays on real connections what only these can show.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    unreachable_pub,
    reason = "what goes wrong in a helper of a test is a failure of the test"
)]

mod errands;
mod expected;
mod faults;
mod in_process;
mod vocabulary;
#[cfg(feature = "reqwest")]
mod wire;
