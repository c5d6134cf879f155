//! Faults on the wire: what the emulator does to a connection is what this crate's client makes of it.
#![cfg(feature = "reqwest")]
#![allow(clippy::unwrap_used, reason = "what goes wrong in a helper of a test is a failure of the test")]

mod offline_support;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use car_api::car::{self, Client, DescribeCosCredential};
use car_api::credential::StaticCredentials;
use car_api::emulator::{Emulator, Outcome};
use car_api::offline::Fault;
use car_api::{Config, Error, ErrorKind};
use http::StatusCode;
use offline_support::ShopClient;
use offline_support::draft::Draft;
use offline_support::shop::SHOP;
use offline_support::weather::{MAX_REPLY, cases};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

const ACTION: &str = "DescribeCosCredential";

fn config(emulator: &Emulator) -> Config {
    Config::builder()
        .credentials(StaticCredentials::from(emulator.credential().clone()))
        .endpoint(emulator.url())
        .max_reply_bytes(MAX_REPLY)
        .build()
        .unwrap()
}

async fn call(client: &Client) -> Result<(), Error> {
    client.describe_cos_credential().application_id("app-1").send().await?;
    Ok(())
}

#[tokio::test]
async fn every_fault_comes_to_what_the_mock_shows() {
    let emulator = Emulator::builder(&car::SERVICE).keep_requests(2).start().await.unwrap();
    let car = Client::new(&config(&emulator)).unwrap();
    for case in cases() {
        let before = emulator.executions(ACTION);
        emulator.faults().add::<DescribeCosCredential>(case.fault.clone());
        let outcome = call(&car).await;
        assert_eq!(emulator.executions(ACTION) - before, u64::from(case.executed), "{case:?}");
        match (&outcome, case.kind) {
            (Ok(()), None) => {}
            (Err(error), Some(kind)) => {
                assert_eq!((error.kind(), error.code()), (kind, case.code), "{case:?}: {error}");
                assert_eq!(error.http_status(), case.status, "{case:?}: {error}");
                assert!(error.was_sent(), "{case:?}: {error}");
            }
            _ => panic!("{case:?}: {outcome:?}"),
        }
        let requests = emulator.requests();
        let report = requests.last().unwrap().report();
        assert_eq!(report.fault, Some(case.fault.to_string()), "{case:?}");
        assert_eq!(report.outcome == Outcome::Executed, case.executed, "{case:?}");
        // It happened once, and the next call finds a connection.
        call(&car).await.unwrap();
    }
    assert_eq!(emulator.faulted(), emulator.faults().happened());
    assert_eq!(emulator.faulted(), cases().len() as u64);
}

#[tokio::test]
async fn what_cannot_be_refused_on_an_open_connection_is_not_read() {
    let emulator = Emulator::builder(&car::SERVICE)
        .fault::<DescribeCosCredential>(Fault::unreachable())
        .start()
        .await
        .unwrap();
    let error = call(&Client::new(&config(&emulator)).unwrap()).await.unwrap_err();
    assert_eq!((error.kind(), emulator.executions(ACTION)), (ErrorKind::Broken, 0));
}

/// The request by hand, and what came back on the connection until it ended.
async fn exchange(draft: &Draft) -> (Vec<u8>, std::io::Result<()>) {
    let mut stream = TcpStream::connect(&draft.address).await.unwrap();
    stream.write_all(draft.head().as_bytes()).await.unwrap();
    stream.write_all(draft.body.as_bytes()).await.unwrap();
    let mut received = Vec::new();
    let end = stream.read_to_end(&mut received).await.map(drop);
    (received, end)
}

fn buy(emulator: &Emulator) -> Draft {
    Draft::new(emulator, ("shop", "2025-01-01"), "Buy", &json!({"Item": "tea"}))
}

#[tokio::test]
async fn connections_end_in_good_order_or_by_a_reset() {
    let emulator = Emulator::start(&SHOP).await.unwrap();
    for fault in [Fault::lost_request(), Fault::lost_answer(), Fault::truncated_body()] {
        let has_start = fault.to_string() == Fault::truncated_body().to_string();
        emulator.faults().add_named("Buy", fault.clone());
        let (received, end) = exchange(&buy(&emulator)).await;
        end.unwrap();
        assert_eq!(!received.is_empty(), has_start, "{fault}");

        emulator.faults().add_named("Buy", fault.clone().with_reset());
        let (_, end) = exchange(&buy(&emulator)).await;
        assert_eq!(end.unwrap_err().kind(), std::io::ErrorKind::ConnectionReset, "{fault}");
    }
}

#[tokio::test]
async fn a_fault_also_finds_clients_that_sign_the_address_for_the_service() {
    let emulator = Emulator::start(&car::SERVICE).await.unwrap();
    emulator.faults().add::<DescribeCosCredential>(Fault::throttled());
    let draft = Draft::new(&emulator, ("127", "2022-01-10"), ACTION, &json!({"ApplicationId": "a"}));
    assert_eq!(draft.refused().await.0, "RequestLimitExceeded");
    assert!(draft.send().await.response["Path"].is_string());
}

