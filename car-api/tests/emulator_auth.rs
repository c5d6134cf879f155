//! Who may call the emulator: every way in which a signature is right, and every way in which it is wrong.

#![allow(clippy::unwrap_used, reason = "what goes wrong in a helper of a test is a failure of the test")]

mod offline_support;

use car_api::Credential;
use car_api::emulator::Emulator;
use offline_support::demo::GATE;
use offline_support::draft::{Draft, sha256};
use offline_support::{NOW, StoppedAt};
use serde_json::json;

async fn emulator() -> Emulator {
    Emulator::start(&GATE).await.unwrap()
}

fn draft(emulator: &Emulator) -> Draft {
    Draft::new(emulator, ("gate", "2023-05-01"), "DescribeGates", &json!({"Limit": 1}))
}

async fn assert_accepted(draft: &Draft) {
    let reply = draft.send().await;
    assert_eq!(reply.response["Total"], 2, "{}", reply.response);
}

async fn assert_refused(draft: &Draft, expected_code: &str, expected_words: &str) {
    let (code, message) = draft.refused().await;
    assert_eq!(code, expected_code, "{message}");
    assert!(message.contains(expected_words), "{message}");
    assert!(!message.contains(&draft.secret_key), "the message holds the key: {message}");
}

#[tokio::test]
async fn the_forms_in_which_official_clients_sign_are_accepted() {
    let emulator = emulator().await;
    let plain = draft(&emulator);
    assert_accepted(&plain).await;

    // Java and the newer samples say what the characters are.
    let charset = Draft { content_type: "application/json; charset=utf-8".to_owned(), ..plain.clone() };
    assert_accepted(&charset).await;

    // The newer samples also sign the action; its value is signed in lower case.
    let action = Draft { signed_headers: vec!["content-type", "host", "x-tc-action"], ..plain.clone() };
    assert_accepted(&action).await;

    // Node signs the host without its port, and both Node and Java take the service from its first label.
    let node = Draft { signed_host: "127.0.0.1".to_owned(), service: "127".to_owned(), ..plain.clone() };
    assert_accepted(&node).await;

    let tight = Draft { authorization: Some(plain.authorization().replace(", ", ",")), ..plain.clone() };
    assert_accepted(&tight).await;

    let query = Draft { target: "/?Trace=1".to_owned(), ..plain.clone() };
    assert_accepted(&query).await;
}

#[tokio::test]
async fn a_payload_may_go_unsigned_if_the_request_says_so() {
    let emulator = emulator().await;
    let unsigned = Draft { payload: "UNSIGNED-PAYLOAD".to_owned(), ..draft(&emulator) };
    assert_refused(&unsigned, "AuthFailure.SignatureFailure", "").await;
    assert_accepted(&unsigned.header("x-tc-content-sha256", "UNSIGNED-PAYLOAD")).await;
}

