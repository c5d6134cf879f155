//! Credentials that are fetched, and kept until others are needed.
//!
//! Temporary keys live for an hour or two, and a client makes many calls a second: all of them share one key, none
//! should wait for its successor, and whatever hands the keys out must not be asked by all of them at once.
//! [`CachedCredentials`] puts this around any [`FetchCredentials`]. Some minutes before a key expires, a call that
//! comes along starts the fetch of the next one and goes on with the present one. Only when there is no key that
//! works do calls wait, all for the same fetch.
//!
//! A fetch is a task of its own: it goes on when the call that started it is dropped. If the task itself is lost,
//! because its runtime ended or because it takes too long, the next caller, or one that waits for it, starts
//! another. And the runtime of a fetch may not be driven while somebody waits for it: its thread is blocked by a call
//! that waits on another one, or its `block_on` has returned. So whoever waits on another runtime than that of the fetch
//! lends a hand after a while: it does the same fetch once more, and the first to end ends both. What to do is decided
//! in `slot`; here are the lock, the tasks and the waiting.

mod observers;
mod pace;
mod slot;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::runtime::{Handle, Id};
use tokio::sync::watch;
use tokio::time::{Instant, timeout, timeout_at};

use self::observers::Observers;
use self::pace::Spread;
use self::slot::{Demand, FetchId, Slot, Step};
use super::{Credential, CredentialError, CredentialErrorKind, FetchCredentials, ProvideCredentials};
use crate::observe::Observer;
use crate::time::{Clock, SystemClock};
use crate::transport::BoxFuture;

/// A source that has not answered by then will not. Sources have shorter limits of their own; this one is for
/// those that have none.
const FETCH_LIMIT: Duration = Duration::from_secs(30);

/// What a waiter adds to that: the fetch ends by itself, unless nothing drives it any more.
const WAIT_MARGIN: Duration = Duration::from_secs(1);

/// How long those who wait on another runtime than that of the fetch leave it alone.
const PATIENCE_ELSEWHERE: Duration = Duration::from_secs(2);

/// How often one caller starts over because a fetch was lost.
const FETCHES_PER_CALL: usize = 3;

/// Keeps what `F` fetches, and fetches anew before it expires; one fetch at a time, however many ask.
///
/// Keys are replaced between a tenth and a fifth of their life before they expire, ten minutes before at most. A
/// fetch that fails leaves a key in use that still works, and is repeated after a pause that grows from a second to
/// a minute. An expired key is never handed out.
///
/// It needs a Tokio runtime with timers enabled. To share one cache between configurations, put it into an [`Arc`].
pub struct CachedCredentials<F> {
    shared: Arc<Shared<F>>,
}

/// What the cache has in common with the task that fetches.
struct Shared<F> {
    source: F,
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
    last: watch::Sender<Ended>,
    observers: Observers,
}

struct State {
    slot: Slot,
    /// When the fetch that runs, if one does, began.
    began: Instant,
    /// The runtime that drives it, until somebody on another one lends a hand.
    runtime: Option<Id>,
}

/// The last fetch that came to an end.
#[derive(Default)]
struct Ended {
    fetch: FetchId,
    /// What it brought; nothing if it was lost.
    outcome: Option<Outcome>,
}

type Outcome = Result<Arc<Credential>, CredentialError>;

/// What a caller does next.
enum Next {
    Go(Arc<Credential>),
    Wait { fetch: FetchId, until: Instant, place: Place },
}

/// Where a fetch runs, seen from a caller who waits for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// On the caller's own runtime, or on several.
    Here,
    /// On another one.
    Elsewhere,
}

