//! What is sent again, and what is not, on a clock that tests move.

// A test fails by panicking, in its helpers as well.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod demo;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use car_api::credential::{Credential, CredentialError, ProvideCredentials};
use car_api::observe::{AttemptEnd, CallInfo, Observer, Throttle};
use car_api::retry::{Decision, RetryPolicy, RetryReason, StopReason};
use car_api::transport::{BoxFuture, Sent, TransportErrorKind};
use car_api::{CallOptions, Error};
use demo::{Client, NOW, OpenDoorRequest, Script, Step, WatchDoorRequest, builder, json, ok, reply};
use http::HeaderMap;
use tokio::time::Instant;

fn failure(code: &str) -> Step {
    json(&format!(r#"{{"Response":{{"Error":{{"Code":"{code}","Message":"no"}},"RequestId":"id"}}}}"#))
}

fn lost() -> Step {
    Step::Fail(TransportErrorKind::Broken, Sent::Maybe)
}

fn not_sent() -> Step {
    Step::Fail(TransportErrorKind::Connect, Sent::No)
}

fn client(steps: impl IntoIterator<Item = Step>) -> (Client, Script) {
    let script = Script::new(steps);
    (builder().retry(RetryPolicy::new()).transport(script.clone()).build().unwrap(), script)
}

fn request() -> OpenDoorRequest {
    OpenDoorRequest { door: "front".to_owned(), code: None }
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).unwrap().to_str().unwrap()
}

#[tokio::test(start_paused = true)]
async fn what_was_not_sent_or_was_refused_is_sent_again_whatever_the_action() {
    for step in [
        not_sent,
        || failure("RequestLimitExceeded"),
        || failure("RequestLimitExceeded.UinLimitExceeded"),
        || reply(429, &[], "slow down"),
    ] {
        let (client, script) = client([step(), step(), ok()]);
        assert_eq!(client.open_door().await.unwrap().opened_at, 1_500_000);
        assert_eq!(script.seen().len(), 3);
    }
}

#[tokio::test(start_paused = true)]
async fn what_may_have_been_done_is_sent_again_only_where_that_is_harmless() {
    for step in [
        lost,
        || Step::Never,
        || failure("InternalError"),
        || reply(502, &[("content-type", "text/html")], "<html>"),
        || json(r#"{"Response":{"Reque"#),
    ] {
        let (client, script) = client([step(), ok()]);
        client.send(WatchDoorRequest {}).await.unwrap();
        assert_eq!(script.seen().len(), 2);

        let (client, script) = self::client([step()]);
        let error = client.open_door().await.unwrap_err();
        assert_eq!(script.seen().len(), 1, "{error}");
        assert_eq!(error.stop_reason(), Some(StopReason::OutcomeUnknown));
        assert!(error.is_outcome_unknown() && error.was_sent());
        assert!(error.to_string().contains("outcome unknown: look before repeating it"), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_may_have_been_carried_out_is_not_forgotten_over_the_next() {
    // Whatever comes after the lost answer: deleting twice is harmless, but it may have been deleted.
    for last in
        [not_sent, || failure("FailedOperation.ApplicationNotFind"), || failure("RequestLimitExceeded")]
    {
        let script = Script::new([lost(), last()]);
        let car: car_api::Client = builder()
            .retry(RetryPolicy::new().max_attempts(2))
            .endpoint("http://127.0.0.1:8787")
            .transport(script.clone())
            .build()
            .unwrap();
        let error = car.delete_application().application_id("app-1").send().await.unwrap_err();
        assert_eq!(script.seen().len(), 2, "{error}");
        assert!(error.was_sent() && error.is_outcome_unknown(), "{error}");
        assert!(error.to_string().contains("outcome unknown: look before repeating it"), "{error}");
    }
    // Reading has no outcome to worry about, but it was sent.
    let (client, _script) = client([lost(), not_sent(), not_sent()]);
    let error = client.send(WatchDoorRequest {}).await.unwrap_err();
    assert!(error.was_sent() && !error.is_outcome_unknown(), "{error}");
    // What was refused was sent, and certainly not done.
    let (client, _script) = self::client([failure("RequestLimitExceeded"), not_sent(), not_sent()]);
    let error = client.open_door().await.unwrap_err();
    assert!(error.was_sent() && !error.is_outcome_unknown(), "{error}");
}

#[tokio::test(start_paused = true)]
async fn what_cannot_get_better_is_final() {
    for step in [
        failure("InvalidParameter"),
        failure("AuthFailure.SignatureFailure"),
        failure("SomethingNew"),
        reply(404, &[], ""),
        json(r#"{"Response":{"OpenedAt":[],"RequestId":"id"}}"#),
        Step::Fail(TransportErrorKind::TooLarge, Sent::Maybe),
    ] {
        let (client, script) = client([step]);
        let error = client.open_door().await.unwrap_err();
        assert_eq!((script.seen().len(), error.stop_reason()), (1, Some(StopReason::Pointless)), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_last_error_says_how_often_it_was_tried() {
    let (client, _script) = client([lost(), not_sent(), lost()]);
    let error = client.send(WatchDoorRequest {}).await.unwrap_err();
    assert_eq!((error.attempts(), error.stop_reason()), (3, Some(StopReason::AttemptsUsedUp)));
    assert_eq!(
        error.to_string(),
        "WatchDoor failed: the connection broke (after 3 attempts, may be repeated later)"
    );
}

#[tokio::test(start_paused = true)]
async fn a_call_can_have_a_policy_of_its_own() {
    let (client, script) = client([not_sent(), not_sent(), not_sent(), not_sent(), ok()]);
    let error = client.send_with(request(), CallOptions::new().retry(RetryPolicy::off())).await.unwrap_err();
    assert_eq!((error.attempts(), script.seen().len()), (1, 1));
    let five = CallOptions::new().retry(RetryPolicy::new().max_attempts(5));
    client.send_with(request(), five).await.unwrap();
    assert_eq!(script.seen().len(), 5);
}

#[tokio::test(start_paused = true)]
async fn the_pause_is_at_least_what_the_service_asks_for() {
    let (client, _script) = client([reply(429, &[("retry-after", "7")], ""), ok()]);
    let start = Instant::now();
    client.open_door().await.unwrap();
    assert!((7..9).contains(&start.elapsed().as_secs()), "{:?}", start.elapsed());

    let soon = "Wed, 27 Nov 2024 06:37:50 GMT"; // 11 s after the clock of these tests
    let (client, _script) = self::client([reply(429, &[("retry-after", soon)], ""), ok()]);
    let start = Instant::now();
    client.open_door().await.unwrap();
    assert_eq!(start.elapsed().as_secs(), 11);
}

#[tokio::test(start_paused = true)]
async fn no_attempt_begins_that_would_be_too_late() {
    let (client, script) = client([reply(429, &[("retry-after", "120")], ""), ok()]);
    let start = Instant::now();
    let error = client.open_door().await.unwrap_err();
    assert_eq!(error.stop_reason(), Some(StopReason::NoTimeLeft));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(120)));
    assert!(error.to_string().contains("no time left for another attempt"), "{error}");
    assert_eq!((script.seen().len(), start.elapsed()), (1, Duration::ZERO));
}

#[tokio::test(start_paused = true)]
async fn all_attempts_share_one_time_limit() {
    let (client, script) = client([Step::Never, Step::Never, Step::Never]);
    let options = CallOptions::new().timeout(Duration::from_secs(10)).attempt_timeout(Duration::from_secs(4));
    let start = Instant::now();
    let error = client.send_with(WatchDoorRequest {}, options).await.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!((script.seen().len(), start.elapsed()), (3, Duration::from_secs(10)));
}

#[tokio::test(start_paused = true)]
async fn a_client_that_fails_all_the_time_stops_repeating() {
    let script = Script::new((0..10).map(|_| not_sent()));
    let client: Client =
        builder().retry(RetryPolicy::new()).retry_budget(10).transport(script.clone()).build().unwrap();
    client.open_door().await.unwrap_err();
    assert_eq!(script.seen().len(), 3);
    let error = client.open_door().await.unwrap_err();
    assert_eq!((script.seen().len(), error.stop_reason()), (4, Some(StopReason::BudgetUsedUp)));
    assert!(error.to_string().contains("not repeated, because too many calls fail"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn each_attempt_is_signed_anew() {
    let (client, script) = client([not_sent(), ok()]);
    client.open_door().await.unwrap();
    let seen = script.seen();
    let expected =
        demo::authorization("demo", "demo.intl.tencentcloudapi.com", "OpenDoor", br#"{"Door":"front"}"#);
    // The clock stands still here, so both are the same.
    for request in seen {
        assert_eq!(header(&request.headers, "authorization"), expected);
    }
}

#[tokio::test(start_paused = true)]
async fn a_wrong_clock_is_set_right_once_and_stays_right() {
    let expired = || {
        let body =
            r#"{"Response":{"Error":{"Code":"AuthFailure.SignatureExpire","Message":"x"},"RequestId":"id"}}"#;
        // An hour after the clock of these tests.
        reply(200, &[("content-type", "application/json"), ("date", "Wed, 27 Nov 2024 07:37:39 GMT")], body)
    };
    let (client, script) = client([expired(), ok(), ok(), expired()]);
    client.open_door().await.unwrap();
    client.open_door().await.unwrap();
    let times: Vec<_> =
        script.seen().iter().map(|request| header(&request.headers, "x-tc-timestamp").to_owned()).collect();
    assert_eq!(times, [NOW, NOW + 3_600, NOW + 3_600].map(|time| time.to_string()));

    // The clocks agree now, so it must be something else.
    let error = client.open_door().await.unwrap_err();
    assert_eq!(error.stop_reason(), Some(StopReason::Pointless));
}

/// A source whose key is another each time that it is asked for a replacement.
#[derive(Debug, Default)]
struct Replaceable(AtomicUsize);

impl Replaceable {
    fn current(&self) -> Arc<Credential> {
        let number = self.0.load(Ordering::Relaxed);
        let credential = Credential::new(demo::ID, demo::KEY).unwrap();
        Arc::new(credential.with_token(format!("token-{number}")).unwrap())
    }
}

impl ProvideCredentials for Replaceable {
    fn provide(&self) -> BoxFuture<'_, Result<Arc<Credential>, CredentialError>> {
        Box::pin(std::future::ready(Ok(self.current())))
    }

    fn replace(
        &self,
        _rejected: &Arc<Credential>,
    ) -> BoxFuture<'_, Result<Arc<Credential>, CredentialError>> {
        self.0.fetch_add(1, Ordering::Relaxed);
        self.provide()
    }
}

#[tokio::test(start_paused = true)]
async fn a_rejected_token_is_replaced_once() {
    let stale = || failure("AuthFailure.TokenFailure");
    let script = Script::new([stale(), ok(), stale(), stale()]);
    let client: Client = builder()
        .credentials(Replaceable::default())
        .retry(RetryPolicy::new())
        .transport(script.clone())
        .build()
        .unwrap();
    client.open_door().await.unwrap();
    let tokens: Vec<_> =
        script.seen().iter().map(|request| header(&request.headers, "x-tc-token").to_owned()).collect();
    assert_eq!(tokens, ["token-0", "token-1"]);
    let error = client.open_door().await.unwrap_err();
    assert_eq!((script.seen().len(), error.stop_reason()), (4, Some(StopReason::Pointless)));
}

#[tokio::test(start_paused = true)]
async fn a_token_without_a_replacement_is_not_tried_again() {
    let (client, script) = client([failure("AuthFailure.TokenFailure")]);
    let error = client.open_door().await.unwrap_err();
    assert_eq!((script.seen().len(), error.stop_reason()), (1, Some(StopReason::Pointless)));
}

#[tokio::test(start_paused = true)]
async fn an_expired_key_is_never_sent() {
    let key = Credential::new(demo::ID, demo::KEY).unwrap();
    let key = key.with_expiry(std::time::UNIX_EPOCH + Duration::from_secs(NOW));
    let script = Script::new([]);
    let client: Client = builder()
        .credentials(car_api::credential::StaticCredentials::from(key))
        .retry(RetryPolicy::new())
        .transport(script.clone())
        .build()
        .unwrap();
    let error = client.open_door().await.unwrap_err();
    assert!(error.is_auth() && !error.was_sent(), "{error}");
    assert!(error.to_string().contains("have expired, so they were not sent"), "{error}");
    assert!(script.seen().is_empty());
}

/// Writes down what it is told.
#[derive(Debug, Default)]
struct Diary(Mutex<Vec<String>>);

impl Diary {
    fn add(&self, line: String) {
        self.0.lock().unwrap().push(line);
    }
}

impl Observer for Diary {
    fn attempt_started(&self, call: &CallInfo<'_>) {
        self.add(format!("{} {} at {}: start", call.action, call.attempt, call.host));
    }

    fn attempt_ended(&self, call: &CallInfo<'_>, end: &AttemptEnd<'_>) {
        let result = match end.result {
            Ok(request_id) => format!("answer {request_id}"),
            Err(error) => format!("{:?}", error.kind()),
        };
        self.add(format!("{} {}: {result} after {:?}", call.action, call.attempt, end.elapsed));
    }

    fn retry_decided(&self, call: &CallInfo<'_>, _error: &Error, decision: &Decision) {
        match decision {
            Decision::Retry { reason: RetryReason::Throttled, pause } => {
                assert!(*pause <= Duration::from_secs(1));
                self.add(format!("{}: again", call.attempt));
            }
            other => self.add(format!("{}: {other:?}", call.attempt)),
        }
    }

    fn throttled(&self, call: &CallInfo<'_>, throttle: &Throttle) {
        self.add(format!("{}: {throttle:?}", call.attempt));
    }
}

#[tokio::test(start_paused = true)]
async fn observers_see_each_attempt_and_each_decision() {
    let diary = Arc::new(Diary::default());
    let script = Script::new([
        failure("RequestLimitExceeded"),
        ok().after(Duration::from_secs(2)),
        failure("InvalidParameter"),
    ]);
    let client: Client = builder()
        .retry(RetryPolicy::new())
        .observer(Arc::clone(&diary))
        .observer(Arc::clone(&diary))
        .transport(script)
        .build()
        .unwrap();
    client.open_door().await.unwrap();
    client.open_door().await.unwrap_err();
    let seen = diary.0.lock().unwrap();
    let told: Vec<_> = seen.chunks(2).map(|pair| &pair[0]).collect();
    assert!(seen.chunks(2).all(|pair| pair[0] == pair[1]), "both are told: {seen:#?}");
    assert_eq!(
        told,
        [
            "OpenDoor 1 at demo.intl.tencentcloudapi.com: start",
            "OpenDoor 1: Service after 0ns",
            "1: Refused",
            "1: again",
            "OpenDoor 2 at demo.intl.tencentcloudapi.com: start",
            "OpenDoor 2: answer 4eb17e58-68da-4e9a-b298-0894723c9022 after 2s",
            "OpenDoor 1 at demo.intl.tencentcloudapi.com: start",
            "OpenDoor 1: Service after 0ns",
            "1: Stop(Pointless)",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn of_many_calls_with_a_wrong_clock_all_are_sent_again() {
    let expired = || {
        let body =
            r#"{"Response":{"Error":{"Code":"AuthFailure.SignatureExpire","Message":"x"},"RequestId":"id"}}"#;
        let date = ("date", "Wed, 27 Nov 2024 07:37:39 GMT");
        // They are all on their way before the first comes back.
        reply(200, &[("content-type", "application/json"), date], body).after(Duration::from_secs(1))
    };
    let (client, script) = client([expired(), expired(), expired(), ok(), ok(), ok()]);
    let calls = [client.open_door(), client.open_door(), client.open_door()].map(tokio::spawn);
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(script.seen().len(), 6);
}
