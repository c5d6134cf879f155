//! The chain that looks everywhere, on machines made up for it: on a desk, in a pod, in the cloud, and nowhere.

// A test fails by panicking, in its helpers as well.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod demo;
mod machine;

use std::time::Duration;

use car_api::credential::{CredentialChain, CredentialErrorKind, ProvideCredentials, TccliCredentials};
use car_api::transport::HttpRequest;
use car_api::{ClientBuilder, Config, Endpoint, ErrorKind, sts};
use demo::{Client, Script, Step, json, ok, reply};
use machine::{Machine, NOW, key, moment, parts, provide};

const FILE: &str = "home/.tencentcloud/credentials";
const TCCLI: &str = "home/.tccli/default.credential";

fn default_chain(machine: &Machine, variables: &[(&str, &str)]) -> CredentialChain {
    CredentialChain::with_settings(&machine.surroundings(variables), &Config::builder())
}

#[tokio::test]
async fn the_default_chain_goes_from_the_process_to_the_user() {
    let machine = Machine::new();
    machine.write(TCCLI, r#"{"secretId": "AKIDtccli", "secretKey": "SENTINEL-tccli"}"#);
    assert_eq!(provide(&default_chain(&machine, &[])).await, Ok(key("AKIDtccli", "SENTINEL-tccli")));
    machine.write(FILE, "[default]\nsecret_id = AKIDfile\nsecret_key = SENTINEL-file\n");
    assert_eq!(provide(&default_chain(&machine, &[])).await, Ok(key("AKIDfile", "SENTINEL-file")));
    let variables = [("TENCENTCLOUD_SECRET_ID", "AKIDenv"), ("TENCENTCLOUD_SECRET_KEY", "SENTINEL-env")];
    let chain = default_chain(&machine, &variables);
    assert_eq!(provide(&chain).await, Ok(key("AKIDenv", "SENTINEL-env")));
    assert!(!format!("{chain:?}").contains("SENTINEL"));
}

#[tokio::test]
async fn a_mistake_anywhere_in_the_default_chain_is_said() {
    let machine = Machine::new();
    for (variable, value, problem) in [
        (
            "TENCENTCLOUD_SECRET_ID",
            "AKID",
            "environment: TENCENTCLOUD_SECRET_ID is set, but TENCENTCLOUD_SECRET_KEY is not: set both",
        ),
        (
            "TENCENTCLOUD_PROFILE",
            "",
            "credentials file: the environment variable TENCENTCLOUD_PROFILE is set, but empty: give it a value, or \
             unset it",
        ),
        (
            "TCCLI_PROFILE",
            "a/b",
            "tccli: `a/b` cannot be a profile of tccli, as it is no name of a file: correct it (in TCCLI_PROFILE, if \
             it comes from there)",
        ),
    ] {
        let chain = default_chain(&machine, &[(variable, value)]);
        assert_eq!(provide(&chain).await, Err((CredentialErrorKind::Invalid, problem.to_owned())));
    }
}

#[tokio::test]
async fn a_client_takes_keys_and_region_from_the_machine() {
    let machine = Machine::new();
    machine.write(FILE, "[default]\nsecret_id = AKIDfile\nsecret_key = SENTINEL-file\n");
    machine.write("home/.tccli/default.configure", r#"{"_sys_param": {"region": "ap-singapore"}}"#);
    let script = Script::new([ok(), ok()]);
    let client: Client = ClientBuilder::in_surroundings(&machine.surroundings(&[]))
        .unwrap()
        .transport(script.clone())
        .build()
        .unwrap();
    client.open_door().await.unwrap();
    // The key is rotated while the client lives.
    machine.exchange(FILE, "[default]\nsecret_id = AKIDnext\nsecret_key = SENTINEL-next\n");
    client.open_door().await.unwrap();
    for (request, id) in script.seen().iter().zip(["AKIDfile", "AKIDnext"]) {
        let authorization = request.headers["authorization"].to_str().unwrap();
        assert!(authorization.contains(&format!("Credential={id}/")), "{authorization}");
        assert_eq!(request.headers["x-tc-region"], "ap-singapore");
    }
}

#[tokio::test]
async fn without_keys_a_call_says_where_it_looked() {
    let machine = Machine::new();
    let script = Script::new([]);
    let builder = ClientBuilder::<Client>::in_surroundings(&machine.surroundings(&[])).unwrap();
    let error = builder.transport(script.clone()).build().unwrap().open_door().await.unwrap_err();
    assert_eq!(error.as_error().kind(), ErrorKind::Credentials);
    let message = machine.plain(&error.to_string());
    for part in [
        "environment: no credentials in the environment: set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY; ",
        "credentials file: there is no credentials file: create /home/.tencentcloud/credentials or \
         /etc/tencentcloud/credentials; ",
        "tccli: tccli has no profile `default` (/home/.tccli/default.credential): log in with it or run `tccli configure`; ",
        "TKE: ",
        "; CVM: no metadata service at http://metadata.tencentyun.com/",
    ] {
        assert!(message.contains(part), "{message}");
    }
    assert!(script.seen().is_empty());
}

#[test]
fn a_region_that_cannot_be_read_is_an_error_of_the_builder() {
    let machine = Machine::new();
    machine.write("home/.tccli/default.configure", "nonsense");
    let error = ClientBuilder::<Client>::in_surroundings(&machine.surroundings(&[])).unwrap_err();
    assert_eq!(
        machine.plain(&error.to_string()),
        "the client cannot be built: /home/.tccli/default.configure is not JSON at line 1, column 2: write it anew with \
         `tccli configure`"
    );
}

/// What STS answers to whoever may take on a role.
fn issued() -> Step {
    json(&format!(
        r#"{{"Response": {{"Credentials": {{"TmpSecretId": "AKIDsts", "TmpSecretKey": "SENTINEL-sts",
             "Token": "SENTINEL-token"}}, "ExpiredTime": {}, "Expiration": "2023-11-15T00:13:20Z", "RequestId": "r"}}}}"#,
        NOW + 7_200
    ))
}

