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
use car_api::retry::RetryPolicy;
use car_api::{Config, Error, ErrorKind, Pacing};
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
    repeating(emulator, RetryPolicy::off())
}

fn repeating(emulator: &Emulator, policy: RetryPolicy) -> Config {
    Config::builder()
        .pacing(Pacing::Off)
        .retry(policy)
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
    for case in cases() {
        let car = Client::new(&config(&emulator)).unwrap();
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
        // It happened once, and the next call finds a connection; unless the client now goes by the wrong clock.
        if case.code != Some("AuthFailure.SignatureExpire") {
            call(&car).await.unwrap();
        }
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
    let limit = Duration::from_secs(8000);
    let config = Config::builder()
        .credentials(StaticCredentials::from(emulator.credential().clone()))
        .endpoint(emulator.url())
        .pacing(Pacing::Off)
        .retry(RetryPolicy::off())
        .timeout(limit)
        .attempt_timeout(limit)
        .build()
        .unwrap();
    let car = Client::new(&config).unwrap();
    for (fault, is_answered) in [
        (Fault::delay(Duration::from_secs(3600)), true),
        (Fault::slow(100, Duration::from_secs(600)), true),
        (Fault::delay(Duration::from_secs(9000)), false),
        (Fault::silence().executed(), false),
    ] {
        emulator.faults().add::<DescribeCosCredential>(fault.clone());
        let call = tokio::spawn(car.describe_cos_credential().application_id("a").send());
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

/// How often the emulator carried out the call with each mark, which stands in its `Item`.
type Marks = Arc<Mutex<HashMap<String, u32>>>;

/// An emulator on a bad day, and what it did.
async fn bad_day(seed: u64) -> (Emulator, Marks) {
    let marks = Marks::default();
    let sink = Arc::clone(&marks);
    let emulator = Emulator::builder(&SHOP)
        .on_execute(move |execution| {
            let mark = execution.parameters["Item"].as_str().unwrap().to_owned();
            *sink.lock().unwrap().entry(mark).or_default() += 1;
        })
        .faults_per_thousand(200, seed)
        .start()
        .await
        .unwrap();
    (emulator, marks)
}

/// Calls `action` 400 times, on 8 tasks; gives the marks of those that succeeded.
async fn call_all(shop: ShopClient, action: &'static str, repeats: Repeats) -> Vec<String> {
    let shop = Arc::new(shop);
    let workers: Vec<_> = (0..8)
        .map(|worker| {
            let shop = Arc::clone(&shop);
            tokio::spawn(async move {
                let mut done = Vec::new();
                for number in 0..50 {
                    let mark = format!("{worker}-{number}");
                    let mut outcome = shop.call_json(action, json!({"Item": mark})).await;
                    while repeats == Repeats::WhateverFailed && outcome.is_err() {
                        outcome = shop.call_json(action, json!({"Item": mark})).await;
                    }
                    done.extend(outcome.is_ok().then_some(mark));
                }
                done
            })
        })
        .collect();
    let mut done = Vec::new();
    for worker in workers {
        done.extend(worker.await.unwrap());
    }
    done
}

#[derive(Clone, Copy, PartialEq)]
enum Repeats {
    /// What the client's own policy repeats.
    WhatIsSafe,
    /// The caller repeats everything.
    WhateverFailed,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_careless_caller_does_twice_is_found() {
    let (emulator, marks) = bad_day(42).await;
    let shop = ShopClient::new(&config(&emulator)).unwrap();
    assert_eq!(call_all(shop, "Return", Repeats::WhateverFailed).await.len(), 400);
    let marks = marks.lock().unwrap();
    assert_eq!(marks.len(), 400);
    assert_eq!(marks.values().map(|count| u64::from(*count)).sum::<u64>(), emulator.executions("Return"));
    assert!(marks.values().any(|count| *count > 1), "no lost answer in {} faults", emulator.faulted());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn this_crates_client_does_nothing_twice() {
    let (emulator, marks) = bad_day(43).await;
    let at_once = RetryPolicy::new().base_delay(Duration::ZERO).throttled_delay(Duration::ZERO);
    let shop = ShopClient::new(&repeating(&emulator, at_once)).unwrap();
    let done = call_all(shop, "Return", Repeats::WhatIsSafe).await;
    let marks = marks.lock().unwrap();
    assert!(marks.values().all(|count| *count == 1), "{marks:?}");
    assert!(done.iter().all(|mark| marks.contains_key(mark)));
    // Some calls were repeated and some were given up, or nothing was shown.
    let answered = emulator.served() + emulator.refused();
    assert!(emulator.faulted() > 0 && done.len() < 400 && answered <= 400, "{emulator:?}");
    let requests = emulator.faulted() + emulator.served();
    assert!(requests > 400, "nothing was repeated: {emulator:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_a_client_token_all_is_done_and_nothing_twice() {
    let (emulator, marks) = bad_day(44).await;
    let patient =
        RetryPolicy::new().base_delay(Duration::ZERO).throttled_delay(Duration::ZERO).max_attempts(20);
    let config = Config::builder()
        .credentials(StaticCredentials::from(emulator.credential().clone()))
        .endpoint(emulator.url())
        .pacing(Pacing::Off)
        .retry(patient)
        .retry_budget(1_000_000)
        .build()
        .unwrap();
    let done = call_all(ShopClient::new(&config).unwrap(), "Buy", Repeats::WhatIsSafe).await;
    let marks = marks.lock().unwrap();
    assert_eq!((done.len(), marks.len(), emulator.executions("Buy")), (400, 400, 400));
    // More was accepted than was done: what was repeated got its first answer.
    assert!(emulator.served() > 400, "{emulator:?}");
}
