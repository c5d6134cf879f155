//! Keys of roles: what is asked of STS, what comes of its answers, and that the keys work.

// A test fails by panicking, in its helpers as well.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![cfg(all(feature = "emulator", feature = "reqwest"))]

mod sources;

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::time::Duration;

use car_api::credential::{
    AssumeRole, Credential, CredentialError, CredentialErrorKind, FetchCredentials, NoCredentials,
    ProvideCredentials, StaticCredentials, WebIdentity,
};
use car_api::emulator::Emulator;
use car_api::offline::{Fault, Mock};
use car_api::sts::{self, AssumeRoleResponse, AssumeRoleWithWebIdentityResponse, Credentials, Tag};
use car_api::transport::{Sent, TransportErrorKind};
use car_api::{Config, Secret, car};
use sources::{HandClock, Vault, cache};

const ROLE: &str = "qcs::cam::uin/10001:roleName/reader";
/// Later than any test runs.
const END: u64 = 4_102_444_800;

fn keys(id: &str) -> Credentials {
    let mut keys = Credentials::default();
    keys.tmp_secret_id = Secret::new(id);
    keys.tmp_secret_key = Secret::new("sentinel-key");
    keys.token = Secret::new(format!("sentinel-token-of-{id}"));
    keys
}

fn issued(id: &str) -> AssumeRoleResponse {
    let mut answer = AssumeRoleResponse::default();
    answer.credentials = keys(id);
    answer.expired_time = END.try_into().unwrap();
    answer
}

fn issued_for_token(id: &str) -> AssumeRoleWithWebIdentityResponse {
    let mut answer = AssumeRoleWithWebIdentityResponse::default();
    answer.credentials = keys(id);
    answer.expired_time = END;
    answer
}

/// A client whose service is `mock`, with these credentials.
fn client(mock: &Mock, credentials: impl ProvideCredentials + 'static) -> sts::Client {
    sts::Client::builder().transport(mock.clone()).credentials(credentials).build().unwrap()
}

#[tokio::test]
async fn a_key_of_a_role_makes_calls() {
    let sts_service = Emulator::start(&sts::SERVICE).await.unwrap();
    let own: sts::Client = sts_service.client().unwrap();
    let role = AssumeRole::new(own, ROLE);
    let key = role.fetch().await.unwrap();
    assert!(key.token().is_some() && key.expires_at().is_some());

    let car_service = Emulator::builder(&car::SERVICE).credential(key).start().await.unwrap();
    let car =
        car_api::Client::builder().credentials(role.cached()).endpoint(car_service.url()).build().unwrap();
    for _ in 0..3 {
        car.describe_cos_credential().application_id("app-1").send().await.unwrap();
    }
    assert_eq!((car_service.served(), car_service.refused()), (3, 0));
    assert_eq!(
        (sts_service.served(), sts_service.refused()),
        (2, 0),
        "one for the test, one for three calls"
    );
}

#[tokio::test]
async fn what_is_asked_for_a_role() {
    let mock = Mock::new().reply::<sts::AssumeRole>(issued("AKIDrole"));
    let own = client(&mock, StaticCredentials::new("AKIDown", "key").unwrap());
    let mut tag = Tag::default();
    tag.key = "team".to_owned();
    tag.value = "render".to_owned();
    AssumeRole::new(own.clone(), ROLE).fetch().await.unwrap();
    AssumeRole::new(own, ROLE)
        .session_name("nightly")
        .duration(Duration::from_secs(1_800))
        .external_id("agreed")
        .policy("%7B%7D")
        .source_identity("10001")
        .tags([tag])
        .fetch()
        .await
        .unwrap();
    let calls = mock.calls();
    let parameters = calls[0].parameters();
    let session = parameters["RoleSessionName"].as_str().unwrap();
    assert!(session.starts_with("credential_sts-"), "the program and the time: {session}");
    assert_eq!(
        *parameters,
        serde_json::json!({ "RoleArn": ROLE, "RoleSessionName": session, "DurationSeconds": 7200 })
    );
    assert_eq!(
        *calls[1].parameters(),
        serde_json::json!({
            "RoleArn": ROLE,
            "RoleSessionName": "nightly",
            "DurationSeconds": 1800,
            "Policy": "%7B%7D",
            "ExternalId": "agreed",
            "SourceIdentity": "10001",
            "Tags": [{ "Key": "team", "Value": "render" }],
        })
    );
    assert_eq!(calls[0].header("X-TC-Region"), Some("ap-guangzhou"));
}

