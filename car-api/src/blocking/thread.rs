//! The thread that carries out blocking calls.
//!
//! It is started by the first of them and runs until the process ends; nothing has to be shut down. A call is a task
//! of its own there, so a panic ends that call and no other.

use std::cell::Cell;
use std::future::Future;
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;

use tokio::runtime::{Builder, Handle};

use crate::error::{Error, ErrorKind};

/// Leads to the thread, once there is one.
static RUNTIME: Mutex<Option<Handle>> = Mutex::new(None);

thread_local! {
    /// Whether this is the thread that runs the calls: it can wait for nothing that it has to run itself.
    static RUNS_CALLS: Cell<bool> = const { Cell::new(false) };
}

/// Whether the calling thread is the one that carries out blocking calls.
pub(super) fn runs_here() -> bool {
    RUNS_CALLS.get()
}

/// Hands a future to the thread and waits for its output.
pub(super) fn wait_for<F>(future: F) -> Result<F::Output, Error>
where
    F: Future<Output: Send> + Send + 'static,
{
    if runs_here() {
        return Err(Error::request(
            "it waits on the thread that carries out blocking calls, which would wait for ever: a transport or \
             credential provider has to await its own calls",
        ));
    }
    let (sender, receiver) = mpsc::sync_channel(1);
    let future = in_callers_span(future);
    runtime()?.spawn(async move {
        // The receiver is there as long as the caller waits.
        let _ = sender.send(future.await);
    });
    receiver.recv().map_err(|_panicked| {
        Error::reply(
            ErrorKind::Broken,
            "a panic ended it, in a transport, clock or credential provider perhaps; whether the service \
             carried it out is not known",
        )
    })
}

/// What is traced belongs to the span, and goes to the subscriber, of the thread that waits.
#[cfg(feature = "tracing")]
fn in_callers_span<F: Future>(future: F) -> impl Future<Output = F::Output> {
    use tracing::Instrument as _;
    use tracing::instrument::WithSubscriber as _;

    future.in_current_span().with_current_subscriber()
}

#[cfg(not(feature = "tracing"))]
fn in_callers_span<F>(future: F) -> F {
    future
}

/// The runtime, started if this is the first call, or if starting it failed before.
fn runtime() -> Result<Handle, Error> {
    let mut runtime = RUNTIME.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(handle) = &*runtime {
        return Ok(handle.clone());
    }
    let handle = start().map_err(|error| {
        Error::request(format!("the thread for blocking calls does not start: {error}")).with_source(error)
    })?;
    Ok(runtime.insert(handle).clone())
}

fn start() -> std::io::Result<Handle> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let handle = runtime.handle().clone();
    thread::Builder::new().name("car-api-blocking".to_owned()).spawn(move || {
        RUNS_CALLS.set(true);
        // Runs what is spawned, until the process ends.
        runtime.block_on(std::future::pending::<()>());
    })?;
    Ok(handle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_without_a_runtime_can_wait() {
        assert_eq!(wait_for(async { tokio::spawn(async { 1 }).await.unwrap() }).unwrap(), 1);
    }

    #[tokio::test]
    async fn a_thread_that_belongs_to_a_runtime_can_wait_too() {
        assert_eq!(wait_for(async { 1 }).unwrap(), 1);
    }

    #[test]
    fn the_thread_itself_cannot_wait() {
        let inner = wait_for(async { wait_for(async {}) }).unwrap();
        assert_eq!(inner.unwrap_err().kind(), ErrorKind::Request);
    }

    #[test]
    fn a_panic_is_an_error_and_the_next_call_works() {
        let panicked = wait_for(async { assert_eq!(1, 2, "on purpose") });
        assert_eq!(panicked.unwrap_err().kind(), ErrorKind::Broken);
        assert_eq!(wait_for(async { 1 }).unwrap(), 1);
    }
}
