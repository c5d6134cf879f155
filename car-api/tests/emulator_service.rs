//! What the emulator remembers as a service does: what it carried out, how often it was called, which requests
//! were one.

#![allow(clippy::unwrap_used, reason = "what goes wrong in a helper of a test is a failure of the test")]

mod offline_support;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use car_api::emulator::{Emulator, Outcome, RateLimits};
use car_api::offline::Fault;
use car_api::time::Clock;
use offline_support::NOW;
use offline_support::draft::{Draft, Reply};
use offline_support::shop::SHOP;
use serde_json::{Value, json};

const API: (&str, &str) = ("shop", "2025-01-01");

async fn call(emulator: &Emulator, action: &str, parameters: &Value) -> Reply {
    Draft { timestamp: NOW, ..Draft::new(emulator, API, action, parameters) }.send().await
}

/// A clock that a test moves.
#[derive(Debug, Clone, Default)]
struct Moved(Arc<AtomicU64>);

impl Moved {
    fn forward(&self, milliseconds: u64) {
        self.0.fetch_add(milliseconds, Ordering::Relaxed);
    }
}

impl Clock for Moved {
    fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(NOW) + Duration::from_millis(self.0.load(Ordering::Relaxed))
    }
}

#[tokio::test]
async fn what_is_above_the_documented_rate_is_refused() {
    let clock = Moved::default();
    let emulator = Emulator::builder(&SHOP)
        .clock(clock.clone())
        .rate_limits(RateLimits::FromSpec)
        .start()
        .await
        .unwrap();
    let buys = async || {
        let reply = call(&emulator, "Buy", &json!({"Item": "tea"})).await;
        reply.response["Error"]["Code"].as_str().unwrap_or("bought").to_owned()
    };
    for expected in ["bought", "bought", "bought", "RequestLimitExceeded", "RequestLimitExceeded"] {
        assert_eq!(buys().await, expected);
    }
    clock.forward(999);
    assert_eq!(buys().await, "RequestLimitExceeded");
    clock.forward(1);
    assert_eq!(buys().await, "bought");
    assert_eq!(emulator.executions("Buy"), 4);
    // An action without a limit has none.
    for _ in 0..10 {
        assert!(call(&emulator, "Return", &json!({"Item": "tea"})).await.response["OrderId"].is_string());
    }
}

#[tokio::test]
async fn rates_are_not_kept_unless_asked_for() {
    let emulator = Emulator::builder(&SHOP).clock(Moved::default()).start().await.unwrap();
    for _ in 0..10 {
        call(&emulator, "Buy", &json!({"Item": "tea"})).await;
    }
    assert_eq!(emulator.executions("Buy"), 10);
}

#[tokio::test]
async fn requests_with_one_client_token_are_one() {
    let emulator = Emulator::builder(&SHOP).clock(Moved::default()).keep_requests(10).start().await.unwrap();
    let first = call(&emulator, "Buy", &json!({"Item": "tea", "ClientToken": "t-1"})).await;
    let again = call(&emulator, "Buy", &json!({"Item": "tea", "ClientToken": "t-1"})).await;
    assert_eq!(again.response["OrderId"], first.response["OrderId"]);
    assert_ne!(again.request_id(), first.request_id());
    assert_eq!(emulator.executions("Buy"), 1);

    for parameters in [
        json!({"Item": "a", "ClientToken": "t-2"}),
        json!({"Item": "a", "ClientToken": ""}),
        json!({"Item": "a"}),
    ] {
        call(&emulator, "Buy", &parameters).await;
    }
    assert_eq!(emulator.executions("Buy"), 4);
    // Where the action's table does not have the parameter, it is one like any other.
    for _ in 0..2 {
        call(&emulator, "Return", &json!({"Item": "a", "ClientToken": "t-1"})).await;
    }
    assert_eq!(emulator.executions("Return"), 2);

    let outcomes: Vec<_> = emulator.requests().iter().map(|request| request.report().outcome).collect();
    assert_eq!(outcomes[..2], [Outcome::Executed, Outcome::Repeated]);
    assert!(outcomes[2..].iter().all(|outcome| *outcome == Outcome::Executed), "{outcomes:?}");
}

#[tokio::test]
async fn a_repetition_after_a_lost_answer_is_not_done_again() {
    let emulator = Emulator::builder(&SHOP).clock(Moved::default()).start().await.unwrap();
    emulator.faults().add_named("Buy", Fault::api("InternalError", "lost track").executed());
    let parameters = json!({"Item": "tea", "ClientToken": "t-1"});
    assert_eq!(call(&emulator, "Buy", &parameters).await.response["Error"]["Code"], "InternalError");
    assert!(call(&emulator, "Buy", &parameters).await.response["OrderId"].is_string());
    assert_eq!(emulator.executions("Buy"), 1);
}

#[tokio::test]
async fn the_last_requests_are_kept_in_order() {
    let emulator = Emulator::builder(&SHOP).clock(Moved::default()).keep_requests(3).start().await.unwrap();
    emulator.faults().add_named("Return", Fault::throttled());
    let mut ids = Vec::new();
    for (action, parameters) in [
        ("Buy", json!({"Item": "forgotten"})),
        ("Buy", json!({"Item": "tea", "Pin": "sentinel"})),
        ("Buy", json!({})),
        ("Return", json!({"Item": "tea"})),
    ] {
        ids.push(call(&emulator, action, &parameters).await.request_id().to_owned());
    }
    let requests = emulator.requests();
    let kept: Vec<_> = requests.iter().map(|request| request.report().request_id.as_str()).collect();
    assert_eq!(kept, ids[1..]);
    let seen: Vec<_> = requests.iter().map(|request| (request.action(), request.report().outcome)).collect();
    assert_eq!(
        seen,
        [("Buy", Outcome::Executed), ("Buy", Outcome::Refused), ("Return", Outcome::NotReached)]
    );
    assert_eq!(*requests[0].parameters(), json!({"Item": "tea", "Pin": "sentinel"}));
    assert_eq!(requests[2].report().fault.as_deref(), Some("RequestLimitExceeded"));
    assert!(requests[2].report().to_string().starts_with("Return: not reached; fault: RequestLimitExceeded"));
    assert!(!format!("{requests:?}").contains("sentinel"));
    assert_eq!((emulator.served(), emulator.refused(), emulator.faulted()), (2, 1, 1));
}

#[tokio::test]
async fn executions_are_told_with_their_parameters() {
    let told: Arc<Mutex<Vec<(String, Value, String)>>> = Arc::default();
    let sink = Arc::clone(&told);
    let emulator = Emulator::builder(&SHOP)
        .clock(Moved::default())
        .on_execute(move |execution| {
            assert!(!format!("{execution:?}").contains("tea"));
            sink.lock().unwrap().push((
                execution.action.name.to_owned(),
                execution.parameters.clone(),
                execution.request_id.to_owned(),
            ));
        })
        .start()
        .await
        .unwrap();
    let done = call(&emulator, "Buy", &json!({"Item": "tea"})).await;
    call(&emulator, "Buy", &json!({"Itm": "tea"})).await;
    let told = told.lock().unwrap();
    assert_eq!(*told, [("Buy".to_owned(), json!({"Item": "tea"}), done.request_id().to_owned())]);
}
