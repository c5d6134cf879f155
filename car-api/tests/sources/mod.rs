//! A source of credentials, a clock and an observer that the tests hold in their hands.

// Each test file uses the part that it is about.
#![allow(dead_code, unreachable_pub)]

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use car_api::credential::{
    CachedCredentials, Credential, CredentialError, CredentialErrorKind, FetchCredentials,
};
use car_api::observe::{CredentialRefresh, Observer, RefreshOutcome};
use car_api::time::Clock;
use car_api::transport::BoxFuture;
use tokio::sync::Notify;

/// A clock that stands still until it is moved.
#[derive(Debug, Clone)]
pub struct HandClock(Arc<Mutex<SystemTime>>);

impl HandClock {
    pub fn new() -> Self {
        Self(Arc::new(Mutex::new(UNIX_EPOCH + Duration::from_secs(1_732_752_000))))
    }

    pub fn advance(&self, by: Duration) {
        *self.0.lock().unwrap() += by;
    }
}

impl Clock for HandClock {
    fn now(&self) -> SystemTime {
        *self.0.lock().unwrap()
    }
}

/// A source that numbers its keys. Each lives for an hour.
#[derive(Debug, Clone, Default)]
pub struct Vault(Arc<Inside>);

#[derive(Debug, Default)]
struct Inside {
    clock: Mutex<Option<HandClock>>,
    fetches: AtomicUsize,
    at_once: AtomicUsize,
    most_at_once: AtomicUsize,
    fails: AtomicBool,
    in_the_past: AtomicBool,
    gate: Mutex<Option<Arc<Notify>>>,
}

/// A cache around `vault`, with the same clock for both.
pub fn cache(vault: &Vault, clock: &HandClock) -> CachedCredentials<Vault> {
    *vault.0.clock.lock().unwrap() = Some(clock.clone());
    CachedCredentials::with_clock(vault.clone(), clock.clone())
}

impl Vault {
    pub fn fetches(&self) -> usize {
        self.0.fetches.load(Ordering::SeqCst)
    }

    pub fn most_at_once(&self) -> usize {
        self.0.most_at_once.load(Ordering::SeqCst)
    }

    pub fn fail(&self, fails: bool) {
        self.0.fails.store(fails, Ordering::SeqCst);
    }

    pub fn end_in_the_past(&self) {
        self.0.in_the_past.store(true, Ordering::SeqCst);
    }

    /// From now on each fetch needs a permit of the gate.
    pub fn hold_back(&self) -> Arc<Notify> {
        let gate = Arc::new(Notify::new());
        *self.0.gate.lock().unwrap() = Some(Arc::clone(&gate));
        gate
    }

    /// Fetches that start from now on need none.
    pub fn let_through(&self) {
        *self.0.gate.lock().unwrap() = None;
    }

    fn key(&self, number: usize) -> Credential {
        let now = self.0.clock.lock().unwrap().as_ref().unwrap().now();
        let end = if self.0.in_the_past.load(Ordering::SeqCst) {
            now - Duration::from_secs(60)
        } else {
            now + Duration::from_secs(3_600)
        };
        Credential::new(format!("AKID-{number}"), "sentinel-key").unwrap().with_expiry(end)
    }
}

impl FetchCredentials for Vault {
    fn fetch(&self) -> BoxFuture<'_, Result<Credential, CredentialError>> {
        Box::pin(async move {
            let number = self.0.fetches.fetch_add(1, Ordering::SeqCst) + 1;
            let at_once = self.0.at_once.fetch_add(1, Ordering::SeqCst) + 1;
            self.0.most_at_once.fetch_max(at_once, Ordering::SeqCst);
            let gate = self.0.gate.lock().unwrap().clone();
            match gate {
                Some(gate) => gate.notified().await,
                None => tokio::task::yield_now().await,
            }
            self.0.at_once.fetch_sub(1, Ordering::SeqCst);
            if self.0.fails.load(Ordering::SeqCst) {
                return Err(CredentialError::new(CredentialErrorKind::Unavailable, "the vault is locked"));
            }
            Ok(self.key(number))
        })
    }

    fn name(&self) -> &'static str {
        "Vault"
    }
}

/// A source with a bug.
#[derive(Debug)]
pub struct Broken;

impl FetchCredentials for Broken {
    fn fetch(&self) -> BoxFuture<'_, Result<Credential, CredentialError>> {
        Box::pin(async { panic!("on purpose") })
    }

    fn name(&self) -> &'static str {
        "Broken"
    }
}

/// What an observer was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    Renewed(Option<SystemTime>),
    Kept(Option<SystemTime>, String),
    Failed(String),
}

/// Writes down what it is told.
#[derive(Debug, Default)]
pub struct Recorder(Mutex<Vec<Heard>>);

impl Recorder {
    pub fn heard(&self) -> Vec<Heard> {
        self.0.lock().unwrap().clone()
    }
}

impl Observer for Recorder {
    fn credential_refreshed(&self, refresh: &CredentialRefresh<'_>) {
        self.0.lock().unwrap().push(match refresh.outcome {
            RefreshOutcome::Renewed { expires_at } => Heard::Renewed(expires_at),
            RefreshOutcome::Kept { expires_at, error } => Heard::Kept(expires_at, error.to_string()),
            RefreshOutcome::Failed { error } => Heard::Failed(error.to_string()),
            other => panic!("a new outcome: {other:?}"),
        });
    }
}
