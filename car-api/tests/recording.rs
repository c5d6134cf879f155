//! Recordings: what is written, what is not, and what is played from it.

#![allow(clippy::unwrap_used, reason = "what goes wrong in a helper of a test is a failure of the test")]

mod offline_support;

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use car_api::car::{self, Client, DescribeCosCredential};
use car_api::credential::StaticCredentials;
use car_api::offline::recording::{RecordingError, Unlisted};
use car_api::offline::{Fault, Mock, Recorder, Replay, ReplayMode};
use car_api::retry::RetryPolicy;
use car_api::transport::{HttpReply, Transport};
use car_api::{Config, Credential, Error, ErrorKind, Pacing};
use http::{HeaderMap, StatusCode};
use offline_support::ShopClient;
use offline_support::shop::SHOP;
use serde_json::{Map, Value, json};

/// A recording in memory.
#[derive(Clone, Default)]
struct Paper(Arc<Mutex<Vec<u8>>>);

impl Paper {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    /// The recorded calls, without the first line.
    fn calls(&self) -> Vec<Value> {
        self.text().lines().skip(1).map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn replay(&self) -> Replay {
        self.text().parse().unwrap()
    }
}

impl Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn config(transport: impl Transport + 'static) -> Config {
    let credential = Credential::new("AKIDsentinel", "sentinel-key").unwrap();
    Config::builder()
        .credentials(StaticCredentials::from(credential.with_token("sentinel-session").unwrap()))
        .pacing(Pacing::Off)
        .retry(RetryPolicy::off())
        .transport(transport)
        .build()
        .unwrap()
}

/// A shop whose every action answers with `response`, an object, and what its calls come to on paper.
fn shop(response: &Value, unlisted: Unlisted) -> (ShopClient, Paper) {
    let members = response.as_object().unwrap().clone();
    let answer = move |_: &Value| Ok(members.clone());
    let mock = Mock::new().on_json("Buy", answer.clone()).on_json("Steal", answer);
    let paper = Paper::default();
    let recorder = Recorder::to_writer(paper.clone(), &SHOP, mock).unwrap().unlisted(unlisted);
    (ShopClient::new(&config(recorder)).unwrap(), paper)
}

#[tokio::test]
async fn what_was_recorded_is_played() {
    let mock = Mock::new().example::<DescribeCosCredential>(0);
    let paper = Paper::default();
    let recorder = Recorder::to_writer(paper.clone(), &car::SERVICE, mock).unwrap();
    let car = Client::new(&config(recorder.clone())).unwrap();
    let call = |car: &Client, id: &str| car.describe_cos_credential().application_id(id).send();
    let original = call(&car, "app-1").await.unwrap();
    call(&car, "app-2").await.unwrap();
    assert_eq!(recorder.finish().unwrap(), 2);
    // The call itself was given what came back.
    assert_ne!(original.secret_key.expose(), "[masked]");

    let replay = paper.replay();
    let car: Client = replay.client().unwrap();
    call(&car, "app-2").await.unwrap();
    let played = call(&car, "app-1").await.unwrap();
    assert_eq!((&played.path, &played.request_id), (&original.path, &original.request_id));
    assert_eq!(played.expired_time, original.expired_time);
    assert_eq!(played.secret_key.expose(), "[masked]");
    assert!(replay.unplayed().is_empty());
}

#[tokio::test]
async fn no_secret_is_written() {
    let response = json!({
        "OrderId": "order-1", "Voucher": "sentinel-voucher", "RequestId": "r-1",
        "Surprise": {"Deep": ["sentinel-unlisted"]}, "Note": null,
    });
    let (shop, paper) = shop(&response, Unlisted::default());
    let parameters = json!({"Item": "tea", "Pin": "sentinel-pin", "Gift": {"Text": "sentinel-gift"}});
    shop.call_json("Buy", parameters).await.unwrap();
    assert!(!paper.text().contains("sentinel"), "{}", paper.text());
    let call = &paper.calls()[0];
    let mut parameters = call["parameters"].clone();
    // The client's own mark of the call, and no secret.
    assert!(parameters["ClientToken"].take().is_string());
    let written = json!({"Item": "tea", "Pin": "[masked]", "Gift": "[masked]", "ClientToken": null});
    assert_eq!(parameters, written);
    let expected = json!({
        "OrderId": "order-1", "Voucher": "[masked]", "RequestId": "r-1",
        "Surprise": {"Deep": ["[masked]"]}, "Note": null,
    });
    assert_eq!(call["reply"]["json"]["Response"], expected);
    assert_eq!(call["service"], "shop");
    assert!(call["reply"]["headers"].as_object().unwrap().keys().eq(["content-type"]));
}

#[tokio::test]
async fn of_an_unknown_action_only_names_are_written_unless_asked_for() {
    let response =
        json!({"OrderId": "plain", "ApiKey": "sentinel-1", "Count": 7, "Flag": true, "RequestId": "r-1"});
    let parameters =
        json!({"Item": "plain", "Password": "sentinel-2", "Nested": {"AccessToken": ["sentinel-3"]}});

    let (client, paper) = shop(&response, Unlisted::default());
    client.call_json("Steal", parameters.clone()).await.unwrap();
    let call = &paper.calls()[0];
    assert_eq!(call["parameters"], json!({"Item": "[masked]", "Password": "[masked]", "Nested": "[masked]"}));
    // What is masked keeps its type, so that it can be read.
    let masked =
        json!({"OrderId": "[masked]", "ApiKey": "[masked]", "Count": 0, "Flag": false, "RequestId": "r-1"});
    assert_eq!(call["reply"]["json"]["Response"], masked);

    let (client, paper) = shop(&response, Unlisted::MaskBySecretNames);
    client.call_json("Steal", parameters).await.unwrap();
    let call = &paper.calls()[0];
    let kept = json!({"Item": "plain", "Password": "[masked]", "Nested": {"AccessToken": "[masked]"}});
    assert_eq!(call["parameters"], kept);
    assert_eq!(call["reply"]["json"]["Response"]["OrderId"], "plain");
    assert!(!paper.text().contains("sentinel"), "{}", paper.text());
}

#[tokio::test]
async fn a_secret_is_found_where_it_turns_up_again() {
    let echo = |parameters: &Value| {
        let pin = parameters["Pin"].as_str().unwrap_or_default();
        Err(Fault::api(
            "InvalidParameterValue",
            format!("{pin} is no pin of AKIDsentinel (sentinel-session)"),
        ))
    };
    let paper = Paper::default();
    let mock = Mock::new().on_json("Buy", echo);
    let shop = ShopClient::new(&config(Recorder::to_writer(paper.clone(), &SHOP, mock).unwrap())).unwrap();
    let error =
        shop.call_json("Buy", json!({"Item": "for sentinel-pin", "Pin": "sentinel-pin"})).await.unwrap_err();
    assert!(error.message().contains("sentinel-pin"));
    assert!(!paper.text().contains("sentinel"), "{}", paper.text());
    let message = &paper.calls()[0]["reply"]["json"]["Response"]["Error"]["Message"];
    assert_eq!(message, "[masked] is no pin of [masked] ([masked])");

    // It is played all the same: what was masked fits everything.
    let replay = paper.replay();
    let shop: ShopClient = replay.client().unwrap();
    let error =
        shop.call_json("Buy", json!({"Item": "for other-pin", "Pin": "other-pin"})).await.unwrap_err();
    assert_eq!(error.code(), Some("InvalidParameterValue"));
}

#[tokio::test]
async fn what_is_no_answer_is_recorded_as_far_as_it_is_safe() {
    let html = |body: &'static str| HttpReply {
        status: StatusCode::BAD_GATEWAY,
        headers: HeaderMap::new(),
        body: body.into(),
    };
    let mock = Mock::new()
        .fail_with::<DescribeCosCredential>(Fault::from(html("<html>down</html>")).retry_after_seconds(3))
        .fail_with::<DescribeCosCredential>(Fault::truncated_json())
        .fail_with::<DescribeCosCredential>(Fault::invalid_utf8())
        .fail_with::<DescribeCosCredential>(Fault::empty_body())
        .fail_with::<DescribeCosCredential>(Fault::http(StatusCode::OK, "secret=sentinel"))
        .fail_with::<DescribeCosCredential>(Fault::unreachable())
        .fail_with::<DescribeCosCredential>(Fault::truncated_body());
    let paper = Paper::default();
    let recorder = Recorder::to_writer(paper.clone(), &car::SERVICE, mock).unwrap();
    let run = async |car: Client| {
        let mut errors = Vec::new();
        for _ in 0..7 {
            let call = car.describe_cos_credential().application_id("app-1").retry(RetryPolicy::off());
            let error: Error = call.send().await.unwrap_err().into();
            errors.push((error.kind(), error.http_status().map(|status| status.as_u16()), error.was_sent()));
        }
        errors
    };
    let first = run(Client::new(&config(recorder)).unwrap()).await;
    assert_eq!(first[0].0, ErrorKind::HttpStatus);
    assert_eq!(first[5], (ErrorKind::Connect, None, false));
    assert_eq!(first, run(paper.replay().client().unwrap()).await);

