//! Keys from the profiles of `tccli`.

// A test fails by panicking, in its helpers as well.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod machine;

use std::sync::Arc;

use car_api::credential::{CredentialErrorKind, ProvideCredentials, TccliCredentials};
use machine::{Machine, NOW, key, moment, provide};

const DEFAULT: &str = "home/.tccli/default.credential";

fn source(machine: &Machine) -> TccliCredentials {
    TccliCredentials::in_surroundings(&machine.surroundings(&[])).unwrap()
}

fn work(machine: &Machine) -> TccliCredentials {
    TccliCredentials::in_surroundings(&machine.surroundings(&[("TCCLI_PROFILE", "work")])).unwrap()
}

async fn error(machine: &Machine, source: &TccliCredentials) -> (CredentialErrorKind, String) {
    let (kind, message) = provide(source).await.unwrap_err();
    (kind, machine.plain(&message))
}

/// What `tccli auth login` and `tccli sso login` write.
fn login(kind: &str, expires_at: u64) -> String {
    format!(
        r#"{{
            "type": "{kind}", "secretId": "AKIDtemporary", "secretKey": "SENTINEL-key", "token": "SENTINEL-token",
            "expiresAt": {expires_at},
            "{kind}": {{"openId": "1", "accessToken": "SENTINEL-access", "expiresAt": 1, "refreshToken": "SENTINEL-refresh",
                        "site": "intl"}}
        }}"#
    )
}

#[tokio::test]
async fn keys_that_were_configured() {
    let machine = Machine::new();
    machine.write(DEFAULT, r#"{"secretId": "AKIDdesk", "secretKey": "SENTINEL-desk"}"#);
    machine.write(
        "home/.tccli/work.credential",
        r#"{"secretId": "AKIDwork", "secretKey": "SENTINEL-work", "token": "SENTINEL-token", "type": "default",
            "role-arn": null, "role-session-name": ""}"#,
    );
    assert_eq!(provide(&source(&machine)).await, Ok(key("AKIDdesk", "SENTINEL-desk")));
    let expected = ("AKIDwork".to_owned(), "SENTINEL-work".to_owned(), Some("SENTINEL-token".to_owned()));
    assert_eq!(provide(&work(&machine)).await, Ok(expected.clone()));
    let by_name = source(&machine).profile("work").unwrap();
    assert_eq!(provide(&by_name).await, Ok(expected));
    assert!(!format!("{by_name:?}{by_name:#?}").contains("SENTINEL"));
}

