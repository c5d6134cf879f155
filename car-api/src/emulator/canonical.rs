//! The canonical request and the signature over it, computed from what was received.
//!
//! Written from the protocol's pages alone. The client's signer is in another module and shares no line with
//! this one: an error on either side shows as a signature that does not match.

use std::fmt::Write as _;

use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use http::Request;
use http::header::{AUTHORIZATION, HOST};
use sha2::{Digest, Sha256};

use crate::offline::authorization::{ALGORITHM, Authorization, TERMINATOR};
use crate::offline::head::header;
use crate::offline::refusal::Refusal;

type HmacSha256 = Hmac<Sha256>;

/// Stands for the body's hash where a client does not want to hash it.
const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";

/// The canonical request of a received request.
#[derive(Debug)]
pub(super) struct CanonicalRequest {
    text: String,
    /// The text without what must not be shown.
    shown: String,
}

impl CanonicalRequest {
    /// Puts it together for the headers that were signed. `host` stands for the `Host` header, because some
    /// clients sign it without the port.
    pub(super) fn new(request: &Request<Bytes>, signed_headers: &str, host: &str) -> Result<Self, Refusal> {
        let mut lines = Vec::new();
        for name in signed_headers.split(';') {
            let value = if name == HOST.as_str() { host } else { signed_value(request, name)? };
            lines.push((name, value.trim().to_ascii_lowercase()));
        }
        let (method, path) = (request.method(), request.uri().path());
        let query = request.uri().query().unwrap_or("");
        let hash = payload_hash(request);
        let with_headers =
            |headers: String| format!("{method}\n{path}\n{query}\n{headers}\n{signed_headers}\n{hash}");
        let text = lines.iter().fold(String::new(), |text, (name, value)| text + name + ":" + value + "\n");
        let shown = lines.iter().fold(String::new(), |text, (name, value)| {
            text + name + ":" + if is_secret(name) { "[masked]" } else { value } + "\n"
        });
        Ok(Self { text: with_headers(text), shown: with_headers(shown) })
    }

    /// The text, to be shown to whoever looks for the difference: hashes and header values, no secrets.
    pub(super) fn shown(&self) -> &str {
        &self.shown
    }

    /// Whether `signature` was made with `secret_key` over this. Takes the same time either way.
    pub(super) fn is_signed_by(
        &self,
        secret_key: &str,
        authorization: &Authorization<'_>,
        timestamp: &str,
        signature: &[u8],
    ) -> Result<bool, Refusal> {
        let Authorization { date, service, .. } = authorization;
        let hashed = hex(&Sha256::digest(&self.text));
        let to_sign = format!("{ALGORITHM}\n{timestamp}\n{date}/{service}/{TERMINATOR}\n{hashed}");
        let day = mac(format!("TC3{secret_key}").as_bytes(), date)?.finalize().into_bytes();
        let scoped = mac(&day, service)?.finalize().into_bytes();
        let key = mac(&scoped, TERMINATOR)?.finalize().into_bytes();
        Ok(mac(&key, &to_sign)?.verify_slice(signature).is_ok())
    }
}

fn signed_value<'a>(request: &'a Request<Bytes>, name: &str) -> Result<&'a str, Refusal> {
    header(request.headers(), name).ok_or_else(|| {
        let message =
            format!("the header `{name}` is signed, but it is missing, empty, sent twice or not text");
        Refusal::new("AuthFailure.InvalidAuthorization", message)
    })
}

fn is_secret(name: &str) -> bool {
    name == "x-tc-token" || name == AUTHORIZATION.as_str()
}

fn payload_hash(request: &Request<Bytes>) -> String {
    match header(request.headers(), "x-tc-content-sha256") {
        Some(UNSIGNED_PAYLOAD) => hex(&Sha256::digest(UNSIGNED_PAYLOAD)),
        _ => hex(&Sha256::digest(request.body())),
    }
}

fn mac(key: &[u8], message: &str) -> Result<HmacSha256, Refusal> {
    // HMAC takes keys of every length; the signature of the function does not say so.
    let mut mac = HmacSha256::new_from_slice(key)
        .map_err(|_| Refusal::new("InternalError", "the emulator's key cannot be used for signing"))?;
    mac.update(message.as_bytes());
    Ok(mac)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut digits, byte| {
        // Writing to a text cannot fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

/// Reads the 64 hexadecimal digits of a signature.
pub(super) fn parse_signature(digits: &str) -> Option<[u8; 32]> {
    let mut signature = [0; 32];
    if digits.len() != 64 {
        return None;
    }
    for (byte, pair) in signature.iter_mut().zip(digits.as_bytes().chunks(2)) {
        let pair = std::str::from_utf8(pair).ok().filter(|pair| !pair.starts_with('+'))?;
        *byte = u8::from_str_radix(pair, 16).ok()?;
    }
    Some(signature)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the signature pages, and that of the common parameters page.
    #[test]
    fn published_signatures_match() {
        let payload =
            r#"{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}"#;
        let post = Request::post("/")
            .header("Content-Type", " application/json; charset=UTF-8 ")
            .header("X-TC-Action", "DescribeInstances")
            .body(Bytes::from(payload))
            .unwrap();
        let get = Request::get("/?Limit=10&Offset=0")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(Bytes::new())
            .unwrap();
        let id_and_key = ("AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE");
        let stars = ("AKID********************************", "********************************");
        for (request, (secret_id, secret_key), timestamp, date, signed_headers, signature) in [
            (
                &post,
                id_and_key,
                "1551113065",
                "2019-02-25",
                "content-type;host",
                "72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168",
            ),
            (
                &post,
                stars,
                "1551113065",
                "2019-02-25",
                "content-type;host;x-tc-action",
                "10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f",
            ),
            (
                &get,
                id_and_key,
                "1539084154",
                "2018-10-09",
                "content-type;host",
                "5da7a33f6993f0614b047e5df4582db9e9bf4672ba50567dba16c6ccf174c474",
            ),
        ] {
            let authorization = Authorization { secret_id, date, service: "cvm", signed_headers, signature };
            let canonical =
                CanonicalRequest::new(request, signed_headers, "cvm.tencentcloudapi.com").unwrap();
            let signature = parse_signature(signature).unwrap();
            let signed = |key| canonical.is_signed_by(key, &authorization, timestamp, &signature).unwrap();
            assert!(signed(secret_key), "{}", canonical.shown());
            assert!(!signed("another key"));
        }
    }

    #[test]
    fn an_unsigned_payload_has_the_hash_of_the_words() {
        let request = Request::post("/")
            .header("X-TC-Content-SHA256", "UNSIGNED-PAYLOAD")
            .body(Bytes::from("anything"))
            .unwrap();
        assert_eq!(
            payload_hash(&request),
            "438d4109ef0d676b8c2c7ed13cdfcb418e494d53b843d4634ce3b1085f07bb96"
        );
    }

    #[test]
    fn a_signed_token_is_not_shown() {
        let request = Request::post("/").header("X-TC-Token", "t0ken").body(Bytes::new()).unwrap();
        let canonical = CanonicalRequest::new(&request, "host;x-tc-token", "h").unwrap();
        assert!(canonical.text.contains("x-tc-token:t0ken\n"));
        assert!(!canonical.shown().contains("t0ken"));
    }

    #[test]
    fn signatures_are_64_digits() {
        assert_eq!(parse_signature(&"0f".repeat(32)), Some([15; 32]));
        for digits in ["", "0f", &"0g".repeat(32), &"+f".repeat(32), &"é".repeat(32)] {
            assert_eq!(parse_signature(digits), None, "{digits}");
        }
    }
}
