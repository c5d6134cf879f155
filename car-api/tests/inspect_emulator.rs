//! What is signed here is accepted when others send it.

// A test fails by panicking, in its helpers as well.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use car_api::car::{Client, SERVICE};
use car_api::credential::StaticCredentials;
use car_api::emulator::Emulator;
use car_api::inspect::{Cause, Secrets};
use car_api::{ClientBuilder, Credential};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Sends a request as it is, byte by byte, and returns what comes back.
async fn send(request: http::Request<bytes::Bytes>) -> String {
    let host = request.headers()["host"].to_str().unwrap().to_owned();
    let mut connection = TcpStream::connect(host).await.unwrap();
    let mut head = format!("{} {} HTTP/1.1\r\n", request.method(), request.uri().path());
    for (name, value) in request.headers() {
        head.extend([name.as_str(), ": ", value.to_str().unwrap(), "\r\n"]);
    }
    let length = request.body().len().to_string();
    head.extend(["content-length: ", &length, "\r\nconnection: close\r\n\r\n"]);
    connection.write_all(head.as_bytes()).await.unwrap();
    connection.write_all(request.body()).await.unwrap();
    let mut reply = String::new();
    connection.read_to_string(&mut reply).await.unwrap();
    reply
}

#[tokio::test]
async fn a_signed_request_is_accepted_from_another_http_stack() {
    let emulator = Emulator::start(&SERVICE).await.unwrap();
    let client: Client = emulator.client().unwrap();
    let call = client.describe_cos_credential().application_id("app-fcegkdfa").prepare();
    let reply = send(call.sign_only().await.unwrap()).await;
    assert!(reply.starts_with("HTTP/1.1 200 ") && reply.contains("CosBucket"), "{reply}");
    assert_eq!((emulator.served(), emulator.refused()), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_with_its_secrets_is_accepted_and_one_without_is_not() {
    let emulator = Emulator::start(&SERVICE).await.unwrap();
    let client: Client = emulator.client().unwrap();
    let curl = client
        .describe_cos_credential()
        .application_id("it's an application")
        .prepare()
        .to_curl()
        .await
        .unwrap();
    for (secrets, counted) in [(Secrets::Shown, (1, 0)), (Secrets::Masked, (1, 1))] {
        let command = format!("{} --silent --noproxy '*'", curl.clone().secrets(secrets));
        let run = move || std::process::Command::new("sh").arg("-c").arg(command).output().unwrap();
        let output = tokio::task::spawn_blocking(run).await.unwrap();
        if output.status.code() == Some(127) {
            eprintln!("there is no curl on this machine: not tried");
            return;
        }
        assert_eq!((emulator.served(), emulator.refused()), counted, "{output:?}");
    }
}

#[tokio::test]
async fn a_wrong_key_is_explained_first() {
    let emulator = Emulator::start(&SERVICE).await.unwrap();
    let wrong = Credential::new(emulator.credential().secret_id(), "a-key-of-someone-else").unwrap();
    let client: Client = ClientBuilder::new()
        .credentials(StaticCredentials::from(wrong))
        .endpoint(emulator.url())
        .build()
        .unwrap();
    let error = client.describe_cos_credential().application_id("app-1").send().await.unwrap_err();
    let explanation = error.explain().unwrap();
    assert!(matches!(explanation.causes[0], Cause::Key { .. }), "{explanation}");
    let offset = explanation.clock_offset.unwrap();
    assert!(offset.abs() < 60, "the emulator tells its time: {offset}");
}