#[tokio::test]
async fn a_login_counts_until_it_expires() {
    for (kind, command) in [("oauth", "tccli auth login"), ("sso", "tccli sso login")] {
        let machine = Machine::new();
        machine.write(DEFAULT, login(kind, NOW + 1));
        let source = source(&machine);
        let credential = source.provide().await.unwrap();
        assert_eq!(credential.secret_id(), "AKIDtemporary");
        assert_eq!(credential.token().unwrap().expose(), "SENTINEL-token");
        assert_eq!(credential.expires_at(), Some(moment(NOW + 1)));
        assert!(Arc::ptr_eq(&credential, &source.provide().await.unwrap()));

        machine.write("home/.tccli/work.credential", login(kind, NOW));
        assert_eq!(
            error(&machine, &work(&machine)).await,
            (
                CredentialErrorKind::Invalid,
                format!(
                    "the temporary key of the tccli profile `work` has expired: renew it with `{command} --profile work`"
                )
            )
        );
        machine.exchange(DEFAULT, login(kind, NOW - 100));
        assert_eq!(
            error(&machine, &source).await.1,
            format!(
                "the temporary key of the tccli profile `default` has expired: renew it with `{command}`"
            )
        );
        // `tccli` has renewed it.
        machine.exchange(DEFAULT, login(kind, NOW + 7_200));
        assert_eq!(source.provide().await.unwrap().expires_at(), Some(moment(NOW + 7_200)));
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_file_is_named_and_not_repeated() {
    for (content, problem) in [
        ("", "FILE is empty: write it anew with `tccli configure`"),
        ("SENTINEL", "FILE is not JSON at line 1, column 1: write it anew with `tccli configure`"),
        (
            "{\"secretId\": \"SENTINEL\",\n",
            "FILE is not JSON at line 2, column 0: write it anew with `tccli configure`",
        ),
        ("[\"SENTINEL\"]", "FILE is not a JSON object: write it anew with `tccli configure`"),
        (r#"{"secretId": {"a": "SENTINEL"}}"#, "`secretId` in FILE is not a text: correct it"),
        (r#"{"secretId": "SENTINEL"}"#, "FILE has `secretId`, but no `secretKey`: add it"),
        (r#"{"secretKey": "SENTINEL", "secretId": ""}"#, "FILE has `secretKey`, but no `secretId`: add it"),
        (
            r#"{"secretKey": "SENTINEL\n", "secretId": "AKID"}"#,
            "`secretKey` in FILE contains a line break, which no key has: copy it again, without anything around it",
        ),
        (
            r#"{"secretKey": "SENTINEL", "secretId": "AKID", "type": "SENTINEL"}"#,
            "`type` in FILE is none of `default`, `oauth`, `sso` and `cvm-role`: correct it, or update this program",
        ),
        (
            r#"{"secretKey": "SENTINEL", "secretId": "AKID", "role-arn": "qcs::cam::uin/1:roleName/SENTINEL"}"#,
            "FILE has `role-arn`, but no `role-session-name`: add it",
        ),
        (
            r#"{"secretKey": "SENTINEL", "secretId": "AKID", "role-session-name": "SENTINEL"}"#,
            "FILE has `role-session-name`, but no `role-arn`: add it",
        ),
        (
            r#"{"secretKey": "SENTINEL", "secretId": "AKID", "type": "sso", "expiresAt": "SENTINEL"}"#,
            "`expiresAt` in FILE is not a time in seconds: write the file anew with `tccli sso login`",
        ),
        (
            r#"{"secretKey": "SENTINEL", "secretId": "AKID", "type": "oauth", "expiresAt": -1}"#,
            "`expiresAt` in FILE is not a time in seconds: write the file anew with `tccli auth login`",
        ),
    ] {
        let machine = Machine::new();
        machine.write(DEFAULT, content);
        let (kind, message) = error(&machine, &source(&machine)).await;
        assert_eq!(message, problem.replace("FILE", &format!("/{DEFAULT}")), "{content}");
        assert_eq!(kind, CredentialErrorKind::Invalid, "{content}");
    }
}

#[tokio::test]
async fn a_profile_that_is_not_there_is_missing_unless_it_was_asked_for() {
    let machine = Machine::new();
    let absent = |name: &str, others: &str| {
        format!(
            "tccli has no profile `{name}` (/home/.tccli/{name}.credential): log in with it or run `tccli \
             configure`{others}"
        )
    };
    assert_eq!(
        error(&machine, &source(&machine)).await,
        (CredentialErrorKind::Missing, absent("default", ""))
    );
    machine.write("home/.tccli/b.credential", "{}");
    machine.write("home/.tccli/a.credential", "{}");
    machine.write("home/.tccli/a.configure", "{}");
    assert_eq!(
        error(&machine, &work(&machine)).await,
        (CredentialErrorKind::Invalid, absent("work", ", or choose one of `a`, `b` with TCCLI_PROFILE"))
    );
    machine.write(DEFAULT, r#"{"type": "oauth"}"#);
    assert_eq!(
        error(&machine, &source(&machine)).await,
        (CredentialErrorKind::Missing, format!("/{DEFAULT} has no keys: set them with `tccli auth login`"))
    );
}

#[test]
fn a_profile_cannot_lead_out_of_its_folder() {
    let machine = Machine::new();
    for name in ["../x", "a/b", "/etc/passwd", "a\0b"] {
        let error = source(&machine).profile(name).unwrap_err();
        assert_eq!(error.kind(), CredentialErrorKind::Invalid);
        assert!(error.to_string().contains("cannot be a profile of tccli"), "{error}");
        let surroundings = machine.surroundings(&[("TCCLI_PROFILE", name)]);
        assert!(TccliCredentials::in_surroundings(&surroundings).is_err());
    }
}

#[test]
fn the_region_of_a_profile() {
    let machine = Machine::new();
    assert_eq!(source(&machine).region(), Ok(None));
    machine.write(
        "home/.tccli/default.configure",
        r#"{"_sys_param": {"region": "ap-singapore", "output": "json"}, "car": {"version": "2022-01-10"}}"#,
    );
    assert_eq!(source(&machine).region(), Ok(Some("ap-singapore".to_owned())));
    assert_eq!(work(&machine).region(), Ok(None));
    assert_eq!(machine.surroundings(&[]).region(), Ok(Some("ap-singapore".to_owned())));
    let by_variable = machine.surroundings(&[("TENCENTCLOUD_REGION", "ap-tokyo")]);
    assert_eq!(by_variable.region(), Ok(Some("ap-tokyo".to_owned())));

    for nothing in ["{}", r#"{"_sys_param": {"region": ""}}"#, r#"{"_sys_param": {"region": 1}}"#, "[]"] {
        machine.write("home/.tccli/default.configure", nothing);
        assert_eq!(source(&machine).region(), Ok(None), "{nothing}");
    }
    machine.write("home/.tccli/default.configure", "{\n  nonsense");
    let error = machine.surroundings(&[]).region().unwrap_err();
    assert_eq!(
        machine.plain(&error.to_string()),
        "/home/.tccli/default.configure is not JSON at line 2, column 3: write it anew with `tccli configure`"
    );
}
