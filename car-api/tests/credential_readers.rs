//! Whatever a file or a program says: no panic, and nothing of it in an error.

// A test fails by panicking, in its helpers as well.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use car_api::Secret;
use car_api::credential::{__readers, CredentialError};
use proptest::prelude::*;

const SENTINEL: &str = "S3NTINEL";

fn assert_hidden<T>(result: &Result<T, CredentialError>) {
    if let Err(error) = result {
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains(SENTINEL), "{shown}");
        assert!(!error.to_string().contains(char::is_control), "{shown}");
    }
}

fn read(text: &str) {
    assert_hidden(&__readers::credentials_file(text, "default"));
    assert_hidden(&__readers::tccli_credential(text));
    assert_hidden(&__readers::tccli_region(text));
    #[cfg(feature = "process")]
    assert_hidden(&__readers::process_output(text.as_bytes()));
}

/// Pieces of what is read, with a secret wherever a value may stand, in any order.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "[default]",
        "[",
        "]",
        "secret_id",
        "secret_key",
        "token",
        "=",
        "\"",
        "'",
        "#",
        ";",
        "\n",
        "\r\n",
        " ",
        "\u{feff}",
        "{",
        "}",
        ":",
        ",",
        "\"secretId\"",
        "\"secretKey\"",
        "\"SecretId\"",
        "\"SecretKey\"",
        "\"token\"",
        "\"type\"",
        "\"expiresAt\"",
        "\"Expiration\"",
        "\"Version\": 1,",
        "\"role-arn\"",
        "1e999",
        "-1",
        "null",
        "\\",
        "\"S3NTINEL\"",
        "S3NTINEL",
        "é",
        "\0",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text(text in any::<String>()) {
        read(&text);
    }

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        read(&String::from_utf8_lossy(&bytes));
        #[cfg(feature = "process")]
        assert_hidden(&__readers::process_output(&bytes));
    }

    #[test]
    fn nearly_what_is_expected(text in pieces()) {
        read(&text);
    }

    /// A file that is right but for one character in one place.
    #[test]
    fn one_character_off(at in 0_usize..200, character in any::<char>()) {
        for right in [
            format!("[default]\nsecret_id = {SENTINEL}\nsecret_key = \"{SENTINEL}\"\ntoken = {SENTINEL}\n"),
            format!(
                r#"{{"type": "oauth", "secretId": "{SENTINEL}", "secretKey": "{SENTINEL}", "token": "{SENTINEL}",
                    "expiresAt": 1700000000, "oauth": {{"accessToken": "{SENTINEL}"}}}}"#
            ),
            format!(r#"{{"Version": 1, "SecretId": "{SENTINEL}", "SecretKey": "{SENTINEL}", "Token": "{SENTINEL}"}}"#),
        ] {
            let mut characters: Vec<_> = right.chars().collect();
            let at = at % characters.len();
            characters[at] = character;
            read(&characters.into_iter().collect::<String>());
        }
    }

    /// What is written comes back.
    #[test]
    fn keys_survive(
        id in "[!-~]{1,40}", key in "[!-~]{1,40}", token in prop::option::of("[!-~]{1,80}"),
    ) {
        // A value in the quotes that it does not contain.
        let quote = |value: &str| if value.contains('"') { format!("'{value}'") } else { format!("\"{value}\"") };
        prop_assume!([Some(&id), Some(&key), token.as_ref()].into_iter().flatten().all(|value| {
            !(value.contains('"') && value.contains('\''))
        }));
        let written = token.as_deref().map_or(String::new(), |token| format!("token = {}\n", quote(token)));
        let text = format!("[p]\nsecret_id = {}\nsecret_key = {}\n{written}", quote(&id), quote(&key));
        let credential = __readers::credentials_file(&text, "p").unwrap().unwrap();
        prop_assert_eq!(credential.secret_id(), &id);
        prop_assert_eq!(credential.secret_key().expose(), &key);
        prop_assert_eq!(credential.token().map(Secret::expose), token.as_deref());
        prop_assert!(__readers::credentials_file(&text, "default").unwrap().is_none());

        let text = serde_json::json!({"secretId": id, "secretKey": key, "token": token}).to_string();
        let credential = __readers::tccli_credential(&text).unwrap().unwrap();
        prop_assert_eq!(credential.secret_key().expose(), &key);
        prop_assert_eq!(credential.token().map(Secret::expose), token.as_deref());
    }
}