#[tokio::test]
async fn the_region_of_the_client_counts() {
    let mock = Mock::new().reply::<sts::AssumeRole>(issued("AKIDrole"));
    let own = sts::Client::builder()
        .transport(mock.clone())
        .credentials(StaticCredentials::new("AKIDown", "key").unwrap())
        .region("ap-singapore")
        .build()
        .unwrap();
    AssumeRole::new(own, ROLE).fetch().await.unwrap();
    assert_eq!(mock.calls()[0].header("X-TC-Region"), Some("ap-singapore"));
}

#[tokio::test]
async fn a_role_takes_on_another_role() {
    let mock = Mock::new()
        .reply::<sts::AssumeRole>(issued("AKIDfirst"))
        .times(1)
        .reply::<sts::AssumeRole>(issued("AKIDsecond"));
    let own = client(&mock, StaticCredentials::new("AKIDown", "key").unwrap());
    let first = AssumeRole::new(own, ROLE).cached();
    let second = AssumeRole::new(client(&mock, first), "qcs::cam::uin/10001:roleName/writer").cached();
    let credential = second.provide().await.unwrap();
    assert_eq!(credential.secret_id(), "AKIDsecond");
    let calls = mock.calls();
    assert_eq!(calls.len(), 2);
    let signed_by = |index: usize| calls[index].header("Authorization").unwrap().to_owned();
    assert!(signed_by(0).contains("Credential=AKIDown/") && calls[0].header("X-TC-Token").is_none());
    assert!(signed_by(1).contains("Credential=AKIDfirst/"));
    assert_eq!(calls[1].header("X-TC-Token"), Some("sentinel-token-of-AKIDfirst"));
}

async fn failure(mock: Mock, credentials: impl ProvideCredentials + 'static) -> CredentialError {
    let error = AssumeRole::new(client(&mock, credentials), ROLE).fetch().await.unwrap_err();
    assert!(
        error.to_string().starts_with(&format!("no key of the role {ROLE}: AssumeRole failed: ")),
        "{error}"
    );
    error
}

#[tokio::test]
async fn a_refusal_is_a_mistake_and_a_failure_may_pass() {
    let own = || StaticCredentials::new("AKIDown", "sentinel-key").unwrap();
    let refused = |code: &str| Mock::new().fail::<sts::AssumeRole>(code, "no");
    for (code, kind) in [
        ("UnauthorizedOperation", CredentialErrorKind::Invalid),
        ("ResourceNotFound.RoleNotFound", CredentialErrorKind::Invalid),
        ("AuthFailure.SignatureFailure", CredentialErrorKind::Invalid),
        ("InvalidParameter.OverLimit", CredentialErrorKind::Unavailable),
        ("InternalError.DbError", CredentialErrorKind::Unavailable),
    ] {
        let error = failure(refused(code), own()).await;
        assert_eq!(error.kind(), kind, "{error}");
        assert!(error.to_string().contains(code) && !error.to_string().contains("sentinel"), "{error}");
    }
    let broken = Fault::transport(TransportErrorKind::Broken, Sent::Maybe);
    let error = failure(Mock::new().fail_with::<sts::AssumeRole>(broken), own()).await;
    assert_eq!(error.kind(), CredentialErrorKind::Unavailable);
}

