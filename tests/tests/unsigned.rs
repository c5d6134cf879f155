//! Actions whose parameters prove who calls are sent without a signature, and only those.

#![allow(clippy::unwrap_used, reason = "a failure here is the failure of a test")]

use std::net::SocketAddr;

use car_api::ErrorKind;
use car_api::credential::NoCredentials;
use car_api::emulator::Emulator;
use car_tests::shadowed::{Client, SERVICE};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What the emulator says to a call of `action` that has `SKIP` for its authorization.
async fn post(address: SocketAddr, action: &str) -> String {
    let body = r#"{"Ticket":"t","StationId":"st-1","Since":0}"#;
    let head = [
        "POST / HTTP/1.1".to_owned(),
        format!("Host: {address}"),
        "Connection: close".to_owned(),
        "Content-Type: application/json".to_owned(),
        format!("Content-Length: {}", body.len()),
        "Authorization: SKIP".to_owned(),
        format!("X-TC-Action: {action}"),
        format!("X-TC-Version: {}", SERVICE.version),
        "X-TC-Region: ap-guangzhou".to_owned(),
        "X-TC-Timestamp: 1700000000".to_owned(),
    ];
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(format!("{}\r\n\r\n{body}", head.join("\r\n")).as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

async fn start() -> (Emulator, Client) {
    let emulator = Emulator::start(&SERVICE).await.unwrap();
    let client = Client::builder()
        .credentials(NoCredentials)
        .endpoint(emulator.url())
        .region("ap-guangzhou")
        .build()
        .unwrap();
    (emulator, client)
}

#[tokio::test]
async fn an_action_that_asks_for_no_signature_needs_no_credentials() {
    let (emulator, client) = start().await;
    let lent = client.lend_key().ticket("t").send().await.unwrap();
    assert!(!lent.key.is_empty());
    assert_eq!((emulator.served(), emulator.refused()), (1, 0));
}

#[tokio::test]
async fn any_other_action_does() {
    let (emulator, client) = start().await;
    let error = client.describe_readings().station_id("st-1").since(0).send().await.unwrap_err();
    assert_eq!(error.as_error().kind(), ErrorKind::Credentials);
    assert!(!error.was_sent());
    assert_eq!((emulator.served(), emulator.refused()), (0, 0), "nothing was sent");
}

#[tokio::test]
async fn the_word_in_place_of_a_signature_opens_no_other_action() {
    let (emulator, _) = start().await;
    let refused = post(emulator.address(), "DescribeReadings").await;
    assert!(refused.contains("AuthFailure.InvalidAuthorization"), "{refused}");
    let open = post(emulator.address(), "LendKey").await;
    assert!(open.contains("UnknownParameter"), "the check goes on to the parameters: {open}");
}