#[tokio::test]
async fn a_body_that_breaks_off_was_announced_whole() {
    let emulator = Emulator::start(&SHOP).await.unwrap();
    let (whole, _) = exchange(&buy(&emulator)).await;
    emulator.faults().add_named("Buy", Fault::truncated_body());
    let (cut, _) = exchange(&buy(&emulator)).await;
    let parts = |reply: &[u8]| {
        let text = String::from_utf8(reply.to_vec()).unwrap();
        let (head, body) =
            text.split_once("\r\n\r\n").map(|(head, body)| (head.to_owned(), body.len())).unwrap();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap().to_owned();
        (length.parse::<usize>().unwrap(), body)
    };
    let (whole, cut) = (parts(&whole), parts(&cut));
    assert_eq!(whole.0, whole.1);
    assert_eq!((cut.0, cut.1), (whole.0, whole.0 / 2));
}

#[tokio::test]
async fn what_a_gateway_says_is_on_the_wire() {
    let emulator = Emulator::start(&SHOP).await.unwrap();
    emulator
        .faults()
        .add_named("Buy", Fault::gateway(StatusCode::SERVICE_UNAVAILABLE).retry_after_seconds(7))
        .add_named("Buy", Fault::throttled().without_length());
    let (page, _) = exchange(&buy(&emulator)).await;
    let page = String::from_utf8(page).unwrap();
    assert!(page.starts_with("HTTP/1.1 503 Service Unavailable\r\n"), "{page}");
    assert!(
        page.contains("\r\nretry-after: 7\r\n") && page.contains("\r\ncontent-type: text/html\r\n"),
        "{page}"
    );
    let (chunked, _) = exchange(&buy(&emulator)).await;
    let chunked = String::from_utf8(chunked).unwrap();
    assert!(chunked.contains("\r\ntransfer-encoding: chunked\r\n"), "{chunked}");
    assert!(chunked.contains("RequestLimitExceeded") && !chunked.contains("content-length"), "{chunked}");
}

/// An emulator that tells when a request has arrived.
async fn telling() -> (Emulator, mpsc::UnboundedReceiver<String>) {
    let (sender, receiver) = mpsc::unbounded_channel();
    let emulator = Emulator::builder(&car::SERVICE)
        .on_request(move |report| drop(sender.send(report.to_string())))
        .start()
        .await
        .unwrap();
    (emulator, receiver)
}

#[tokio::test]
async fn an_answer_can_be_late_or_stay_away() {
    let (emulator, mut arrived) = telling().await;
    let car = Client::new(&config(&emulator)).unwrap();
    let waits = |seconds| {
        let call = car.describe_cos_credential().application_id("a");
        tokio::spawn(call.timeout(Duration::from_secs(seconds)).send())
    };
    for (fault, is_answered) in [
        (Fault::delay(Duration::from_secs(3600)), true),
        (Fault::slow(100, Duration::from_secs(600)), true),
        (Fault::delay(Duration::from_secs(9000)), false),
        (Fault::silence().executed(), false),
    ] {
        emulator.faults().add::<DescribeCosCredential>(fault.clone());
        let call = waits(8000);
        arrived.recv().await.unwrap();
        // From here on nothing but time is missing, and that need not be real.
        tokio::time::pause();
        let outcome = call.await.unwrap();
        tokio::time::resume();
        assert_eq!(outcome.is_ok(), is_answered, "{fault}: {outcome:?}");
        assert!(outcome.err().is_none_or(|error| error.is_timeout()), "{fault}");
    }
    assert_eq!(emulator.executions(ACTION), 4);
}

#[tokio::test]
async fn an_answer_that_is_held_back_does_not_hold_up_the_shutdown() {
    for fault in [Fault::silence(), Fault::delay(Duration::MAX), Fault::slow(1, Duration::from_secs(3600))] {
        let (emulator, mut arrived) = telling().await;
        emulator.faults().add::<DescribeCosCredential>(fault.clone());
        let car = Client::new(&config(&emulator)).unwrap();
        let call = tokio::spawn(car.describe_cos_credential().application_id("a").send());
        arrived.recv().await.unwrap();
        emulator.shutdown().await;
        let error = call.await.unwrap().unwrap_err();
        assert_eq!(error.as_error().kind(), ErrorKind::Broken, "{fault}: {error}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_done_twice_is_found_in_a_long_run() {
    let executed: Arc<Mutex<HashMap<String, u32>>> = Arc::default();
    let counts = Arc::clone(&executed);
    let emulator = Emulator::builder(&SHOP)
        .on_execute(move |execution| {
            let mark = execution.parameters["Item"].as_str().unwrap().to_owned();
            *counts.lock().unwrap().entry(mark).or_default() += 1;
        })
        .faults_per_thousand(100, 42)
        .start()
        .await
        .unwrap();
    let shop = Arc::new(ShopClient::new(&config(&emulator)).unwrap());

    // A careless client: it repeats whatever failed.
    let workers: Vec<_> = (0..8)
        .map(|worker| {
            let shop = Arc::clone(&shop);
            tokio::spawn(async move {
                for number in 0..50 {
                    let item = format!("{worker}-{number}");
                    while shop.call_json("Return", json!({"Item": item})).await.is_err() {}
                }
            })
        })
        .collect();
    for worker in workers {
        worker.await.unwrap();
    }
    let executed = executed.lock().unwrap();
    assert_eq!(executed.len(), 400);
    assert_eq!(executed.values().map(|count| u64::from(*count)).sum::<u64>(), emulator.executions("Return"));
    assert!(emulator.faulted() > 0);
    assert!(executed.values().any(|count| *count > 1), "no lost answer in {} faults", emulator.faulted());
}
