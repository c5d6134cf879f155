//! Credentials from environment variables.
//!
//! The names are those of Tencent's own tools. For the session token those disagree: its command line reads
//! `TENCENTCLOUD_TOKEN`, its SDK for Node `TENCENTCLOUD_SESSION_TOKEN`, Terraform `TENCENTCLOUD_SECURITY_TOKEN`,
//! and most SDKs read none, so that temporary keys from the environment fail there without a hint.

use std::ffi::OsString;
use std::sync::Arc;

use super::{Credential, CredentialError, ProvideCredentials, check};
use crate::transport::BoxFuture;

const SECRET_ID: &str = "TENCENTCLOUD_SECRET_ID";
const SECRET_KEY: &str = "TENCENTCLOUD_SECRET_KEY";
const TOKENS: [&str; 3] = ["TENCENTCLOUD_TOKEN", "TENCENTCLOUD_SESSION_TOKEN", "TENCENTCLOUD_SECURITY_TOKEN"];

/// Credentials from `TENCENTCLOUD_SECRET_ID` and `TENCENTCLOUD_SECRET_KEY`, with the session token of a
/// temporary key from the first that is set of `TENCENTCLOUD_TOKEN`, `TENCENTCLOUD_SESSION_TOKEN` and
/// `TENCENTCLOUD_SECURITY_TOKEN`.
#[derive(Debug, Clone)]
pub struct EnvironmentCredentials(Arc<Credential>);

impl EnvironmentCredentials {
    /// Reads this process's environment, once.
    ///
    /// # Errors
    ///
    /// When a variable is not set, empty, or holds what cannot be a key. The error names the variable.
    pub fn read() -> Result<Self, CredentialError> {
        Self::read_with(|name| std::env::var_os(name))
    }

    /// Reads variables through `lookup`, which gives the value of a variable that is set.
    ///
    /// # Errors
    ///
    /// As those of [`read`](Self::read).
    pub fn read_with(lookup: impl Fn(&str) -> Option<OsString>) -> Result<Self, CredentialError> {
        let (secret_id, secret_key) = match (read(&lookup, SECRET_ID)?, read(&lookup, SECRET_KEY)?) {
            (Some(id), Some(key)) => (id, key),
            (Some(_), None) => return Err(half_set(SECRET_ID, SECRET_KEY)),
            (None, Some(_)) => return Err(half_set(SECRET_KEY, SECRET_ID)),
            (None, None) => {
                return Err(CredentialError::missing(format!(
                    "no credentials in the environment: set {SECRET_ID} and {SECRET_KEY}"
                )));
            }
        };
        let mut credential = Credential::new(secret_id, secret_key)?;
        for name in TOKENS {
            if let Some(token) = read(&lookup, name)? {
                credential = credential.with_token(token)?;
                break;
            }
        }
        Ok(Self(Arc::new(credential)))
    }
}

/// Half a credential is a mistake, and not the absence of one.
fn half_set(set: &str, missing: &str) -> CredentialError {
    CredentialError::invalid(format!("{set} is set, but {missing} is not: set both"))
}

/// The checked value of a variable; `None` if it is not set.
fn read(lookup: &impl Fn(&str) -> Option<OsString>, name: &str) -> Result<Option<String>, CredentialError> {
    let Some(value) = lookup(name) else { return Ok(None) };
    let value = unicode(name, value)?;
    check(&format!("the value of the environment variable {name}"), &value)?;
    Ok(Some(value))
}

/// The value of the variable `name` as text.
pub(super) fn unicode(name: &str, value: OsString) -> Result<String, CredentialError> {
    value.into_string().map_err(|_| {
        CredentialError::invalid(format!("the value of the environment variable {name} is not Unicode"))
    })
}

impl ProvideCredentials for EnvironmentCredentials {
    fn provide(&self) -> BoxFuture<'_, Result<Arc<Credential>, CredentialError>> {
        Box::pin(std::future::ready(Ok(Arc::clone(&self.0))))
    }
}
