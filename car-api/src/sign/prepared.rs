//! The part of a signature's work that is the same for all calls to a host.
//!
//! The client signs `content-type;host;x-tc-action`, and of the canonical request only the action and the
//! body's digest differ from call to call. Everything before the action is hashed once, when a host is
//! chosen: that is one of the four blocks, and most of the pieces. [`CanonicalRequest`](super::tc3::CanonicalRequest)
//! stays the authority on what the text is.

use std::fmt;

use sha2::{Digest, Sha256};

use super::hex::HexDigest;
use super::text::{Sink, hashed};

/// What the client signs.
pub(super) const SIGNED_HEADERS: [&str; 3] = ["content-type", "host", "x-tc-action"];

/// Between the action and the body's digest.
const AFTER_ACTION: &str = "\n\ncontent-type;host;x-tc-action\n";

/// The beginning of the canonical requests to one host, hashed.
#[derive(Clone)]
pub(crate) struct PreparedHost(Sha256);

impl PreparedHost {
    /// Hashes what comes before the action in POST requests to `host`.
    pub(crate) fn new(content_type: &str, host: &str) -> Self {
        Self(hashed(Sha256::default(), |text| {
            text.put(b"POST\n/\n\ncontent-type:");
            text.put_lower_case(content_type.as_bytes());
            text.put(b"\nhost:");
            text.put_lower_case(host.as_bytes());
            text.put(b"\nx-tc-action:");
        }))
    }

    /// The digest of the canonical request that calls `action`.
    pub(crate) fn digest(&self, action: &str, hashed_payload: &HexDigest) -> HexDigest {
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
}
