//! Whatever a call holds: its secrets are not written, and what was recorded is found again.

#![allow(clippy::unwrap_used, reason = "what goes wrong in a helper of a test is a failure of the test")]

mod offline_support;

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use car_api::credential::StaticCredentials;
use car_api::offline::{Mock, Recorder, Replay};
use car_api::retry::RetryPolicy;
use car_api::{Pacing, ServiceClient as _};
use offline_support::ShopClient;
use offline_support::shop::SHOP;
use proptest::prelude::*;
use serde_json::{Map, Value};

#[derive(Clone, Default)]
struct Paper(Arc<Mutex<Vec<u8>>>);

impl Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Names of the shop's tables, sensitive ones among them, and others.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec!["Item", "ClientToken", "Pin", "OrderId", "Voucher", "Error", "Code"])
            .prop_map(str::to_owned),
        "[A-Za-z]{1,6}",
    ]
}

/// JSON in which every text is one that would be found again.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        "[a-z]{0,4}".prop_map(|text| Value::from(format!("sentinel-{text}"))),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(name(), inner, 0..4)
                .prop_map(|members| members.into_iter().collect()),
        ]
    })
}

fn members() -> impl Strategy<Value = Map<String, Value>> {
    prop::collection::btree_map(name(), value(), 0..6).prop_map(|members| members.into_iter().collect())
}

/// Calls `Buy` once with a recorder in between, and gives the recording.
async fn record(parameters: &Map<String, Value>, response: Map<String, Value>) -> String {
    let mock = Mock::new().on_json("Buy", move |_| Ok(response.clone()));
    let paper = Paper::default();
    let config = car_api::Config::builder()
        .credentials(StaticCredentials::new("AKIDsentinel", "sentinel-key").unwrap())
        .pacing(Pacing::Off)
        .retry(RetryPolicy::off())
        .transport(Recorder::to_writer(paper.clone(), &SHOP, mock).unwrap())
        .build()
        .unwrap();
    // Whether the answer can be read is not the question here.
    let _ = ShopClient::connect(&config).unwrap().call_json("Buy", parameters).await;
    let bytes = paper.0.lock().unwrap().clone();
    String::from_utf8(bytes).unwrap()
}

proptest! {
    #[test]
    fn only_what_a_table_calls_harmless_is_written(parameters in members(), response in members()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        // The harmless texts: those of listed fields, and an error's code and message.
        let mut parameters = parameters;
        let mut response = response;
        for name in ["Item", "ClientToken", "RequestId"] {
            parameters.remove(name);
        }
        for name in ["OrderId", "Error", "RequestId"] {
            response.remove(name);
        }
        let text = runtime.block_on(record(&parameters, response));
        prop_assert!(!text.contains("sentinel"), "{text}");
    }

    #[test]
    fn a_recorded_call_is_found_again(parameters in members(), response in members()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let text = runtime.block_on(record(&parameters, response));
        let replay: Replay = text.parse().unwrap();
        let client: ShopClient = replay.client().unwrap();
        let outcome = runtime.block_on(async { client.call_json("Buy", &parameters).retry(RetryPolicy::off()).await });
        let code = outcome.as_ref().err().and_then(car_api::Error::code);
        prop_assert_ne!(code, Some("Replay.UnexpectedCall"), "{}\n{:?}", text, outcome);
        prop_assert!(replay.unplayed().is_empty());
    }
}
