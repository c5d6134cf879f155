//! When the emulator stops, so that nothing waits for longer.

use std::time::Duration;

use tokio::sync::watch;

/// Tells when the emulator stops. It stops when the other end is dropped.
#[derive(Debug, Clone)]
pub(super) struct Stop(watch::Receiver<()>);

/// Stops the emulator when it is dropped.
#[derive(Debug)]
pub(super) struct Stopper(#[expect(dead_code, reason = "dropping it is what it is for")] watch::Sender<()>);

/// The emulator stopped during a wait.
#[derive(Debug)]
pub(super) struct Stopped;

impl Stop {
    pub(super) fn new() -> (Stopper, Self) {
        let (sender, receiver) = watch::channel(());
        (Stopper(sender), Self(receiver))
    }

    /// Waits until the emulator stops.
    pub(super) async fn stopped(&mut self) {
        while self.0.changed().await.is_ok() {}
    }

    /// Waits for `time`, but no longer than the emulator runs.
    pub(super) async fn sleep(mut self, time: Duration) -> Result<(), Stopped> {
        if time.is_zero() {
            return Ok(());
        }
        tokio::select! {
            () = tokio::time::sleep(time) => Ok(()),
            () = self.stopped() => Err(Stopped),
        }
    }
}
