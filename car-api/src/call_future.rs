//! The future of a call, as users hold it.
//!
//! A boxed future can be sent to another thread but not shared with one, and so neither can what holds one. That it
//! cannot be polled through a shared reference makes sharing harmless all the same; the wrapper tells the compiler so,
//! and a structure of a user's that keeps a pending call stays `Sync`.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use sync_wrapper::SyncWrapper;

use crate::transport::BoxFuture;

/// A future on the heap that is `Send`, `Sync` and borrows nothing. Dropping it cancels what it does.
#[must_use = "nothing is done unless it is awaited"]
pub struct CallFuture<T>(SyncWrapper<BoxFuture<'static, T>>);

impl<T> CallFuture<T> {
    pub(crate) fn new(future: impl Future<Output = T> + Send + 'static) -> Self {
        Self(SyncWrapper::new(Box::pin(future)))
    }
}

impl<T> Future for CallFuture<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        self.0.get_mut().as_mut().poll(context)
    }
}

impl<T> fmt::Debug for CallFuture<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CallFuture")
    }
}
