//! The sandbox: every action of a service is there, without a socket.

mod offline_support;

use std::sync::Arc;

use car_api::car::Client;
use car_api::credential::StaticCredentials;
use car_api::offline::Sandbox;
use car_api::{Config, ServiceClient};
use offline_support::demo::{GATE, ZONE};
use offline_support::{GateClient, NOW, StoppedAt, ZoneClient};
use serde_json::json;

#[tokio::test]
async fn every_action_answers_its_example() {
    let car: Client = Sandbox::client().unwrap();
    let grant = car.describe_cos_credential().application_id("app-1").send().await.unwrap();
    assert_eq!(grant.path, "103121832/app-fcegkdfa/ver-xxx/app-fcegkdfa.rar");
    assert_eq!(grant.expired_time - grant.start_time, 7200);
    assert_eq!(grant.request_id.len(), 36);

    let gates: GateClient = Sandbox::client().unwrap();
    let all = gates.call_json("DescribeGates", json!({})).await.unwrap();
    assert_eq!(all.body["Gates"][0]["Name"], "north");
    let error = gates.call_json("DescribeGates", json!({"Limit": 99})).await.unwrap_err();
    assert_eq!(error.code(), Some("FailedOperation.Overheated"));
}

#[tokio::test]
async fn what_the_service_would_refuse_is_refused() {
    let gates: GateClient = Sandbox::client().unwrap();
    for (action, parameters, code) in [
        ("DescribeGates", json!({"Limt": 1}), "UnknownParameter"),
        ("DescribeGates", json!({"Filters": [{"Name": "a"}]}), "MissingParameter"),
        ("DescribeGates", json!({"Limit": 1000}), "InvalidParameterValue"),
        ("CloseGates", json!({}), "InvalidAction"),
    ] {
        let error = gates.call_json(action, parameters).await.unwrap_err();
        assert_eq!(error.code(), Some(code), "{error}");
    }
}

#[tokio::test]
async fn one_sandbox_can_hold_several_services_and_a_clock() {
    let sandbox = Sandbox::new(&GATE).service(&ZONE).clock(StoppedAt(NOW));
    let config = Config::builder()
        .credentials(StaticCredentials::new("AKIDtest", "key").unwrap())
        .endpoint("http://127.0.0.1:1")
        .region("ap-guangzhou")
        .transport(sandbox)
        .build()
        .unwrap();
    let gates = GateClient::connect(&config).unwrap();
    let gate = gates.call_json("DescribeGates", json!({})).await.unwrap();
    assert_eq!(gate.body["Gates"][0]["OpenedTime"], "2022-01-10T00:00:00Z");
    let zones = ZoneClient::connect(&config).unwrap();
    let zone = zones.call_json("OpenZone", json!({"Name": "a"})).await.unwrap();
    assert_eq!(zone.body["OpenUntil"], NOW + 7200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_calls_at_once_are_answered() {
    let car = Arc::new(Sandbox::client::<Client>().unwrap());
    let calls: Vec<_> = (0..50)
        .map(|index| {
            let car = Arc::clone(&car);
            tokio::spawn(async move {
                car.describe_cos_credential().application_id(format!("app-{index}")).send().await.is_ok()
            })
        })
        .collect();
    for call in calls {
        assert!(call.await.unwrap());
    }
}
