//! What the emulator does with a call once it knows who it comes from, over HTTP by hand.

#![allow(clippy::unwrap_used, reason = "what goes wrong in a helper of a test is a failure of the test")]

mod offline_support;

use std::sync::{Arc, Mutex};

use car_api::emulator::{Emulator, EmulatorError};
use offline_support::demo::{GATE, ZONE};
use offline_support::draft::{Draft, Reply};
use offline_support::{NOW, StoppedAt};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const GATE_API: (&str, &str) = ("gate", "2023-05-01");
const ZONE_API: (&str, &str) = ("zone", "2024-01-01");

async fn emulator() -> Emulator {
    Emulator::builder(&GATE).service(&ZONE).start().await.unwrap()
}

fn gates(emulator: &Emulator, parameters: &Value) -> Draft {
    Draft::new(emulator, GATE_API, "DescribeGates", parameters)
}

fn open_zone(emulator: &Emulator, parameters: &Value) -> Draft {
    Draft::new(emulator, ZONE_API, "OpenZone", parameters).header("x-tc-region", "ap-guangzhou")
}

#[tokio::test]
async fn a_documented_request_gets_its_documented_answer() {
    let emulator = emulator().await;
    let by_name =
        json!({"Exact": true, "Filters": [{"Values": ["south", "west"], "Name": "side"}], "Limit": null});
    let reply = gates(&emulator, &by_name).send().await;
    assert_eq!(reply.response["Gates"], json!([]));
    assert_eq!(reply.response["Total"], 0);
}

#[tokio::test]
async fn a_documented_failure_is_given_to_its_own_request_only() {
    let emulator = emulator().await;
    let failure = gates(&emulator, &json!({"Limit": 99})).refused().await;
    assert_eq!(failure, ("FailedOperation.Overheated".to_owned(), "too many gates".to_owned()));
    // It is the first example, but every other request gets the first answer that is not a failure.
    assert_eq!(gates(&emulator, &json!({"Limit": 98})).send().await.response["Total"], 2);
    assert_eq!(gates(&emulator, &json!({})).send().await.response["Total"], 2);
}

#[tokio::test]
async fn answers_have_a_fresh_request_id_and_present_times() {
    let emulator = Emulator::builder(&GATE).clock(StoppedAt(NOW)).start().await.unwrap();
    let call = Draft { timestamp: NOW, ..gates(&emulator, &json!({"Limit": 1})) };
    let (one, other) = (call.send().await, call.send().await);
    assert_ne!(one.request_id(), other.request_id());
    assert_ne!(one.request_id(), "documented");
    assert_eq!(
        one.response["Gates"],
        json!([{
            "Name": "north",
            "OpenedTime": "2022-01-10T00:00:00Z",
            "DeadlineDate": "2022-01-10",
            "Shifts": [{"BeginTime": "2022-01-10 08:00:00", "EndTime": NOW + 7200, "Load": 0.5}],
        }])
    );
    assert_eq!(one.response["Next"], Value::Null);
}

#[tokio::test]
async fn an_action_without_an_example_gets_an_answer_made_from_its_table() {
    let emulator = Emulator::builder(&ZONE).clock(StoppedAt(NOW)).start().await.unwrap();
    let call = Draft { timestamp: NOW, ..open_zone(&emulator, &json!({"Name": "a"})) };
    let mut answer = call.send().await.response;
    assert!(answer["RequestId"].take().is_string());
    assert_eq!(
        answer,
        json!({
            "ZoneId": "sample-zone-id",
            "State": "OPEN",
            "OpenUntil": NOW + 7200,
            "Gates": [{
                "Name": "sample-Name",
                "OpenedTime": "2022-01-10T00:00:00Z",
                "DeadlineDate": "2022-01-10",
                "Shifts": [{"BeginTime": "2022-01-10 08:00:00", "EndTime": NOW + 7200, "Load": 1.0}],
            }],
            "RequestId": null,
        })
    );
}

