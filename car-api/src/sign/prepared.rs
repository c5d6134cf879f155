//! What is the same for many signatures, made once.
//!
//! The client signs `content-type;host;x-tc-action`. Of its canonical requests only the action and the body's
//! digest differ from call to call: everything before them is hashed when a host is chosen, which is one of
//! the four blocks and most of the pieces ([`PreparedHost`]). The key and the beginning of the header are the
//! same for a day ([`PreparedKey`]). What is left is little more than the hashing that every call needs.
//! [`CanonicalRequest`](super::tc3::CanonicalRequest) stays the authority on what the text is.

use std::fmt;
use std::sync::Arc;

use http::HeaderValue;
use sha2::{Digest, Sha256};

use super::hex::HexDigest;
use super::tc3::{self, SigningKey};
use super::text::{Sink, hashed};
use crate::credential::Credential;
use crate::time::UtcDate;

/// What the client signs.
pub(crate) const SIGNED_HEADERS: [&str; 3] = ["content-type", "host", "x-tc-action"];

/// Between the action and the body's digest.
const AFTER_ACTION: &str = "\n\ncontent-type;host;x-tc-action\n";

/// The beginning of the canonical requests to one host, hashed.
#[derive(Clone)]
pub struct PreparedHost(Sha256);

impl PreparedHost {
    /// Hashes what comes before the action in POST requests to `host`.
    pub fn new(content_type: &str, host: &str) -> Self {
        Self(hashed(Sha256::default(), |text| {
            text.put(b"POST\n/\n\ncontent-type:");
            text.put_lower_case(content_type.as_bytes());
            text.put(b"\nhost:");
            text.put_lower_case(host.as_bytes());
            text.put(b"\nx-tc-action:");
        }))
    }

    /// The digest of the canonical request that calls `action`.
    pub fn digest(&self, action: &str, hashed_payload: &HexDigest) -> HexDigest {
        let hash = hashed(self.0.clone(), |text| {
            text.put_lower_case(action.as_bytes());
            text.put(AFTER_ACTION.as_bytes());
            text.put(hashed_payload.as_bytes());
        });
        HexDigest::from_bytes(&hash.finalize().into())
    }
}

impl fmt::Debug for PreparedHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PreparedHost")
    }
}

const SECONDS_PER_DAY: u64 = 86_400;

/// A derived key, and what else stays the same for a credential, a UTC day and a service.
pub struct PreparedKey {
    credential: Arc<Credential>,
    /// Days since 1970-01-01.
    day: u64,
    scope: String,
    /// The `Authorization` header up to the signature.
    prefix: String,
    key: SigningKey,
    token: Option<HeaderValue>,
}

impl PreparedKey {
    /// Derives the key of `credential` for the day of `timestamp` (seconds since 1970-01-01T00:00:00Z).
    pub fn new(credential: Arc<Credential>, timestamp: u64, service: &str) -> Self {
        let date = UtcDate::from_unix_seconds(timestamp);
        let scope = tc3::scope(date, service);
        let key = tc3::signing_key(credential.secret_key().expose(), date, service);
        // A token is checked when a credential is made, so it fits into a header.
        let token = credential.token().and_then(|token| HeaderValue::from_str(token.expose()).ok());
        Self {
            prefix: tc3::authorization_prefix(credential.secret_id(), &scope, &SIGNED_HEADERS),
            day: timestamp / SECONDS_PER_DAY,
            scope,
            key: SigningKey::new(&key),
            token: token.map(sensitive),
            credential,
        }
    }

    /// Whether it is the key of `credential` for the day of `timestamp`.
    pub(super) fn serves(&self, credential: &Arc<Credential>, timestamp: u64) -> bool {
        // A provider usually hands out the same allocation again; one that does not is compared by content.
        self.day == timestamp / SECONDS_PER_DAY
            && (Arc::ptr_eq(&self.credential, credential) || self.credential == *credential)
    }

    /// The `Authorization` header of a call at `timestamp` whose canonical request has this digest. It is marked
    /// as sensitive. `None` if `timestamp` lies on another day, or a text in it cannot stand in a header.
    pub fn authorize(&self, canonical: &HexDigest, timestamp: u64) -> Option<HeaderValue> {
        if timestamp / SECONDS_PER_DAY != self.day {
            return None;
        }
        let signature = self.key.sign(timestamp, &self.scope, canonical);
        // Exactly as long as needed: the header takes it over without another allocation.
        let mut value = String::with_capacity(self.prefix.len() + signature.as_str().len());
        value.push_str(&self.prefix);
        value.push_str(signature.as_str());
        HeaderValue::try_from(value).ok().map(sensitive)
    }

    /// The `X-TC-Token` header of a temporary key.
    pub(crate) fn token(&self) -> Option<&HeaderValue> {
        self.token.as_ref()
    }
}

/// Shows nothing of the key.
impl fmt::Debug for PreparedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PreparedKey").field("scope", &self.scope).finish_non_exhaustive()
    }
}

/// Marks a value so that HTTP stacks neither show nor index it.
fn sensitive(mut value: HeaderValue) -> HeaderValue {
    value.set_sensitive(true);
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sign::tc3::CanonicalRequest;

    #[test]
    fn it_hashes_what_the_canonical_request_is() {
        let hosts = ["car.intl.tencentcloudapi.com", "127.0.0.1:8787", "[::1]", &"long.".repeat(100)];
        for host in hosts {
            for action in ["DescribeCosCredential", "A", &"Long".repeat(200)] {
                let payload = HexDigest::of(action.as_bytes());
                let values = ["application/json", host, action];
                let headers: Vec<_> = SIGNED_HEADERS.into_iter().zip(values).collect();
                let expected = CanonicalRequest {
                    method: "POST",
                    query: "",
                    headers: &headers,
                    hashed_payload: payload,
                };
                let prepared = PreparedHost::new("application/json", host);
                assert_eq!(prepared.digest(action, &payload), expected.digest(), "{host} {action}");
            }
        }
    }

    /// The vector `car-describe-cos-credential-action-signed`.
    #[test]
    fn the_header_is_right_and_marked_sensitive() {
        let credential =
            Credential::new("AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE")
                .unwrap();
        let key = PreparedKey::new(Arc::new(credential), 1_732_689_459, "car");
        let host = PreparedHost::new("application/json", "car.intl.tencentcloudapi.com");
        let body = br#"{"ApplicationId":"app-fcegkdfa","ApplicationFileName":"xxx.rar"}"#;
        let canonical = host.digest("DescribeCosCredential", &HexDigest::of(body));
        let header = key.authorize(&canonical, 1_732_689_459).unwrap();
        assert_eq!(
            header,
            "TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/2024-11-27/car/tc3_request, \
             SignedHeaders=content-type;host;x-tc-action, \
             Signature=671826e03858620f6b64b3515181da6926487f006fff4b433c90a7ede22a6989"
        );
        assert!(header.is_sensitive());
        assert_eq!(key.authorize(&canonical, 1_732_752_000), None, "the next day has another key");
        assert_eq!(format!("{key:?}"), "PreparedKey { scope: \"2024-11-27/car/tc3_request\", .. }");
    }
}