/// What the metadata service answers to a machine that has a role.
fn machine_with_role() -> Script {
    let keys = format!(
        r#"{{"TmpSecretId": "AKIDcvm", "TmpSecretKey": "SENTINEL-cvm", "Token": "SENTINEL-token",
            "ExpiredTime": {}, "Code": "Success"}}"#,
        NOW + 7_200
    );
    Script::new([reply(200, &[], "reader"), reply(200, &[], keys)])
}

fn host(request: &HttpRequest) -> &str {
    request.url.host_str().unwrap()
}

/// The variables of a pod.
fn pod(machine: &Machine) -> Vec<(&'static str, String)> {
    machine.write("token", "SENTINEL-pod");
    vec![
        ("TKE_REGION", "ap-guangzhou".to_owned()),
        ("TKE_PROVIDER_ID", "provider".to_owned()),
        ("TKE_WEB_IDENTITY_TOKEN_FILE", machine.path("token").to_str().unwrap().to_owned()),
        ("TKE_ROLE_ARN", "qcs::cam::uin/1:roleName/pod".to_owned()),
    ]
}

fn borrowed<'a>(variables: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    variables.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

#[tokio::test]
async fn a_pod_goes_before_its_machine() {
    let machine = Machine::new();
    let (sts, metadata) = (Script::new([issued()]), machine_with_role());
    let settings = Config::builder().transport(sts.clone());
    let surroundings = machine.surroundings(&borrowed(&pod(&machine))).metadata(metadata.clone());
    let chain = CredentialChain::with_settings(&surroundings, &settings);
    assert_eq!(chain.names().collect::<Vec<_>>(), ["environment", "credentials file", "tccli", "TKE", "CVM"]);
    let credential = chain.provide().await.unwrap();
    assert_eq!(credential.secret_id(), "AKIDsts");
    assert_eq!(credential.expires_at(), Some(moment(NOW + 7_200)));
    assert_eq!(host(&sts.only()), "sts.intl.tencentcloudapi.com");
    assert!(metadata.seen().is_empty());
}