    let calls = paper.calls();
    assert_eq!(calls[0]["reply"]["text"], "<html>down</html>");
    assert_eq!(calls[0]["reply"]["headers"]["retry-after"], "3");
    // Half an answer may hold a whole secret.
    assert!(calls[1]["reply"]["omitted_bytes"].as_u64().unwrap() > 0, "{}", calls[1]);
    assert_eq!(calls[4]["reply"]["omitted_bytes"], 15);
    assert_eq!(calls[6]["failure"], json!({"kind": "broken", "sent": "maybe", "status": 200}));
    assert!(!paper.text().contains("SecretKey"), "{}", paper.text());
}

/// Takes the first line and nothing else.
struct Full(bool);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if std::mem::replace(&mut self.0, true) {
            Err(io::Error::other("no space left"))
        } else {
            Ok(bytes.len())
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_recording_that_cannot_be_written_loses_no_call() {
    let mock = Mock::new().on_json("Buy", |_| Ok(Map::new()));
    let recorder = Recorder::to_writer(Full(false), &SHOP, mock).unwrap();
    let shop = ShopClient::new(&config(recorder.clone())).unwrap();
    for _ in 0..2 {
        shop.call_json("Buy", json!({"Item": "tea"})).await.unwrap();
    }
    for _ in 0..2 {
        let error = recorder.finish().unwrap_err();
        assert!(matches!(error, RecordingError::Write { .. }));
        assert!(error.to_string().contains("no space left"), "{error}");
    }
}

#[test]
fn a_file_that_cannot_be_made_is_named() {
    let error = Recorder::create("/nowhere/at/all.jsonl", &SHOP, Mock::new()).unwrap_err();
    assert!(error.to_string().starts_with("/nowhere/at/all.jsonl could not be written"), "{error}");
    let error = Replay::load("/nowhere/at/all.jsonl").unwrap_err();
    assert!(error.to_string().starts_with("/nowhere/at/all.jsonl could not be read"), "{error}");
}

const HEADER: &str = r#"{"recording":"car-api","version":1}"#;

fn line(action: &str, parameters: &Value, request_id: &str) -> String {
    let reply = json!({"status": 200, "json": {"Response": {"RequestId": request_id}}});
    json!({"action": action, "version": "2025-01-01", "parameters": parameters, "reply": reply}).to_string()
}

fn replay(lines: &[String], mode: ReplayMode) -> (Replay, ShopClient) {
    let replay = format!("{HEADER}\n{}", lines.join("\n")).parse::<Replay>().unwrap().mode(mode);
    let client = replay.client().unwrap();
    (replay, client)
}

async fn request_id(shop: &ShopClient, action: &str, parameters: Value) -> String {
    match shop.call_json(action, parameters).await {
        Ok(reply) => reply.request_id,
        Err(error) => {
            assert_eq!(error.code(), Some("Replay.UnexpectedCall"), "{error}");
            assert!(!error.is_retryable());
            error.message().to_owned()
        }
    }
}

#[tokio::test]
async fn recordings_are_played_in_one_of_three_ways() {
    let lines = [
        line("Buy", &json!({"Item": "tea", "Size": {"A": 1, "B": null}}), "tea-1"),
        line("Buy", &json!({"Item": "milk"}), "milk"),
        String::new(),
        line("Buy", &json!({"Size": {"A": 1.0}, "Item": "tea"}), "tea-2"),
    ];
    let tea = || json!({"Size": {"A": 1}, "Item": "tea"});
    let milk = || json!({"Item": "milk"});

    let (any, shop) = replay(&lines, ReplayMode::AnyOrder);
    assert_eq!(request_id(&shop, "Buy", milk()).await, "milk");
    assert_eq!(any.unplayed(), ["line 2: Buy", "line 5: Buy"]);
    assert_eq!(request_id(&shop, "Buy", tea()).await, "tea-1");
    assert_eq!(request_id(&shop, "Buy", tea()).await, "tea-2");
    let message = request_id(&shop, "Buy", tea()).await;
    assert!(
        message.contains("every recording of this call of Buy has been played, the first in line 2"),
        "{message}"
    );

    let (repeating, shop) = replay(&lines, ReplayMode::Repeating);
    for expected in ["tea-1", "tea-2", "tea-2", "tea-2"] {
        assert_eq!(request_id(&shop, "Buy", tea()).await, expected);
    }
    assert_eq!(repeating.unplayed(), ["line 3: Buy"]);

    let (_, shop) = replay(&lines, ReplayMode::InOrder);
    let message = request_id(&shop, "Buy", milk()).await;
    assert!(message.contains("line 2: next is Buy with other parameters: \"tea\" at `Item`"), "{message}");
    assert!(!message.contains("milk"), "{message}");
    assert!(request_id(&shop, "Return", milk()).await.contains("line 2: next is Buy, and Return was called"));
    for (parameters, expected) in [(tea(), "tea-1"), (milk(), "milk"), (tea(), "tea-2")] {
        assert_eq!(request_id(&shop, "Buy", parameters).await, expected);
    }
    assert!(request_id(&shop, "Buy", tea()).await.contains("has been played to its end, and Buy was called"));
}

#[tokio::test]
async fn a_call_that_was_not_recorded_is_told_the_nearest() {
    let lines = [
        line("Buy", &json!({"Item": "tea", "Size": 1, "Cups": [1, 2]}), "1"),
        line("Buy", &json!({"Item": "milk", "Size": 2, "Cups": []}), "2"),
        line("Return", &json!({}), "3"),
    ];
    let (_, shop) = replay(&lines, ReplayMode::AnyOrder);
    let message = request_id(&shop, "Buy", json!({"Item": "sentinel", "Size": 2, "Cups": []})).await;
    assert_eq!(
        message,
        "the recording has no such call of Buy; the nearest is line 3, where there is \"milk\" at `Item`"
    );
    let message = request_id(&shop, "Steal", json!({})).await;
    assert_eq!(message, "the recording has no call of Steal; it has: Buy (2), Return (1)");
}

#[test]
fn a_line_that_is_wrong_is_named_with_what_is_wrong() {
    let good = line("Buy", &json!({}), "1");
    for (text, expected) in [
        (String::new(), "line 1: it is not JSON"),
        (good.clone(), "line 1: it is no recording"),
        (
            r#"{"recording":"car-api","version":2}"#.to_owned(),
            "line 1: the format has version 2, and this crate reads version 1",
        ),
        (r#"{"recording":"car-api"}"#.to_owned(), "line 1: the format has no version"),
        (format!("{HEADER}\n{good}\n{{"), "line 3: it is not JSON"),
        (format!("{HEADER}\n[]"), "line 2: it is not a JSON object"),
        (format!("{HEADER}\n{{}}"), "line 2: the member `action` is missing"),
        (format!("{HEADER}\n{}", good.replace("action", "acton")), "line 2: the member `action` is missing"),
        (
            format!("{HEADER}\n{}", good.replace("{\"action\"", "{\"Extra\":1,\"action\"")),
            "line 2: there is no member `Extra`",
        ),
        (
            format!("{HEADER}\n{}", good.replace("\"reply\"", "\"answer\"")),
            "line 2: a call has either an object `reply`",
        ),
        (format!("{HEADER}\n{}", good.replace("200", "20")), "line 2: `status` is not an HTTP status"),
        (
            format!("{HEADER}\n{}", good.replace("\"json\"", "\"omitted_bytes\"")),
            "line 2: a reply has one of",
        ),
        (
            format!(
                "{HEADER}\n{}",
                json!({"action": "A", "version": "1", "parameters": {}, "failure": {"kind": "bad", "sent": "no"}})
            ),
            "line 2: `kind` is one of `connect`, `broken`, `too_large`, `timeout`",
        ),
    ] {
        let error = text.parse::<Replay>().unwrap_err().to_string();
        assert!(error.starts_with(&format!("the recording, {expected}")), "{text}\n{error}");
    }
}
