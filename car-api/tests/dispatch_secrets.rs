//! A secret never shows: not in a client, a configuration, a request, an error, nor anything on the way.

// A test fails by panicking, in its helpers as well.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod demo;

use car_api::credential::{CredentialError, EnvironmentCredentials, ProvideCredentials, StaticCredentials};
use car_api::transport::{BoxFuture, Sent, TransportErrorKind};
use car_api::{CallOptions, Config, Credential, Secret, ServiceClient};
use demo::{Client, OpenDoorRequest, Script, Step, builder, json, reply};
use std::fmt::Debug;
use std::sync::Arc;

const SECRET_KEY: &str = "SENTINEL-key";
const TOKEN: &str = "SENTINEL-token";
const PARAMETER: &str = "SENTINEL-parameter";

fn credential() -> Credential {
    Credential::new(demo::ID, SECRET_KEY).unwrap().with_token(TOKEN).unwrap()
}

fn check(what: &str, value: &dyn Debug) {
    for shown in [format!("{value:?}"), format!("{value:#?}")] {
        assert!(!shown.contains("SENTINEL"), "{what}: {shown}");
        assert!(!shown.contains(demo::ID), "{what}: {shown}");
        assert!(!shown.contains("Signature="), "{what}: {shown}");
    }
}

#[tokio::test]
async fn nothing_shows() {
    let answer = format!(
        r#"{{"Response":{{"OpenedAt":1,"Key":"{PARAMETER}","Visitors":[{{"Badge":"{PARAMETER}"}}],"RequestId":"r"}}}}"#
    );
    let script = Script::new([
        json(&answer),
        json(&answer.replace("\"OpenedAt\":1", "\"OpenedAt\":[]")),
        json(
            &answer
                .replace(&format!("\"Key\":\"{PARAMETER}\""), &format!("\"Key\":{{\"a\":\"{PARAMETER}\"}}")),
        ),
        json(&answer[..answer.len() - 3]),
        reply(502, &[("content-type", "application/json")], answer.clone()),
        Step::Fail(TransportErrorKind::Broken, Sent::Maybe),
    ]);
    let config = Config::builder()
        .credentials(StaticCredentials::from(credential()))
        .transport(script.clone())
        .build()
        .unwrap();
    let client = Client::new(&config).unwrap();
    check("configuration", &config);
    check("client", &client);
    check("core", client.core());

    let request = || OpenDoorRequest { door: "front".to_owned(), code: Some(Secret::new(PARAMETER)) };
    check("request", &request());
    check("pending call", &client.send_with(request(), CallOptions::new()));
    check("call by name", &client.call_json("OpenDoor", request()));

    let answer = client.send(request()).await.unwrap();
    assert_eq!(answer.key.as_ref().unwrap().expose(), PARAMETER);
    check("answer", &answer);
    for _ in 0..5 {
        let error = client.send(request()).await.unwrap_err();
        check("typed error", &error);
        assert!(!error.to_string().contains("SENTINEL"), "{error}");
        check("error", &error.into_error());
    }

    let seen = script.seen();
    assert_eq!(seen.len(), 6);
    for request in &seen {
        check("HTTP request", request);
        check("headers", &request.headers["authorization"]);
        check("headers", &request.headers["x-tc-token"]);
        let body = String::from_utf8(request.body.to_vec()).unwrap();
        assert!(body.contains(PARAMETER) && !body.contains(SECRET_KEY) && !body.contains(TOKEN));
    }
}

#[test]
fn sources_of_credentials_do_not_show_them() {
    check("credential", &credential());
    check("static", &StaticCredentials::from(credential()));
    let environment = EnvironmentCredentials::read_with(|name| match name {
        "TENCENTCLOUD_SECRET_ID" => Some(demo::ID.into()),
        "TENCENTCLOUD_SECRET_KEY" => Some(SECRET_KEY.into()),
        "TENCENTCLOUD_TOKEN" => Some(TOKEN.into()),
        _ => None,
    });
    check("environment", &environment.unwrap());
    check("builder", &builder::<Client>().credentials(StaticCredentials::from(credential())));
}

/// A source that someone else wrote, and which shows what it should not.
#[derive(Debug)]
struct Careless {
    #[allow(dead_code)]
    key: &'static str,
}

impl ProvideCredentials for Careless {
    fn provide(&self) -> BoxFuture<'_, Result<Arc<Credential>, CredentialError>> {
        Box::pin(std::future::ready(Ok(Arc::new(credential()))))
    }
}

#[test]
fn a_careless_source_does_not_show_through_a_client() {
    let builder = builder::<Client>().credentials(Careless { key: SECRET_KEY }).transport(Script::new([]));
    check("builder", &builder);
    check("client", &builder.build().unwrap());
}
