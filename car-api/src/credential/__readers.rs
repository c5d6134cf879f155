//! The readers of what others wrote, as plain functions, for fuzzing and property tests.
//!
//! They are hidden from the docs and change as they need to; do not call them from code of your own.

use std::sync::Arc;

use super::tccli::TccliSource;
use super::{Credential, CredentialError, profile, tccli};

const PLACE: &str = "file";

/// What a credentials file has of a profile.
///
/// # Errors
///
/// When the text is none, or the profile has no keys.
pub fn credentials_file(text: &str, name: &str) -> Result<Option<Credential>, CredentialError> {
    match profile::parse(text, name, PLACE)? {
        profile::Lookup::Found(credential) => Ok(Some(credential)),
        profile::Lookup::Absent(_) => Ok(None),
    }
}

/// The keys in the file `<profile>.credential` of `tccli`.
///
/// # Errors
///
/// When the text is no such file.
pub fn tccli_credential(text: &str) -> Result<Option<Credential>, CredentialError> {
    match tccli::parse(text, PLACE)? {
        TccliSource::Keys { credential, .. } | TccliSource::AssumeRole { credential, .. } => {
            Ok(Some(Arc::unwrap_or_clone(credential)))
        }
        TccliSource::CvmRole => Ok(None),
    }
}

/// The region in the file `<profile>.configure` of `tccli`.
///
/// # Errors
///
/// When the text is no such file.
pub fn tccli_region(text: &str) -> Result<Option<String>, CredentialError> {
    tccli::region(text, PLACE)
}

/// The credentials that a program printed.
///
/// # Errors
///
/// When it printed something else.
#[cfg(feature = "process")]
pub fn process_output(output: &[u8]) -> Result<Credential, CredentialError> {
    super::process::parse(output, "program")
}
