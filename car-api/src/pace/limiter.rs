//! The line before an action.
//!
//! Who comes while nobody waits and a start is allowed, goes at once: one short lock, nothing on the heap. All
//! others stand in line for the turn, which is Tokio's mutex; who holds it sleeps until the next start is allowed,
//! writes the start down, and hands the turn on. A waiting call that is dropped, or whose time is up, leaves the line
//! and leaves no trace in the schedule: those behind it move up, and nobody starts earlier than the rate allows.
//!
//! A future that is kept and not polled keeps its place, and the turn with it: a branch of a `select!` that is put
//! aside, a task of a runtime that nobody drives. Those behind it would wait for something that waits for them. So
//! whoever sees that a start has been allowed for a while, and that nobody has used it, overtakes.

use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until, timeout_at};

use super::PaceError;
use super::quota::Quota;
use super::schedule::{Schedule, later};
use super::speed::Speed;

/// A start that was allowed so long ago and has not been used is one that its caller does not ask for: whoever is
/// polled wakes up within milliseconds.
const UNUSED: Duration = Duration::from_millis(250);

/// Lets calls of one action start.
#[derive(Debug)]
pub(super) struct Limiter {
    state: Mutex<State>,
    turn: tokio::sync::Mutex<()>,
}

#[derive(Debug)]
struct State {
    schedule: Schedule,
    speed: Speed,
    /// How many stand in line, whoever holds the turn among them.
    waiting: usize,
}

impl State {
    /// When a call may start that has `ahead` others before it.
    fn earliest(&self, ahead: usize, now: Instant) -> Instant {
        self.schedule.earliest(ahead, self.speed.spacing(), now)
    }

    fn too_late(&self, start: Instant, now: Instant) -> PaceError {
        PaceError { wait: start - now, rate: self.speed.rate() }
    }
}

impl Limiter {
    pub(super) fn new(quota: Quota) -> Self {
        Self {
            state: Mutex::new(State {
                schedule: Schedule::new(quota),
                speed: Speed::new(quota.rate),
                waiting: 0,
            }),
            turn: tokio::sync::Mutex::new(()),
        }
    }

    /// Starts a call if it need not wait, and else takes a place in the line.
    ///
    /// # Errors
    ///
    /// When its turn would come after `deadline`, as it looks now.
    pub(super) fn reserve(self: &Arc<Self>, deadline: Instant) -> Result<Reservation, PaceError> {
        let now = Instant::now();
        let mut state = self.state();
        let start = state.earliest(state.waiting, now);
        if start > deadline {
            return Err(state.too_late(start, now));
        }
        if state.waiting == 0 && start <= now {
            state.schedule.start(now);
            return Ok(Reservation::immediate());
        }
        state.waiting += 1;
        drop(state);
        let place = Place { limiter: Arc::clone(self), came: now, foreseen: start, deadline };
        Ok(Reservation { wait: start - now, place: Some(place) })
    }

    pub(super) fn throttled(&self) {
        self.state().speed.throttled(Instant::now());
    }

    pub(super) fn succeeded(&self) {
        let mut state = self.state();
        // As a rule nothing was refused lately, and what time it is does not matter.
        if !state.speed.is_full() {
            state.speed.succeeded(Instant::now());
        }
    }

    /// Nothing is awaited under this lock.
    fn state(&self) -> MutexGuard<'_, State> {
        // Whatever panicked, the numbers in it are whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A call that may start, or will be allowed to. Dropping it gives its place back.
#[derive(Debug)]
#[must_use = "the call may only start once it is `ready`"]
pub(crate) struct Reservation {
    wait: Duration,
    place: Option<Place>,
}

impl Reservation {
    /// A call that may start.
    pub(super) fn immediate() -> Self {
        Self { wait: Duration::ZERO, place: None }
    }

    /// How long the call is going to wait, as it looks now; `None` if it may start at once. It can become more when
    /// the service refuses calls in the meantime, and less when others give up.
    pub(crate) fn wait(&self) -> Option<Duration> {
        self.place.as_ref().map(|_| self.wait)
    }

    /// Waits until the call may start. Those who wait are served in the order in which they began to.
    ///
    /// # Errors
    ///
    /// When it turns out that it may start only after its deadline.
    pub(crate) async fn ready(self) -> Result<(), PaceError> {
        match self.place {
            Some(place) => place.reach().await,
            None => Ok(()),
        }
    }
}

/// A place in the line.
#[derive(Debug)]
struct Place {
    limiter: Arc<Limiter>,
    came: Instant,
    /// When the call may start, as it looked when it came.
    foreseen: Instant,
    deadline: Instant,
}

/// Whether a call behind others starts before them.
enum Overtaking {
    Started,
    /// Not yet; this is when to look again.
    Later(Instant),
}

impl Place {
    async fn reach(self) -> Result<(), PaceError> {
        // One future all along: it is the place in the line of Tokio's mutex.
        let mut turn = pin!(self.limiter.turn.lock());
        let mut look = later(self.foreseen, UNUSED);
        loop {
            if let Ok(_turn) = timeout_at(look.min(self.deadline), turn.as_mut()).await {
                return self.start_in_turn().await;
            }
            match self.overtake()? {
                Overtaking::Started => return Ok(()),
                Overtaking::Later(moment) => look = moment,
            }
        }
    }

    /// Starts as soon as it is allowed. The caller holds the turn.
    async fn start_in_turn(&self) -> Result<(), PaceError> {
        loop {
            let start = {
                let mut state = self.limiter.state();
                let now = Instant::now();
                // Asked anew after each sleep: it may have become later.
                let start = state.earliest(0, now);
                if start > self.deadline {
                    return Err(state.too_late(start, now));
                }
                if start <= now {
                    state.schedule.start(now);
                    return Ok(());
                }
                start
            };
            sleep_until(start).await;
        }
    }

    /// Starts if whoever has the turn leaves a start unused.
    fn overtake(&self) -> Result<Overtaking, PaceError> {
        let mut state = self.limiter.state();
        let now = Instant::now();
        let start = state.earliest(0, now);
        if start > self.deadline || now >= self.deadline {
            return Err(state.too_late(start, now));
        }
        let unused = later(state.earliest(0, self.came), UNUSED);
        if unused > now {
            // Not too often: there may be many in the line.
            return Ok(Overtaking::Later(unused.max(later(now, UNUSED))));
        }
        state.schedule.start(now);
        Ok(Overtaking::Started)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // A place stands for one that was counted when it was taken.
        let mut state = self.limiter.state();
        state.waiting = state.waiting.saturating_sub(1);
    }
}
