//! Everything that can come back, and what a call makes of it.

// A test fails by panicking, in its helpers as well.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod demo;

use car_api::action::ErrorClass;
use car_api::record::ReadError;
use car_api::transport::{Sent, TransportErrorKind};
use car_api::{Error, ErrorKind};
use demo::{OpenDoorError, Step, WatchDoorRequest, json, ok, reply, scripted};
use std::error::Error as _;

const JSON: (&str, &str) = ("content-type", "application/json");
const ID: (&str, &str) = ("x-tc-requestid", "from-the-header");

/// The error of a call that is answered by `step`.
async fn error_of(step: Step) -> Error {
    let (client, _script) = scripted([step]);
    client.open_door().await.unwrap_err().into()
}

fn failure(code: &str) -> Step {
    json(&format!(
        r#"{{"Response":{{"Error":{{"Code":"{code}","Message":"it did not\n work"}},"RequestId":"id-1"}}}}"#
    ))
}

#[tokio::test]
async fn an_error_of_the_service_is_typed_and_said_in_one_line() {
    let (client, _script) = scripted([failure("FailedOperation.DoorIsLocked")]);
    let error = client.open_door().await.unwrap_err();
    assert_eq!(error.kind(), OpenDoorError::DoorIsLocked);
    assert_eq!(
        error.to_string(),
        "OpenDoor failed: FailedOperation.DoorIsLocked: it did not work (may be repeated later, request id id-1)"
    );

    let error: Error = error.into();
    assert_eq!(error.kind(), ErrorKind::Service);
    assert_eq!(error.code(), Some("FailedOperation.DoorIsLocked"));
    assert_eq!(error.message(), "it did not\n work");
    assert_eq!(error.request_id(), Some("id-1"));
    assert_eq!(error.action(), "OpenDoor");
    assert_eq!(error.http_status().unwrap(), 200);
    assert_eq!(error.attempts(), 1);
    assert_eq!(error.class(), Some(ErrorClass::Contention));
    assert_eq!(error.explanation(), Some("The door is locked."));
    assert!(error.was_sent());
    assert!(error.is_retryable(), "the service says so");
    assert!(!error.is_throttled() && !error.is_timeout() && !error.is_auth());
}

#[tokio::test]
async fn codes_that_nobody_documents_are_kept() {
    let (client, _script) = scripted([failure("Weird.NewCode"), failure("FailedOperation.New")]);
    let error = client.open_door().await.unwrap_err();
    assert_eq!(error.kind(), OpenDoorError::Other);
    assert_eq!(error.code(), Some("Weird.NewCode"));
    assert_eq!(error.class(), Some(ErrorClass::Failed));
    assert_eq!(error.explanation(), None);
    assert!(!error.is_retryable());

    let error = client.open_door().await.unwrap_err();
    assert_eq!(error.kind(), OpenDoorError::FailedOperation, "the code above it");
}

#[tokio::test]
async fn predicates_follow_the_code() {
    let error = error_of(failure("RequestLimitExceeded.UinLimitExceeded")).await;
    assert!(error.is_throttled() && error.is_retryable());
    let error = error_of(failure("AuthFailure.SignatureExpire")).await;
    assert!(error.is_auth() && !error.is_retryable());
    assert!(error.explanation().unwrap().contains("clock"));

    // A fault of the service may have had an effect: only what has none is repeated.
    assert!(!error_of(failure("InternalError")).await.is_retryable());
    let (client, _script) = scripted([failure("InternalError.Timeout")]);
    assert!(client.send(WatchDoorRequest {}).await.unwrap_err().is_retryable());
}

#[tokio::test]
async fn an_error_of_the_service_counts_whatever_the_status() {
    let body = r#"{"Response":{"Error":{"Code":"InternalError","Message":"x"},"RequestId":"id-1"}}"#;
    let error = error_of(reply(500, &[JSON], body)).await;
    assert_eq!(error.kind(), ErrorKind::Service);
    assert_eq!(error.code(), Some("InternalError"));
    assert_eq!(error.http_status().unwrap(), 500);
    assert_eq!(
        error.to_string(),
        "OpenDoor failed: InternalError: x (HTTP status 500, outcome unknown: look before repeating it, request id \
         id-1)"
    );
}

