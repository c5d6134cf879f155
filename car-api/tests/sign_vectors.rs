//! Signatures against published and independently computed ones, with every intermediate value.

// A test fails by panicking, in its helpers as well.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use car_api::sign::tc3::{
    self, CanonicalRequest, SigningKey, UNSIGNED_PAYLOAD, authorization, scope, signing_key, string_to_sign,
};
use car_api::sign::{HexDigest, PreparedHost};
use car_api::time::UtcDate;
use serde_json::Value;

fn vectors() -> Vec<Value> {
    let file: Value = serde_json::from_str(include_str!("data/tc3-vectors.json")).unwrap();
    file["vectors"].as_array().unwrap().clone()
}

fn text<'a>(vector: &'a Value, name: &str) -> &'a str {
    vector[name].as_str().unwrap_or_else(|| panic!("{name} of {}", vector["name"]))
}

fn hex(bytes: &[u8; 32]) -> String {
    HexDigest::from_bytes(bytes).to_string()
}

/// The client never builds the text: it hashes on from a state that is kept for the host.
#[test]
fn what_the_client_hashes_is_the_text_for_every_vector() {
    for vector in vectors() {
        let action = vector["x_tc_action_signed"].as_str().unwrap_or("DescribeCosCredential");
        let hashed_payload = HexDigest::of(text(&vector, "payload").as_bytes());
        let headers = [
            ("content-type", text(&vector, "content_type")),
            ("host", text(&vector, "host")),
            ("x-tc-action", action),
        ];
        let canonical = CanonicalRequest { method: "POST", query: "", headers: &headers, hashed_payload };
        let prepared = PreparedHost::new(headers[0].1, headers[1].1).digest(action, &hashed_payload);
        assert_eq!(prepared, HexDigest::of(canonical.text().as_bytes()), "{}", vector["name"]);
        if vector["x_tc_action_signed"].is_string() {
            assert_eq!(canonical.text(), text(&vector["expected"], "canonical_request"));
        }
    }
}

#[test]
fn every_intermediate_value_of_every_vector() {
    let vectors = vectors();
    assert_eq!(vectors.len(), 8);
    for vector in &vectors {
        let name = text(vector, "name");
        let expected = &vector["expected"];
        let timestamp = vector["timestamp"].as_u64().unwrap();
        let service = text(vector, "service");

        let is_unsigned = vector["unsigned_payload"].as_bool().unwrap();
        let payload = if is_unsigned { UNSIGNED_PAYLOAD } else { text(vector, "payload") };
        let hashed_payload = HexDigest::of(payload.as_bytes());
        assert_eq!(hashed_payload.as_str(), text(expected, "hashed_payload"), "{name}");

        let mut headers =
            vec![("content-type", text(vector, "content_type")), ("host", text(vector, "host"))];
        if let Some(action) = vector["x_tc_action_signed"].as_str() {
            headers.push(("x-tc-action", action));
        }
        let canonical = CanonicalRequest {
            method: text(vector, "method"),
            query: text(vector, "query"),
            headers: &headers,
            hashed_payload,
        };
        assert_eq!(canonical.text(), text(expected, "canonical_request"), "{name}");
        assert_eq!(canonical.digest(), HexDigest::of(canonical.text().as_bytes()), "{name}");

        let date = UtcDate::from_unix_seconds(timestamp);
        let scope = scope(date, service);
        let to_sign = string_to_sign(timestamp, &scope, &canonical.digest());
        assert_eq!(to_sign, text(expected, "string_to_sign"), "{name}");

        let key = signing_key(text(vector, "secret_key"), date, service);
        assert_eq!(hex(&key), text(expected, "signing_key_hex"), "{name}");

        let signature = SigningKey::new(&key).sign(timestamp, &scope, &canonical.digest());
        assert_eq!(signature.as_str(), text(expected, "signature"), "{name}");

        let names: Vec<_> = headers.iter().map(|(name, _)| *name).collect();
        let header = authorization(text(vector, "secret_id"), &scope, &names, &signature);
        assert_eq!(header, text(expected, "authorization"), "{name}");
    }
}

#[test]
fn a_prepared_key_signs_more_than_once() {
    let vectors = vectors();
    let vector = vectors.iter().find(|vector| vector["name"] == "car-utc-midnight").unwrap();
    let timestamp = vector["timestamp"].as_u64().unwrap();
    let date = UtcDate::from_unix_seconds(timestamp);
    let key = SigningKey::new(&signing_key(text(vector, "secret_key"), date, "car"));
    let scope = scope(date, "car");
    let canonical = HexDigest::of(text(&vector["expected"], "canonical_request").as_bytes());
    for _ in 0..3 {
        assert_eq!(key.sign(timestamp, &scope, &canonical).as_str(), text(&vector["expected"], "signature"));
    }
    let copy = key.clone();
    assert_eq!(copy.sign(timestamp, &scope, &canonical), key.sign(timestamp, &scope, &canonical));
}

#[test]
fn header_values_are_trimmed_and_lowered_and_the_query_is_not() {
    let canonical = CanonicalRequest {
        method: "GET",
        query: "Filter=Ab+C",
        headers: &[("content-type", "  Application/JSON\t"), ("host", "CAR.example.COM")],
        hashed_payload: HexDigest::of(b""),
    };
    let empty = HexDigest::of(b"");
    assert_eq!(
        canonical.text(),
        format!(
            "GET\n/\nFilter=Ab+C\ncontent-type:application/json\nhost:car.example.com\n\ncontent-type;host\n{empty}"
        )
    );
    assert_eq!(canonical.digest(), HexDigest::of(canonical.text().as_bytes()));
}

#[test]
fn the_key_does_not_show() {
    let key = SigningKey::new(&signing_key("sentinel", UtcDate::from_unix_seconds(0), "car"));
    assert_eq!(format!("{key:?}"), "SigningKey([masked])");
    assert_eq!(tc3::ALGORITHM, "TC3-HMAC-SHA256");
}
