//! A secret is never shown. Every sensitive field that the tables know is filled with a sentinel, and the
//! sentinel is looked for in everything that a program could print or log.

#![allow(clippy::unwrap_used, reason = "a failure here is the failure of a test")]

use std::fmt::Write;

use car_api::action::ActionMeta;
use car_api::car::{self, Client, DescribeCosCredentialRequest, DescribeCosCredentialResponse};
use car_api::credential::{Credential, StaticCredentials};
use car_api::offline::{Fault, Mock};
use car_api::record::{Kind, Shape};
use car_api::{Config, ServiceClient, sts};
use car_tests::shadowed as weather;
use http::StatusCode;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

const SENTINEL: &str = "S3NTINEL";

/// A value of every field of a structure; the sensitive ones hold the sentinel.
fn filled(shape: &Shape, depth: usize) -> Map<String, Value> {
    let fields = shape.fields.iter().map(|field| {
        let text = if field.sensitive { SENTINEL } else { "plain" };
        (field.wire.to_owned(), value(&field.kind, text, depth))
    });
    fields.collect()
}

fn value(kind: &Kind, text: &str, depth: usize) -> Value {
    match kind {
        Kind::Text => json!(text),
        Kind::Int | Kind::UInt => json!(1),
        Kind::Float => json!(1.5),
        Kind::Bool => json!(true),
        Kind::Record(_) if depth == 0 => Value::Null,
        Kind::Record(shape) => Value::Object(filled(shape, depth - 1)),
        Kind::List(item) => json!([value(item, text, depth)]),
    }
}

fn from_map<T: DeserializeOwned>(members: Map<String, Value>) -> T {
    serde_json::from_value(Value::Object(members)).unwrap()
}

fn sensitive_fields(meta: &ActionMeta) -> usize {
    meta.response.fields.iter().filter(|field| field.sensitive).count()
}

/// The two ways of `Debug`.
fn shown(value: &dyn std::fmt::Debug) -> String {
    let mut text = String::new();
    write!(text, "{value:?}\n{value:#?}").unwrap();
    text
}

#[track_caller]
fn assert_hidden(text: &str) {
    assert!(!text.contains(SENTINEL), "the secret is shown:\n{text}");
    assert!(!text.is_empty());
}

#[tokio::test]
async fn answers_of_every_action_hide_their_secrets() {
    let mut checked = 0;
    for service in [&car::SERVICE, &sts::SERVICE, &weather::SERVICE] {
        for meta in service.actions {
            let answer = filled(meta.response, 3);
            let mock = Mock::new().on_json(meta.name, move |_| Ok(answer.clone()));
            let config = Config::builder()
                .credentials(StaticCredentials::new("AKIDtest", "key").unwrap())
                .endpoint("http://127.0.0.1:1")
                .region("ap-guangzhou")
                .transport(mock.clone())
                .build()
                .unwrap();
            let parameters = filled(meta.request, 3);
            let reply = match service.name {
                "car" => Client::connect(&config).unwrap().call_json(meta.name, parameters).await,
                "sts" => sts::Client::connect(&config).unwrap().call_json(meta.name, parameters).await,
                _ => weather::Client::connect(&config).unwrap().call_json(meta.name, parameters).await,
            };
            let reply = reply.unwrap();
            assert_hidden(&shown(&reply));
            assert_hidden(&shown(&mock.calls()));
            assert!(sensitive_fields(meta) == 0 || reply.body.to_string().contains(SENTINEL));
            checked += sensitive_fields(meta);
        }
    }
    assert!(checked >= 4, "the tables have sensitive fields");
}

#[test]
fn typed_answers_and_requests_hide_their_secrets() {
    let grant: DescribeCosCredentialResponse =
        from_map(filled(car::SERVICE.action("DescribeCosCredential").unwrap().response, 1));
    assert_hidden(&shown(&grant));
    assert_eq!(grant.secret_key.expose(), SENTINEL);
    assert!(shown(&grant).contains("plain"), "what is not secret is shown, the request id for one");

    let readings: weather::DescribeReadingsResponse =
        from_map(filled(weather::SERVICE.action("DescribeReadings").unwrap().response, 3));
    assert_hidden(&shown(&readings));
    assert_eq!(readings.readings[0].keys[0].expose(), SENTINEL);

    let station = weather::Station::new().token(SENTINEL);
    let call = weather::CreateStationRequest::builder().station(station).names(["n"]).secret(SENTINEL);
    assert_hidden(&shown(&call));
    assert_hidden(&shown(&call.build()));
    assert_hidden(&shown(&DescribeCosCredentialRequest::builder().application_id("app-1").build()));
}

#[tokio::test]
async fn clients_and_errors_hide_the_key() {
    let credential =
        Credential::new("AKIDtest", SENTINEL).unwrap().with_token(format!("{SENTINEL}-token")).unwrap();
    assert_hidden(&shown(&credential));
    // What a broken service sends back may hold anything that was sent.
    let bodies = [
        "<html>502</html>".to_owned(),
        format!("{{\"Response\":{{\"SecretKey\":[\"{SENTINEL}\"],\"RequestId\":\"r\"}}}}"),
        format!(
            "{{\"Response\":{{\"SecretKey\":\"{SENTINEL}\",\"StartTime\":\"{}\",\"RequestId\":\"r\"}}}}",
            "x"
        ),
        format!("{{\"Response\":{{\"SecretKey\":\"{SENTINEL}\",\"RequestId\":\"r\"}}}}"),
        format!("{{\"Response\":{{\"SecretKey\":\"{SENTINEL}"),
    ];
    for body in bodies {
        let mock = Mock::new().fail_with::<car::DescribeCosCredential>(Fault::http(StatusCode::OK, body));
        let config = Config::builder()
            .credentials(StaticCredentials::from(credential.clone()))
            .endpoint("http://127.0.0.1:1")
            .transport(mock)
            .build()
            .unwrap();
        let car = Client::connect(&config).unwrap();
        let error = car.describe_cos_credential().application_id("app-1").send().await.unwrap_err();
        assert_hidden(&format!("{error}\n{}", shown(&error)));
        assert_hidden(&format!("{}{}", shown(&config), shown(&car)));
        let erased: car_api::Error = error.into();
        assert_hidden(&format!("{erased}\n{}", shown(&erased)));
    }
}