#[tokio::test]
async fn without_a_key_to_ask_with_it_is_a_mistake() {
    let error = failure(Mock::new(), NoCredentials).await;
    assert_eq!(error.kind(), CredentialErrorKind::Invalid);

    let (clock, vault) = (HandClock::new(), Vault::default());
    vault.fail(true);
    let error = failure(Mock::new(), cache(&vault, &clock)).await;
    assert_eq!(error.kind(), CredentialErrorKind::Unavailable, "what the role's base says may pass");
    assert!(error.to_string().contains("the vault is locked"), "{error}");
}

#[tokio::test]
async fn keys_that_cannot_be_used_are_told_and_not_shown() {
    let mut answer = issued("AKIDrole");
    answer.credentials.tmp_secret_key = Secret::new("sentinel key");
    let mock = Mock::new().reply::<sts::AssumeRole>(answer);
    let own = client(&mock, StaticCredentials::new("AKIDown", "key").unwrap());
    let error = AssumeRole::new(own, ROLE).fetch().await.unwrap_err();
    assert_eq!(error.kind(), CredentialErrorKind::Unavailable);
    let message = error.to_string();
    assert!(message.starts_with("STS issued a key that cannot be used: the secret key contains a blank"));
    assert!(!message.contains("sentinel"), "{message}");
}

/// A scratch folder with the file `token` in it.
fn token(text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("token"), text).unwrap();
    folder
}

fn pod(mock: &Mock, file: &Path) -> WebIdentity {
    WebIdentity::new(client(mock, NoCredentials), "cls-1", file, ROLE)
}

#[tokio::test]
async fn a_token_gets_a_key_without_a_signature_and_is_read_anew_each_time() {
    let mock = Mock::new().reply::<sts::AssumeRoleWithWebIdentity>(issued_for_token("AKIDpod"));
    let folder = token("sentinel.first\n");
    let file = folder.path().join("token");
    let source = pod(&mock, &file).session_name("pod").duration(Duration::from_secs(900));
    let credential: Credential = source.fetch().await.unwrap();
    assert_eq!(credential.secret_id(), "AKIDpod");
    assert_eq!(credential.token().map(Secret::expose), Some("sentinel-token-of-AKIDpod"));
    fs::write(&file, "sentinel.second").unwrap();
    source.fetch().await.unwrap();
    let calls = mock.calls();
    assert_eq!(
        *calls[0].parameters(),
        serde_json::json!({
            "ProviderId": "cls-1",
            "WebIdentityToken": "sentinel.first",
            "RoleArn": ROLE,
            "RoleSessionName": "pod",
            "DurationSeconds": 900,
        })
    );
    assert_eq!(calls[1].parameters()["WebIdentityToken"], "sentinel.second");
    assert_eq!(calls[0].header("Authorization"), Some("SKIP"));
    assert!(!format!("{source:?}").contains("sentinel"));
}

#[tokio::test]
async fn the_service_takes_the_token_in_the_place_of_a_signature() {
    let service = Emulator::start(&sts::SERVICE).await.unwrap();
    let folder = token("a.b.c");
    let variables = variables(&folder.path().join("token"));
    let settings = Config::builder().endpoint(service.url());
    let source = WebIdentity::from_env_with(settings, |name| variables.get(name).cloned()).unwrap();
    let cached = source.cached();
    let credential = cached.provide().await.unwrap();
    assert!(credential.token().is_some());
    cached.provide().await.unwrap();
    assert_eq!((service.served(), service.refused()), (1, 0));
}

#[tokio::test]
async fn a_token_file_that_cannot_be_used_is_named() {
    let folder = token("");
    let (empty, absent) = (folder.path().join("token"), folder.path().join("absent"));
    let long = folder.path().join("long");
    fs::write(&long, "sentinel".repeat(10_000)).unwrap();
    let binary = folder.path().join("binary");
    fs::write(&binary, [0xff, 0xfe]).unwrap();
    for (file, problem) in [
        (empty, "it is empty"),
        (absent, "os error"),
        (long, "it is too long for a token"),
        (binary, "stream did not contain valid UTF-8"),
        (folder.path().to_owned(), "os error"),
    ] {
        let error = pod(&Mock::new(), &file).fetch().await.unwrap_err();
        assert_eq!(error.kind(), CredentialErrorKind::Invalid);
        let message = error.to_string();
        assert!(message.starts_with(&format!("the token file {}: ", file.display())), "{message}");
        assert!(message.contains(problem) && !message.contains("sentinel"), "{message}");
    }
}

