//! Keys from the credentials file.

// A test fails by panicking, in its helpers as well.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod machine;

use std::sync::Arc;

use car_api::credential::{CredentialErrorKind, ProfileCredentials, ProvideCredentials};
use machine::{Machine, key, parts, provide};

const OF_USER: &str = "home/.tencentcloud/credentials";
const OF_ALL: &str = "etc/tencentcloud/credentials";

fn source(machine: &Machine, variables: &[(&str, &str)]) -> ProfileCredentials {
    ProfileCredentials::in_surroundings(&machine.surroundings(variables)).unwrap()
}

async fn error(machine: &Machine, source: &ProfileCredentials) -> (CredentialErrorKind, String) {
    let (kind, message) = provide(source).await.unwrap_err();
    (kind, machine.plain(&message))
}

#[tokio::test]
async fn a_file_with_everything_that_may_stand_in_it() {
    let machine = Machine::new();
    machine.write(
        OF_USER,
        "\u{feff}; kept by the deployment\r\n\r\n[default] # for the desk\r\n  secret_id = AKIDdesk ; not secret\r\n\
         secret_key=\"SENTINEL-desk\"\r\nregion = ap-guangzhou\r\n\r\n[upload]\r\nSECRET_ID = 'AKIDupload'\r\n\
         secret_key = SENTINEL-up/load+==\r\nsession_token\t=\tSENTINEL-token#1\r\n",
    );
    assert_eq!(provide(&source(&machine, &[])).await, Ok(key("AKIDdesk", "SENTINEL-desk")));

    let upload =
        ("AKIDupload".to_owned(), "SENTINEL-up/load+==".to_owned(), Some("SENTINEL-token#1".to_owned()));
    let by_variable = source(&machine, &[("TENCENTCLOUD_PROFILE", "upload")]);
    assert_eq!(provide(&by_variable).await, Ok(upload.clone()));
    assert_eq!(provide(&source(&machine, &[]).profile("upload")).await, Ok(upload.clone()));
    let by_path = ProfileCredentials::of_file(machine.path(OF_USER)).profile("upload");
    assert_eq!(provide(&by_path).await, Ok(upload));
    assert!(!format!("{by_path:?}{by_variable:#?}").contains("SENTINEL"));
}

#[tokio::test]
async fn the_first_file_with_the_profile_counts() {
    let machine = Machine::new();
    machine.write(OF_ALL, "[default]\nsecret_id = AKIDall\nsecret_key = all\n");
    assert_eq!(provide(&source(&machine, &[])).await, Ok(key("AKIDall", "all")));

    machine.write(OF_USER, "[other]\nsecret_id = AKIDother\nsecret_key = other\n[default]\n# to be done\n");
    assert_eq!(provide(&source(&machine, &[])).await, Ok(key("AKIDall", "all")));
    let other = source(&machine, &[("TENCENTCLOUD_PROFILE", "other")]);
    assert_eq!(provide(&other).await, Ok(key("AKIDother", "other")));

    machine.write(OF_USER, "[default]\nsecret_id = AKIDuser\nsecret_key = user\n");
    assert_eq!(provide(&source(&machine, &[])).await, Ok(key("AKIDuser", "user")));

    machine.write("elsewhere", "[default]\nsecret_id = AKIDelsewhere\nsecret_key = elsewhere\n");
    let elsewhere = machine.path("elsewhere");
    let named = source(&machine, &[("TENCENTCLOUD_CREDENTIALS_FILE", elsewhere.to_str().unwrap())]);
    assert_eq!(provide(&named).await, Ok(key("AKIDelsewhere", "elsewhere")));
}

