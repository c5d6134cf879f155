//! The service of these tests: one action of each kind of repetition, and a book of what was done.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use car_api::Error;
use car_api::offline::Fault;
use car_api::retry::RetryPolicy;

/// The client that the macro makes.
#[allow(missing_docs, missing_debug_implementations, dead_code, unreachable_pub)]
pub mod client {
    car_api::generate! {
        specs = "tests/fixtures/errands",
    }
}

pub use client::{Client, DescribeErrand, OrderErrand, RunErrand, SetErrand};

/// Longer answers are refused by the clients of these tests.
pub const MAX_REPLY: usize = 64 * 1024;

/// An action, by what doing it twice means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Read-only.
    Look,
    /// Idempotent.
    Set,
    /// Twice is worse than once.
    Run,
    /// The same, but the service recognises a repetition by the token that the client gives each call.
    Order,
    /// The same with a token that the caller chose.
    NamedOrder,
}

impl Deed {
    pub const ALL: [Self; 5] = [Self::Look, Self::Set, Self::Run, Self::Order, Self::NamedOrder];

    /// Whether sending the same request twice has the effect of sending it once.
    pub fn may_be_sent_again(self) -> bool {
        self != Self::Run
    }

    /// Whether calling twice has the effect of calling once. Of two calls, each has a token of its own.
    pub fn may_be_called_again(self) -> bool {
        !matches!(self, Self::Run | Self::Order)
    }

    /// Whether the service does it only once, however often the same request comes.
    pub fn is_recognised(self) -> bool {
        matches!(self, Self::Order | Self::NamedOrder)
    }

    pub fn changes_something(self) -> bool {
        self != Self::Look
    }

    pub async fn call(self, client: &Client, mark: &str) -> Result<(), Error> {
        match self {
            Self::Look => drop(client.describe_errand().mark(mark).send().await?),
            Self::Set => drop(client.set_errand().mark(mark).send().await?),
            Self::Run => drop(client.run_errand().mark(mark).send().await?),
            Self::Order => drop(client.order_errand().mark(mark).send().await?),
            Self::NamedOrder => drop(client.order_errand().mark(mark).client_token(mark).send().await?),
        }
        Ok(())
    }

    /// Lets `fault` happen to the next call of this action.
    pub fn meets(self, faults: &car_api::offline::Faults, fault: Fault) {
        match self {
            Self::Look => faults.add::<DescribeErrand>(fault),
            Self::Set => faults.add::<SetErrand>(fault),
            Self::Run => faults.add::<RunErrand>(fault),
            Self::Order | Self::NamedOrder => faults.add::<OrderErrand>(fault),
        };
    }
}

/// So many attempts, without pauses.
pub fn at_once(attempts: u32) -> RetryPolicy {
    RetryPolicy::new().max_attempts(attempts).base_delay(Duration::ZERO).throttled_delay(Duration::ZERO)
}

/// How often each errand was run. One that comes with the token of another is that other.
#[derive(Debug, Default, Clone)]
pub struct Book(Arc<Mutex<Pages>>);

#[derive(Debug, Default)]
struct Pages {
    done: HashMap<String, u32>,
    tokens: HashSet<String>,
}

impl Book {
    pub fn enter(&self, mark: &str, token: Option<&str>) {
        let mut pages = self.0.lock().unwrap();
        if token.is_none_or(|token| pages.tokens.insert(token.to_owned())) {
            *pages.done.entry(mark.to_owned()).or_default() += 1;
        }
    }

    pub fn done(&self, mark: &str) -> u32 {
        self.0.lock().unwrap().done.get(mark).copied().unwrap_or_default()
    }
}
