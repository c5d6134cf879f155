//! What each sort of failure says, word for word: what happened, to what, and what to do.

// A test fails by panicking, in its helpers as well.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod demo;

use std::fmt::Write as _;
use std::num::NonZeroU32;
use std::time::{Duration, UNIX_EPOCH};

use car_api::credential::{Credential, NoCredentials, ProvideCredentials, StaticCredentials};
use car_api::retry::RetryPolicy;
use car_api::transport::{Sent, TransportErrorKind};
use car_api::{CallOptions, Endpoint, Error, ErrorKind, Pacing};
use demo::{
    Client, NOW, OpenDoorRequest, Script, Step, WatchDoorRequest, builder, json, ok, reply, scripted,
};

/// What opening a door, which is unsafe, says after this step.
async fn opening(step: Step) -> Error {
    scripted([step]).0.open_door().await.unwrap_err().into()
}

/// What watching it, which changes nothing, says after these steps, all repetitions made.
async fn watching(steps: [Step; 3]) -> Error {
    let client: Client = builder().retry(RetryPolicy::new()).transport(Script::new(steps)).build().unwrap();
    client.send(WatchDoorRequest {}).await.unwrap_err().into()
}

async fn with_credentials(credentials: impl ProvideCredentials + 'static) -> Error {
    let client: Client = builder().credentials(credentials).transport(Script::new([])).build().unwrap();
    client.open_door().await.unwrap_err().into()
}

/// What waiting for a version says that is in this state for ever.
async fn waiting(state: &str) -> Error {
    let versions = format!(
        r#"{{"Response":{{"Versions":[{{"ApplicationVersionId":"ver-1","ApplicationVersionStatus":"{state}"}}],
           "RequestId":"id-1"}}}}"#
    );
    let script = Script::new((0..9).map(|_| json(&versions)));
    let car: car_api::car::Client = builder().transport(script).build().unwrap();
    let wait = car.describe_application_version().application_id("app-1").wait_until_version_built("ver-1");
    wait.deadline(Duration::from_secs(2)).await.unwrap_err().into()
}

fn html(status: u16) -> Step {
    reply(status, &[("content-type", "text/html")], "<html>")
}

