//! Time limits, on a clock that tests move: nothing here waits.

// A test fails by panicking, in its helpers as well.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod demo;

use std::sync::Arc;
use std::time::Duration;

use car_api::credential::{Credential, CredentialError, CredentialErrorKind, ProvideCredentials};
use car_api::transport::BoxFuture;
use car_api::{CallOptions, ErrorKind};
use demo::{Client, OpenDoorRequest, Script, Step, WatchDoorRequest, builder, ok, scripted};
use tokio::time::Instant;

fn request() -> OpenDoorRequest {
    OpenDoorRequest { door: "front".to_owned(), code: None }
}

#[tokio::test(start_paused = true)]
async fn the_most_precise_limit_counts() {
    let never = || [Step::Never, Step::Never, Step::Never];

    let (client, _script) = scripted(never());
    let start = Instant::now();
    let error = client.open_door().await.unwrap_err();
    assert_eq!(start.elapsed(), Duration::from_secs(60), "the service's");
    assert_eq!(
        error.to_string(),
        "OpenDoor failed: it took longer than its limit of 60s (outcome unknown: look before repeating it)"
    );
    assert_eq!(error.as_error().kind(), ErrorKind::Timeout);
    assert!(error.is_timeout() && error.was_sent() && !error.is_retryable());
    assert_eq!(error.attempts(), 1);

    let start = Instant::now();
    let error = client.send(WatchDoorRequest {}).await.unwrap_err();
    assert_eq!(start.elapsed(), Duration::from_secs(25), "the action's, and 5 seconds for the way");
    assert!(error.is_retryable(), "watching changes nothing");

    let client: Client =
        builder().timeout(Duration::from_secs(7)).transport(Script::new(never())).build().unwrap();
    let start = Instant::now();
    client.send(WatchDoorRequest {}).await.unwrap_err();
    assert_eq!(start.elapsed(), Duration::from_secs(7), "the client's");

    let start = Instant::now();
    client.send_with(request(), CallOptions::new().timeout(Duration::from_millis(300))).await.unwrap_err();
    assert_eq!(start.elapsed(), Duration::from_millis(300), "the call's");

    let start = Instant::now();
    client.call_json("WatchDoor", serde_json::json!({})).timeout(Duration::from_secs(2)).await.unwrap_err();
    assert_eq!(start.elapsed(), Duration::from_secs(2), "the same for calls by name");
}

#[tokio::test(start_paused = true)]
async fn a_slow_answer_within_the_limit_is_an_answer() {
    let (client, _script) = scripted([ok().after(Duration::from_secs(59))]);
    assert!(client.open_door().await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_limit_beyond_all_measure_is_no_panic() {
    let (client, _script) = scripted([ok().after(Duration::from_secs(5))]);
    let options = CallOptions::new().timeout(Duration::MAX);
    assert!(client.send_with(request(), options).await.is_ok());
}

#[tokio::test]
async fn no_time_at_all() {
    let error = builder::<Client>().timeout(Duration::ZERO).transport(Script::new([])).build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Setup);
    assert!(error.to_string().contains("the timeout is zero"), "{error}");
}

/// A source that hangs, as a metadata service does where there is none.
#[derive(Debug)]
struct Hanging;

impl ProvideCredentials for Hanging {
    fn provide(&self) -> BoxFuture<'_, Result<Arc<Credential>, CredentialError>> {
        Box::pin(std::future::pending())
    }
}

#[tokio::test(start_paused = true)]
async fn credentials_that_do_not_come_use_up_the_same_limit() {
    let script = Script::new([]);
    let client: Client = builder().credentials(Hanging).transport(script.clone()).build().unwrap();
    let start = Instant::now();
    let error = client.open_door().await.unwrap_err();
    assert_eq!(start.elapsed(), Duration::from_secs(60));
    assert_eq!(
        error.to_string(),
        "OpenDoor failed: it took longer than its limit of 60s, waiting for credentials; it was not sent (may be \
         repeated later)"
    );
    assert!(!error.was_sent() && error.is_retryable());
    assert_eq!(error.attempts(), 0);
    assert!(script.seen().is_empty());
}

/// A source that is down.
#[derive(Debug)]
struct Down(CredentialErrorKind);

impl ProvideCredentials for Down {
    fn provide(&self) -> BoxFuture<'_, Result<Arc<Credential>, CredentialError>> {
        let error = CredentialError::new(self.0, "the metadata service does not answer");
        Box::pin(std::future::ready(Err(error)))
    }
}

#[tokio::test]
async fn credentials_that_fail() {
    for (kind, retryable) in [
        (CredentialErrorKind::Missing, false),
        (CredentialErrorKind::Invalid, false),
        (CredentialErrorKind::Unavailable, true),
    ] {
        let client: Client = builder().credentials(Down(kind)).transport(Script::new([])).build().unwrap();
        let error = client.open_door().await.unwrap_err();
        let note = if retryable { " (may be repeated later)" } else { "" };
        assert_eq!(error.to_string(), format!("OpenDoor failed: the metadata service does not answer{note}"));
        assert_eq!(error.as_error().kind(), ErrorKind::Credentials);
        assert!(error.is_auth() && !error.was_sent());
        assert_eq!(error.attempts(), 0);
        assert_eq!(error.is_retryable(), retryable, "{kind:?}");
    }
}

/// A source that takes its time, and is just about to answer when the time is over.
#[derive(Debug)]
struct Late(Arc<Credential>);

impl ProvideCredentials for Late {
    fn provide(&self) -> BoxFuture<'_, Result<Arc<Credential>, CredentialError>> {
        Box::pin(async {
            tokio::time::advance(Duration::from_secs(31)).await;
            Ok(Arc::clone(&self.0))
        })
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_whose_time_is_over_before_it_is_sent_does_not_blame_the_rate_limit() {
    let script = Script::new([]);
    let car: car_api::Client = builder()
        .credentials(Late(Arc::new(Credential::new("AKID", "key").unwrap())))
        .endpoint("http://127.0.0.1:8787")
        .transport(script.clone())
        .build()
        .unwrap();
    let call = car.describe_cos_credential().application_id("app-1").timeout(Duration::from_secs(30));
    let error = call.send().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "DescribeCosCredential failed: its time limit of 30s was over before it could be sent: give it more time (may \
         be repeated later)"
    );
    assert!(error.is_timeout() && !error.was_sent());
    assert!(script.seen().is_empty());
}
