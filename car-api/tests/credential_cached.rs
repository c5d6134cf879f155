//! Fetched credentials: when they are fetched, how often, and what callers get meanwhile.

// A test fails by panicking, in its helpers as well.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod demo;
mod sources;

use std::sync::Arc;
use std::time::Duration;

use car_api::credential::{CachedCredentials, CredentialErrorKind, FetchCredentials, ProvideCredentials};
use car_api::observe::Observer;
use demo::{Client, Script, Step, json, ok, reply};
use sources::{Broken, HandClock, Heard, Recorder, Vault, cache};
use tokio::task::yield_now;

const HOUR: Duration = Duration::from_secs(3_600);

/// Lets tasks run until all of them wait for something.
async fn settle() {
    for _ in 0..50 {
        yield_now().await;
    }
}

#[tokio::test(start_paused = true)]
async fn the_same_credential_is_handed_out_until_it_is_time_for_the_next() {
    let (clock, vault) = (HandClock::new(), Vault::default());
    let cache = cache(&vault, &clock);
    let first = cache.provide().await.unwrap();
    clock.advance(Duration::from_secs(3_600 - 601));
    let again = cache.provide().await.unwrap();
    assert!(Arc::ptr_eq(&first, &again));
    assert_eq!(vault.fetches(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_call_shortly_before_the_end_goes_on_with_the_old_key_while_the_next_is_fetched() {
    let (clock, vault) = (HandClock::new(), Vault::default());
    let cache = cache(&vault, &clock);
    let first = cache.provide().await.unwrap();
    clock.advance(Duration::from_secs(3_600 - 299));
    let gate = vault.hold_back();
    let meanwhile = cache.provide().await.unwrap();
    assert!(Arc::ptr_eq(&first, &meanwhile), "it did not wait");
    settle().await;
    assert_eq!(vault.fetches(), 2);
    let meanwhile = cache.provide().await.unwrap();
    assert!(Arc::ptr_eq(&first, &meanwhile) && vault.fetches() == 2, "nor did it fetch once more");
    gate.notify_one();
    settle().await;
    assert_eq!(cache.provide().await.unwrap().secret_id(), "AKID-2");
}

#[tokio::test(start_paused = true)]
async fn once_it_has_expired_all_callers_wait_for_one_fetch() {
    let (clock, vault) = (HandClock::new(), Vault::default());
    let cache = Arc::new(cache(&vault, &clock));
    cache.provide().await.unwrap();
    clock.advance(HOUR);
    let gate = vault.hold_back();
    let callers: Vec<_> = (0..256)
        .map(|_| {
            let cache = Arc::clone(&cache);
            tokio::spawn(async move { cache.provide().await.unwrap() })
        })
        .collect();
    settle().await;
    assert!(callers.iter().all(|caller| !caller.is_finished()), "an expired key was handed out");
    gate.notify_one();
    let mut got = Vec::new();
    for caller in callers {
        got.push(caller.await.unwrap());
    }
    assert!(got.iter().all(|credential| Arc::ptr_eq(credential, &got[0])));
    assert_eq!((got[0].secret_id(), vault.fetches()), ("AKID-2", 2));
}

#[test]
fn one_fetch_at_a_time_on_several_threads() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap();
    let (clock, vault) = (HandClock::new(), Vault::default());
    let cache = Arc::new(cache(&vault, &clock));
    runtime.block_on(async {
        for round in 1..=20 {
            let callers: Vec<_> = (0..64)
                .map(|_| {
                    let cache = Arc::clone(&cache);
                    tokio::spawn(async move { cache.provide().await.unwrap().secret_id().to_owned() })
                })
                .collect();
            for caller in callers {
                assert_eq!(caller.await.unwrap(), format!("AKID-{round}"));
            }
            assert_eq!(vault.fetches(), round);
            clock.advance(HOUR);
        }
    });
    assert_eq!(vault.most_at_once(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_fetch_goes_on_without_the_caller_who_started_it() {
    let (clock, vault) = (HandClock::new(), Vault::default());
    let cache = cache(&vault, &clock);
    let gate = vault.hold_back();
    {
        let mut impatient = cache.provide();
        assert!(poll_once(&mut impatient).await.is_none());
    }
    let patient = cache.provide();
    gate.notify_one();
    assert_eq!(patient.await.unwrap().secret_id(), "AKID-1");
    assert_eq!(vault.fetches(), 1);
}

/// Polls once.
async fn poll_once<T>(future: &mut (impl Future<Output = T> + Unpin)) -> Option<T> {
    let mut future = std::pin::Pin::new(future);
    std::future::poll_fn(|context| {
        std::task::Poll::Ready(match future.as_mut().poll(context) {
            std::task::Poll::Ready(value) => Some(value),
            std::task::Poll::Pending => None,
        })
    })
    .await
}

#[test]
fn a_fetch_whose_runtime_is_gone_is_started_again_by_the_next_caller() {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (clock, vault) = (HandClock::new(), Vault::default());
    let cache = cache(&vault, &clock);
    let _gate = vault.hold_back();
    runtime().block_on(async {
        let mut call = cache.provide();
        assert!(poll_once(&mut call).await.is_none());
        settle().await;
    });
    assert_eq!(vault.fetches(), 1);
    vault.let_through();
    let credential = runtime().block_on(cache.provide()).unwrap();
    assert_eq!((credential.secret_id(), vault.fetches()), ("AKID-2", 2));
}

#[test]
fn those_who_wait_take_over_when_the_runtime_of_the_fetch_ends() {
    let (clock, vault) = (HandClock::new(), Vault::default());
    let cache = Arc::new(cache(&vault, &clock));
    let _gate = vault.hold_back();
    let first = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    first.block_on(async {
        let mut call = cache.provide();
        assert!(poll_once(&mut call).await.is_none());
        settle().await;
    });
    let second = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    second.block_on(async {
        let mut waiting = cache.provide();
        assert!(poll_once(&mut waiting).await.is_none());
        assert_eq!(vault.fetches(), 1, "it waits for the fetch that runs");
        vault.let_through();
        first.shutdown_background();
        assert_eq!(waiting.await.unwrap().secret_id(), "AKID-2");
    });
}

#[test]
fn those_who_wait_take_over_when_nothing_drives_the_fetch() {
    let (clock, vault) = (HandClock::new(), Vault::default());
    let cache = cache(&vault, &clock);
    let _gate = vault.hold_back();
    let stalled = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    stalled.block_on(async {
        let mut call = cache.provide();
        assert!(poll_once(&mut call).await.is_none());
        settle().await;
    });
    vault.let_through();
    let paused =
        tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    let credential = paused.block_on(cache.provide()).unwrap();
    assert_eq!((credential.secret_id(), vault.fetches()), ("AKID-2", 2));
    drop(stalled);
    assert_eq!(paused.block_on(cache.provide()).unwrap().secret_id(), "AKID-2", "its end changes nothing");
}

#[tokio::test(start_paused = true)]
async fn a_source_that_never_answers_is_given_up() {
    let clock = HandClock::new();
    let vault = Vault::default();
    let cache = cache(&vault, &clock);
    let _gate = vault.hold_back();
    let error = cache.provide().await.unwrap_err();
    assert_eq!(error.kind(), CredentialErrorKind::Unavailable);
    assert_eq!(error.to_string(), "Vault did not answer within 30 seconds");
}

#[tokio::test(start_paused = true)]
async fn a_source_that_panics_is_an_error_for_all() {
    let cache = Broken.cached();
    let error = cache.provide().await.unwrap_err();
    assert_eq!(error.to_string(), "fetching credentials from Broken was broken off");
}

#[tokio::test(start_paused = true)]
async fn a_failed_fetch_keeps_the_key_says_so_and_pauses() {
    let (clock, vault) = (HandClock::new(), Vault::default());
    let cache = cache(&vault, &clock);
    let recorder = Arc::new(Recorder::default());
    let observer: Arc<dyn Observer> = recorder.clone();
    cache.observe(&observer);
    cache.observe(&observer);
    let first = cache.provide().await.unwrap();
    let end = first.expires_at();
    vault.fail(true);
    clock.advance(Duration::from_secs(3_600 - 299));
    for _ in 0..10 {
        assert!(Arc::ptr_eq(&first, &cache.provide().await.unwrap()));
        settle().await;
    }
    assert_eq!(vault.fetches(), 2, "not at every call");
    clock.advance(Duration::from_secs(1));
    cache.provide().await.unwrap();
    settle().await;
    assert_eq!(vault.fetches(), 3);

    // At the end there is nothing left to keep.
    clock.advance(Duration::from_secs(298));
    let error = cache.provide().await.unwrap_err();
    assert_eq!(error.to_string(), "the vault is locked");
    assert_eq!(cache.provide().await.unwrap_err(), error, "without another fetch");
    assert_eq!(vault.fetches(), 4);
    vault.fail(false);
    clock.advance(Duration::from_secs(1));
    let next = cache.provide().await.unwrap();
    assert_eq!(next.secret_id(), "AKID-5");

    let locked = || "the vault is locked".to_owned();
    assert_eq!(
        recorder.heard(),
        [
            Heard::Renewed(end),
            Heard::Kept(end, locked()),
            Heard::Kept(end, locked()),
            Heard::Failed(locked()),
            Heard::Renewed(next.expires_at()),
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_refused_key_is_replaced_once_for_all_who_held_it() {
    let (clock, vault) = (HandClock::new(), Vault::default());
    let cache = Arc::new(cache(&vault, &clock));
    let refused = cache.provide().await.unwrap();
    let callers: Vec<_> = (0..32)
        .map(|_| {
            let (cache, refused) = (Arc::clone(&cache), Arc::clone(&refused));
            tokio::spawn(async move { cache.replace(&refused).await.unwrap() })
        })
        .collect();
    for caller in callers {
        assert_eq!(caller.await.unwrap().secret_id(), "AKID-2");
    }
    assert_eq!(cache.replace(&refused).await.unwrap().secret_id(), "AKID-2", "who comes late");
    assert_eq!(cache.provide().await.unwrap().secret_id(), "AKID-2");
    assert_eq!(vault.fetches(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_refused_key_that_cannot_be_replaced_is_an_error_and_no_reason_to_lose_it() {
    let (clock, vault) = (HandClock::new(), Vault::default());
    let cache = cache(&vault, &clock);
    let refused = cache.provide().await.unwrap();
    vault.fail(true);
    assert_eq!(cache.replace(&refused).await.unwrap_err().to_string(), "the vault is locked");
    assert!(Arc::ptr_eq(&refused, &cache.provide().await.unwrap()));
}

#[tokio::test(start_paused = true)]
async fn a_key_that_arrives_expired_is_put_down_to_the_clock() {
    let (clock, vault) = (HandClock::new(), Vault::default());
    let cache = cache(&vault, &clock);
    vault.end_in_the_past();
    let error = cache.provide().await.unwrap_err();
    assert_eq!(error.kind(), CredentialErrorKind::Unavailable);
    assert_eq!(
        error.to_string(),
        "the key that Vault gave expired 60 seconds ago by the clock of this machine: check the clock"
    );
}

/// A refusal, with the service's time in its head.
fn refusal(code: &str, date: &str) -> Step {
    let body = format!(r#"{{"Response":{{"Error":{{"Code":"{code}","Message":"no"}},"RequestId":"id"}}}}"#);
    reply(200, &[("content-type", "application/json"), ("date", date)], body)
}

/// The keys that signed what was sent.
fn signed_with(script: &Script) -> Vec<String> {
    let authorization = |request: &car_api::transport::HttpRequest| {
        request.headers["authorization"].to_str().unwrap().to_owned()
    };
    let key = |header: String| header.split(['=', '/']).nth(1).unwrap().to_owned();
    script.seen().iter().map(authorization).map(key).collect()
}

fn client(script: &Script, cache: CachedCredentials<Vault>, clock: &HandClock) -> Client {
    Client::builder().transport(script.clone()).credentials(cache).clock(clock.clone()).build().unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_call_whose_token_is_not_accepted_is_repeated_with_another_key() {
    let (clock, vault) = (HandClock::new(), Vault::default());
    let stale =
        json(r#"{"Response":{"Error":{"Code":"AuthFailure.TokenFailure","Message":"no"},"RequestId":"id"}}"#);
    let script = Script::new([ok(), stale, ok(), ok()]);
    let client = client(&script, cache(&vault, &clock), &clock);
    for _ in 0..3 {
        client.open_door().await.unwrap();
    }
    assert_eq!(signed_with(&script), ["AKID-1", "AKID-1", "AKID-2", "AKID-2"]);
}

#[tokio::test(start_paused = true)]
async fn a_key_that_has_expired_by_the_clock_of_the_service_is_replaced_before_it_is_sent() {
    let (machine, service, vault) = (HandClock::new(), HandClock::new(), Vault::default());
    let _ = cache(&vault, &service); // the vault goes by the service's clock
    service.advance(2 * HOUR); // and this machine's is two hours late
    let script =
        Script::new([refusal("AuthFailure.SignatureExpire", "Thu, 28 Nov 2024 02:00:00 GMT"), ok(), ok()]);
    let client = client(&script, CachedCredentials::with_clock(vault.clone(), machine.clone()), &machine);
    client.open_door().await.unwrap();
    machine.advance(HOUR);
    service.advance(HOUR);
    tokio::time::advance(HOUR).await; // nobody has set a clock
    client.open_door().await.unwrap();
    assert_eq!(signed_with(&script), ["AKID-1", "AKID-1", "AKID-2"]);
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_is_set_right_does_not_make_good_keys_look_expired() {
    let (machine, service, vault) = (HandClock::new(), HandClock::new(), Vault::default());
    let _ = cache(&vault, &service);
    service.advance(2 * HOUR);
    let script =
        Script::new([refusal("AuthFailure.SignatureExpire", "Thu, 28 Nov 2024 02:00:00 GMT"), ok(), ok()]);
    let client = client(&script, CachedCredentials::with_clock(vault.clone(), machine.clone()), &machine);
    client.open_door().await.unwrap();
    machine.advance(2 * HOUR); // somebody sets it; with the difference kept, it would be two hours early
    client.open_door().await.unwrap();
    assert_eq!(signed_with(&script), ["AKID-1", "AKID-1", "AKID-1"]);
}

#[test]
fn without_a_runtime_there_is_an_error_and_no_panic() {
    let (clock, vault) = (HandClock::new(), Vault::default());
    let cache = cache(&vault, &clock);
    let waker = std::task::Waker::noop();
    let mut call = cache.provide();
    let std::task::Poll::Ready(result) = call.as_mut().poll(&mut std::task::Context::from_waker(waker))
    else {
        panic!("it waits, though nothing drives it");
    };
    assert_eq!(
        result.unwrap_err().to_string(),
        "Vault needs a Tokio runtime, and there is none here: await the call inside one"
    );
}

#[tokio::test(start_paused = true)]
async fn what_was_fetched_is_not_shown() {
    let (clock, vault) = (HandClock::new(), Vault::default());
    let cache = cache(&vault, &clock);
    cache.provide().await.unwrap();
    let shown = format!("{cache:?}");
    assert!(shown.starts_with("CachedCredentials") && !shown.contains("sentinel"), "{shown}");
}

/// As where a blocking call stops the thread that drives the runtime of the fetch.
#[test]
fn a_fetch_on_a_runtime_that_is_not_driven_does_not_hold_up_those_on_another() {
    let runtime =
        || tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    let (clock, vault) = (HandClock::new(), Vault::default());
    let cache = Arc::new(cache(&vault, &clock));
    let (still, driven) = (runtime(), runtime());
    let first = still.spawn({
        let cache = Arc::clone(&cache);
        async move { cache.provide().await }
    });
    // The fetch begins, and goes no further.
    let gate = vault.hold_back();
    still.block_on(settle());
    assert_eq!(vault.fetches(), 1);
    vault.let_through();

    let others = driven.block_on(async {
        let callers: Vec<_> = (0..3)
            .map(|_| {
                let cache = Arc::clone(&cache);
                tokio::spawn(async move { cache.provide().await })
            })
            .collect();
        let mut keys = Vec::new();
        for caller in callers {
            keys.push(caller.await.unwrap().unwrap());
        }
        keys
    });
    assert_eq!(vault.fetches(), 2, "one of them lent a hand");
    assert!(others.iter().all(|key| key.secret_id() == "AKID-2"));

    // The first one ends too, once it is driven again, and changes nothing.
    gate.notify_one();
    let key = still.block_on(first).unwrap().unwrap();
    assert!(Arc::ptr_eq(&key, &others[0]));
    assert!(Arc::ptr_eq(&still.block_on(cache.provide()).unwrap(), &key));
}
