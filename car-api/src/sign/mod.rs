//! Signing requests.
//!
//! [`tc3`] is the published algorithm as functions over bytes and time, with every intermediate value
//! within reach, because "the signature does not match" is only ever solved by comparing those. The
//! client hashes the same texts without building them, and does once what is the same for a day
//! (the derived key) or for a host (the beginning of the canonical request).

mod hex;
mod key_cache;
mod prepared;
pub mod tc3;
mod text;

pub use hex::HexDigest;
pub(crate) use key_cache::KeyCache;
pub(crate) use prepared::SIGNED_HEADERS;
pub use prepared::{PreparedHost, PreparedKey};