#[tokio::test]
async fn a_token_that_is_not_accepted_is_a_mistake_and_not_shown() {
    let code = "InvalidParameter.WebIdentityTokenError";
    let mock = Mock::new().fail::<sts::AssumeRoleWithWebIdentity>(code, "token expired");
    let folder = token("sentinel.token");
    let error = pod(&mock, &folder.path().join("token")).fetch().await.unwrap_err();
    assert_eq!(error.kind(), CredentialErrorKind::Invalid);
    assert!(error.to_string().contains(code) && !error.to_string().contains("sentinel"), "{error}");
}

fn variables(file: &Path) -> HashMap<&'static str, OsString> {
    HashMap::from([
        ("TKE_REGION", "ap-singapore".into()),
        ("TKE_PROVIDER_ID", "cls-1".into()),
        ("TKE_WEB_IDENTITY_TOKEN_FILE", file.into()),
        ("TKE_ROLE_ARN", ROLE.into()),
    ])
}

#[tokio::test]
async fn a_pod_finds_its_identity_in_the_environment() {
    let mock = Mock::new().reply::<sts::AssumeRoleWithWebIdentity>(issued_for_token("AKIDpod"));
    let folder = token("a.b.c");
    let variables = variables(&folder.path().join("token"));
    let settings = Config::builder().transport(mock.clone());
    let source = WebIdentity::from_env_with(settings, |name| variables.get(name).cloned()).unwrap();
    source.fetch().await.unwrap();
    let calls = mock.calls();
    assert_eq!(calls[0].header("X-TC-Region"), Some("ap-singapore"));
    let parameters = calls[0].parameters();
    assert_eq!((&parameters["ProviderId"], &parameters["RoleArn"]), (&"cls-1".into(), &ROLE.into()));
    assert_eq!(parameters["DurationSeconds"], 7_200);
}

#[test]
fn what_is_missing_from_the_environment_of_a_pod_is_named() {
    let read = |variables: &HashMap<&str, OsString>| {
        let settings = Config::builder().transport(Mock::new());
        let error = WebIdentity::from_env_with(settings, |name| variables.get(name).cloned()).unwrap_err();
        (error.kind(), error.to_string())
    };
    assert_eq!(
        read(&HashMap::new()),
        (
            CredentialErrorKind::Missing,
            "no identity of a TKE pod in the environment: TKE_REGION, TKE_PROVIDER_ID, TKE_WEB_IDENTITY_TOKEN_FILE and \
             TKE_ROLE_ARN are not set"
                .to_owned()
        )
    );
    let all = variables(Path::new("/token"));
    for name in all.keys() {
        let mut most = all.clone();
        most.insert(name, OsString::new());
        assert_eq!(
            read(&most),
            (
                CredentialErrorKind::Invalid,
                format!(
                    "the identity of a TKE pod is only half there: set {name} as well, or none of the variables"
                )
            )
        );
    }
    let two = HashMap::from([("TKE_REGION", "ap-singapore".into()), ("TKE_ROLE_ARN", ROLE.into())]);
    assert!(read(&two).1.contains("set TKE_PROVIDER_ID and TKE_WEB_IDENTITY_TOKEN_FILE as well"));
    let mut odd = all;
    odd.insert("TKE_REGION", "ap singapore".into());
    let (kind, message) = read(&odd);
    assert_eq!(kind, CredentialErrorKind::Invalid);
    assert!(message.starts_with("no client of STS for the TKE variables: "), "{message}");
}