#[tokio::test]
async fn what_is_not_there_is_missing_unless_it_was_asked_for() {
    use CredentialErrorKind::{Invalid, Missing};

    let machine = Machine::new();
    let named = [("TENCENTCLOUD_PROFILE", "prod")];
    assert_eq!(
        error(&machine, &source(&machine, &[])).await,
        (
            Missing,
            "there is no credentials file: create /home/.tencentcloud/credentials or /etc/tencentcloud/credentials"
                .to_owned()
        )
    );
    assert_eq!(
        error(&machine, &source(&machine, &named)).await,
        (
            Invalid,
            "the profile `prod` was asked for, but there is no credentials file: create \
             /home/.tencentcloud/credentials or /etc/tencentcloud/credentials"
                .to_owned()
        )
    );
    assert_eq!(
        error(&machine, &ProfileCredentials::of_file(machine.path("nowhere"))).await,
        (
            Invalid,
            "there is no credentials file /nowhere: create it, or correct the path (in TENCENTCLOUD_CREDENTIALS_FILE, \
             if it comes from there)"
                .to_owned()
        )
    );

    machine.write(OF_USER, "[work]\nsecret_id = AKID\nsecret_key = key\n[pr\u{1b}od]\n");
    machine.write(OF_ALL, "# nothing yet\n");
    let absent = |name: &str| {
        format!(
            "there is no profile `{name}` with keys, for /home/.tencentcloud/credentials has [work], [prod], \
             /etc/tencentcloud/credentials has no section: add it, or choose another with TENCENTCLOUD_PROFILE"
        )
    };
    assert_eq!(error(&machine, &source(&machine, &[])).await, (Missing, absent("default")));
    assert_eq!(error(&machine, &source(&machine, &named)).await, (Invalid, absent("prod")));
}

#[tokio::test]
async fn what_is_wrong_is_named_by_file_and_line_and_not_repeated() {
    let long = format!("[default]\n{}", "# SENTINEL\n".repeat(110_000));
    let cases: &[(&[u8], &str)] = &[
        (b"secret_id = SENTINEL", ":1: this stands above the first section: put a line `[default]` above it"),
        (b"[default]\nSENTINEL\n", ":2: this is neither `[section]` nor `name = value`"),
        (b"[default\nsecret_id = SENTINEL", ":1: the name of a section has no `]` after it: write `[name]`"),
        (
            b"[default]\nsecret_id = \"SENTINEL\n",
            ":2: the quote in front of the value has no other behind it",
        ),
        (b"[default]\n[default]\n", ":2: the section of line 1 is here again: keep one"),
        (
            b"[default]\nsecret_key = SENTINEL\nSecret_Key = SENTINEL\n",
            ":3: Secret_Key is set a second time, after line 2: keep one",
        ),
        (b"[default]\nsecret_id = \xff", " is not a text in UTF-8: save it as UTF-8"),
        (b"\xff\xfe[\0d\0", " is not a text in UTF-8: save it as UTF-8"),
        (long.as_bytes(), " is larger than 1048576 bytes, which no file of keys is: check the path"),
    ];
    for (content, problem) in cases {
        let machine = Machine::new();
        machine.write(OF_USER, content);
        let (kind, message) = error(&machine, &source(&machine, &[])).await;
        assert_eq!(message, format!("/{OF_USER}{problem}"));
        assert_eq!(kind, CredentialErrorKind::Invalid, "{message}");
    }
}

#[tokio::test]
async fn a_profile_with_half_of_what_it_needs_is_a_mistake() {
    for (entries, problem) in [
        ("secret_id = SENTINEL", "the profile `default` at FILE:1 has secret_id, but no secret_key: add it"),
        ("secret_key = SENTINEL", "the profile `default` at FILE:1 has secret_key, but no secret_id: add it"),
        (
            "token = SENTINEL",
            "the profile `default` at FILE:1 has token, but no secret_id and secret_key: add it",
        ),
        ("secret_id =\nsecret_key = SENTINEL", "the secret_id at FILE:2 is empty"),
        (
            "secret_id = AKID\nsecret_key = SENTINEL SENTINEL",
            "the secret_key at FILE:3 contains a blank, which no key has: copy it again, without anything around it",
        ),
        (
            "secret_id = AKID\nsecret_key = SENTINEL\n\ntoken = SENTINELé",
            "the token at FILE:5 contains a character outside ASCII, which no key has: copy it again, without anything \
             around it",
        ),
    ] {
        let machine = Machine::new();
        machine.write(OF_USER, format!("[default]\n{entries}\n"));
        let (kind, message) = error(&machine, &source(&machine, &[])).await;
        assert_eq!(message, problem.replace("FILE", &format!("/{OF_USER}")));
        assert_eq!(kind, CredentialErrorKind::Invalid);
    }
}

