//! Waiting for the turn, and telling the limiter what came of it.

use std::time::Duration;

use tokio::time::Instant;

use super::call::Call;
use crate::error::Error;
use crate::hosts::{Outcome, Preference};
use crate::observe::Throttle;
use crate::pace::PaceError;

impl Call<'_> {
    /// Waits until the rate limit of the action lets an attempt start, and says for how long it did.
    ///
    /// # Errors
    ///
    /// When that would be after `end`, or when `end` is over.
    pub(super) async fn turn(
        &self,
        number: u32,
        end: Instant,
        preference: Preference,
    ) -> Result<Duration, Error> {
        let too_late = |pace: PaceError| match pace.wait.as_millis() {
            // What would be held back by nothing is late for another reason.
            0 => Error::over(self.limits.operation),
            _ => Error::held_back(pace, self.limits.operation, number),
        };
        let reservation = match self.pacer.reserve(end) {
            Ok(reservation) => reservation,
            Err(pace) => {
                if !pace.wait.is_zero() {
                    self.tell_wait(number, preference, pace.wait);
                }
                return Err(too_late(pace));
            }
        };
        let Some(wait) = reservation.wait() else { return Ok(Duration::ZERO) };
        if !wait.is_zero() {
            self.tell_wait(number, preference, wait);
        }
        let begin = Instant::now();
        reservation.ready().await.map_err(too_late)?;
        Ok(begin.elapsed())
    }

    /// Tells the limiter how the service took an attempt.
    pub(super) fn tell_limiter<T>(&self, result: &Result<T, Error>) {
        match (result, Outcome::of(result)) {
            (Err(error), _) if error.is_throttled() => self.pacer.throttled(),
            // An error of the service, too, was within the rate.
            (_, Outcome::Answered) => self.pacer.succeeded(),
            (_, Outcome::Failed | Outcome::Unknown) => {}
        }
    }

    fn tell_wait(&self, number: u32, preference: Preference, wait: Duration) {
        let Some(observer) = self.observer() else { return };
        // The host that would be called now. It is chosen once more when the time has come.
        let choice = self.route.choose(preference);
        observer.throttled(&self.info(number, choice.address()), &Throttle::Paced { wait });
    }
}