impl<F: FetchCredentials + 'static> CachedCredentials<F> {
    /// A cache around `source`, empty at first.
    pub fn new(source: F) -> Self {
        Self::with_clock(source, SystemClock)
    }

    /// A cache that judges by `clock` whether a key has expired.
    pub fn with_clock(source: F, clock: impl Clock + 'static) -> Self {
        Self {
            shared: Arc::new(Shared {
                source,
                clock: Arc::new(clock),
                state: Mutex::new(State { slot: Slot::default(), began: Instant::now(), runtime: None }),
                last: watch::Sender::default(),
                observers: Observers::default(),
            }),
        }
    }

    async fn obtain(&self, demand: Demand<'_>) -> Outcome {
        for _ in 0..FETCHES_PER_CALL {
            let (fetch, until, place) = match self.next(demand)? {
                Next::Go(credential) => return Ok(credential),
                Next::Wait { fetch, until, place } => (fetch, until, place),
            };
            if place == Place::Elsewhere {
                let patience = until.min(Instant::now() + PATIENCE_ELSEWHERE);
                if let Some(outcome) = self.shared.outcome(fetch, patience).await {
                    return outcome;
                }
                self.lend_a_hand(fetch);
            }
            match self.shared.outcome(fetch, until).await {
                Some(outcome) => return outcome,
                None => self.shared.abandon(fetch),
            }
        }
        Err(unavailable(format!("fetching credentials from {} was broken off", self.shared.source.name())))
    }

    /// Decides what to do, and starts a fetch if it takes one.
    fn next(&self, demand: Demand<'_>) -> Result<Next, CredentialError> {
        let runtime = Handle::try_current().map_err(|_| {
            let name = self.shared.source.name();
            unavailable(format!(
                "{name} needs a Tokio runtime, and there is none here: await the call inside one"
            ))
        })?;
        let (step, until, place) = self.shared.step(demand, runtime.id());
        match step {
            Step::Use(credential) => Ok(Next::Go(credential)),
            Step::UseAndFetch(credential, fetch) => {
                self.spawn(&runtime, fetch);
                Ok(Next::Go(credential))
            }
            Step::Fetch(fetch) => {
                self.spawn(&runtime, fetch);
                Ok(Next::Wait { fetch, until, place })
            }
            Step::Wait(fetch) => Ok(Next::Wait { fetch, until, place }),
            Step::Fail(error) => Err(error),
        }
    }

    /// Runs a fetch as a task. Without the lock: a runtime that shuts down drops the task at once, and its end takes
    /// the lock.
    fn spawn(&self, runtime: &Handle, fetch: FetchId) {
        let task = OnlyTask(FetchTask { shared: Arc::clone(&self.shared), fetch });
        runtime.spawn(async move { task.0.run().await });
    }

    /// Does `fetch` here as well, if it still runs, and nobody does already.
    fn lend_a_hand(&self, fetch: FetchId) {
        {
            let mut state = self.shared.lock();
            if state.slot.running() != Some(fetch) || state.runtime.take().is_none() {
                return;
            }
        }
        let task = FetchTask { shared: Arc::clone(&self.shared), fetch };
        tokio::spawn(async move { task.run().await });
    }
}

impl<F> Shared<F> {
    fn lock(&self) -> MutexGuard<'_, State> {
        // No step leaves the state half changed.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next step of a caller on the runtime `here`, and until when a fetch that runs then may take, and where it
    /// does.
    fn step(&self, demand: Demand<'_>, here: Id) -> (Step, Instant, Place) {
        let now = self.clock.now();
        let mut state = self.lock();
        if let Some(running) = state.slot.running()
            && state.until() <= Instant::now()
        {
            state.slot.abandon(running, now, Spread::random());
        }
        let step = state.slot.ask(demand, now);
        if matches!(step, Step::Fetch(_) | Step::UseAndFetch(..)) {
            state.began = Instant::now();
            state.runtime = Some(here);
        }
        let place = match state.runtime {
            Some(runtime) if runtime != here => Place::Elsewhere,
            _ => Place::Here,
        };
        (step, state.until(), place)
    }

