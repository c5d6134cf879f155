//! Signing a call, beside the hashing that it cannot do without.
//!
//! A signature hashes the body, then the canonical request, and keys one HMAC over the string to sign. With the
//! derived key cached, nothing else should weigh: the texts are hashed without being built, and the header is
//! the only thing on the heap. The budget is 1.3 times the hashing, in the same run.
//!
//! ```console
//! $ cargo bench -p car-api --bench sign
//! ```

#![expect(clippy::unwrap_used, reason = "without a key there is nothing to time")]

#[path = "support/pairs.rs"]
mod pairs;
#[path = "support/signer.rs"]
mod signer;
#[path = "support/statistics.rs"]
mod statistics;

use std::hint::black_box;

use car_api::sign::HexDigest;
use car_api::sign::tc3::{CanonicalRequest, scope, string_to_sign};
use car_api::time::UtcDate;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use signer::{BODY, HEADERS, Signer, TIMESTAMP};

fn main() {
    let (signer, hashes) = (Signer::new(), Hashes::new());
    pairs::print_head("car-api", "hashing");
    pairs::print(
        "a call, its key cached",
        Some(1.3),
        || signer.authorize(black_box(BODY)),
        || hashes.of(black_box(BODY)),
    );
}

/// The same hashing over texts that were built before, of the same lengths.
struct Hashes {
    key: Hmac<Sha256>,
    canonical_request: String,
    string_to_sign: String,
}

impl Hashes {
    fn new() -> Self {
        let scope = scope(UtcDate::from_unix_seconds(TIMESTAMP), "car");
        let hashed_payload = HexDigest::of(BODY.as_bytes());
        let request = CanonicalRequest { method: "POST", query: "", headers: &HEADERS, hashed_payload };
        Self {
            key: Hmac::new(&[7; 64].into()),
            canonical_request: request.text(),
            string_to_sign: string_to_sign(TIMESTAMP, &scope, &request.digest()),
        }
    }

    fn of(&self, body: &str) -> [[u8; 32]; 3] {
        let signature = self.key.clone().chain_update(&self.string_to_sign).finalize().into_bytes();
        [Sha256::digest(body).into(), Sha256::digest(&self.canonical_request).into(), signature.into()]
    }
}
