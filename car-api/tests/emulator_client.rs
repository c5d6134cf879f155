//! The emulator and this crate's own client, over loopback HTTP: two computations of the protocol that must
//! agree.
#![cfg(feature = "reqwest")]
#![allow(clippy::unwrap_used, reason = "what goes wrong in a helper of a test is a failure of the test")]

mod offline_support;

use car_api::car::{self, Client, DescribeCosCredentialError};
use car_api::credential::StaticCredentials;
use car_api::emulator::Emulator;
use car_api::{Config, Credential, ErrorKind};
use offline_support::demo::GATE;
use offline_support::{GateClient, NOW, StoppedAt};
use serde_json::json;

async fn emulator() -> Emulator {
    Emulator::start(&car::SERVICE).await.unwrap()
}

fn config(emulator: &Emulator, credential: Credential) -> Config {
    Config::builder()
        .credentials(StaticCredentials::from(credential))
        .endpoint(emulator.url())
        .build()
        .unwrap()
}

#[tokio::test]
async fn a_typed_call_is_answered() {
    let emulator = emulator().await;
    let car: Client = emulator.client().unwrap();
    let grant = car
        .describe_cos_credential()
        .application_id("app-fcegkdfa")
        .application_file_name("xxx.rar")
        .send()
        .await
        .unwrap();
    assert_eq!(grant.cos_region, "ap-guangzhou");
    assert_eq!(grant.expired_time - grant.start_time, 7200);
    assert_eq!((emulator.served(), emulator.refused()), (1, 0));
}

/// The example of the one has one item of a hundred, that of the other fewer than a page.
#[tokio::test]
async fn lists_end_after_their_documented_items() {
    let emulator = emulator().await;
    let car: Client = emulator.client().unwrap();
    let mut applications =
        car.describe_application_list().offset(0).limit(1).items_of_user_application_list();
    let first = applications.next().await.unwrap().unwrap();
    assert_eq!(first.application_id, "app-6get57ac");
    assert!(applications.next().await.is_none());
    // The example says that this one has a page of each list.
    let whole = car.describe_application_list().offset(0).limit(100).send().await.unwrap();
    let items = whole.user_application_list.len() + whole.user_mobile_application_list.len();
    assert_eq!(whole.application_total, Some(items.try_into().unwrap()));
    let beyond = car.describe_application_projects().offset(1000).limit(5).send().await.unwrap();
    assert!(beyond.projects.is_empty(), "{beyond:?}");
}

#[tokio::test]
async fn a_wrong_key_is_an_error_that_names_the_cause() {
    let emulator = emulator().await;
    let wrong = Credential::new(emulator.credential().secret_id(), "another-key").unwrap();
    let car = Client::new(&config(&emulator, wrong)).unwrap();
    let error = car.describe_cos_credential().application_id("a").send().await.unwrap_err();
    assert_eq!(error.kind(), DescribeCosCredentialError::AuthFailure);
    assert_eq!(error.code(), Some("AuthFailure.SignatureFailure"));
    assert!(error.is_auth());
    assert!(error.message().contains("x-tc-action:describecoscredential"), "{}", error.message());
}

#[tokio::test]
async fn a_temporary_key_is_accepted_with_its_token() {
    let temporary =
        Credential::new("AKIDtemporary", "key").and_then(|pair| pair.with_token("t0ken")).unwrap();
    let emulator = Emulator::builder(&car::SERVICE).credential(temporary).start().await.unwrap();
    let car: Client = emulator.client().unwrap();
    car.describe_cos_credential().application_id("a").send().await.unwrap();

    let without = Credential::new("AKIDtemporary", "key").unwrap();
    let car = Client::new(&config(&emulator, without)).unwrap();
    let error = car.describe_cos_credential().application_id("a").send().await.unwrap_err();
    assert_eq!(error.code(), Some("AuthFailure.TokenFailure"));
}

#[tokio::test]
async fn clients_of_several_services_share_an_emulator() {
    let emulator =
        Emulator::builder(&car::SERVICE).service(&GATE).clock(StoppedAt(NOW)).start().await.unwrap();
    let clocked = Config::builder()
        .credentials(StaticCredentials::from(emulator.credential().clone()))
        .endpoint(emulator.url())
        .clock(StoppedAt(NOW + 60))
        .build()
        .unwrap();
    let car = Client::new(&clocked).unwrap();
    let grant = car.describe_cos_credential().application_id("a").send().await.unwrap();
    assert_eq!(u64::try_from(grant.expired_time).unwrap(), NOW + 7200);
    let gates = GateClient::new(&clocked).unwrap();
    let reply = gates.call_json("DescribeGates", json!({"Limit": 1})).await.unwrap();
    assert_eq!(reply.body["Gates"][0]["DeadlineDate"], "2022-01-10");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_with_open_connections_does_not_hold_up_the_shutdown() {
    let emulator = emulator().await;
    let car: Client = emulator.client().unwrap();
    let calls: Vec<_> =
        (0..50).map(|_| tokio::spawn(car.describe_cos_credential().application_id("a").send())).collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(emulator.served(), 50);
    // The client keeps its connections open; they do not hold it up.
    emulator.shutdown().await;
    let error = car.describe_cos_credential().application_id("a").send().await.unwrap_err();
    assert!(matches!(error.as_error().kind(), ErrorKind::Connect | ErrorKind::Broken), "{error:?}");
}
