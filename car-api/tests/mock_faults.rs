//! Faults in the mock: what a transport would show is what the client's caller sees.

#![allow(clippy::unwrap_used, reason = "what goes wrong in a helper of a test is a failure of the test")]

mod offline_support;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use car_api::car::{Client, DescribeCosCredential, DescribeCosCredentialResponse};
use car_api::credential::StaticCredentials;
use car_api::offline::{Fault, Mock};
use car_api::retry::RetryPolicy;
use car_api::transport::{Sent, TransportErrorKind};
use car_api::{Config, Error, ErrorKind, Pacing};
use offline_support::weather::{MAX_REPLY, cases};
use offline_support::{GateClient, NOW, StoppedAt};
use tokio::time::Instant;

fn client(mock: &Mock) -> Client {
    let config = Config::builder()
        .credentials(StaticCredentials::new("AKIDtest", "key").unwrap())
        .max_reply_bytes(MAX_REPLY)
        .pacing(Pacing::Off)
        .retry(RetryPolicy::off())
        .transport(mock.clone())
        .build()
        .unwrap();
    Client::new(&config).unwrap()
}

async fn call(client: &Client) -> Result<DescribeCosCredentialResponse, Error> {
    Ok(client.describe_cos_credential().application_id("app-1").send().await?)
}

/// A mock that counts how often its answer was asked for, which is how often a call was carried out.
fn counting() -> (Mock, Arc<AtomicU64>) {
    let executed = Arc::new(AtomicU64::new(0));
    let counter = Arc::clone(&executed);
    let mock = Mock::new().on::<DescribeCosCredential>(move |_| {
        counter.fetch_add(1, Ordering::Relaxed);
        let mut grant = DescribeCosCredentialResponse::default();
        "answered".clone_into(&mut grant.path);
        Ok(grant)
    });
    (mock, executed)
}

#[tokio::test]
async fn every_fault_comes_to_what_a_client_would_see() {
    for case in cases() {
        let (mock, executed) = counting();
        let mock = mock.fault::<DescribeCosCredential>(case.fault.clone());
        let car = client(&mock);
        let outcome = call(&car).await;
        assert_eq!(executed.load(Ordering::Relaxed), u64::from(case.executed), "{case:?}");
        match (&outcome, case.kind) {
            (Ok(grant), None) => assert_eq!(grant.path, "answered", "{case:?}"),
            (Err(error), Some(kind)) => {
                assert_eq!((error.kind(), error.code()), (kind, case.code), "{case:?}: {error}");
                assert_eq!(error.http_status(), case.status, "{case:?}: {error}");
                assert!(error.was_sent(), "{case:?}: {error}");
            }
            _ => panic!("{case:?}: {outcome:?}"),
        }
        // It happened once, and the answer is there for the next call.
        assert_eq!(call(&car).await.unwrap().path, "answered", "{case:?}");
        assert_eq!(mock.faults().happened(), 1);
    }
}