#[tokio::test]
async fn a_page_of_a_gateway() {
    let page = "<html>\r\n  <head><title>502 Bad\u{7} Gateway</title></head>\r\n<body>".to_owned()
        + &"x".repeat(5_000);
    let error = error_of(reply(502, &[("content-type", "text/html"), ID], page)).await;
    assert_eq!(error.kind(), ErrorKind::HttpStatus);
    assert_eq!(error.http_status().unwrap(), 502);
    assert_eq!(error.request_id(), Some("from-the-header"));
    assert_eq!(error.code(), None);
    let line = error.to_string();
    assert!(
        line.starts_with(
            "OpenDoor failed: HTTP status 502 Bad Gateway instead of an answer of the service (\"text/html\", 5062 \
             bytes, beginning with \"<html> <head><title>502 Bad Gateway</title></head> <body>xxx"
        ),
        "{line}"
    );
    assert!(line.len() < 450 && !line.contains(char::is_control), "{line}");
    assert!(!error.is_retryable(), "opening may have happened");

    let (client, _script) =
        scripted([reply(502, &[], ""), reply(429, &[], "slow down"), reply(404, &[], "")]);
    let error = client.send(WatchDoorRequest {}).await.unwrap_err();
    assert!(error.is_retryable(), "watching changes nothing");
    assert!(error.to_string().contains("the body is empty"), "{error}");
    let error = client.open_door().await.unwrap_err();
    assert!(error.is_throttled() && error.is_retryable());
    let error = client.send(WatchDoorRequest {}).await.unwrap_err();
    assert!(!error.is_retryable(), "{error}");
}

#[tokio::test]
async fn a_page_with_a_good_status() {
    let error =
        error_of(reply(200, &[("content-type", "text/html; charset=utf-8")], "<html>log in</html>")).await;
    assert_eq!(error.kind(), ErrorKind::Malformed);
    let line = error.to_string();
    assert!(line.contains("not valid JSON") && line.contains("text/html"), "{line}");
    assert!(line.contains("may have answered in its place"), "{line}");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (client, script) = scripted([reply(302, &[("location", "https://login.example.com/"), ID], "")]);
    let error: Error = client.open_door().await.unwrap_err().into();
    assert_eq!(error.kind(), ErrorKind::HttpStatus);
    assert_eq!(error.http_status().unwrap(), 302);
    assert_eq!(error.request_id(), Some("from-the-header"));
    let line = error.to_string();
    assert!(line.contains("redirected to \"https://login.example.com/\", which is not followed"), "{line}");
    assert_eq!(script.seen().len(), 1);
}

