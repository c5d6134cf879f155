//! Answers that are streams of events, through the generated method and a client below which anything can happen.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a failure here is the failure of a test")]

#[path = "support/pieces.rs"]
mod pieces;

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use car_api::credential::StaticCredentials;
use car_api::observe::{AttemptEnd, CallInfo, Observer};
use car_api::offline::{Fault, Mock, Sandbox};
use car_api::transport::{HttpReply, Sent, Transport, TransportErrorKind};
use car_api::{ClientBuilder, Endpoint, ErrorKind, Event, EventStream};
use car_tests::shadowed::{
    Client, ReadAloud, SERVICE, TellForecast, TellForecastError, TellForecastResponse,
};
use futures_core::Stream;
use http::{HeaderMap, HeaderValue, StatusCode};
use pieces::{Ending, Pieces};

const REQUEST_ID: &str = "7a1c0e62-5f0e-4a39-9d3c-0f3c2f2b1d11";

fn builder(transport: impl Transport + 'static) -> ClientBuilder<Client> {
    let credentials = StaticCredentials::new("AKIDEXAMPLE", "key").unwrap();
    let builder = Client::builder().credentials(credentials).transport(transport);
    builder.endpoint(Endpoint::Mainland).region("ap-guangzhou")
}

fn events_of(transport: impl Transport + 'static) -> EventStream<TellForecast> {
    builder(transport).build().unwrap().tell_forecast().place("Harbour").stream()
}

