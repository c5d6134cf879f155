//! The mock: what a test says is what the client's caller sees, through signing and decoding.

mod offline_support;

use std::time::Duration;

use car_api::car::{
    Client, DescribeCosCredential, DescribeCosCredentialError, DescribeCosCredentialResponse,
};
use car_api::offline::{Fault, Mock};
use car_api::transport::{HttpReply, Sent, TransportErrorKind};
use car_api::{ErrorKind, ServiceClient};
use http::{HeaderMap, StatusCode};
use offline_support::GateClient;
use serde_json::{Map, json};

type Call = car_api::CallError<DescribeCosCredential>;

async fn call(client: &Client, application: &str) -> Result<DescribeCosCredentialResponse, Call> {
    client.describe_cos_credential().application_id(application).send().await
}

fn grant(path: &str) -> DescribeCosCredentialResponse {
    let mut grant = DescribeCosCredentialResponse::default();
    path.clone_into(&mut grant.path);
    grant
}

#[tokio::test]
async fn an_answer_can_depend_on_the_parameters() {
    let mock = Mock::new().on::<DescribeCosCredential>(|request| match request.application_id.as_str() {
        "none" => Err(Fault::api("FailedOperation.ApplicationNotFind", "no such application")),
        id => Ok(grant(&format!("1/{id}/a.zip"))),
    });
    let client: Client = mock.client().unwrap();
    assert_eq!(call(&client, "app-1").await.unwrap().path, "1/app-1/a.zip");
    let error = call(&client, "none").await.unwrap_err();
    assert_eq!(error.kind(), DescribeCosCredentialError::ApplicationNotFind);
    assert_eq!(error.message(), "no such application");
    assert!(error.request_id().is_some());
}

#[tokio::test]
async fn answers_take_turns_and_the_last_one_stays() {
    let mock = Mock::new()
        .fail::<DescribeCosCredential>("FailedOperation.ApplicationNotFind", "not yet")
        .times(2)
        .reply::<DescribeCosCredential>(grant("first"))
        .reply::<DescribeCosCredential>(grant("last"));
    let client: Client = mock.client().unwrap();
    let mut seen = Vec::new();
    for _ in 0..5 {
        seen.push(
            call(&client, "a").await.map_or_else(|error| error.message().to_owned(), |grant| grant.path),
        );
    }
    assert_eq!(seen, ["not yet", "not yet", "first", "last", "last"]);
}

#[tokio::test]
async fn a_counted_answer_is_used_up() {
    let mock = Mock::new().reply::<DescribeCosCredential>(grant("once")).times(1);
    let client: Client = mock.client().unwrap();
    assert_eq!(call(&client, "a").await.unwrap().path, "once");
    let error = call(&client, "a").await.unwrap_err();
    assert_eq!(error.code(), Some("Mock.UnexpectedCall"));
    assert!(error.message().contains("no answer left for DescribeCosCredential after 1 call"), "{error}");
    assert!(!error.is_retryable(), "{error}");
}

#[tokio::test]
async fn a_call_without_an_answer_says_what_there_is() {
    let client: Client = Mock::new().client().unwrap();
    let error = call(&client, "a").await.unwrap_err();
    assert_eq!(error.code(), Some("Mock.UnexpectedCall"));
    assert_eq!(
        error.message(),
        "the mock has no answer for DescribeCosCredential (2022-01-10); it has answers for: nothing"
    );

    let gates: GateClient = Mock::new().reply::<DescribeCosCredential>(grant("a")).client().unwrap();
    let error = gates.call_json("DescribeGates", json!({})).await.unwrap_err();
    assert_eq!(
        error.message(),
        "the mock has no answer for DescribeGates (2023-05-01); it has answers for: DescribeCosCredential"
    );
    // The same name in another service is another action.
    let error = gates.call_json("DescribeCosCredential", json!({})).await.unwrap_err();
    assert_eq!(error.code(), Some("Mock.UnexpectedCall"));
}

#[tokio::test]
async fn documented_examples_can_be_replied() {
    let mock = Mock::new().example::<DescribeCosCredential>(0).example::<DescribeCosCredential>(7);
    let client: Client = mock.client().unwrap();
    let documented = call(&client, "any").await.unwrap();
    assert_eq!(documented.cos_bucket, "examplebucket-1250000000");
    assert_eq!(documented.expired_time - documented.start_time, 7200);
    let error = call(&client, "any").await.unwrap_err();
    assert!(error.message().contains("none with the index 7"), "{error}");
}

