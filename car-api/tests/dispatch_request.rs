//! What a call sends.

// A test fails by panicking, in its helpers as well.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod demo;

use std::future::Future;
use std::time::Duration;

use car_api::credential::{Credential, StaticCredentials};
use car_api::transport::HttpRequest;
use car_api::{CallOptions, Config, Endpoint, ErrorKind, Language, ServiceClient};
use demo::{
    Client, ID, KEY, NOW, OpenDoorRequest, OtherClient, RegionalClient, Script, Stopped, builder, ok,
    scripted,
};

fn header<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    request.headers.get(name).map(|value| value.to_str().unwrap())
}

#[tokio::test]
async fn a_plain_call() {
    let (client, script) = scripted([ok()]);
    let answer = client.open_door().await.unwrap();
    assert_eq!(answer.opened_at, 1_500_000);
    assert_eq!(answer.request_id, "4eb17e58-68da-4e9a-b298-0894723c9022");

    let request = script.only();
    assert_eq!(request.url.as_str(), "https://demo.intl.tencentcloudapi.com/");
    assert_eq!(&request.body[..], br#"{"Door":"front"}"#);
    let mut names: Vec<_> = request.headers.keys().map(http::HeaderName::as_str).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        ["authorization", "content-type", "user-agent", "x-tc-action", "x-tc-timestamp", "x-tc-version"]
    );
    assert_eq!(header(&request, "content-type"), Some("application/json"));
    assert_eq!(header(&request, "x-tc-action"), Some("OpenDoor"));
    assert_eq!(header(&request, "x-tc-version"), Some("2022-01-10"));
    assert_eq!(header(&request, "x-tc-timestamp"), Some("1732689459"));
    assert_eq!(header(&request, "user-agent"), Some(concat!("car-api/", env!("CARGO_PKG_VERSION"))));
    let expected = demo::authorization("demo", "demo.intl.tencentcloudapi.com", "OpenDoor", &request.body);
    assert_eq!(header(&request, "authorization"), Some(expected.as_str()));
    assert!(request.headers["authorization"].is_sensitive());
}

#[tokio::test]
async fn settings_show_in_the_headers() {
    let credential = Credential::new(ID, KEY).unwrap().with_token("session-token").unwrap();
    let script = Script::new([ok()]);
    let client: Client = builder()
        .credentials(StaticCredentials::from(credential))
        .region("ap-guangzhou")
        .language(Language::English)
        .user_agent_suffix("door-opener/1.2")
        .transport(script.clone())
        .build()
        .unwrap();
    client.open_door().await.unwrap();

    let request = script.only();
    assert_eq!(header(&request, "x-tc-region"), Some("ap-guangzhou"));
    assert_eq!(header(&request, "x-tc-language"), Some("en-US"));
    assert_eq!(header(&request, "x-tc-token"), Some("session-token"));
    assert!(request.headers["x-tc-token"].is_sensitive());
    assert!(header(&request, "user-agent").unwrap().ends_with(" door-opener/1.2"));
}

#[tokio::test]
async fn options_of_a_call_come_before_those_of_the_client() {
    let script = Script::new([ok(), ok()]);
    let client: Client = builder()
        .region("ap-guangzhou")
        .language(Language::English)
        .transport(script.clone())
        .build()
        .unwrap();
    let options = CallOptions::new()
        .region("ap-singapore")
        .language(Language::Chinese)
        .endpoint("http://127.0.0.1:8787");
    let request = OpenDoorRequest { door: "back".to_owned(), code: None };
    client.send_with(request, options).await.unwrap();
    client.open_door().await.unwrap();

    let seen = script.seen();
    assert_eq!(seen[0].url.as_str(), "http://127.0.0.1:8787/");
    assert_eq!(header(&seen[0], "x-tc-region"), Some("ap-singapore"));
    assert_eq!(header(&seen[0], "x-tc-language"), Some("zh-CN"));
    let expected = demo::authorization("demo", "127.0.0.1:8787", "OpenDoor", &seen[0].body);
    assert_eq!(header(&seen[0], "authorization"), Some(expected.as_str()));

    assert_eq!(seen[1].url.as_str(), "https://demo.intl.tencentcloudapi.com/");
    assert_eq!(header(&seen[1], "x-tc-region"), Some("ap-guangzhou"));
}

#[tokio::test]
async fn one_configuration_serves_several_services() {
    let script = Script::new([ok(), ok()]);
    let config = Config::builder()
        .credentials(StaticCredentials::new(ID, KEY).unwrap())
        .clock(Stopped(NOW))
        .endpoint(Endpoint::Internal)
        .transport(script.clone())
        .build()
        .unwrap();
    let demo = Client::new(&config).unwrap();
    let other = OtherClient::new(&config).unwrap();
    demo.open_door().await.unwrap();
    other.call_json("ListDoors", serde_json::json!({})).await.unwrap();

    let seen = script.seen();
    assert_eq!(seen[0].url.as_str(), "https://demo.internal.tencentcloudapi.com/");
    assert_eq!(seen[1].url.as_str(), "https://other.internal.tencentcloudapi.com/");
    let expected =
        demo::authorization("other", "other.internal.tencentcloudapi.com", "ListDoors", &seen[1].body);
    assert_eq!(header(&seen[1], "authorization"), Some(expected.as_str()));
}

