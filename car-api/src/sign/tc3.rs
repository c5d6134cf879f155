//! TC3-HMAC-SHA256, the signature of Tencent Cloud API 3.0, as functions over bytes and time.
//!
//! Four steps, each a function whose result can be compared with what another implementation has:
//!
//! 1. [`CanonicalRequest`]: what of the HTTP request is signed, as a text of fixed form, and its digest;
//! 2. [`string_to_sign`]: algorithm, timestamp, [`scope`] and that digest;
//! 3. [`signing_key`]: derived from the secret key, the UTC date and the service, good for one day;
//! 4. [`SigningKey::sign`] and [`authorization`]: the signature, and the header that carries it.
//!
//! The region, the version and the session token are not signed by this algorithm; the timestamp is, by
//! way of the string to sign. The service accepts a difference of 5 minutes between the clocks.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::hex::HexDigest;
use super::text::{Decimal, Sink, hashed, string};
use crate::time::UtcDate;

/// The algorithm's name, as it begins the string to sign and the header.
pub const ALGORITHM: &str = "TC3-HMAC-SHA256";

/// What is hashed in place of a body that is not signed, together with the header
/// `X-TC-Content-SHA256: UNSIGNED-PAYLOAD`.
pub const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";

/// What ends every scope.
const TERMINATOR: &str = "tc3_request";

/// The part of a request that is signed. The path is always `/`.
#[derive(Debug, Clone, Copy)]
pub struct CanonicalRequest<'a> {
    /// `POST` or `GET`.
    pub method: &'a str,
    /// The query exactly as it is sent, without the question mark; empty for POST.
    pub query: &'a str,
    /// Names and values of the signed headers, sorted by name, the names in lower case. The service demands
    /// `content-type` and `host`, so there are at least two. Values are trimmed and lowered here.
    pub headers: &'a [(&'a str, &'a str)],
    /// Digest of the body, or of [`UNSIGNED_PAYLOAD`].
    pub hashed_payload: HexDigest,
}

impl CanonicalRequest<'_> {
    /// The text, for comparing it with another implementation's.
    pub fn text(&self) -> String {
        string(|text| self.write(text))
    }

    /// The digest of the text, made without building it.
    pub fn digest(&self) -> HexDigest {
        let hash = hashed(Sha256::default(), |text| self.write(text));
        HexDigest::from_bytes(&hash.finalize().into())
    }

    fn write(&self, out: &mut impl Sink) {
        out.put(self.method.as_bytes());
        out.put(b"\n/\n");
        out.put(self.query.as_bytes());
        out.put(b"\n");
        for (name, value) in self.headers {
            out.put(name.as_bytes());
            out.put(b":");
            out.put_lower_case(value.as_bytes().trim_ascii());
            out.put(b"\n");
        }
        let mut separator: &[u8] = b"\n";
        for (name, _) in self.headers {
            out.put(separator);
            out.put(name.as_bytes());
            separator = b";";
        }
        out.put(b"\n");
        out.put(self.hashed_payload.as_bytes());
    }
}

/// What a signature is good for: `2019-02-25/cvm/tc3_request`. The date is that of the timestamp, in UTC.
pub fn scope(date: UtcDate, service: &str) -> String {
    format!("{date}/{service}/{TERMINATOR}")
}

/// The text that is signed, for comparing it with another implementation's. `timestamp` is in seconds since
/// 1970-01-01T00:00:00Z and is sent as `X-TC-Timestamp`.
pub fn string_to_sign(timestamp: u64, scope: &str, canonical: &HexDigest) -> String {
    string(|text| write_string_to_sign(timestamp, scope, canonical, text))
}

fn write_string_to_sign(timestamp: u64, scope: &str, canonical: &HexDigest, out: &mut impl Sink) {
    out.put(ALGORITHM.as_bytes());
    out.put(b"\n");
    out.put(Decimal::new(timestamp).as_bytes());
    out.put(b"\n");
    out.put(scope.as_bytes());
    out.put(b"\n");
    out.put(canonical.as_bytes());
}

/// Derives the key of a day and a service from the secret key. It is as secret as that one.
pub fn signing_key(secret_key: &str, date: UtcDate, service: &str) -> Zeroizing<[u8; 32]> {
    let secret = Zeroizing::new(format!("TC3{secret_key}"));
    let day = hmac(secret.as_bytes(), date.to_string().as_bytes());
    let service = hmac(day.as_slice(), service.as_bytes());
    hmac(service.as_slice(), TERMINATOR.as_bytes())
}

/// A derived key, ready to sign: the HMAC with the key already hashed into it, which saves two of its four
/// blocks for every signature.
#[derive(Clone)]
pub struct SigningKey(Hmac<Sha256>);

impl SigningKey {
    /// Prepares what [`signing_key`] has derived.
    pub fn new(key: &[u8; 32]) -> Self {
        Self(keyed(key))
    }

    /// Signs the [`string_to_sign`] of these parts without building it.
    pub fn sign(&self, timestamp: u64, scope: &str, canonical: &HexDigest) -> HexDigest {
        let mac = hashed(self.0.clone(), |text| write_string_to_sign(timestamp, scope, canonical, text));
        HexDigest::from_bytes(&mac.finalize().into_bytes().into())
    }
}

/// Shows nothing of the key.
impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SigningKey([masked])")
    }
}

/// The value of the `Authorization` header. `signed_headers` are the names in the [`CanonicalRequest`].
pub fn authorization(secret_id: &str, scope: &str, signed_headers: &[&str], signature: &HexDigest) -> String {
    let mut value = authorization_prefix(secret_id, scope, signed_headers);
    value.push_str(signature.as_str());
    value
}

/// All of the header's value that comes before the signature, and is the same for a day.
pub(super) fn authorization_prefix(secret_id: &str, scope: &str, signed_headers: &[&str]) -> String {
    let names = signed_headers.join(";");
    format!("{ALGORITHM} Credential={secret_id}/{scope}, SignedHeaders={names}, Signature=")
}

fn hmac(key: &[u8], text: &[u8]) -> Zeroizing<[u8; 32]> {
    Zeroizing::new(keyed(key).chain_update(text).finalize().into_bytes().into())
}

/// HMAC takes a key of any length as one block: padded with zeros, or hashed first if it is longer.
fn keyed(key: &[u8]) -> Hmac<Sha256> {
    let mut block = Zeroizing::new([0; 64]);
    match block.get_mut(..key.len()) {
        Some(start) => start.copy_from_slice(key),
        None => block[..32].copy_from_slice(&Sha256::digest(key)),
    }
    Hmac::new((&*block).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cases 1, 2 and 6 of RFC 4231: a short key, a shorter one, and one that is longer than a block.
    #[test]
    fn hmac_vectors() {
        let cases: [(&[u8], &[u8], &str); 3] = [
            (&[0x0b; 20], b"Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
            (
                b"Jefe",
                b"what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            ),
            (
                &[0xaa; 131],
                b"Test Using Larger Than Block-Size Key - Hash Key First",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
            ),
        ];
        for (key, text, expected) in cases {
            assert_eq!(HexDigest::from_bytes(&hmac(key, text)).as_str(), expected);
        }
    }
}
