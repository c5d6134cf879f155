//! Why there are no credentials.

use std::fmt;

/// Why there are no credentials. Never contains a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialError {
    kind: CredentialErrorKind,
    message: String,
}

/// What is wrong with a source of credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CredentialErrorKind {
    /// Nothing is set up there; another source may have some.
    Missing,
    /// Something is set up, but it cannot be used. Another source would hide the mistake.
    Invalid,
    /// The source could not be reached or did not answer as it should; later it may.
    Unavailable,
}

impl CredentialError {
    /// An error of this kind. `message` says what was looked for, where, and what to do; it must not contain
    /// a key.
    pub fn new(kind: CredentialErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }

    pub(super) fn missing(message: String) -> Self {
        Self::new(CredentialErrorKind::Missing, message)
    }

    pub(super) fn invalid(message: String) -> Self {
        Self::new(CredentialErrorKind::Invalid, message)
    }

    pub(super) fn unavailable(message: String) -> Self {
        Self::new(CredentialErrorKind::Unavailable, message)
    }

    /// What is wrong.
    pub fn kind(&self) -> CredentialErrorKind {
        self.kind
    }
}

impl fmt::Display for CredentialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for CredentialError {}
