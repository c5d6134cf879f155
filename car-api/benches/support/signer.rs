//! Signing one call, as the client does it.

use std::sync::Arc;

use car_api::Credential;
use car_api::sign::{HexDigest, PreparedHost, PreparedKey};
use http::HeaderValue;

const SECRET_ID: &str = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE";
const SECRET_KEY: &str = "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE";
pub(crate) const HEADERS: [(&str, &str); 3] = [
    ("content-type", "application/json"),
    ("host", "car.intl.tencentcloudapi.com"),
    ("x-tc-action", "DescribeCosCredential"),
];

pub(crate) const BODY: &str = r#"{"ApplicationId":"app-fcegkdfa","ApplicationFileName":"xxx.rar"}"#;
pub(crate) const TIMESTAMP: u64 = 1_732_751_999;

/// What stays the same for a host and for a day: what the client keeps.
pub(crate) struct Signer {
    host: PreparedHost,
    key: PreparedKey,
}

impl Signer {
    pub(crate) fn new() -> Self {
        let credential = Credential::new(SECRET_ID, SECRET_KEY).unwrap();
        let [(_, content_type), (_, host), _] = HEADERS;
        Self {
            host: PreparedHost::new(content_type, host),
            key: PreparedKey::new(Arc::new(credential), TIMESTAMP, "car"),
        }
    }

    /// The header of a call with `body`.
    pub(crate) fn authorize(&self, body: &str) -> Option<HeaderValue> {
        let [_, _, (_, action)] = HEADERS;
        let canonical = self.host.digest(action, &HexDigest::of(body.as_bytes()));
        self.key.authorize(&canonical, TIMESTAMP)
    }
}
