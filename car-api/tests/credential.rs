//! Where credentials come from.

// A test fails by panicking, in its helpers as well.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod demo;

use std::collections::HashMap;
use std::ffi::OsString;

use car_api::credential::{
    Credential, CredentialErrorKind, EnvironmentCredentials, ProvideCredentials, StaticCredentials,
};
use car_api::{Error, ErrorKind, Secret};
use demo::{Client, Script};

fn read(variables: &[(&str, &str)]) -> Result<EnvironmentCredentials, (CredentialErrorKind, String)> {
    let variables: HashMap<_, _> = variables.iter().copied().collect();
    EnvironmentCredentials::read_with(|name| variables.get(name).map(OsString::from))
        .map_err(|error| (error.kind(), error.to_string()))
}

async fn credential(variables: &[(&str, &str)]) -> Credential {
    read(variables).unwrap().provide().await.unwrap().as_ref().clone()
}

const ID: (&str, &str) = ("TENCENTCLOUD_SECRET_ID", "AKIDid");
const KEY: (&str, &str) = ("TENCENTCLOUD_SECRET_KEY", "key");

#[tokio::test]
async fn a_permanent_key_from_the_environment() {
    let credential = credential(&[ID, KEY]).await;
    assert_eq!(credential.secret_id(), "AKIDid");
    assert_eq!(credential.secret_key().expose(), "key");
    assert!(credential.token().is_none());
}

#[tokio::test]
async fn the_first_token_counts() {
    let tokens = [
        ("TENCENTCLOUD_TOKEN", "first"),
        ("TENCENTCLOUD_SESSION_TOKEN", "second"),
        ("TENCENTCLOUD_SECURITY_TOKEN", "third"),
    ];
    for (start, expected) in ["first", "second", "third"].into_iter().enumerate() {
        let mut variables = vec![ID, KEY];
        variables.extend_from_slice(&tokens[start..]);
        let credential = credential(&variables).await;
        assert_eq!(credential.token().map(Secret::expose), Some(expected));
    }
}

#[test]
fn what_is_wrong_with_the_environment_is_named() {
    type Case<'a> = (&'a [(&'a str, &'a str)], CredentialErrorKind, &'a str);
    let cases: &[Case<'_>] = &[
        (
            &[],
            CredentialErrorKind::Missing,
            "no credentials in the environment: set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY",
        ),
        (
            &[ID],
            CredentialErrorKind::Invalid,
            "TENCENTCLOUD_SECRET_ID is set, but TENCENTCLOUD_SECRET_KEY is not: set both",
        ),
        (
            &[KEY],
            CredentialErrorKind::Invalid,
            "TENCENTCLOUD_SECRET_KEY is set, but TENCENTCLOUD_SECRET_ID is not: set both",
        ),
        (
            &[ID, ("TENCENTCLOUD_SECRET_KEY", "")],
            CredentialErrorKind::Invalid,
            "the value of the environment variable TENCENTCLOUD_SECRET_KEY is empty",
        ),
        (
            &[ID, ("TENCENTCLOUD_SECRET_KEY", "sentinel\n")],
            CredentialErrorKind::Invalid,
            "the value of the environment variable TENCENTCLOUD_SECRET_KEY contains a line break, which no key has: \
             copy it again, without anything around it",
        ),
        (
            &[ID, KEY, ("TENCENTCLOUD_SESSION_TOKEN", " ")],
            CredentialErrorKind::Invalid,
            "the value of the environment variable TENCENTCLOUD_SESSION_TOKEN is empty",
        ),
    ];
    for (variables, kind, message) in cases {
        let error = read(variables).unwrap_err();
        assert_eq!((error.0, error.1.as_str()), (*kind, *message));
    }
}

#[cfg(unix)]
#[test]
fn a_value_that_is_not_unicode_is_named() {
    use std::os::unix::ffi::OsStringExt;
    let error = EnvironmentCredentials::read_with(|_| Some(OsString::from_vec(vec![0xff]))).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the value of the environment variable TENCENTCLOUD_SECRET_ID is not Unicode"
    );
}

#[tokio::test]
async fn a_source_hands_out_the_same_credential_again() {
    let source = StaticCredentials::new("AKIDid", "key").unwrap();
    let (first, second) = (source.provide().await.unwrap(), source.provide().await.unwrap());
    assert!(std::sync::Arc::ptr_eq(&first, &second));
}

#[test]
fn a_client_without_credentials_cannot_be_built() {
    let error = Client::builder().transport(Script::new([])).build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Setup);
    assert_eq!(error.action(), "");
    assert_eq!(
        error.to_string(),
        "the client cannot be built: no credentials: pass some to `credentials`, or start with `from_env` to read \
         them from the environment"
    );
}

#[test]
fn a_bad_key_is_an_error_that_the_question_mark_takes_along() {
    fn build() -> Result<Client, Error> {
        Client::builder().credentials(StaticCredentials::new("AKIDid", "sentinel key")?).build()
    }
    let error = build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert!(error.is_auth());
    assert!(
        error.to_string().starts_with("the client cannot be built: the secret key contains a blank"),
        "{error}"
    );
    assert!(!format!("{error:?}").contains("sentinel"));
}