#[test]
fn a_variable_that_is_set_says_something() {
    let machine = Machine::new();
    for name in ["TENCENTCLOUD_PROFILE", "TENCENTCLOUD_CREDENTIALS_FILE"] {
        let error = ProfileCredentials::in_surroundings(&machine.surroundings(&[(name, " ")])).unwrap_err();
        assert_eq!(error.kind(), CredentialErrorKind::Invalid);
        assert_eq!(
            error.to_string(),
            format!("the environment variable {name} is set, but empty: give it a value, or unset it")
        );
    }
}

#[tokio::test]
async fn a_rotated_key_is_taken_up_and_an_equal_one_is_the_same() {
    let file = |key: &str| format!("[default]\nsecret_id = AKID\nsecret_key = {key}\n");
    let machine = Machine::new();
    machine.write(OF_USER, file("key-1"));
    let source = source(&machine, &[]);
    let first = source.provide().await.unwrap();
    assert!(Arc::ptr_eq(&first, &source.provide().await.unwrap()));

    // Another time, the same key.
    machine.touch(OF_USER, 1_000_000_000);
    assert!(Arc::ptr_eq(&first, &source.provide().await.unwrap()));
    // Exchanged within a tick of the clock.
    machine.exchange(OF_USER, file("key-2"));
    machine.touch(OF_USER, 1_000_000_000);
    assert_eq!(parts(&source.provide().await.unwrap()), key("AKID", "key-2"));
    // Written in place, as long as before.
    machine.write(OF_USER, file("key-3"));
    assert_eq!(parts(&source.provide().await.unwrap()), key("AKID", "key-3"));

    machine.write(OF_USER, "[default\n");
    assert_eq!(provide(&source).await.unwrap_err().0, CredentialErrorKind::Invalid);
    assert_eq!(provide(&source).await.unwrap_err().0, CredentialErrorKind::Invalid);
    std::fs::remove_file(machine.path(OF_USER)).unwrap();
    assert_eq!(provide(&source).await.unwrap_err().0, CredentialErrorKind::Missing);
    machine.write(OF_USER, file("key-4"));
    assert_eq!(provide(&source).await, Ok(key("AKID", "key-4")));
}

#[tokio::test]
async fn a_refused_key_is_looked_up_even_if_the_file_looks_as_before() {
    let machine = Machine::new();
    machine.write(OF_USER, "[default]\nsecret_id = AKID\nsecret_key = key-1\n");
    machine.touch(OF_USER, 1_000_000_000);
    let source = source(&machine, &[]);
    let first = source.provide().await.unwrap();
    assert!(Arc::ptr_eq(&first, &source.replace(&first).await.unwrap()));

    machine.write(OF_USER, "[default]\nsecret_id = AKID\nsecret_key = key-2\n");
    machine.touch(OF_USER, 1_000_000_000);
    assert!(Arc::ptr_eq(&first, &source.provide().await.unwrap()));
    assert_eq!(parts(&source.replace(&first).await.unwrap()), key("AKID", "key-2"));
}

#[cfg(unix)]
#[tokio::test]
async fn what_is_no_file_is_not_waited_for() {
    let machine = Machine::new();
    std::fs::create_dir_all(machine.path(OF_USER)).unwrap();
    assert_eq!(
        error(&machine, &source(&machine, &[])).await,
        (CredentialErrorKind::Invalid, format!("/{OF_USER} is not a regular file"))
    );
    // A pipe that nobody writes to.
    let pipe = machine.path("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    assert_eq!(
        error(&machine, &ProfileCredentials::of_file(pipe)).await,
        (CredentialErrorKind::Invalid, "/pipe is not a regular file".to_owned())
    );
    // The folder is a file.
    machine.write("home2", "");
    let source = ProfileCredentials::in_surroundings(&machine.surroundings(&[]).home(machine.path("home2")));
    assert_eq!(error(&machine, &source.unwrap()).await.0, CredentialErrorKind::Missing);
}