#[tokio::test]
async fn a_region_is_demanded_where_the_service_needs_one() {
    let script = Script::new([ok()]);
    let client: RegionalClient = builder().transport(script.clone()).build().unwrap();
    let request = OpenDoorRequest { door: "front".to_owned(), code: None };
    let error = client.send(request.clone()).await.unwrap_err();
    assert_eq!(error.as_error().kind(), ErrorKind::Request);
    assert_eq!(
        error.to_string(),
        "OpenDoor failed: Demonstration needs a region: set one on the call or the client with `region`, such as \
         `ap-guangzhou`"
    );
    assert!(!error.was_sent());
    assert_eq!(error.attempts(), 0);
    assert!(script.seen().is_empty());

    client.send_with(request, CallOptions::new().region("ap-guangzhou")).await.unwrap();
}

#[tokio::test]
async fn what_cannot_be_sent_is_not_sent() {
    let (client, script) = scripted([]);
    let request = || OpenDoorRequest { door: "front".to_owned(), code: None };

    let large = OpenDoorRequest { door: "x".repeat(10 * 1024 * 1024), code: None };
    let error = client.send(large).await.unwrap_err();
    assert!(error.to_string().contains("10485771 bytes and the service takes at most 10485760"), "{error}");

    let error = client.send_with(request(), CallOptions::new().region("ap guangzhou\r\n")).await.unwrap_err();
    assert!(error.to_string().contains("is not a region"), "{error}");

    let error =
        client.send_with(request(), CallOptions::new().endpoint("http://car.example.com")).await.unwrap_err();
    assert!(error.to_string().contains("unencrypted"), "{error}");
    assert_eq!(error.as_error().kind(), ErrorKind::Request);

    let error =
        client.send_with(request(), CallOptions::new().endpoint(Endpoint::Mainland)).await.unwrap_err();
    assert!(error.to_string().contains("no host at the mainland site"), "{error}");

    assert!(script.seen().is_empty());
}

#[tokio::test]
async fn a_request_of_another_service_is_refused() {
    let script = Script::new([]);
    let other: OtherClient = builder().transport(script.clone()).build().unwrap();
    let request = OpenDoorRequest { door: "front".to_owned(), code: None };
    let error = other.send(request).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "OpenDoor failed: it is an action of `demo` version 2022-01-10, and this is the client of `other` version \
         2022-01-10: use the other client"
    );
    assert!(script.seen().is_empty());
}

#[tokio::test]
async fn the_largest_request_that_the_service_takes_is_sent() {
    let (client, script) = scripted([ok()]);
    let envelope = r#"{"Door":""}"#.len();
    let request = OpenDoorRequest { door: "x".repeat(10 * 1024 * 1024 - envelope), code: None };
    client.send(request).await.unwrap();
    assert_eq!(script.only().body.len(), 10 * 1024 * 1024);
}

#[tokio::test]
async fn each_call_is_dated_by_the_clock() {
    let script = Script::new([ok()]);
    let client: Client = builder().clock(Stopped(1_732_751_999)).transport(script.clone()).build().unwrap();
    client.open_door().await.unwrap();
    let request = script.only();
    assert_eq!(header(&request, "x-tc-timestamp"), Some("1732751999"));
    assert!(header(&request, "authorization").unwrap().contains("/2024-11-27/demo/tc3_request,"));
}

#[test]
fn outside_a_runtime_there_is_an_error_and_no_panic() {
    let (client, _script) = scripted([]);
    let mut call = std::pin::pin!(client.open_door());
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(Err(error)) = call.as_mut().poll(&mut context) else { panic!("no error") };
    assert_eq!(
        error.to_string(),
        "OpenDoor failed: there is no Tokio runtime here: await the call inside one"
    );
}

#[test]
fn a_call_can_be_spawned_and_the_client_shared() {
    fn is_send<T: Send + 'static>(_: &T) {}
    fn is_shared<T: Send + Sync + Clone + 'static>(_: &T) {}
    let (client, _script) = scripted([]);
    is_send(&client.open_door());
    is_send(&client.call_json("OpenDoor", serde_json::json!({})));
    is_shared(&client);
    is_shared(client.core().config());
    let pending =
        client.send_with(OpenDoorRequest::default(), CallOptions::new().timeout(Duration::from_secs(1)));
    assert_eq!(format!("{pending:?}"), "Pending { action: \"OpenDoor\", .. }");
}