#[tokio::test]
async fn broken_documents_say_so_and_keep_the_request_id() {
    for (body, kept, expected) in [
        ("", "from-the-header", "it is empty"),
        ("   ", "from-the-header", "it is empty"),
        ("{", "from-the-header", "not valid JSON"),
        (r#"{"Response":{"RequestId":"id-1","OpenedAt":15"#, "id-1", "not valid JSON"),
        (r#"{"Response":{"OpenedAt":1,"RequestId":"id-1"}} trailing"#, "id-1", "not valid JSON"),
        ("{}", "from-the-header", "without `Response`"),
        (r#"{"Response":null}"#, "from-the-header", "`Response`"),
        (r#"{"Response":[]}"#, "from-the-header", "`Response`"),
        (r#"["Response"]"#, "from-the-header", "`Response`"),
        (r#"{"Response":{"RequestId":"id-1"}}"#, "id-1", "`Response.OpenedAt`"),
        (r#"{"Response":{"OpenedAt":{},"RequestId":"id-1"}}"#, "id-1", "`Response.OpenedAt`"),
        (
            r#"{"Response":{"OpenedAt":1,"Visitors":[{},{"Name":[]}],"RequestId":"id-1"}}"#,
            "id-1",
            "`Response.Visitors[1].Name`",
        ),
        (r#"{"Response":{"Error":{"Message":"m"},"RequestId":"id-1"}}"#, "id-1", "without a `Code`"),
        (
            r#"{"Response":{"Error":{"Code":"","Message":"m"},"RequestId":"id-1"}}"#,
            "id-1",
            "without a `Code`",
        ),
    ] {
        let error = error_of(reply(200, &[JSON, ID], body)).await;
        assert_eq!(error.kind(), ErrorKind::Malformed, "{body}");
        assert_eq!(error.request_id(), Some(kept), "{body}: {error}");
        assert_eq!(error.http_status().unwrap(), 200, "{body}");
        assert_eq!(error.attempts(), 1, "{body}");
        assert!(error.was_sent(), "{body}");
        assert!(error.to_string().contains(expected), "{body}: {error}");
    }
}

#[tokio::test]
async fn the_path_of_a_field_that_does_not_fit_is_in_the_source() {
    let error = error_of(json(r#"{"Response":{"OpenedAt":true,"RequestId":"id-1"}}"#)).await;
    let source = error.source().and_then(|source| source.downcast_ref::<ReadError>());
    assert_eq!(source.map(ReadError::path), Some("Response.OpenedAt"));
}

#[tokio::test]
async fn a_compressed_reply_is_named_as_such() {
    for encoding in ["gzip", "br", "x-unheard-of"] {
        let error =
            error_of(reply(200, &[JSON, ID, ("content-encoding", encoding)], vec![0x1f, 0x8b, 8])).await;
        assert_eq!(error.kind(), ErrorKind::Malformed);
        assert_eq!(error.request_id(), Some("from-the-header"));
        assert!(error.to_string().contains(&format!("compressed ({encoding:?})")), "{error}");
    }
    let body = r#"{"Response":{"OpenedAt":1,"RequestId":"id-1"}}"#;
    let (client, _script) = scripted([reply(200, &[JSON, ("content-encoding", "identity")], body)]);
    assert_eq!(client.open_door().await.unwrap().opened_at, 1);
}

#[tokio::test]
async fn an_answer_under_a_bad_status_is_no_success() {
    let body = r#"{"Response":{"OpenedAt":1,"RequestId":"id-1"}}"#;
    let error = error_of(reply(503, &[JSON], body)).await;
    assert_eq!(error.kind(), ErrorKind::HttpStatus);
    assert_eq!(error.request_id(), Some("id-1"));
    assert!(!error.to_string().contains("OpenedAt"), "JSON is not shown: {error}");
}

#[tokio::test]
async fn numbers_as_texts_and_unknown_members_are_taken() {
    let (client, _script) = scripted([json(
        r#"{"Response":{"OpenedAt":"7","Visitors":null,"New":[1],"RequestId":"id-1"},"retcode":0}"#,
    )]);
    let answer = client.open_door().await.unwrap();
    assert_eq!(answer.opened_at, 7);
    assert!(answer.visitors.is_empty());
}

#[tokio::test]
async fn transport_errors_say_whether_the_call_was_sent() {
    let (client, _script) = scripted([
        Step::Fail(TransportErrorKind::Connect, Sent::No),
        Step::Fail(TransportErrorKind::Broken, Sent::Maybe),
        Step::Fail(TransportErrorKind::TooLarge, Sent::Maybe),
        Step::Fail(TransportErrorKind::Timeout, Sent::No),
        ok(),
    ]);
    let error = client.open_door().await.unwrap_err();
    assert_eq!(error.as_error().kind(), ErrorKind::Connect);
    assert!(!error.was_sent() && error.is_retryable());
    assert_eq!(error.kind(), OpenDoorError::Other);
    assert_eq!(
        error.to_string(),
        "OpenDoor failed: could not connect; check the endpoint, the network and its proxy (may be repeated later)"
    );

    let error = client.open_door().await.unwrap_err();
    assert_eq!(error.as_error().kind(), ErrorKind::Broken);
    assert!(error.was_sent() && !error.is_retryable());

    let error = client.open_door().await.unwrap_err();
    assert_eq!(error.as_error().kind(), ErrorKind::TooLarge);
    assert!(error.to_string().contains("`max_reply_bytes`"), "{error}");

    let error = client.open_door().await.unwrap_err();
    assert!(error.is_timeout() && error.is_retryable() && !error.was_sent());
    assert_eq!(error.attempts(), 1);

    assert!(client.open_door().await.is_ok(), "the client goes on");
}

#[test]
fn an_error_is_one_pointer_wide() {
    assert_eq!(size_of::<Error>(), size_of::<usize>());
    assert_eq!(size_of::<car_api::CallError<demo::OpenDoor>>(), size_of::<usize>());
}

#[tokio::test]
async fn the_question_mark_erases_the_action() {
    async fn call() -> Result<(), Error> {
        let (client, _script) = scripted([failure("FailedOperation")]);
        client.open_door().await?;
        Ok(())
    }
    async fn boxed() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        Ok(call().await?)
    }
    assert_eq!(call().await.unwrap_err().code(), Some("FailedOperation"));
    assert!(boxed().await.unwrap_err().to_string().starts_with("OpenDoor failed: FailedOperation"));
}
