//! Waiting for a state.
//!
//! Much of what the service does takes minutes and is not done when the call returns: a version is built, an
//! application is deleted. Then one asks again and again until the state is the wanted one. What the states of an
//! action mean stands in its spec; here is the loop, with its pauses, its time limit and its patience with calls
//! that fail in passing. What an answer means (`judge`) and how long to pause (`pace`) are pure functions; the
//! loop itself (`run`) knows no types.

mod error;
mod judge;
mod pace;
mod progress;
mod run;

use std::fmt;
use std::time::Duration;

pub use error::WaitError;
pub use progress::WaitProgress;

use crate::__private::Collected;
use crate::action::{Action, Waiter};
use crate::call_future::CallFuture;
use crate::client::ClientCore;
use crate::error::CallError;
use crate::record;
use pace::Pace;
use run::{End, Plan};

/// How long is waited unless the caller says otherwise. The service documents no duration for anything.
const DEADLINE: Duration = Duration::from_secs(3600);

/// Waits for a state of the action `A`. Made by a method `wait_until_…` of the action's builder, whose docs say which
/// states are waited for and which end it badly.
///
/// Nothing is sent before it is awaited; then the action is called at once, and again after pauses, until the state
/// is reached. The outcome is the last answer. Dropping the future ends waiting.
///
/// - It gives up after [`deadline`](Self::deadline), by default **one hour**: set one of your own.
/// - Pauses grow from the spec's shortest to its longest, with jitter so that many who wait together do not call
///   together: see [`interval`](Self::interval).
/// - A state that the spec does not know is waited through.
/// - A call that failed but [may be repeated](crate::Error::is_retryable) counts as a poll that showed nothing. Every
///   other failure ends waiting, unless the spec says that its code stands for a state.
/// - The options of the call (`timeout` and the like) hold for each poll.
#[must_use = "nothing is sent unless it is awaited"]
pub struct Wait<A: Action> {
    call: Collected<ClientCore, A::Request>,
    waiter: &'static Waiter,
    item: Option<String>,
    deadline: Duration,
    pace: Pace,
    on_progress: Option<OnProgress>,
}

type OnProgress = Box<dyn FnMut(&WaitProgress) + Send>;

impl<A: Action> Wait<A> {
    /// Waits by repeating this call; `item` is the key of the item that is waited for, where the waiter's path has a
    /// place for one. For generated code.
    #[doc(hidden)]
    pub fn new(
        call: Collected<ClientCore, A::Request>,
        waiter: &'static Waiter,
        item: Option<String>,
    ) -> Self {
        let pace = Pace::new(waiter.interval, waiter.max_interval);
        Self { call, waiter, item, deadline: DEADLINE, pace, on_progress: None }
    }

    /// Gives up after this time, counted from the first poll, instead of one hour. A poll that is under way then is
    /// abandoned; a poll that would come later is not waited for.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// Pauses between two polls for at least `shortest` and at most `longest`, instead of what the spec says. Pauses
    /// begin near the shortest and grow by half each time.
    pub fn interval(mut self, shortest: Duration, longest: Duration) -> Self {
        self.pace = Pace::new(shortest, longest);
        self
    }

    /// Tells `observer` of each poll after which waiting goes on. It is called between polls and should be quick.
    pub fn on_progress(mut self, observer: impl FnMut(&WaitProgress) + Send + 'static) -> Self {
        self.on_progress = Some(Box::new(observer));
        self
    }
}

impl<A: Action> IntoFuture for Wait<A> {
    type Output = Result<A::Response, WaitError<A>>;
    type IntoFuture = CallFuture<Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        let plan = Plan {
            core: self.call.carrier,
            meta: A::META,
            body: record::to_json(&self.call.request).into(),
            options: self.call.options,
            waiter: self.waiter,
            item: self.item,
            deadline: self.deadline,
            pace: self.pace,
            random: fastrand::f64,
        };
        let mut on_progress = self.on_progress;
        CallFuture::new(async move {
            let mut tell = |progress: &WaitProgress| {
                if let Some(observer) = &mut on_progress {
                    observer(progress);
                }
            };
            let mut answer = A::Response::default();
            match plan.run(&mut answer, &mut tell).await {
                Ok(()) => Ok(answer),
                Err(End::Failed(progress)) => Err(WaitError::Failed(progress)),
                Err(End::TimedOut(progress)) => Err(WaitError::TimedOut(progress)),
                Err(End::Call(error)) => Err(WaitError::Call(CallError::new(error))),
            }
        })
    }
}

impl<A: Action> fmt::Debug for Wait<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wait")
            .field("action", &A::META.name)
            .field("waiter", &self.waiter.name)
            .field("item", &self.item)
            .field("deadline", &self.deadline)
            .field("pace", &self.pace)
            .finish_non_exhaustive()
    }
}
