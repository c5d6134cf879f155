//! The loop of waiting: poll, judge, pause.

use std::time::Duration;

use bytes::Bytes;
use tokio::runtime::Handle;
use tokio::time::{Instant, sleep, timeout_at};

use super::judge::{Sighting, judge, judge_error};
use super::pace::Pace;
use super::progress::WaitProgress;
use crate::action::{ActionMeta, Verdict, Waiter};
use crate::call::CallOptions;
use crate::client::ClientCore;
use crate::dispatch::{Target, dispatch};
use crate::error::Error;
use crate::record::{self, Record, Slot};

/// Keeps the deadline within what a clock can express.
const LONGEST_DEADLINE: Duration = Duration::from_secs(365 * 86_400);

/// Everything that is decided before the first poll.
pub(super) struct Plan {
    pub(super) core: ClientCore,
    pub(super) meta: &'static ActionMeta,
    pub(super) body: Bytes,
    pub(super) options: CallOptions,
    pub(super) waiter: &'static Waiter,
    pub(super) item: Option<String>,
    pub(super) deadline: Duration,
    pub(super) pace: Pace,
    /// From 0 to 1.
    pub(super) random: fn() -> f64,
}

/// The ends that are no success.
pub(super) enum End {
    Failed(WaitProgress),
    TimedOut(WaitProgress),
    Call(Error),
}

impl Plan {
    /// Polls until the state is reached; `answer` is then the last answer.
    pub(super) async fn run(
        &self,
        answer: &mut dyn Record,
        tell: &mut (dyn FnMut(&WaitProgress) + Send),
    ) -> Result<(), End> {
        let started = Instant::now();
        let deadline = started + self.deadline.min(LONGEST_DEADLINE);
        let mut progress = WaitProgress::new(self.meta.name, self.waiter, self.item.clone());
        loop {
            progress.count();
            let Some(polled) = self.poll(deadline, answer).await else {
                progress.at(started.elapsed());
                return Err(End::TimedOut(progress));
            };
            progress.at(started.elapsed());
            let verdict = self.note(polled, answer, &mut progress).map_err(End::Call)?;
            match verdict {
                Verdict::Success => return Ok(()),
                Verdict::Failure => return Err(End::Failed(progress)),
                Verdict::Pending => tell(&progress),
            }
            let pause = self.pace.pause(progress.attempts(), (self.random)());
            if Instant::now().checked_add(pause).is_none_or(|next| next >= deadline) {
                return Err(End::TimedOut(progress));
            }
            sleep(pause).await;
        }
    }

    /// One call. `None` if it was still under way at the deadline.
    async fn poll(&self, deadline: Instant, answer: &mut dyn Record) -> Option<Result<String, Error>> {
        record::clear(answer);
        let call = dispatch(&self.core, Target::of(self.meta), self.body.clone(), &self.options, answer);
        // Without a runtime there are no timers. The call says so, and that is the end.
        match Handle::try_current() {
            Ok(_runtime) => timeout_at(deadline, call).await.ok(),
            Err(_none) => Some(call.await),
        }
    }

    /// What a poll means. An error is one that ends waiting.
    fn note(
        &self,
        polled: Result<String, Error>,
        answer: &mut dyn Record,
        progress: &mut WaitProgress,
    ) -> Result<Verdict, Error> {
        let (Sighting { verdict, state }, request_id) = match polled {
            Ok(request_id) => (judge(answer, self.waiter, self.item.as_deref()), Some(request_id)),
            Err(error) => match judge_error(&error, self.waiter) {
                Some(sighting) => {
                    let request_id = error.request_id().map(str::to_owned);
                    empty(answer, request_id.as_deref());
                    (sighting, request_id)
                }
                None if error.is_retryable() => {
                    progress.failed_in_passing(error);
                    return Ok(Verdict::Pending);
                }
                None => return Err(error),
            },
        };
        progress.saw(state, request_id);
        Ok(verdict)
    }
}

/// The answer where an error code stands for the state: nothing but the id of the call.
fn empty(answer: &mut dyn Record, request_id: Option<&str>) {
    record::clear(answer);
    let slot = record::field_mut(answer, "RequestId").map(record::Field::slot);
    if let (Some(Slot::Text(text)), Some(id)) = (slot, request_id) {
        id.clone_into(text);
    }
}