#[tokio::test]
async fn a_request_id_is_made_unless_there_is_one() {
    let mut named = grant("a");
    named.request_id = "req-1".to_owned();
    let mock = Mock::new().reply::<DescribeCosCredential>(named).reply::<DescribeCosCredential>(grant("b"));
    let client: Client = mock.client().unwrap();
    assert_eq!(call(&client, "a").await.unwrap().request_id, "req-1");
    let (one, other) = (call(&client, "a").await.unwrap(), call(&client, "a").await.unwrap());
    assert_eq!(one.request_id.len(), 36);
    assert_ne!(one.request_id, other.request_id);
}

#[tokio::test]
async fn what_is_not_an_answer_of_the_service_can_be_played() {
    let retry_later = HttpReply {
        status: StatusCode::SERVICE_UNAVAILABLE,
        headers: HeaderMap::from_iter([(http::header::RETRY_AFTER, http::HeaderValue::from_static("1"))]),
        body: "<html>down for the night</html>".into(),
    };
    for (failure, kind, was_sent) in [
        (Fault::http(StatusCode::BAD_GATEWAY, "<html>"), ErrorKind::HttpStatus, true),
        (Fault::from(retry_later), ErrorKind::HttpStatus, true),
        (Fault::http(StatusCode::OK, "<html>"), ErrorKind::Malformed, true),
        (Fault::transport(TransportErrorKind::Connect, Sent::No), ErrorKind::Connect, false),
        (Fault::transport(TransportErrorKind::Broken, Sent::Maybe), ErrorKind::Broken, true),
    ] {
        let client: Client =
            Mock::new().fail_with::<DescribeCosCredential>(failure.clone()).client().unwrap();
        let error = call(&client, "a").await.unwrap_err();
        assert_eq!((error.as_error().kind(), error.was_sent()), (kind, was_sent), "{failure:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn silence_ends_with_the_clients_own_time_limit() {
    let mock = Mock::new().fail_with::<DescribeCosCredential>(Fault::silence());
    let client: Client = mock.client().unwrap();
    let limit = Duration::from_secs(5);
    let started = tokio::time::Instant::now();
    let error = client.describe_cos_credential().application_id("a").timeout(limit).send().await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert!(started.elapsed() >= limit);
}

#[tokio::test]
async fn actions_without_a_type_are_answered_by_name() {
    let mock = Mock::new().on_json("CloseGates", |parameters| {
        let name = parameters["Name"].as_str().ok_or_else(|| Fault::api("MissingParameter", "Name"))?;
        Ok(Map::from_iter([("Closed".to_owned(), json!([name]))]))
    });
    let gates: GateClient = mock.client().unwrap();
    let reply = gates.call_json("CloseGates", json!({"Name": "north"})).await.unwrap();
    assert_eq!(reply.body["Closed"], json!(["north"]));
    let error = gates.call_json("CloseGates", json!({})).await.unwrap_err();
    assert_eq!(error.code(), Some("MissingParameter"));
}

#[tokio::test]
async fn calls_are_recorded_as_they_were_sent() {
    let mock = Mock::new().reply::<DescribeCosCredential>(grant("a"));
    let client: Client = mock.client().unwrap();
    assert_eq!(client.core().service().name, "car");
    call(&client, "sentinel").await.unwrap();

    let calls = mock.calls();
    let [made] = calls.as_slice() else { panic!("{calls:?}") };
    assert_eq!(made.action(), "DescribeCosCredential");
    assert_eq!(*made.parameters(), json!({"ApplicationId": "sentinel"}));
    assert_eq!(made.header("X-TC-Version"), Some("2022-01-10"));
    let names: Vec<_> = made.header_names().collect();
    for name in ["authorization", "content-type", "x-tc-action", "x-tc-timestamp"] {
        assert!(names.contains(&name), "{names:?}");
    }
    // Values can be secrets: only names are shown.
    let shown = format!("{mock:?} {made:?}");
    assert!(shown.contains("ApplicationId") && shown.contains("authorization"), "{shown}");
    assert!(!shown.contains("sentinel") && !shown.contains("Credential="), "{shown}");
}
