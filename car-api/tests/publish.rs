//! How a program tests a function of its own that calls the service: one function, and each stand-in for what it
//! is good at.

#![allow(clippy::unwrap_used, reason = "what goes wrong in a helper of a test is a failure of the test")]

use std::path::PathBuf;

use car_api::Error;
use car_api::car::{Client, CreateApplicationVersion, DescribeCosCredential, DescribeCosCredentialResponse};
use car_api::offline::{Fault, Mock, Replay, ReplayMode, Sandbox};
use serde_json::json;

/// Where a package goes, and the version that it becomes.
#[derive(Debug, PartialEq)]
struct Upload {
    version: String,
    bucket: String,
    key: String,
}

/// The function under test. It asks for the place of the package before it opens a version, so that no version is
/// left open when there is none.
async fn publish(car: &Client, application: &str, package: &str) -> Result<Upload, Error> {
    let grant = car
        .describe_cos_credential()
        .application_id(application)
        .application_file_name(package)
        .send()
        .await?;
    let opened = car
        .create_application_version()
        .application_id(application)
        .application_file_name(package)
        .send()
        .await?;
    Ok(Upload { version: opened.version.application_version_id, bucket: grant.cos_bucket, key: grant.path })
}

#[tokio::test]
async fn with_a_sandbox_it_runs() {
    let upload = publish(&Sandbox::client().unwrap(), "app-1", "game.zip").await.unwrap();
    assert!(!upload.version.is_empty() && !upload.bucket.is_empty(), "{upload:?}");
}

#[tokio::test]
async fn with_a_mock_its_calls_are_seen() {
    let mut grant = DescribeCosCredentialResponse::default();
    grant.cos_bucket = "bucket-1".to_owned();
    grant.path = "1/app-1/game.zip".to_owned();
    let mock = Mock::new().reply::<DescribeCosCredential>(grant).example::<CreateApplicationVersion>(0);
    let upload = publish(&mock.client().unwrap(), "app-1", "game.zip").await.unwrap();
    assert_eq!((upload.bucket.as_str(), upload.key.as_str()), ("bucket-1", "1/app-1/game.zip"));

    let calls = mock.calls();
    let names: Vec<_> = calls.iter().map(car_api::offline::MockCall::action).collect();
    assert_eq!(names, ["DescribeCosCredential", "CreateApplicationVersion"]);
    assert_eq!(*calls[1].parameters(), json!({"ApplicationId": "app-1", "ApplicationFileName": "game.zip"}));
}

#[tokio::test]
async fn without_a_place_for_the_package_no_version_is_opened() {
    let mock = Mock::new()
        .fail::<DescribeCosCredential>("FailedOperation.ApplicationNotFind", "no such application")
        .example::<CreateApplicationVersion>(0);
    let error = publish(&mock.client().unwrap(), "app-1", "game.zip").await.unwrap_err();
    assert_eq!(error.code(), Some("FailedOperation.ApplicationNotFind"));
    assert_eq!(mock.calls().len(), 1);
}

#[tokio::test]
async fn a_version_whose_answer_was_lost_is_not_opened_twice() {
    let mock = Mock::new()
        .example::<DescribeCosCredential>(0)
        .example::<CreateApplicationVersion>(0)
        .fault::<CreateApplicationVersion>(Fault::lost_answer());
    let error = publish(&mock.client().unwrap(), "app-1", "game.zip").await.unwrap_err();
    assert!(error.was_sent() && !error.is_retryable(), "{error}");
    let opened = mock.calls().iter().filter(|call| call.action() == "CreateApplicationVersion").count();
    assert_eq!(opened, 1);
}

#[tokio::test]
async fn with_a_recording_it_does_what_it_did() {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "recordings", "publish.jsonl"].iter().collect();
    let replay = Replay::load(path).unwrap().mode(ReplayMode::InOrder);
    let upload = publish(&replay.client().unwrap(), "app-fcegkdfa", "game.zip").await.unwrap();
    let expected = Upload {
        version: "ver-uechqlx".to_owned(),
        bucket: "examplebucket-1250000000".to_owned(),
        key: "103121832/app-fcegkdfa/ver-uechqlx/game.zip".to_owned(),
    };
    assert_eq!(upload, expected);
    assert!(replay.unplayed().is_empty(), "{:?}", replay.unplayed());
}
