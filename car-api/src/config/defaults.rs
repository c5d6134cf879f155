//! What a client gets where its settings say nothing, which depends on the features and the target.

use std::sync::Arc;
use std::time::Duration;

use crate::error::Error;
use crate::observe::Observer;
use crate::time::Clock;
#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
use crate::time::SystemClock;
use crate::transport::Transport;

/// With the feature, what observers are told is told to `tracing` too.
#[cfg(feature = "tracing")]
pub(super) fn with_trace(mut observers: Vec<Arc<dyn Observer>>) -> Vec<Arc<dyn Observer>> {
    observers.push(Arc::new(crate::observe::trace::Trace));
    observers
}

#[cfg(not(feature = "tracing"))]
pub(super) fn with_trace(observers: Vec<Arc<dyn Observer>>) -> Vec<Arc<dyn Observer>> {
    observers
}

#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
#[expect(clippy::unnecessary_wraps, reason = "the same signature as where there is no clock")]
pub(super) fn default_clock() -> Result<Arc<dyn Clock>, Error> {
    Ok(Arc::new(SystemClock))
}

/// Asking for the time would panic there.
#[cfg(all(target_family = "wasm", target_os = "unknown"))]
pub(super) fn default_clock() -> Result<Arc<dyn Clock>, Error> {
    Err(Error::setup(
        "this target has no clock of its own: pass one to `clock`, over `Date.now()` for example",
    ))
}

/// A client may be used for blocking calls too, and these need connections of their own.
#[cfg(feature = "blocking")]
pub(super) fn per_runtime(transport: Arc<dyn Transport>) -> Arc<dyn Transport> {
    Arc::new(crate::blocking::PerRuntime::new(transport))
}

#[cfg(not(feature = "blocking"))]
pub(super) fn per_runtime(transport: Arc<dyn Transport>) -> Arc<dyn Transport> {
    transport
}

#[cfg(feature = "reqwest")]
pub(super) fn default_transport(connect_timeout: Option<Duration>) -> Result<Arc<dyn Transport>, Error> {
    let builder = crate::transport::ReqwestTransport::builder();
    let builder = match connect_timeout {
        Some(limit) => builder.client(move |client| client.connect_timeout(limit)),
        None => builder,
    };
    Ok(Arc::new(builder.build()?))
}

#[cfg(not(feature = "reqwest"))]
pub(super) fn default_transport(_connect_timeout: Option<Duration>) -> Result<Arc<dyn Transport>, Error> {
    Err(Error::setup(
        "no transport: `car-api` was built without its feature `rustls` or `reqwest`; enable one, or pass a \
         transport of your own to `transport`",
    ))
}