#[tokio::test]
async fn what_was_changed_after_signing_is_noticed() {
    let emulator = emulator().await;
    let signed = draft(&emulator);
    let signature = Some(signed.authorization());
    let all_signed = Draft {
        signed_headers: vec!["content-type", "host", "x-tc-action", "x-tc-version"],
        ..signed.clone()
    };
    let all_signature = Some(all_signed.authorization());
    for changed in [
        Draft { secret_key: "another key".to_owned(), ..signed.clone() },
        Draft { body: r#"{"Limit": 1}"#.to_owned(), ..signed.clone() },
        Draft { target: "/?Limit=2".to_owned(), authorization: signature.clone(), ..signed.clone() },
        Draft {
            content_type: "application/json; charset=utf-8".to_owned(),
            authorization: signature.clone(),
            ..signed.clone()
        },
        Draft { host: "127.0.0.2".to_owned(), ..signed.clone() },
        Draft { timestamp: signed.timestamp + 1, authorization: signature.clone(), ..signed.clone() },
        Draft { authorization: all_signature, ..all_signed }.header("x-tc-version", "2023-05-02"),
    ] {
        assert_refused(&changed, "AuthFailure.SignatureFailure", "does not match").await;
    }
    assert_eq!((emulator.served(), emulator.refused()), (0, 7));
}

#[tokio::test]
async fn a_wrong_signature_comes_back_with_the_canonical_request() {
    let emulator = emulator().await;
    let token = "sentinel-token";
    let mut wrong = draft(&emulator).header("x-tc-token", token);
    wrong.signed_headers = vec!["content-type", "host", "x-tc-token"];
    wrong.payload = "something else".to_owned();
    let (_, message) = wrong.refused().await;
    let expected = format!(
        "POST\n/\n\ncontent-type:application/json\nhost:127.0.0.1\nx-tc-token:[masked]\n\n\
         content-type;host;x-tc-token\n{}",
        sha256(&wrong.body)
    );
    let expected = expected.replace("host:127.0.0.1\n", &format!("host:{}\n", emulator.address()));
    assert!(message.ends_with(&expected), "{message}");
    assert!(!message.contains(token), "{message}");
}

#[tokio::test]
async fn malformed_authorization_is_refused() {
    let emulator = emulator().await;
    let plain = draft(&emulator);
    let whole = plain.authorization();
    for (authorization, words) in [
        (String::new(), "`Authorization` is missing"),
        ("SKIP".to_owned(), "the action DescribeGates must be signed"),
        (whole.replace("TC3-HMAC-SHA256", "TC3-HMAC-SHA1"), "must read"),
        (whole.replace("tc3_request", "aws4_request"), "must read"),
        (whole.replace(";host", ""), "`host` must be among the SignedHeaders"),
        (whole.replace("content-type;", ""), "`content-type` must be among the SignedHeaders"),
        (whole.replace("content-type;host", "host;content-type"), "sorted"),
        (whole.replace("content-type;host", "Content-Type;Host"), "lower case"),
        (whole.replace("content-type;host", "content-type;host;host"), "each once"),
        (
            whole.replace("content-type;host", "content-type;host;x-tc-nothing"),
            "`x-tc-nothing` is signed, but",
        ),
        (whole.replace(&plain.signature(), "1234"), "64 hexadecimal digits"),
    ] {
        let draft = Draft { authorization: Some(authorization), ..plain.clone() };
        assert_refused(&draft, "AuthFailure.InvalidAuthorization", words).await;
    }
}

#[tokio::test]
async fn the_scope_must_be_that_of_the_call() {
    let emulator = emulator().await;
    let plain = draft(&emulator);
    let service = Draft { service: "cvm".to_owned(), ..plain.clone() };
    assert_refused(&service, "AuthFailure.SignatureFailure", "the service `cvm`; served here: gate").await;

    let date = plain.authorization().replace(&plain.date(), "2001-02-03");
    let date = Draft { authorization: Some(date), ..plain.clone() };
    assert_refused(&date, "AuthFailure.SignatureFailure", "the date 2001-02-03, but X-TC-Timestamp").await;

    // Elsewhere than on loopback, the first label of the host must be a service like any other.
    let host = "cvm.example.com".to_owned();
    let host = Draft { service: "cvm".to_owned(), host: host.clone(), signed_host: host, ..plain };
    assert_refused(&host, "AuthFailure.SignatureFailure", "the service `cvm`").await;
}

#[tokio::test]
async fn an_unknown_secret_id_is_refused() {
    let emulator = emulator().await;
    let unknown = Draft { secret_id: "AKIDunknown".to_owned(), ..draft(&emulator) };
    assert_refused(&unknown, "AuthFailure.SecretIdNotFound", emulator.credential().secret_id()).await;
}

#[tokio::test]
async fn the_clock_may_be_five_minutes_off_and_no_more() {
    let emulator = Emulator::builder(&GATE).clock(StoppedAt(NOW)).start().await.unwrap();
    let at = |timestamp| Draft { timestamp, ..draft(&emulator) };
    for timestamp in [NOW - 300, NOW, NOW + 300] {
        assert_accepted(&at(timestamp)).await;
    }
    for timestamp in [NOW - 301, NOW + 301, 0, 253_402_300_799] {
        assert_refused(&at(timestamp), "AuthFailure.SignatureExpire", "(2022-01-10T00:00:00Z)").await;
    }
    let (_, message) = at(NOW + 301).refused().await;
    assert_eq!(
        message,
        "signed at 1641773101 (2022-01-10T00:05:01Z), received at 1641772800 (2022-01-10T00:00:00Z): \
         the clocks are 301 s apart, 300 s are allowed"
    );
    // A client can set itself right by this.
    assert_eq!(at(0).send().await.header("date"), "Mon, 10 Jan 2022 00:00:00 GMT");
}

#[tokio::test]
async fn the_timestamp_must_be_there_and_a_number() {
    let emulator = emulator().await;
    let plain = draft(&emulator);
    let missing = Draft { sent_timestamp: Some(""), ..plain.clone() };
    assert_refused(&missing, "MissingParameter", "X-TC-Timestamp").await;
    assert_refused(&plain.clone().header("x-tc-timestamp", "1"), "MissingParameter", "sent twice").await;
    for text in ["yesterday", "1.5", "99999999999999999999"] {
        let wrong = Draft { sent_timestamp: Some(text), ..plain.clone() };
        assert_refused(&wrong, "InvalidParameter", text).await;
    }
}

#[tokio::test]
async fn a_session_token_must_be_the_one_of_the_key() {
    let credential = Credential::new("AKIDtemporary", "key-of-it").and_then(|pair| pair.with_token("t0ken"));
    let emulator = Emulator::builder(&GATE).credential(credential.unwrap()).start().await.unwrap();
    let plain = draft(&emulator);
    assert_accepted(&plain.clone().header("x-tc-token", "t0ken")).await;
    assert_refused(&plain, "AuthFailure.TokenFailure", "must be sent").await;
    let other = plain.clone().header("x-tc-token", "other");
    assert_refused(&other, "AuthFailure.TokenFailure", "does not belong").await;

    let permanent = self::emulator().await;
    let surplus = draft(&permanent).header("x-tc-token", "t0ken");
    assert_refused(&surplus, "AuthFailure.TokenFailure", "goes without one").await;
}

#[tokio::test]
async fn each_emulator_has_a_key_pair_of_its_own() {
    let (one, other) = (emulator().await, emulator().await);
    assert_ne!(one.credential(), other.credential());
    assert_eq!(one.credential().secret_id().len(), 36);
    assert_eq!(one.credential().secret_key().expose().len(), 32);
    let shown = format!("{one:?} {:?}", one.credential());
    assert!(!shown.contains(one.credential().secret_key().expose()), "{shown}");
}