#[tokio::test]
async fn a_machine_with_a_role_has_keys_without_any_file() {
    let machine = Machine::new();
    let metadata = machine_with_role();
    let surroundings = machine.surroundings(&[]).metadata(metadata.clone());
    let chain = CredentialChain::with_settings(&surroundings, &Config::builder());
    let first = chain.provide().await.unwrap();
    assert_eq!(first.secret_id(), "AKIDcvm");
    let second = chain.provide().await.unwrap();
    assert!(std::sync::Arc::ptr_eq(&first, &second));
    assert_eq!(metadata.seen().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_metadata_service_that_says_nothing_is_not_waited_for() {
    let machine = Machine::new();
    let surroundings = machine.surroundings(&[]).metadata(Script::new([Step::Never]));
    let chain = CredentialChain::with_settings(&surroundings, &Config::builder());
    let began = tokio::time::Instant::now();
    let (kind, message) = provide(&chain).await.unwrap_err();
    assert_eq!(kind, CredentialErrorKind::Missing);
    assert!(message.ends_with("it did not answer within 1s"), "{message}");
    assert!(began.elapsed() < Duration::from_secs(2), "of paused time");
}

#[tokio::test]
async fn the_role_of_the_machine_by_a_profile_of_tccli() {
    let machine = Machine::new();
    machine.write(TCCLI, r#"{"type": "cvm-role"}"#);
    let metadata = machine_with_role();
    let surroundings = machine.surroundings(&[]).metadata(metadata.clone());
    let source = TccliCredentials::in_surroundings(&surroundings).unwrap();
    let first = source.provide().await.unwrap();
    assert_eq!(first.secret_id(), "AKIDcvm");
    assert!(std::sync::Arc::ptr_eq(&first, &source.provide().await.unwrap()));
    assert_eq!(metadata.seen().len(), 2);

    // The profile gets keys of its own.
    machine.exchange(TCCLI, r#"{"secretId": "AKIDdesk", "secretKey": "SENTINEL-desk"}"#);
    assert_eq!(provide(&source).await, Ok(key("AKIDdesk", "SENTINEL-desk")));
}

#[tokio::test]
async fn a_role_that_the_keys_of_a_profile_may_take() {
    let profile = |id: &str| {
        format!(
            r#"{{"secretId": "{id}", "secretKey": "SENTINEL-desk",
                "role-arn": "qcs::cam::uin/1:roleName/upload", "role-session-name": "nightly"}}"#
        )
    };
    let machine = Machine::new();
    machine.write(TCCLI, profile("AKIDone"));
    let sts = Script::new([issued(), issued()]);
    let source = TccliCredentials::in_surroundings(&machine.surroundings(&[])).unwrap();
    let source = source.settings(Config::builder().transport(sts.clone()).endpoint(Endpoint::Mainland));
    for _ in 0..2 {
        let (id, secret, token) = parts(&source.provide().await.unwrap());
        assert_eq!((id.as_str(), secret.as_str()), ("AKIDsts", "SENTINEL-sts"));
        assert_eq!(token.as_deref(), Some("SENTINEL-token"));
    }
    let request = sts.only();
    assert_eq!(host(&request), "sts.tencentcloudapi.com");
    assert!(request.headers["authorization"].to_str().unwrap().contains("Credential=AKIDone/"));
    let body = std::str::from_utf8(&request.body).unwrap();
    assert!(body.contains("qcs::cam::uin/1:roleName/upload") && body.contains("nightly"), "{body}");
    assert!(!format!("{source:?}").contains("SENTINEL"));

    // Other keys take it on anew.
    machine.exchange(TCCLI, profile("AKIDtwo"));
    source.provide().await.unwrap();
    let again = &sts.seen()[1];
    assert!(again.headers["authorization"].to_str().unwrap().contains("Credential=AKIDtwo/"));
}

#[tokio::test]
async fn a_client_asks_sts_on_its_own_site() {
    for (endpoint, expected) in [
        (Endpoint::International, "sts.intl.tencentcloudapi.com"),
        (Endpoint::Mainland, "sts.tencentcloudapi.com"),
        (Endpoint::Internal, "sts.internal.tencentcloudapi.com"),
        (Endpoint::Regional("ap-tokyo".to_owned()), "sts.ap-tokyo.tencentcloudapi.com"),
        (Endpoint::from("http://127.0.0.1:1"), "sts.intl.tencentcloudapi.com"),
    ] {
        let machine = Machine::new();
        let variables = pod(&machine);
        let script = Script::new([issued(), json(r#"{"Response": {"RequestId": "r"}}"#)]);
        // The settings come after the choice of the chain, and count all the same.
        let client: sts::Client =
            ClientBuilder::in_surroundings(&machine.surroundings(&borrowed(&variables)))
                .unwrap()
                .endpoint(endpoint.clone())
                .transport(script.clone())
                .build()
                .unwrap();
        client.call_json("GetCallerIdentity", serde_json::json!({})).await.unwrap();
        let seen = script.seen();
        assert_eq!(host(&seen[0]), expected, "{endpoint:?}");
        assert!(seen[1].headers["authorization"].to_str().unwrap().contains("Credential=AKIDsts/"));
    }
}