async fn all() -> Vec<(ErrorKind, Error)> {
    let request = || OpenDoorRequest { door: "front".to_owned(), code: None };
    let broken = || Step::Fail(TransportErrorKind::Broken, Sent::Maybe);
    let coded = |code: &str| {
        json(&format!(
            r#"{{"Response":{{"Error":{{"Code":"{code}","Message":"no such door"}},"RequestId":"id-1"}}}}"#
        ))
    };
    let expired =
        Credential::new(demo::ID, demo::KEY).unwrap().with_expiry(UNIX_EPOCH + Duration::from_secs(NOW));
    vec![
        (ErrorKind::Service, opening(coded("FailedOperation.DoorIsLocked")).await),
        (ErrorKind::Service, opening(coded("InternalError")).await),
        (ErrorKind::Service, opening(coded("SomethingNew")).await),
        (ErrorKind::Service, watching([(); 3].map(|()| coded("InternalError"))).await),
        (ErrorKind::Setup, Client::builder().build().unwrap_err()),
        (ErrorKind::Setup, builder::<Client>().endpoint("http://door.example.com").build().unwrap_err()),
        (ErrorKind::Setup, builder::<Client>().endpoint(Endpoint::Mainland).build().unwrap_err()),
        (ErrorKind::Setup, builder::<Client>().backup_endpoint(Endpoint::International).build().unwrap_err()),
        (ErrorKind::Setup, builder::<Client>().timeout(Duration::ZERO).build().unwrap_err()),
        (ErrorKind::Setup, builder::<Client>().region("a b").build().unwrap_err()),
        (ErrorKind::Request, {
            let (client, _script) = scripted([]);
            client.send_with(request(), CallOptions::new().region("!")).await.unwrap_err().into()
        }),
        (ErrorKind::Request, {
            let (client, _script) = scripted([]);
            client.call_json("Open Door", serde_json::json!({})).await.unwrap_err()
        }),
        (ErrorKind::Request, {
            let (client, _script) = scripted([]);
            let long = "x".repeat(10 * 1024 * 1024);
            client.send(OpenDoorRequest { door: long, code: None }).await.unwrap_err().into()
        }),
        (ErrorKind::Credentials, with_credentials(NoCredentials).await),
        (ErrorKind::Credentials, with_credentials(StaticCredentials::from(expired)).await),
        (ErrorKind::Connect, opening(Step::Fail(TransportErrorKind::Connect, Sent::No)).await),
        (ErrorKind::Timeout, {
            let (client, _script) = scripted([Step::Never]);
            let options = CallOptions::new().timeout(Duration::from_secs(3));
            client.send_with(request(), options).await.unwrap_err().into()
        }),
        (ErrorKind::Timeout, watching([Step::Never, Step::Never, ok()]).await),
        (ErrorKind::Timeout, {
            let pacing = Pacing::AtMost(NonZeroU32::MIN);
            let client: Client = builder().pacing(pacing).transport(Script::new([ok()])).build().unwrap();
            client.open_door().await.unwrap();
            let options = CallOptions::new().timeout(Duration::from_millis(300));
            client.send_with(request(), options).await.unwrap_err().into()
        }),
        (ErrorKind::Broken, opening(broken()).await),
        (ErrorKind::Broken, watching([broken(), broken(), broken()]).await),
        (ErrorKind::TooLarge, opening(Step::Fail(TransportErrorKind::TooLarge, Sent::Maybe)).await),
        (ErrorKind::Malformed, opening(json("{\"Response\":{")).await),
        (ErrorKind::Malformed, opening(json("[]")).await),
        (ErrorKind::Malformed, opening(json("{\"Response\":{\"RequestId\":\"id-1\"}}")).await),
        (ErrorKind::Malformed, opening(html(200)).await),
        (ErrorKind::Malformed, opening(reply(200, &[("content-encoding", "gzip")], "x")).await),
        (ErrorKind::Wait, waiting("Creating").await),
        (ErrorKind::Wait, waiting("CreateFailed").await),
        (ErrorKind::HttpStatus, opening(html(502)).await),
        (ErrorKind::HttpStatus, watching([html(503), html(503), html(503)]).await),
        (ErrorKind::HttpStatus, opening(html(429)).await),
        (ErrorKind::HttpStatus, opening(html(407)).await),
        (ErrorKind::HttpStatus, opening(html(404)).await),
        (ErrorKind::HttpStatus, opening(reply(302, &[("location", "https://login.example.com/")], "")).await),
    ]
}

#[tokio::test(start_paused = true)]
async fn each_sort_of_failure_says_what_happened_and_what_to_do() {
    let mut lines = String::new();
    for (kind, error) in all().await {
        assert_eq!(error.kind(), kind, "{error}");
        writeln!(lines, "{kind:?}\n    {error}").unwrap();
        if let Some(explanation) = error.explanation() {
            writeln!(lines, "    - {explanation}").unwrap();
        }
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/error-texts.txt");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(path, &lines).unwrap();
    }
    let expected = std::fs::read_to_string(path).unwrap();
    assert_eq!(lines, expected, "if the change is meant, run the test again with BLESS=1");
}

/// A sort of failure that is not in the table would have a text that nobody has read.
#[tokio::test(start_paused = true)]
async fn no_sort_of_failure_is_left_out() {
    let seen: Vec<_> = all().await.into_iter().map(|(kind, _)| kind).collect();
    for kind in [
        ErrorKind::Service,
        ErrorKind::Setup,
        ErrorKind::Request,
        ErrorKind::Credentials,
        ErrorKind::Connect,
        ErrorKind::Timeout,
        ErrorKind::Broken,
        ErrorKind::TooLarge,
        ErrorKind::Malformed,
        ErrorKind::HttpStatus,
        ErrorKind::Wait,
    ] {
        assert!(seen.contains(&kind), "{kind:?}");
    }
}
