//! Calls from programs that have no asynchronous runtime.
//!
//! A call needs a Tokio runtime, for timers and sockets, and blocking the caller's own thread with one would panic
//! where that thread already belongs to a runtime. So the process has one [`thread`] that carries out all blocking
//! calls; callers wait for their outcome on a plain channel, which is allowed anywhere.
//!
//! One trap is left where a client is used both ways. A pooled connection is driven by the runtime that opened it,
//! and stands still while a blocking call blocks that runtime's thread. Blocking calls therefore have connections of
//! their own: see [`PerRuntime`].

mod iter;
mod per_runtime;
mod thread;

pub use iter::{BlockingItems, BlockingPages};
pub(crate) use per_runtime::PerRuntime;

use crate::action::Action;
use crate::error::{CallError, Error};
use crate::inspect::Prepared;
use crate::json_call::{JsonCall, JsonReply};
use crate::paginate::{Items, Pages};
use crate::pending::Pending;
use crate::wait::{Wait, WaitError};
use thread::wait_for;

/// Carries out a call while the calling thread waits.
///
/// # Errors
///
/// Those of the call, and that there is no thread for it.
pub fn send_blocking<A: Action>(pending: Pending<A>) -> Result<A::Response, CallError<A>> {
    wait_for(pending).map_err(blame)?
}

/// Says which action's call it was that could not be waited for.
fn blame<A: Action>(error: Error) -> CallError<A> {
    CallError::new(error.of_call(A::META.name.into(), A::META.safety))
}

impl<A: Action> Prepared<A> {
    /// Sends the call and waits for the answer: see `send_blocking` of the builders.
    ///
    /// # Errors
    ///
    /// Those of [`send`](Self::send).
    pub fn send_blocking(self) -> Result<A::Response, CallError<A>> {
        send_blocking(self.send())
    }
}

impl JsonCall {
    /// Sends the call and waits for the answer: see `send_blocking` of the builders.
    ///
    /// # Errors
    ///
    /// Those of awaiting it.
    pub fn send_blocking(self) -> Result<JsonReply, Error> {
        wait_for(self.into_future())?
    }
}

impl<A: Action> Wait<A> {
    /// Waits for the state while the calling thread is blocked.
    ///
    /// # Errors
    ///
    /// Those of awaiting it.
    pub fn wait_blocking(self) -> Result<A::Response, WaitError<A>> {
        wait_for(self.into_future()).map_err(|error| WaitError::Call(blame(error)))?
    }
}

impl<A: Action> Pages<A> {
    /// The pages as an iterator, which blocks the calling thread while a page is fetched.
    pub fn blocking(self) -> BlockingPages<A> {
        BlockingPages::new(self)
    }
}

impl<A: Action, T: Send + 'static> Items<A, T> {
    /// The items as an iterator, which blocks the calling thread while a page is fetched.
    pub fn blocking(self) -> BlockingItems<A, T> {
        BlockingItems::new(self)
    }
}