fn head() -> HeaderMap {
    HeaderMap::from_iter([
        (http::header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream; charset=utf-8")),
        ("x-tc-requestid".parse().unwrap(), HeaderValue::from_static(REQUEST_ID)),
    ])
}

/// A service that answers with this stream.
fn saying(stream: &str) -> Mock {
    let reply = HttpReply { status: StatusCode::OK, headers: head(), body: stream.to_owned().into() };
    Mock::new().fail_with::<TellForecast>(reply.into())
}

fn part(text: &str) -> TellForecastResponse {
    let mut part = TellForecastResponse::default();
    part.text = Some(text.into());
    part
}

async fn told(events: &mut EventStream<TellForecast>) -> String {
    let mut told = std::string::String::new();
    while let Some(event) = events.next().await {
        told.push_str(event.unwrap().response.text.as_deref().unwrap_or("(nothing)"));
    }
    told
}

#[tokio::test]
async fn the_events_come_one_after_another_and_the_request_asks_for_them() {
    let mock = Mock::new().stream::<TellForecast>(["Sunny", " and", " warm."].map(part));
    let mut events = events_of(mock.clone());
    assert_eq!(events.request_id(), None);
    assert!(mock.calls().is_empty(), "nothing is sent before it is asked for");

    let first = events.next().await.unwrap().unwrap();
    assert_eq!(first.response.text.as_deref(), Some("Sunny"));
    assert_eq!(first.data, r#"{"Text":"Sunny"}"#);
    assert_eq!(Some(first.response.request_id.as_str()), events.request_id());
    assert_eq!(told(&mut events).await, " and warm.");
    assert!(events.next().await.is_none());
    assert_eq!(mock.calls()[0].parameters()["Stream"], true);
    assert_eq!(mock.calls().len(), 1);
}

#[tokio::test]
async fn fields_of_the_format_are_there_and_the_marker_at_the_end_is_not() {
    let stream = ": welcome\n\nevent: part\nid: 7\nretry: 1500\ndata:{\"Text\":\ndata: \"Sunny\"}\n\n\
                  event: ping\n\ndata:\n\ndata: [DONE]\n\ndata: {\"Text\":\"late\"}\n\n";
    let mut events = events_of(saying(stream));
    let event = events.next().await.unwrap().unwrap();
    assert_eq!((event.event.as_deref(), event.id.as_deref()), (Some("part"), Some("7")));
    assert_eq!(event.retry, Some(Duration::from_millis(1500)));
    assert_eq!(event.data, "{\"Text\":\n\"Sunny\"}");
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn an_event_may_have_an_envelope_and_a_request_id_of_its_own() {
    let stream = "data: {\"Response\":{\"Text\":\"a\"}}\n\ndata: {\"RequestId\":\"own\"}\n\ndata: {}\n\n";
    let mut events = events_of(saying(stream));
    let mut ids = Vec::new();
    while let Some(event) = events.next().await {
        ids.push(event.unwrap().response.request_id);
    }
    assert_eq!(ids, [REQUEST_ID, "own", REQUEST_ID]);
}

#[tokio::test]
async fn an_answer_that_is_no_stream_is_the_only_event() {
    let mut answer = part("Sunny and warm.");
    answer.request_id.push_str("whole");
    let mut events = events_of(Mock::new().reply::<TellForecast>(answer));
    let event = events.next().await.unwrap().unwrap();
    assert_eq!(event.response.text.as_deref(), Some("Sunny and warm."));
    assert!(event.data.starts_with("{\"Response\":"), "{}", event.data);
    assert_eq!((event.event, event.id, events.request_id()), (None, None, Some("whole")));
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn an_error_before_the_stream_is_the_only_item() {
    let mut events = events_of(Mock::new().fail::<TellForecast>("ResourceNotFound.Self", "no station"));
    let error = events.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), TellForecastError::SelfCode);
    assert_eq!(error.action(), "TellForecast");
    assert!(events.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_call_is_repeated_until_its_stream_begins() {
    let broken = Pieces::new(head(), [b"data: {}\n\n".as_slice()], Ending::Broken);
    let busy = broken.clone().refusing(2, "RequestLimitExceeded");
    let seen = Attempts::default();
    let client = builder(busy).observer(seen.clone()).build().unwrap();
    let mut events = client.tell_forecast().place("Harbour").stream();
    assert!(events.next().await.unwrap().is_ok());
    let error = events.next().await.unwrap().unwrap_err();
    assert_eq!((error.as_error().kind(), error.attempts()), (ErrorKind::Broken, 3));
    assert!(events.next().await.is_none());
    assert_eq!(broken.urls().len(), 3, "what broke off is not asked for again");
    // Answered is answered: observers are told when the head is there.
    assert_eq!(*seen.0.lock().unwrap(), ["refused", "refused", REQUEST_ID]);
}

/// What became of each attempt.
#[derive(Debug, Clone, Default)]
struct Attempts(Arc<Mutex<Vec<String>>>);

impl Observer for Attempts {
    fn attempt_ended(&self, _call: &CallInfo<'_>, end: &AttemptEnd<'_>) {
        self.0.lock().unwrap().push(end.result.unwrap_or("refused").to_owned());
    }
}

#[tokio::test]
async fn an_error_in_the_stream_has_its_code_and_ends_it() {
    for (data, code, message, request_id) in [
        (
            r#"{"Type":"error","RequestId":"own","Error":{"Code":"ResourceNotFound.Self","Message":"gone"}}"#,
            "ResourceNotFound.Self",
            "gone",
            "own",
        ),
        (
            r#"{"Response":{"Error":{"Code":"ResourceNotFound.Self","Message":"gone"},"RequestId":"own"}}"#,
            "ResourceNotFound.Self",
            "gone",
            "own",
        ),
        // What else does not fit is no reason to hide it.
        (
            r#"{"Words":[],"Error":{"Code":"ResourceNotFound.Self","Message":"gone"}}"#,
            "ResourceNotFound.Self",
            "gone",
            REQUEST_ID,
        ),
        (r#"{"ErrorMsg":{"Msg":"timed out","Code":4001}}"#, "4001", "timed out", REQUEST_ID),
        (r#"{"ErrorCode":"InternalError","ErrorMessage":"broken"}"#, "InternalError", "broken", REQUEST_ID),
    ] {
        let mut events =
            events_of(saying(&format!("data: {{\"Text\":\"a\"}}\n\ndata: {data}\n\ndata: {{}}\n\n")));
        assert!(events.next().await.unwrap().is_ok());
        let error = events.next().await.unwrap().unwrap_err();
        assert_eq!((error.code(), error.message()), (Some(code), message));
        assert_eq!((error.request_id(), error.attempts()), (Some(request_id), 1));
        assert!(error.was_sent());
        assert!(events.next().await.is_none());
    }
}

#[tokio::test]
async fn members_that_only_look_like_errors_are_none() {
    let stream = "data: {\"ErrorMsg\":{\"Msg\":\"\",\"Code\":0},\"Text\":\"a\"}\n\ndata: {\"ErrorMsg\":null,\"Error\":null}\n\n\
                  data: {\"ErrorCode\":\"\",\"Text\":\"\\\"Error\\\"\"}\n\n";
    let mut events = events_of(saying(stream));
    for _ in 0..3 {
        events.next().await.unwrap().unwrap();
    }
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn of_events_that_nobody_describes_the_data_is_there() {
    let stream = "data: {\"Audio\":\"AAAA\"}\n\ndata: plain words\n\ndata: {\"broken\": [}\n\n\
                  data: {\"Type\":\"error\",\"Error\":{\"Code\":\"InternalError\",\"Message\":\"no voice\"}}\n\n";
    let reply = HttpReply { status: StatusCode::OK, headers: head(), body: stream.into() };
    let client = builder(Mock::new().fail_with::<ReadAloud>(reply.into())).build().unwrap();
    let mut events = client.read_aloud().text("Sunny").stream();
    for data in ["{\"Audio\":\"AAAA\"}", "plain words", "{\"broken\": [}"] {
        let event = events.next().await.unwrap().unwrap();
        assert_eq!((event.data.as_str(), event.response.request_id.as_str()), (data, REQUEST_ID));
    }
    let error = events.next().await.unwrap().unwrap_err();
    assert_eq!((error.code(), error.message()), (Some("InternalError"), "no voice"));
}

#[tokio::test]
async fn data_that_cannot_be_read_is_an_error_that_does_not_show_it() {
    for (data, message) in [
        ("secret words", "is not a JSON object"),
        ("{\"Text\":\"secret", "cannot be read"),
        ("{\"Words\":\"many\"}", "`Words`"),
        ("{\"Text\":\"a\"},\"Phrase\":\"secret\"", "cannot be read"),
        ("{\"Text\":\"a\"}}", "cannot be read"),
        ("[1]", "is not a JSON object"),
    ] {
        let error = events_of(saying(&format!("data: {data}\n\n"))).next().await.unwrap().unwrap_err();
        assert_eq!(error.as_error().kind(), ErrorKind::Malformed);
        assert!(error.message().contains(message), "{error}");
        assert!(!format!("{error} {error:?}").contains("secret"), "{error:?}");
        assert_eq!(error.request_id(), Some(REQUEST_ID));
    }
}

#[tokio::test]
async fn the_pieces_in_which_it_comes_do_not_matter() {
    let stream =
        "\u{feff}data: {\"Text\":\"好\"}\r\n\r\ndata: {\"Text\":\"天\"}\r\rdata: {\"Text\":\"气\"}\n";
    for size in 1..=stream.len() {
        let pieces = Pieces::new(head(), stream.as_bytes().chunks(size), Ending::Whole);
        assert_eq!(told(&mut events_of(pieces)).await, "好天气", "in pieces of {size}");
    }
}

#[tokio::test]
async fn a_stream_that_breaks_off_says_after_how_much() {
    let pieces: [&[u8]; 2] = [b"data: {\"Text\":\"Sunny\"}\n\n", b"data: {\"Text\":"];
    let mut events = events_of(Pieces::new(head(), pieces, Ending::Broken));
    assert!(events.next().await.unwrap().is_ok());
    let error = events.next().await.unwrap().unwrap_err();
    assert_eq!(error.as_error().kind(), ErrorKind::Broken);
    assert_eq!(error.message(), "the stream of events broke off after 1: the connection broke");
    assert!(error.was_sent());
    assert_eq!((error.request_id(), error.http_status()), (Some(REQUEST_ID), Some(StatusCode::OK)));
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn an_event_has_a_limit_and_the_stream_has_none() {
    let limited = |body: &str| {
        let pieces = Pieces::new(head(), body.as_bytes().chunks(50), Ending::Whole);
        let client = builder(pieces).max_reply_bytes(100).build().unwrap();
        client.tell_forecast().place("Harbour").stream()
    };
    let many = "data: {\"Text\":\"x\"}\n\n".repeat(50);
    assert_eq!(told(&mut limited(&many)).await, "x".repeat(50));

    let huge = format!("data: {{\"Text\":\"a\"}}\n\ndata: {{\"Text\":\"{}\"}}\n\n", "x".repeat(100));
    let mut events = limited(&huge);
    assert!(events.next().await.unwrap().is_ok());
    let error = events.next().await.unwrap().unwrap_err();
    assert_eq!(error.as_error().kind(), ErrorKind::TooLarge);
    assert!(error.message().contains("more than 100 bytes; raise `max_reply_bytes`"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn the_time_limit_is_for_the_head_and_then_for_silence() {
    let silent = builder(Mock::new().fail_with::<TellForecast>(Fault::silence())).build().unwrap();
    let mut events = silent.tell_forecast().place("Harbour").timeout(Duration::from_secs(1)).stream();
    let error = events.next().await.unwrap().unwrap_err();
    assert!(error.is_timeout() && error.was_sent(), "{error}");
    assert_eq!(error.message(), "it took longer than its limit of 1s");

    let pieces = || {
        let pieces: [&[u8]; 1] = [b"data: {\"Text\":\"Sunny\"}\n\n"];
        Pieces::new(head(), pieces, Ending::Silence)
    };
    let mut events = events_of(pieces());
    assert!(events.next().await.unwrap().is_ok());
    // Time that the reader takes is not silence.
    tokio::time::sleep(Duration::from_secs(3_600)).await;
    let error = events.next().await.unwrap().unwrap_err();
    assert!(error.is_timeout() && error.was_sent(), "{error}");
    assert!(error.message().contains("after 1: nothing came for 1.5s"), "{error}");
    assert!(events.next().await.is_none());

    let mut events = events_of(pieces()).idle_timeout(Duration::from_secs(90));
    assert!(events.next().await.unwrap().is_ok());
    let error = events.next().await.unwrap().unwrap_err();
    assert!(error.message().contains("nothing came for 90s"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_is_dropped_loses_nothing() {
    let pieces: Vec<&[u8]> = b"data: {\"Text\":\"Sunny\"}\n\n".chunks(4).collect();
    let slow = Pieces::new(head(), pieces, Ending::Whole).pausing(Duration::from_millis(400));
    let mut events = events_of(slow);
    let mut dropped = 0;
    let event = loop {
        match tokio::time::timeout(Duration::from_millis(50), events.next()).await {
            Ok(event) => break event.unwrap().unwrap(),
            Err(_elapsed) => dropped += 1,
        }
    };
    assert!(dropped > 10, "{dropped}");
    assert_eq!(event.response.text.as_deref(), Some("Sunny"));
}

#[tokio::test]
async fn dropping_the_stream_closes_the_connection() {
    let pieces: [&[u8]; 1] = [b"data: {\"Text\":\"Sunny\"}\n\n"];
    let pieces = Pieces::new(head(), pieces, Ending::Silence);
    let mut events = events_of(pieces.clone());
    events.next().await.unwrap().unwrap();
    assert!(!pieces.is_closed());
    drop(events);
    assert!(pieces.is_closed());
}

#[tokio::test]
async fn sending_says_that_a_stream_was_asked_for() {
    let mock = Mock::new().stream::<TellForecast>([part("Sunny")]);
    let client = builder(mock).build().unwrap();
    let error = client.tell_forecast().place("Harbour").streamed(true).send().await.unwrap_err();
    assert_eq!(error.as_error().kind(), ErrorKind::Request);
    assert!(error.message().contains("call `.stream()` instead of `.send()`"), "{error}");
    assert!(error.request_id().is_some() && error.was_sent() && !error.is_retryable());
    // It does not wait for the end of the stream to say so.
    let endless =
        builder(Pieces::new(head(), [b"data: {}\n\n".as_slice()], Ending::Silence)).build().unwrap();
    let error = endless.tell_forecast().place("Harbour").send().await.unwrap_err();
    assert!(error.message().contains("`.stream()`"), "{error}");
    // A call by name comes to the same end.
    let error =
        endless.call_json("TellForecast", serde_json::json!({ "Place": "Harbour" })).await.unwrap_err();
    assert!(error.message().contains("`.stream()`"), "{error}");
}

#[tokio::test]
async fn what_is_no_stream_of_the_service_is_an_error_as_ever() {
    let error_of = |failure: Fault| async move {
        let mock = Mock::new().fail_with::<TellForecast>(failure);
        events_of(mock).next().await.unwrap().unwrap_err().into_error()
    };
    let gateway = HttpReply { status: StatusCode::BAD_GATEWAY, headers: head(), body: "data: x\n\n".into() };
    assert_eq!(error_of(gateway.into()).await.kind(), ErrorKind::HttpStatus);
    let mut headers = head();
    headers.insert(http::header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    let compressed = HttpReply { status: StatusCode::OK, headers, body: "x".into() };
    let error = error_of(compressed.into()).await;
    assert!(error.message().contains("compressed"), "{error}");
    let error = error_of(Fault::transport(TransportErrorKind::Connect, Sent::No)).await;
    assert!(error.kind() == ErrorKind::Connect && !error.was_sent(), "{error}");
}

#[tokio::test]
async fn the_action_has_a_host_of_its_own() {
    let whole = || Pieces::new(head(), [b"data: {}\n\n".as_slice()], Ending::Whole);
    for (endpoint, host) in [
        (Endpoint::Mainland, "https://weather.ai.tencentcloudapi.com/"),
        (Endpoint::Internal, "https://weather.ai.internal.tencentcloudapi.com/"),
        (Endpoint::Regional("ap-jakarta".into()), "https://weather.ai.ap-jakarta.tencentcloudapi.com/"),
        ("https://gateway.example.com".into(), "https://gateway.example.com/"),
    ] {
        let of_client = whole();
        let client = builder(of_client.clone()).endpoint(endpoint.clone()).build().unwrap();
        told(&mut client.tell_forecast().place("Harbour").stream()).await;
        let of_call = whole();
        let client = builder(of_call.clone()).build().unwrap();
        told(&mut client.tell_forecast().place("Harbour").endpoint(endpoint).stream()).await;
        assert_eq!([of_client.urls(), of_call.urls()].concat(), [host, host]);
    }
}

#[tokio::test]
async fn the_sandbox_streams_its_examples() {
    let client: Client = Sandbox::client().unwrap();
    let call = |place| client.tell_forecast().place(place).region("ap-guangzhou");
    assert_eq!(told(&mut call("Harbour").stream()).await, "Sunny and warm.");
    assert_eq!(told(&mut call("Elsewhere").stream()).await, "Sunny and warm.");
    assert_eq!(call("Elsewhere").send().await.unwrap().text.as_deref(), Some("Sunny and warm."));
    let error = call("Nowhere").stream().next().await.unwrap().unwrap_err();
    assert_eq!(error.code(), Some("ResourceNotFound.Self"));
    assert_eq!(SERVICE.action("TellForecast").unwrap().examples.len(), 3);
}

#[tokio::test]
async fn a_mock_can_answer_with_a_documented_stream() {
    let mut events = events_of(Mock::new().example::<TellForecast>(0));
    assert_eq!(told(&mut events).await, "Sunny and warm.");
}

#[tokio::test]
async fn nothing_secret_is_shown() {
    let mut events = events_of(saying("data: {\"Text\":\"Sunny\",\"Phrase\":\"sentinel\"}\n\n"));
    let event: Event<TellForecast> = events.next().await.unwrap().unwrap();
    let shown = format!("{event:?} {:?} {events:?}", event.clone());
    assert!(shown.contains("Sunny") && !shown.contains("sentinel"), "{shown}");
    assert!(shown.contains("state: \"open\"") && shown.contains(REQUEST_ID), "{shown}");
}

#[tokio::test]
async fn other_crates_can_read_it_as_a_stream_on_any_task() {
    let mut events = events_of(Mock::new().stream::<TellForecast>([part("Sunny")]));
    let read = tokio::spawn(async move {
        let event = poll_fn(|context| Pin::new(&mut events).poll_next(context)).await;
        (
            event.unwrap().unwrap().response.text,
            poll_fn(|context| Pin::new(&mut events).poll_next(context)).await.is_none(),
        )
    });
    assert_eq!(read.await.unwrap(), (Some("Sunny".to_owned()), true));
}
