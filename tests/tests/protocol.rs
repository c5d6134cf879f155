//! Every documented example of CAR, as a call: through the typed request and response, to the bytes on the wire and back.
//!
//! What is sent is looked at below signing, and what is answered is the example's own text, so that nothing but the
//! client stands between the documentation and the assertion. The same calls then go over HTTP to the emulator, which
//! checks their signatures and parameters. Which actions there are is known from their spec files (`build.rs`): one
//! more file is one more action here.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a failure here is the failure of a test")]

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use car_api::action::{Action, ActionError, ActionMeta, Example, ExampleAnswer};
use car_api::car::{self, Client};
use car_api::credential::StaticCredentials;
use car_api::emulator::Emulator;
use car_api::offline::{Fault, Mock};
use car_api::record::{FieldMeta, Format, Kind, Shape, from_json, to_json};
use car_api::transport::{BoxFuture, HttpReply, HttpRequest, Transport, TransportError};
use serde_json::{Map, Value};

/// What a call came to: the answer as it is written again, or a code and whether the action's own errors have it.
#[derive(Debug, PartialEq)]
enum Outcome {
    Answer { json: Value, request_id: String },
    Failure { code: Option<String>, is_documented: bool },
}

/// An action with its types behind functions.
struct Subject {
    meta: &'static ActionMeta,
    /// Reads a request and writes it again.
    again: fn(&str) -> Vec<u8>,
    call: Call,
}

/// Sends a request that is written as JSON.
type Call = for<'c> fn(&'c Client, &str) -> Pin<Box<dyn Future<Output = Outcome> + 'c>>;

fn subject<A: Action>() -> Subject {
    Subject {
        meta: A::META,
        again: |json| to_json(&from_json::<A::Request>(json.as_bytes()).unwrap()),
        call: |client, json| {
            let request: A::Request = from_json(json.as_bytes()).unwrap();
            Box::pin(async move {
                match client.send(request).await {
                    Ok(response) => {
                        let json: Value = serde_json::from_slice(&to_json(&response)).unwrap();
                        let request_id = json["RequestId"].as_str().unwrap_or_default().to_owned();
                        Outcome::Answer { json, request_id }
                    }
                    Err(error) => {
                        let code = error.code().map(str::to_owned);
                        let known = A::Error::CODES.iter().any(|(known, _)| Some(*known) == code.as_deref());
                        Outcome::Failure { code, is_documented: known }
                    }
                }
            })
        },
    }
}

macro_rules! subjects {
    ($($action:ident)*) => {
        fn subjects() -> Vec<Subject> {
            vec![$(subject::<car::$action>()),*]
        }
    };
}

include!(concat!(env!("OUT_DIR"), "/car_actions.rs"));

/// A mock that keeps what was sent as it was.
#[derive(Debug, Clone)]
struct Wiretap {
    mock: Mock,
    sent: Arc<Mutex<Vec<HttpRequest>>>,
}

impl Transport for Wiretap {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpReply, TransportError>> {
        self.sent.lock().unwrap().push(request.clone());
        self.mock.send(request)
    }
}

/// A mock that answers with an example, to the letter, and a client on it.
fn answering(meta: &'static ActionMeta, example: &'static Example) -> (Wiretap, Client) {
    let mock = Mock::new().on_json(meta.name, |_| match example.answer {
        ExampleAnswer::Reply(reply) => Ok(members(reply)),
        ExampleAnswer::Failure { code, message } => Err(Fault::api(code, message)),
        ExampleAnswer::Events(_) => panic!("no action of CAR answers with a stream"),
    });
    let tap = Wiretap { mock, sent: Arc::default() };
    let credentials = StaticCredentials::new("AKIDEXAMPLE", "key").unwrap();
    let client = Client::builder().credentials(credentials).transport(tap.clone()).build().unwrap();
    (tap, client)
}

fn members(json: &str) -> Map<String, Value> {
    serde_json::from_str(json).unwrap()
}

fn each_example() -> impl Iterator<Item = (Subject, &'static Example)> {
    subjects().into_iter().flat_map(|subject| {
        let Subject { meta, again, call } = subject;
        meta.examples.iter().map(move |example| (Subject { meta, again, call }, example))
    })
}

#[test]
fn no_action_is_forgotten_and_each_has_an_example() {
    let tested: Vec<&str> = subjects().iter().map(|subject| subject.meta.name).collect();
    let known: Vec<&str> = car::SERVICE.actions.iter().map(|action| action.name).collect();
    assert_eq!(tested, known);
    assert!(tested.len() >= 33, "CAR had 33 actions");
    for action in car::SERVICE.actions {
        assert!(!action.examples.is_empty(), "{} has no example", action.name);
    }
}

