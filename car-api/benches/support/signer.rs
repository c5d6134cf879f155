//! Signing one call through the public functions, as the client does it.

use car_api::sign::HexDigest;
use car_api::sign::tc3::{CanonicalRequest, SigningKey, authorization, scope, signing_key};
use car_api::time::UtcDate;
use http::HeaderValue;

const SECRET_ID: &str = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE";
const SECRET_KEY: &str = "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE";
const HEADERS: &[(&str, &str)] = &[
    ("content-type", "application/json"),
    ("host", "car.intl.tencentcloudapi.com"),
    ("x-tc-action", "DescribeCosCredential"),
];

pub(crate) const BODY: &str = r#"{"ApplicationId":"app-fcegkdfa","ApplicationFileName":"xxx.rar"}"#;
pub(crate) const TIMESTAMP: u64 = 1_732_751_999;

/// What stays the same for a day: what the client keeps in its cache.
pub(crate) struct Signer {
    key: SigningKey,
    pub(crate) scope: String,
}

impl Signer {
    pub(crate) fn new() -> Self {
        let date = UtcDate::from_unix_seconds(TIMESTAMP);
        Self { key: SigningKey::new(&signing_key(SECRET_KEY, date, "car")), scope: scope(date, "car") }
    }

    /// The header of a call with `body`.
    pub(crate) fn authorize(&self, body: &str) -> Option<HeaderValue> {
        let signature = self.key.sign(TIMESTAMP, &self.scope, &request(body).digest());
        HeaderValue::try_from(authorization(SECRET_ID, &self.scope, HEADERS, &signature)).ok()
    }
}

/// The part that is signed of a call with `body`.
pub(crate) fn request(body: &str) -> CanonicalRequest<'static> {
    CanonicalRequest { method: "POST", query: "", headers: HEADERS, hashed_payload: HexDigest::of(body.as_bytes()) }
}
