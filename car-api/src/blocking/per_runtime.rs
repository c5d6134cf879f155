//! Connections for each of the two runtimes that a client may be used on.

use std::fmt;
use std::sync::{Arc, OnceLock};

use super::thread::runs_here;
use crate::transport::{BoxFuture, HttpReply, HttpRequest, HttpStream, Transport, TransportError};

/// A transport that takes its twin where blocking calls run.
///
/// A blocking call that took a connection of the caller's runtime would wait for a thread that waits for the call:
/// until its time limit, and only when there happens to be an idle connection. The twin is made at the first blocking
/// call.
pub(crate) struct PerRuntime {
    usual: Arc<dyn Transport>,
    twin: OnceLock<Option<Arc<dyn Transport>>>,
}

impl PerRuntime {
    pub(crate) fn new(usual: Arc<dyn Transport>) -> Self {
        Self { usual, twin: OnceLock::new() }
    }

    /// The one for the runtime that the calling thread works for.
    fn here(&self) -> &dyn Transport {
        if !runs_here() {
            return &*self.usual;
        }
        self.twin.get_or_init(|| self.usual.detached()).as_deref().unwrap_or(&*self.usual)
    }
}

impl Transport for PerRuntime {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpReply, TransportError>> {
        self.here().send(request)
    }

    fn open(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpStream, TransportError>> {
        self.here().open(request)
    }

    fn detached(&self) -> Option<Arc<dyn Transport>> {
        self.usual.detached()
    }
}

impl fmt::Debug for PerRuntime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.usual.fmt(f)
    }
}