#[tokio::test]
async fn each_example_is_sent_to_the_byte_and_its_answer_read() {
    let mut differences = Vec::new();
    for (Subject { meta, again, call }, example) in each_example() {
        let place = format!("{} `{}`", meta.name, example.title);
        let (tap, client) = answering(meta, example);
        let outcome = call(&client, example.request).await;

        let sent = tap.sent.lock().unwrap().clone();
        assert_eq!(sent.len(), 1, "{place}");
        let header = |name: &str| sent[0].headers[name].to_str().unwrap();
        assert_eq!(header("x-tc-action"), meta.name);
        assert_eq!(header("x-tc-version"), "2022-01-10");
        assert_eq!(header("content-type"), "application/json");
        assert!(header("authorization").starts_with("TC3-HMAC-SHA256 Credential=AKIDEXAMPLE/"), "{place}");
        assert_eq!(sent[0].url.as_str(), "https://car.intl.tencentcloudapi.com/");
        // Members go in the order of the spec, and documents have any; nothing else differs, to the byte.
        let documented = serde_json::from_str(example.request).unwrap();
        assert_eq!(sent[0].body, in_order(&Kind::Record(meta.request), &documented), "{place}");
        assert_eq!(sent[0].body, again(example.request), "{place}: what is sent is the typed request");
        match (&example.answer, outcome) {
            (ExampleAnswer::Reply(reply), Outcome::Answer { json, request_id }) => {
                assert!(!request_id.is_empty(), "{place}");
                find_differences(meta.name, &with_request_id(reply, &request_id), &json, &mut differences);
            }
            (ExampleAnswer::Failure { code, .. }, outcome) => {
                let expected = Outcome::Failure { code: Some((*code).to_owned()), is_documented: true };
                assert_eq!(outcome, expected, "{place}");
            }
            (ExampleAnswer::Reply(_) | ExampleAnswer::Events(_), other) => panic!("{place}: {other:?}"),
        }
    }
    assert_normalised(&differences);
}

/// What the client does to documented answers, each with its reason. A difference that is not here fails the tests, and
/// so does one that is here and is no more.
const NORMALISED: &[(&str, &str)] = &[(
    "DescribeConcurrentPackages.ConcurrentPackages: [] is written as nothing",
    "a list that is absent reads as an empty one, so that an empty one need not be written",
)];

#[track_caller]
fn assert_normalised(differences: &[String]) {
    let listed: Vec<&str> = NORMALISED.iter().map(|(difference, _)| *difference).collect();
    assert_eq!(differences, listed);
}

/// Compact JSON with the members of each structure in the order of its table, those that it does not know last.
fn in_order(kind: &Kind, value: &Value) -> String {
    match (kind, value) {
        (Kind::Record(shape), Value::Object(members)) => {
            let place = |name: &str| shape.fields.iter().position(|field| field.wire == name);
            let mut names: Vec<&String> = members.keys().collect();
            names.sort_by_key(|name| place(name).unwrap_or(usize::MAX));
            let written = names.into_iter().map(|name| {
                let of_field = place(name).map(|index| &shape.fields[index].kind);
                let value = &members[name];
                format!(
                    "{}:{}",
                    Value::from(name.as_str()),
                    of_field.map_or(value.to_string(), |kind| in_order(kind, value))
                )
            });
            format!("{{{}}}", written.collect::<Vec<_>>().join(","))
        }
        (Kind::List(kind), Value::Array(items)) => {
            format!("[{}]", items.iter().map(|item| in_order(kind, item)).collect::<Vec<_>>().join(","))
        }
        (_, value) => value.to_string(),
    }
}

fn with_request_id(reply: &str, request_id: &str) -> Value {
    let mut members = members(reply);
    members.entry("RequestId").or_insert_with(|| request_id.into());
    Value::Object(members)
}

fn find_differences(place: &str, documented: &Value, written: &Value, found: &mut Vec<String>) {
    match (documented, written) {
        (Value::Object(one), Value::Object(other)) => {
            let mut names: Vec<&String> = one.keys().chain(other.keys()).collect();
            names.sort();
            names.dedup();
            for name in names {
                let place = format!("{place}.{name}");
                match (one.get(name), other.get(name)) {
                    (Some(documented), Some(written)) => find_differences(&place, documented, written, found),
                    (Some(documented), None) => {
                        found.push(format!("{place}: {documented} is written as nothing"));
                    }
                    (None, written) => found.push(format!("{place}: nothing is written as {written:?}")),
                }
            }
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            for (index, (documented, written)) in one.iter().zip(other).enumerate() {
                find_differences(&format!("{place}[{index}]"), documented, written, found);
            }
        }
        _ if documented == written => {}
        _ => found.push(format!("{place}: {documented} is written as {written}")),
    }
}

#[tokio::test]
async fn each_example_is_answered_by_the_emulator() {
    let emulator = Emulator::start(&car::SERVICE).await.unwrap();
    let client: Client = emulator.client().unwrap();
    let (mut called, mut differences) = (0, Vec::new());
    for (Subject { meta, call, .. }, example) in each_example() {
        let outcome = call(&client, example.request).await;
        called += 1;
        let place = format!("{} `{}`", meta.name, example.title);
        match (&example.answer, outcome) {
            (ExampleAnswer::Reply(reply), Outcome::Answer { mut json, request_id }) => {
                let mut documented = with_request_id(reply, &request_id);
                // Each answer of the emulator has its own.
                documented["RequestId"] = request_id.into();
                hide_times(meta.response, &mut documented);
                hide_times(meta.response, &mut json);
                find_differences(meta.name, &documented, &json, &mut differences);
            }
            (_, outcome) => panic!("{place}: {outcome:?}"),
        }
    }
    assert_normalised(&differences);
    assert_eq!((emulator.served(), emulator.refused()), (called, 0));
}

/// Replaces times, which the emulator makes present.
fn hide_times(shape: &Shape, value: &mut Value) {
    for field in shape.fields {
        if let Some(member) = value.get_mut(field.wire) {
            hide(field, &field.kind, member);
        }
    }
}

fn hide(field: &FieldMeta, kind: &Kind, value: &mut Value) {
    let is_time =
        matches!(field.format, Format::UnixSeconds | Format::Iso8601 | Format::DateTime | Format::Date);
    match (kind, value) {
        (Kind::Record(shape), value) => hide_times(shape, value),
        (Kind::List(kind), Value::Array(items)) => items.iter_mut().for_each(|item| hide(field, kind, item)),
        (_, value @ (Value::String(_) | Value::Number(_))) if is_time => *value = "a time".into(),
        _ => {}
    }
}