    /// What `fetch` brought; `None` if it was lost, or if so much has happened since that it is no longer known.
    async fn outcome(&self, fetch: FetchId, until: Instant) -> Option<Outcome> {
        let mut last = self.last.subscribe();
        let ended = timeout_at(until, last.wait_for(|ended| ended.fetch >= fetch)).await;
        let ended = ended.ok()?.ok()?;
        if ended.fetch == fetch { ended.outcome.clone() } else { None }
    }

    /// `fetch` was lost; whoever notices first makes room for another.
    fn abandon(&self, fetch: FetchId) {
        let now = self.clock.now();
        self.lock().slot.abandon(fetch, now, Spread::random());
        self.publish(fetch, None);
    }

    fn publish(&self, fetch: FetchId, outcome: Option<Outcome>) {
        self.last.send_if_modified(|ended| {
            let is_newer = ended.fetch < fetch;
            if is_newer {
                *ended = Ended { fetch, outcome };
            }
            is_newer
        });
    }
}

impl State {
    fn until(&self) -> Instant {
        self.began + FETCH_LIMIT + WAIT_MARGIN
    }
}

/// A fetch on its way.
struct FetchTask<F> {
    shared: Arc<Shared<F>>,
    fetch: FetchId,
}

/// One that nobody else does. However it ends, those who wait for it hear of it: dropped early, it counts as lost.
struct OnlyTask<F>(FetchTask<F>);

impl<F: FetchCredentials> FetchTask<F> {
    async fn run(&self) {
        let fetched = match timeout(FETCH_LIMIT, self.shared.source.fetch()).await {
            Ok(fetched) => fetched,
            Err(_elapsed) => Err(unavailable(format!(
                "{} did not answer within {} seconds",
                self.shared.source.name(),
                FETCH_LIMIT.as_secs()
            ))),
        };
        self.end(fetched);
    }

    fn end(&self, fetched: Result<Credential, CredentialError>) {
        let (shared, now) = (&self.shared, self.shared.clock.now());
        let fetched = fetched.and_then(|credential| unexpired(credential, now, shared.source.name()));
        let settled = shared.lock().slot.settle(self.fetch, fetched, now, Spread::random());
        let Some(settled) = settled else { return };
        // Observers first: whoever waited for the key may look at what they were told.
        shared.observers.tell(shared.source.name(), &settled);
        shared.publish(self.fetch, Some(settled.outcome()));
    }
}

impl<F> Drop for OnlyTask<F> {
    fn drop(&mut self) {
        // After the end it is published already, and this changes nothing.
        self.0.shared.abandon(self.0.fetch);
    }
}

/// A key that arrives expired would be refused. It is the clock, as a rule.
fn unexpired(credential: Credential, now: SystemTime, name: &str) -> Result<Credential, CredentialError> {
    match credential.expires_at() {
        Some(end) if end <= now => {
            let ago = now.duration_since(end).unwrap_or_default().as_secs();
            Err(unavailable(format!(
                "the key that {name} gave expired {ago} seconds ago by the clock of this machine: check the clock"
            )))
        }
        _ => Ok(credential),
    }
}

fn unavailable(message: String) -> CredentialError {
    CredentialError::new(CredentialErrorKind::Unavailable, message)
}

impl<F: FetchCredentials + 'static> ProvideCredentials for CachedCredentials<F> {
    fn provide(&self) -> BoxFuture<'_, Result<Arc<Credential>, CredentialError>> {
        Box::pin(self.obtain(Demand::Any))
    }

    fn replace(&self, rejected: &Arc<Credential>) -> BoxFuture<'_, Result<Arc<Credential>, CredentialError>> {
        let rejected = Arc::clone(rejected);
        Box::pin(async move { self.obtain(Demand::InsteadOf(&rejected)).await })
    }

    fn observe(&self, observer: &Arc<dyn Observer>) {
        self.shared.observers.add(observer);
    }
}

/// Leaves out what was fetched.
impl<F: fmt::Debug> fmt::Debug for CachedCredentials<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CachedCredentials").field("source", &self.shared.source).finish_non_exhaustive()
    }
}