#[tokio::test]
async fn a_call_that_cannot_have_arrived_says_so() {
    let (mock, executed) = counting();
    let error = call(&client(&mock.fault::<DescribeCosCredential>(Fault::unreachable()))).await.unwrap_err();
    assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Connect, false));
    assert_eq!(executed.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn an_answer_that_is_kept_whole_may_not_be_nested_without_end() {
    let mock = Mock::new().on_json("DescribeGates", |_| Ok(serde_json::Map::new()));
    mock.faults().add_named("DescribeGates", Fault::deeply_nested(10_000));
    let gates: GateClient = mock.client().unwrap();
    let call = gates.call_json("DescribeGates", serde_json::json!({})).retry(RetryPolicy::off());
    assert_eq!(call.await.unwrap_err().kind(), ErrorKind::Malformed);
}

#[tokio::test]
async fn faults_take_turns_as_often_as_they_say() {
    let (mock, _) = counting();
    let mock = mock
        .fault::<DescribeCosCredential>(Fault::api("FailedOperation.One", "").times(2))
        .fault::<DescribeCosCredential>(Fault::api("FailedOperation.Two", ""));
    let car = client(&mock);
    let mut codes = Vec::new();
    for _ in 0..5 {
        codes.push(
            call(&car).await.err().and_then(|error| error.code().map(str::to_owned)).unwrap_or_default(),
        );
    }
    assert_eq!(codes, ["FailedOperation.One", "FailedOperation.One", "FailedOperation.Two", "", ""]);

    mock.faults().add_any(Fault::api("FailedOperation.Down", "").always());
    for _ in 0..5 {
        assert_eq!(call(&car).await.unwrap_err().code(), Some("FailedOperation.Down"));
    }
    mock.faults().clear();
    call(&car).await.unwrap();
    assert_eq!(mock.calls().len(), 11);
}

#[tokio::test]
async fn a_fault_in_the_place_of_an_answer_takes_its_turn_like_one() {
    let mock = Mock::new()
        .fail_with::<DescribeCosCredential>(Fault::lost_request().times(2))
        .fail_with::<DescribeCosCredential>(Fault::wrong_content_type())
        .fail_with::<DescribeCosCredential>(Fault::transport(TransportErrorKind::Timeout, Sent::Maybe));
    let car = client(&mock);
    for _ in 0..2 {
        assert_eq!(call(&car).await.unwrap_err().kind(), ErrorKind::Broken);
    }
    // What is spoilt is the answer of the documented example.
    assert_eq!(call(&car).await.unwrap().cos_bucket, "examplebucket-1250000000");
    for _ in 0..2 {
        assert!(call(&car).await.unwrap_err().is_timeout());
    }
}

#[tokio::test(start_paused = true)]
async fn late_and_slow_answers_take_their_time() {
    let (mock, _) = counting();
    let mock = mock
        .fault::<DescribeCosCredential>(Fault::delay(Duration::from_secs(3)))
        .fault::<DescribeCosCredential>(Fault::slow(1, Duration::from_millis(10)))
        .fault::<DescribeCosCredential>(Fault::lost_answer().delayed(Duration::from_secs(7)));
    let car = client(&mock);

    let started = Instant::now();
    call(&car).await.unwrap();
    assert_eq!(started.elapsed(), Duration::from_secs(3));

    let started = Instant::now();
    call(&car).await.unwrap();
    // An answer of the example's kind has some hundred bytes.
    assert!(started.elapsed() > Duration::from_secs(1), "{:?}", started.elapsed());

    let started = Instant::now();
    assert_eq!(call(&car).await.unwrap_err().kind(), ErrorKind::Broken);
    assert_eq!(started.elapsed(), Duration::from_secs(7));
}

#[tokio::test(start_paused = true)]
async fn a_call_can_be_carried_out_and_never_answered() {
    let (mock, executed) = counting();
    let mock = mock.fault::<DescribeCosCredential>(Fault::silence().executed());
    let error = call(&client(&mock)).await.unwrap_err();
    assert!(error.is_timeout() && error.was_sent(), "{error}");
    assert_eq!(executed.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn a_wrong_clock_is_wrong_by_the_mocks_own() {
    let (mock, executed) = counting();
    let mock = mock
        .clock(StoppedAt(NOW))
        .fault::<DescribeCosCredential>(Fault::clock_behind(Duration::from_secs(3600)).always());
    let right = |seconds| {
        let config = Config::builder()
            .credentials(StaticCredentials::new("AKIDtest", "key").unwrap())
            .clock(StoppedAt(seconds))
            .pacing(Pacing::Off)
            .retry(RetryPolicy::off())
            .transport(mock.clone())
            .build()
            .unwrap();
        Client::new(&config).unwrap()
    };
    let error = call(&right(NOW)).await.unwrap_err();
    assert_eq!(error.code(), Some("AuthFailure.SignatureExpire"));
    assert!(error.message().contains("2022-01-09T23:00:00Z"), "{error}");
    // Whoever follows the service's clock is answered.
    call(&right(NOW - 3600)).await.unwrap();
    assert_eq!(executed.load(Ordering::Relaxed), 1);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_repeats_gets_through_and_sets_its_clock() {
    let (mock, executed) = counting();
    let hour = Duration::from_secs(3600);
    let mock = mock
        .fault::<DescribeCosCredential>(Fault::throttled().times(2))
        .fault::<DescribeCosCredential>(Fault::clock_ahead(hour).always());
    let policy = RetryPolicy::new().max_attempts(4);
    let call = mock.client::<Client>().unwrap().describe_cos_credential().application_id("a").retry(policy);
    assert_eq!(call.send().await.unwrap().path, "answered");
    let calls = mock.calls();
    let times: Vec<u64> =
        calls.iter().map(|call| call.header("x-tc-timestamp").unwrap().parse().unwrap()).collect();
    assert_eq!((times.len(), executed.load(Ordering::Relaxed)), (4, 1));
    assert!(times[3] - times[2] >= 3599, "{times:?}");
}

#[tokio::test]
async fn the_same_seed_gives_the_same_weather() {
    let run = async |seed| {
        let (mock, executed) = counting();
        let car = client(&mock.clone().faults_per_thousand(200, seed));
        let mut kinds = Vec::new();
        for _ in 0..200 {
            kinds.push(call(&car).await.err().map(|error| error.kind()));
        }
        assert!(mock.faults().happened() > 0);
        (kinds, executed.load(Ordering::Relaxed), mock.faults().happened())
    };
    let (kinds, executed, happened) = run(7).await;
    assert_eq!((kinds.clone(), executed, happened), run(7).await);
    assert_ne!(kinds, run(8).await.0);
    let failed = kinds.iter().flatten().count() as u64;
    assert_eq!(failed, happened);
    // Some that failed were carried out all the same.
    assert!(executed > 200 - failed && executed < 200, "{executed} of 200, {failed} failed");
}
