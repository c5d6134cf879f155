//! All attempts of a call.

use std::time::Duration;

use tokio::time::{Instant, sleep, timeout_at};

use super::answered::Answered;
use super::attempt::Failed;
use super::call::Call;
use crate::error::{Error, Trace};
use crate::hosts::Preference;
use crate::observe::Throttle;
use crate::record::Record;
use crate::retry::{Decision, Facts, Failure, Remedy, RetryReason, StopReason, decide, pause};

/// What was set right in this call already. Each helps once or not at all.
#[derive(Default)]
struct Remedied {
    clock: bool,
    credentials: bool,
}

impl Call<'_> {
    /// Carries the call out, within its span where there are spans.
    pub(super) async fn run(&self, reply: &mut dyn Record) -> Result<Answered, Error> {
        let attempts = self.attempts(reply);
        #[cfg(feature = "tracing")]
        let attempts = self.in_span(attempts);
        attempts.await
    }

    /// Sends the call until it succeeds, or until another attempt would be wrong, useless or too late.
    async fn attempts(&self, reply: &mut dyn Record) -> Result<Answered, Error> {
        let mut begin = Instant::now();
        let end = begin + self.limits.operation;
        let mut remedied = Remedied::default();
        let mut preference = Preference::First;
        let (mut attempt, mut sent, mut trace) = (1, 0, Trace::default());
        loop {
            let mut failed = match self.attempt(attempt, begin, end, preference, reply).await {
                Ok(answered) => {
                    self.core.budget().succeeded(attempt - 1);
                    return Ok(answered.after(sent + 1));
                }
                Err(failed) => failed,
            };
            sent += failed.error.attempts();
            failed.error = failed.error.with_attempts(sent).with_earlier(trace);
            trace = failed.error.trace();
            let decision = self.judge(&failed, attempt, end, &mut remedied).await;
            self.tell(attempt, &failed, &decision);
            match decision {
                Decision::Stop(reason) => return Err(failed.error.with_stop(reason)),
                Decision::Retry { pause: Duration::ZERO, .. } => {}
                Decision::Retry { pause, .. } => sleep(pause).await,
            }
            preference = failed.preference;
            attempt += 1;
            begin = Instant::now();
        }
    }

    /// Decides whether there is another attempt, after setting right what can be.
    async fn judge(
        &self,
        failed: &Failed<'_>,
        attempt: u32,
        end: Instant,
        remedied: &mut Remedied,
    ) -> Decision {
        if failed.error.is_held_back() {
            return Decision::Stop(StopReason::NoTimeLeft);
        }
        let failure = failed.error.failure();
        let facts = Facts {
            failure,
            safety: self.safety,
            attempt,
            allowed: self.retry.max_attempts,
            clock: self.remedy_clock(failed, failure, remedied),
            credentials: self.remedy_credentials(failed, failure, attempt, end, remedied).await,
        };
        let reason = match decide(facts) {
            Ok(reason) => reason,
            Err(stop) => return Decision::Stop(stop),
        };
        let pause = pause(&self.retry, reason, attempt, fastrand::f64(), failed.error.retry_after());
        if end.saturating_duration_since(Instant::now()) <= pause {
            return Decision::Stop(StopReason::NoTimeLeft);
        }
        let is_free = matches!(reason, RetryReason::ClockCorrected | RetryReason::CredentialsReplaced);
        if !is_free && !self.core.budget().take() {
            return Decision::Stop(StopReason::BudgetUsedUp);
        }
        Decision::Retry { reason, pause }
    }

    /// Takes over the service's time if the signature's was wrong. It stays for all calls to come, even if this one
    /// is not sent again.
    fn remedy_clock(&self, failed: &Failed<'_>, failure: Failure, remedied: &mut Remedied) -> Remedy {
        if failure != Failure::WrongClock || std::mem::replace(&mut remedied.clock, true) {
            return Remedy::None;
        }
        let settings = self.core.settings();
        let explains = |time| settings.clock_offset.learn(time, settings.clock.now(), failed.clock_offset);
        if failed.server_time.is_some_and(explains) { Remedy::Possible } else { Remedy::None }
    }

    /// Asks for other credentials if the service did not accept these. Having none is as good as having the same.
    async fn remedy_credentials(
        &self,
        failed: &Failed<'_>,
        failure: Failure,
        attempt: u32,
        end: Instant,
        remedied: &mut Remedied,
    ) -> Remedy {
        let Some(rejected) = &failed.credential else { return Remedy::None };
        let is_last = attempt >= self.retry.max_attempts;
        if failure != Failure::StaleToken || is_last || std::mem::replace(&mut remedied.credentials, true) {
            return Remedy::None;
        }
        match timeout_at(end, self.core.settings().credentials.replace(rejected)).await {
            Ok(Ok(other)) if other != *rejected => Remedy::Possible,
            _ => Remedy::None,
        }
    }

    fn tell(&self, attempt: u32, failed: &Failed<'_>, decision: &Decision) {
        let Some(observer) = self.observer() else { return };
        let info = self.info(attempt, failed.address);
        if failed.error.is_throttled() {
            observer.throttled(&info, &Throttle::Refused);
        }
        observer.retry_decided(&info, &failed.error, decision);
    }
}
