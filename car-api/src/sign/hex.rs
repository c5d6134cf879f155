//! SHA-256 digests in the form in which signatures contain them.

use std::fmt;

use sha2::{Digest, Sha256};

/// A SHA-256 digest, or an HMAC of one, as 64 lower-case hexadecimal digits. It lives on the stack.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct HexDigest([u8; 64]);

impl HexDigest {
    /// The digest of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self::from_bytes(&Sha256::digest(bytes).into())
    }

    /// Writes 32 bytes as digits.
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        let mut digits = [0; 64];
        for (pair, byte) in digits.as_chunks_mut().0.iter_mut().zip(bytes) {
            *pair = [digit(byte >> 4), digit(byte & 0x0f)];
        }
        Self(digits)
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        // They are ASCII by construction, so the default is never taken.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Computed and not looked up, which lets the compiler treat many at once: three digests go into a signature.
const fn digit(value: u8) -> u8 {
    const FROM_NINE_TO_A: u8 = b'a' - b'9' - 1;
    value + b'0' + if value > 9 { FROM_NINE_TO_A } else { 0 }
}

impl fmt::Display for HexDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for HexDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