#[tokio::test]
async fn what_is_not_the_protocol_is_refused_first() {
    let emulator = emulator().await;
    // Neither is signed: the service looks at the form before it looks at the signature.
    let plain = Draft { authorization: Some(String::new()), ..gates(&emulator, &json!({})) };
    let get = |target: &str| Draft { method: "GET".to_owned(), target: target.to_owned(), ..plain.clone() };
    let typed = |content_type: &str| Draft { content_type: content_type.to_owned(), ..plain.clone() };
    for (draft, code, words) in [
        (get("/"), "UnsupportedProtocol", "set the client's HTTP method (`reqMethod`) to POST"),
        (
            get("/?Action=DescribeGates&SignatureMethod=HmacSHA256&Signature=c2lnbmVk"),
            "UnsupportedProtocol",
            "does not speak signature v1 in a GET",
        ),
        (Draft { method: "PUT".to_owned(), ..plain.clone() }, "UnsupportedProtocol", "not PUT"),
        (Draft { target: "/v1".to_owned(), ..plain.clone() }, "InvalidRequest", "not `/v1`"),
        (
            typed("application/x-www-form-urlencoded"),
            "UnsupportedProtocol",
            "(`signMethod`) to TC3-HMAC-SHA256",
        ),
        (typed("multipart/form-data; boundary=b"), "UnsupportedProtocol", "does not speak multipart"),
        (typed("application/octet-stream"), "UnsupportedProtocol", "does not speak bodies of plain bytes"),
        (typed("text/plain"), "InvalidRequest", "must be `application/json`, not `text/plain`"),
        (typed(""), "InvalidRequest", "the header `Content-Type` is missing"),
        (
            Draft { body: "0".repeat(10 * 1024 * 1024 + 1), ..plain.clone() },
            "RequestSizeLimitExceeded",
            "10485760",
        ),
    ] {
        let (given, message) = draft.refused().await;
        assert_eq!(given, code);
        assert!(message.contains(words), "{message}");
    }
}

#[tokio::test]
async fn the_largest_body_that_is_allowed_is_read() {
    let emulator = emulator().await;
    let mut draft = gates(&emulator, &json!({"Limit": 1}));
    draft.body += &" ".repeat(10 * 1024 * 1024 - draft.body.len());
    draft.payload = draft.body.clone();
    assert_eq!(draft.send().await.response["Total"], 2);
}

#[tokio::test]
async fn action_version_and_region_must_be_those_of_a_service() {
    let emulator = emulator().await;
    let gate = gates(&emulator, &json!({}));
    let zone = open_zone(&emulator, &json!({"Name": "a"}));
    for (draft, code, words) in [
        (gate.clone().header("x-tc-version", ""), "MissingParameter", "X-TC-Version"),
        (gate.clone().header("x-tc-version", "2001-02-03"), "NoSuchVersion", "there is: gate 2023-05-01"),
        (gate.clone().header("x-tc-action", ""), "MissingParameter", "X-TC-Action"),
        (gate.clone().header("x-tc-action", "OpenZone"), "InvalidAction", "there is: DescribeGates"),
        (gate.clone().header("x-tc-action", "describeGates"), "InvalidAction", "`describeGates`"),
        (zone.clone().header("x-tc-version", "2023-05-01"), "NoSuchVersion", "there is: zone 2024-01-01"),
        (zone.clone().header("x-tc-region", ""), "MissingParameter", "X-TC-Region"),
    ] {
        let (given, message) = draft.refused().await;
        assert_eq!(given, code);
        assert!(message.contains(words), "{message}");
    }
}

#[tokio::test]
async fn parameters_must_fit_the_table() {
    let emulator = emulator().await;
    for (parameters, code, words) in [
        (json!([]), "InvalidParameter", "not a JSON object"),
        (json!({"Limits": 1}), "UnknownParameter", "`Limits`"),
        (json!({"Limit": "1"}), "InvalidParameter", "`Limit`"),
        (json!({"Limit": 1.5}), "InvalidParameter", "`Limit`"),
        (json!({"Limit": 101}), "InvalidParameterValue", "`Limit`"),
        (json!({"Exact": 1}), "InvalidParameter", "`Exact`"),
        (json!({"Ratio": true}), "InvalidParameter", "`Ratio`"),
        (json!({"Filters": {}}), "InvalidParameter", "`Filters`"),
        (json!({"Filters": [{"Values": []}]}), "MissingParameter", "`Filters[0].Name`"),
        (json!({"Filters": [{"Name": "a", "Values": [1]}]}), "InvalidParameter", "`Filters[0].Values[0]`"),
    ] {
        let (given, message) = gates(&emulator, &parameters).refused().await;
        assert_eq!(given, code, "{parameters}");
        assert!(message.contains(words), "{parameters}: {message}");
    }
    let (code, message) = open_zone(&emulator, &json!({"Nam": "a"})).refused().await;
    assert_eq!(code, "MissingParameter");
    assert!(message.contains("`Name`") && message.contains("`Nam`"), "tells all at once: {message}");
}

#[tokio::test]
async fn a_body_that_is_not_json_is_refused_and_not_shown() {
    let emulator = emulator().await;
    for body in ["", "sentinel", r#"{"Limit": sentinel}"#, "{\"Limit\": 1} sentinel"] {
        let draft = Draft { body: body.to_owned(), payload: body.to_owned(), ..gates(&emulator, &json!({})) };
        let (code, message) = draft.refused().await;
        assert_eq!(code, "InvalidParameter", "{body}");
        assert!(message.contains("not JSON") && !message.contains("sentinel"), "{message}");
    }
    let deep = "[".repeat(100_000);
    let draft = Draft { body: deep.clone(), payload: deep, ..gates(&emulator, &json!({})) };
    assert_eq!(draft.refused().await.0, "InvalidParameter");
}

