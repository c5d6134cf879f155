//! What was done and what was said of it, call by call.
//!
//! Two bytes for each call, laid out before the first one, so that the books do not grow themselves.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use car_api::Error;

/// What a call does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deed {
    /// Read-only.
    Look,
    /// Idempotent.
    Set,
    /// Twice is worse than once.
    Run,
    /// The same, with a token by which the service recognises a repetition.
    Order,
}

impl Deed {
    /// The deeds take turns.
    pub(crate) fn of(number: u64) -> Self {
        match number % 4 {
            0 => Self::Look,
            1 => Self::Set,
            2 => Self::Run,
            _ => Self::Order,
        }
    }
}

/// How a call ended; open at first.
const OPEN: u8 = 0;
const SUCCEEDED: u8 = 1;
const FAILED_UNDONE: u8 = 2;
const FAILED_UNCLEAR: u8 = 3;

/// The books of a run.
pub(crate) struct Books {
    executions: Vec<AtomicU8>,
    ends: Vec<AtomicU8>,
    /// Marks that no call has.
    strangers: AtomicU64,
    /// Calls that ended twice.
    doubly_ended: AtomicU64,
    /// How often calls ended in which way.
    outcomes: Mutex<BTreeMap<String, u64>>,
}

impl Books {
    pub(crate) fn new(calls: usize) -> Self {
        let zeros = || {
            let places: Vec<_> = (0..calls).map(|_| AtomicU8::new(0)).collect();
            // Zeros cost no memory before they are written to, and are not to cost any while it is watched.
            for place in &places {
                place.store(0, Ordering::Relaxed);
            }
            places
        };
        Self {
            executions: zeros(),
            ends: zeros(),
            strangers: AtomicU64::new(0),
            doubly_ended: AtomicU64::new(0),
            outcomes: Mutex::default(),
        }
    }

    /// The service carries out the call with this mark.
    pub(crate) fn execute(&self, mark: &str) {
        match mark.parse().ok().and_then(|number: usize| self.executions.get(number)) {
            // Nobody repeats a call so often that this wraps.
            Some(count) => drop(count.fetch_add(1, Ordering::Relaxed)),
            None => drop(self.strangers.fetch_add(1, Ordering::Relaxed)),
        }
    }

    /// A call has ended.
    pub(crate) fn close(&self, number: u64, deed: Deed, error: Option<&Error>) {
        let end = match error {
            None => SUCCEEDED,
            // Of what changes nothing, no error says that the outcome is unknown. It was sent or not.
            Some(error) if error.is_outcome_unknown() || (deed == Deed::Look && error.was_sent()) => {
                FAILED_UNCLEAR
            }
            Some(_) => FAILED_UNDONE,
        };
        let place = usize::try_from(number).ok().and_then(|number| self.ends.get(number));
        if place.is_none_or(|place| place.swap(end, Ordering::Relaxed) != OPEN) {
            self.doubly_ended.fetch_add(1, Ordering::Relaxed);
        }
        let outcome = match error {
            None => format!("{deed:?}: done"),
            Some(error) => {
                let unknown = if error.is_outcome_unknown() { ", outcome unknown" } else { "" };
                let code = error.code().map(|code| format!(" {code}")).unwrap_or_default();
                format!("{deed:?}: {:?}{code}, {:?}{unknown}", error.kind(), error.stop_reason())
            }
        };
        let mut outcomes = self.outcomes.lock().unwrap_or_else(PoisonError::into_inner);
        *outcomes.entry(outcome).or_default() += 1;
    }

    /// Prints what is in the books, and says whether all is as it must be.
    pub(crate) fn audit(&self) -> bool {
        for (outcome, count) in &*self.outcomes.lock().unwrap_or_else(PoisonError::into_inner) {
            println!("{count:>9}  {outcome}");
        }
        let calls = || {
            (0..).zip(self.executions.iter().zip(&self.ends)).map(|(number, (done, end))| {
                (Deed::of(number), done.load(Ordering::Relaxed), end.load(Ordering::Relaxed))
            })
        };
        let violations = [
            ("calls that never ended", calls().filter(|(_, _, end)| *end == OPEN).count()),
            (
                "successes of which nothing was done",
                calls().filter(|(_, done, end)| *end == SUCCEEDED && *done == 0).count(),
            ),
            (
                "errors that deny what was done",
                calls().filter(|(_, done, end)| *end == FAILED_UNDONE && *done > 0).count(),
            ),
            (
                "calls done twice that must not be",
                calls()
                    .filter(|(deed, done, _)| matches!(deed, Deed::Run | Deed::Order) && *done > 1)
                    .count(),
            ),
        ];
        let counted = [
            ("executions of a call that nobody made", self.strangers.load(Ordering::Relaxed)),
            ("calls that ended twice", self.doubly_ended.load(Ordering::Relaxed)),
        ];
        let mut holds = true;
        let violations = violations.into_iter().map(|(what, count)| (what, count as u64));
        for (what, count) in violations.chain(counted) {
            println!("{}{what}: {count}", if count == 0 { "" } else { "VIOLATION: " });
            holds &= count == 0;
        }
        let unclear = calls().filter(|(deed, _, end)| *end == FAILED_UNCLEAR && *deed != Deed::Look);
        let (all, done) =
            unclear.fold((0, 0), |(all, done), (_, count, _)| (all + 1, done + u64::from(count > 0)));
        println!("of {all} calls with an unknown outcome, {done} were carried out");
        holds
    }
}
