//! The future that carries out a call.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::action::{Action, ActionMeta};
use crate::call::CallOptions;
use crate::call_future::CallFuture;
use crate::client::ClientCore;
use crate::dispatch::dispatch;
use crate::encoded::EncodedCall;
use crate::error::CallError;

/// A call of the action `A`, ready to go.
///
/// A future: nothing is sent before it is polled, and dropping it cancels the call. It is `Send` and `Sync` and
/// borrows nothing, so it can be spawned and kept anywhere. It needs a Tokio runtime with timers enabled.
#[must_use = "nothing is sent unless it is awaited"]
pub struct Pending<A: Action> {
    meta: &'static ActionMeta,
    future: CallFuture<Result<A::Response, CallError<A>>>,
}

impl<A: Action> Pending<A> {
    /// Encodes `request` for sending it with the client of `core`.
    pub fn new(core: &ClientCore, options: CallOptions, request: A::Request) -> Self {
        Self::of(EncodedCall::new::<A>(core, options, request))
    }

    pub(crate) fn of(call: EncodedCall) -> Self {
        let EncodedCall { core, target, body, options } = call;
        let future = CallFuture::new(async move {
            let mut response = A::Response::default();
            match dispatch(&core, target, body, &options, &mut response).await {
                Ok(_request_id) => Ok(response),
                Err(error) => Err(CallError::new(error)),
            }
        });
        Self { meta: A::META, future }
    }
}

impl<A: Action> Future for Pending<A> {
    type Output = Result<A::Response, CallError<A>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.future).poll(context)
    }
}

impl<A: Action> fmt::Debug for Pending<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pending").field("action", &self.meta.name).finish_non_exhaustive()
    }
}