#[tokio::test]
async fn where_the_scope_does_not_tell_the_service_the_version_does() {
    let emulator = emulator().await;
    let gate = Draft { service: "127".to_owned(), ..gates(&emulator, &json!({})) };
    assert_eq!(gate.send().await.response["Total"], 2);
    let zone = Draft { service: "127".to_owned(), ..open_zone(&emulator, &json!({"Name": "a"})) };
    assert_eq!(zone.send().await.response["State"], "OPEN");
}

#[tokio::test]
async fn requests_are_counted_and_reported() {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&lines);
    let emulator = Emulator::builder(&GATE)
        .on_request(move |report| sink.lock().unwrap().push(report.to_string()))
        .start()
        .await
        .unwrap();
    let good = gates(&emulator, &json!({})).send().await.request_id().to_owned();
    let bad = Draft { secret_key: "wrong".to_owned(), ..gates(&emulator, &json!({})) };
    let bad = bad.send().await.request_id().to_owned();

    assert_eq!((emulator.served(), emulator.refused()), (1, 1));
    let lines = lines.lock().unwrap();
    assert_eq!(lines[0], format!("DescribeGates: answered (RequestId {good})"));
    assert!(lines[1].starts_with("DescribeGates: AuthFailure.SignatureFailure: "), "{}", lines[1]);
    assert!(lines[1].ends_with(&format!("(RequestId {bad})")) && !lines[1].contains('\n'), "{}", lines[1]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_calls_at_once_are_answered() {
    let emulator = emulator().await;
    let calls: Vec<_> = (0..50)
        .map(|_| gates(&emulator, &json!({"Limit": 1})))
        .map(|draft| tokio::spawn(async move { draft.send().await.request_id().to_owned() }))
        .collect();
    let mut ids = std::collections::HashSet::new();
    for call in calls {
        ids.insert(call.await.unwrap());
    }
    assert_eq!((ids.len(), emulator.served()), (50, 50));
}

#[tokio::test]
async fn after_shutdown_nothing_listens() {
    let emulator = emulator().await;
    let address = emulator.address();
    // Connections that are open but idle do not hold it up.
    let _idle = TcpStream::connect(address).await.unwrap();
    assert_eq!(gates(&emulator, &json!({})).send().await.response["Total"], 2);
    emulator.shutdown().await;
    let error = TcpStream::connect(address).await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionRefused);
    // The port is free again.
    let again = Emulator::builder(&GATE).listen(address).start().await.unwrap();
    assert_eq!(again.url(), format!("http://{address}"));
}

#[tokio::test]
async fn a_request_that_is_under_way_is_answered_before_it_stops() {
    let emulator = emulator().await;
    let address = emulator.address();
    let mut draft = gates(&emulator, &json!({"Limit": 1}));
    draft.headers.push(("expect", "100-continue".to_owned()));
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(draft.head().as_bytes()).await.unwrap();
    // The emulator asks for the body, so it has begun with the request.
    let mut go_on = [0; 25];
    stream.read_exact(&mut go_on).await.unwrap();
    assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");

    let shutdown = tokio::spawn(emulator.shutdown());
    while TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    stream.write_all(draft.body.as_bytes()).await.unwrap();
    let mut received = String::new();
    stream.read_to_string(&mut received).await.unwrap();
    assert_eq!(Reply::parse(&received).response["Total"], 2);
    shutdown.await.unwrap();
}

#[tokio::test]
async fn dropping_it_stops_it() {
    let emulator = emulator().await;
    let address = emulator.address();
    drop(emulator);
    while TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn an_address_that_cannot_be_used_is_named() {
    let emulator = emulator().await;
    let taken = Emulator::builder(&GATE).listen(emulator.address()).start().await.unwrap_err();
    assert!(matches!(taken, EmulatorError::AddressInUse(address) if address == emulator.address()));
    assert!(taken.to_string().contains(&emulator.address().to_string()), "{taken}");

    let everywhere = "0.0.0.0:0".parse().unwrap();
    let open = Emulator::builder(&GATE).listen(everywhere).start().await.unwrap_err();
    assert!(matches!(open, EmulatorError::NotLoopback(address) if address == everywhere));
    assert!(open.to_string().contains("listen_publicly"), "{open}");

    let public = Emulator::builder(&GATE).listen_publicly(everywhere).start().await.unwrap();
    assert_eq!(public.url(), format!("http://127.0.0.1:{}", public.address().port()));
    let local = Draft { address: public.url().replace("http://", ""), ..gates(&public, &json!({})) };
    assert_eq!(local.send().await.response["Total"], 2);
}

#[test]
fn without_a_runtime_the_emulator_says_so() {
    let mut start = Box::pin(Emulator::start(&GATE));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let outcome = start.as_mut().poll(&mut context);
    assert!(matches!(outcome, std::task::Poll::Ready(Err(EmulatorError::NoRuntime))));
}
