//! Who makes the calls: keys, and where they come from.
//!
//! Keys may be fixed, or expire and be replaced while a client lives, so the client asks a
//! [`ProvideCredentials`] before each attempt. A [`Credential`] can only be made of texts that fit into a
//! request, so a stray line break is reported where the key is read and not as a refused signature.
//!
//! | keys from | source | |
//! |---|---|---|
//! | the program itself | [`StaticCredentials`] | |
//! | environment variables | [`EnvironmentCredentials`] | |
//! | `~/.tencentcloud/credentials` | [`ProfileCredentials`] | |
//! | a profile of `tccli` | [`TccliCredentials`] | |
//! | a program that prints them | `ProcessCredentials` (feature `process`) | fetched |
//! | the role of the virtual machine | [`CvmRole`] | fetched |
//! | a role, for other keys | [`AssumeRole`] | fetched |
//! | a role, for a token of an identity provider, as in pods of TKE | [`WebIdentity`] | fetched |
//! | the first of several that has some | [`CredentialChain`] | |
//!
//! What is fetched is a [`FetchCredentials`], and goes into a client through [`cached`](FetchCredentials::cached).

#[doc(hidden)]
pub mod __readers;
mod cached;
mod chain;
mod cvm_role;
mod default_chain;
mod direct;
mod environment;
mod error;
mod fetch;
mod ini;
mod members;
#[cfg(feature = "process")]
mod process;
mod profile;
mod profile_name;
mod provide;
mod shown;
mod sts;
mod surroundings;
mod tccli;
mod watched;

use std::fmt;
use std::time::SystemTime;

pub use cached::CachedCredentials;
pub use chain::CredentialChain;
pub use cvm_role::CvmRole;
pub use environment::EnvironmentCredentials;
pub use error::{CredentialError, CredentialErrorKind};
pub use fetch::FetchCredentials;
#[cfg(feature = "process")]
pub use process::ProcessCredentials;
pub use profile::ProfileCredentials;
pub use provide::{NoCredentials, ProvideCredentials, StaticCredentials};
pub use sts::{AssumeRole, WebIdentity};
pub use surroundings::Surroundings;
pub use tccli::TccliCredentials;

use crate::Secret;

/// A key pair, and the session token that goes with it if the key is temporary.
#[derive(Clone, PartialEq, Eq)]
pub struct Credential {
    secret_id: String,
    secret_key: Secret,
    token: Option<Secret>,
    expires_at: Option<SystemTime>,
}

impl Credential {
    /// A key pair without a session token: a permanent key.
    ///
    /// # Errors
    ///
    /// When one of them is empty or contains anything but visible ASCII characters, such as the blank or
    /// line break that copying adds. The error does not show the text.
    pub fn new(secret_id: impl Into<String>, secret_key: impl Into<Secret>) -> Result<Self, CredentialError> {
        let (secret_id, secret_key) = (secret_id.into(), secret_key.into());
        check("the secret id", &secret_id)?;
        check("the secret key", secret_key.expose())?;
        Ok(Self { secret_id, secret_key, token: None, expires_at: None })
    }

    /// Adds the session token of a temporary key. Without it the service answers `AuthFailure`.
    ///
    /// # Errors
    ///
    /// As those of [`new`](Self::new).
    pub fn with_token(mut self, token: impl Into<Secret>) -> Result<Self, CredentialError> {
        let token = token.into();
        check("the session token", token.expose())?;
        self.token = Some(token);
        Ok(self)
    }

    /// Says when the key stops working. An expired key is never sent.
    #[must_use]
    pub fn with_expiry(mut self, expires_at: SystemTime) -> Self {
        self.expires_at = Some(expires_at);
        self
    }

    /// When the key stops working, as far as that is known.
    pub fn expires_at(&self) -> Option<SystemTime> {
        self.expires_at
    }

    /// Whether the key has stopped working at `now`.
    pub fn is_expired(&self, now: SystemTime) -> bool {
        self.expires_at.is_some_and(|end| end <= now)
    }

    /// The id of the key; it goes over the wire in the clear.
    pub fn secret_id(&self) -> &str {
        &self.secret_id
    }

    /// The key that signs; it never leaves this machine.
    pub fn secret_key(&self) -> &Secret {
        &self.secret_key
    }

    /// The session token of a temporary key.
    pub fn token(&self) -> Option<&Secret> {
        self.token.as_ref()
    }

    /// Whether it is the same key, whenever it stops working.
    fn same_key(&self, other: &Self) -> bool {
        (&self.secret_id, &self.secret_key, &self.token)
            == (&other.secret_id, &other.secret_key, &other.token)
    }
}

/// Shows the ends of the id, enough to tell keys apart; key and token are masked.
impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credential")
            .field("secret_id", &format_args!("{}", Shortened(&self.secret_id)))
            .field("secret_key", &self.secret_key)
            .field("token", &self.token)
            .field("expires_at", &self.expires_at)
            .finish()
    }
}

/// `AKID…MPLE`, and nothing at all of an id so short that its ends are most of it.
pub(crate) struct Shortened<'a>(pub(crate) &'a str);

impl fmt::Display for Shortened<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.get(..4), self.0.get(self.0.len().saturating_sub(4)..)) {
            (Some(start), Some(end)) if self.0.len() >= 16 => write!(f, "{start}…{end}"),
            _ => f.write_str("…"),
        }
    }
}

/// Whether `text` can stand in a header and be what was meant. `what` names it in the error.
fn check(what: &str, text: &str) -> Result<(), CredentialError> {
    if text.trim().is_empty() {
        return Err(CredentialError::invalid(format!("{what} is empty")));
    }
    let problem = match text.chars().find(|character| !character.is_ascii_graphic()) {
        None => return Ok(()),
        Some('\n' | '\r') => "a line break",
        Some(' ' | '\t') => "a blank",
        Some(character) if character.is_ascii() => "a control character",
        Some(_) => "a character outside ASCII",
    };
    Err(CredentialError::invalid(format!(
        "{what} contains {problem}, which no key has: copy it again, without anything around it"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_masks() {
        let credential = Credential::new("AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", "sentinel-key")
            .and_then(|credential| credential.with_token("sentinel-token"))
            .unwrap();
        let shown = format!("{credential:?}");
        assert_eq!(
            shown,
            "Credential { secret_id: AKID…MPLE, secret_key: [masked], token: Some([masked]), expires_at: None }"
        );
        let short = Credential::new("AKIDshort", "key").unwrap();
        assert!(!format!("{short:?}").contains("AKID"));
    }

    #[test]
    fn texts_that_cannot_be_keys_are_refused_and_not_shown() {
        for (key, problem) in [
            ("", "is empty"),
            ("  ", "is empty"),
            ("sentinel\n", "contains a line break"),
            ("sen tinel", "contains a blank"),
            ("sentinel\u{7f}", "contains a control character"),
            ("sentinelé", "contains a character outside ASCII"),
        ] {
            let error = Credential::new("AKIDz8krbsJ5yKBZ", key).unwrap_err().to_string();
            assert!(error.starts_with(&format!("the secret key {problem}")), "{error}");
            assert!(!error.contains("sen"), "{error}");
        }
        let error = Credential::new("id", "key").unwrap().with_token("a b").unwrap_err().to_string();
        assert!(error.starts_with("the session token contains a blank"), "{error}");
    }
}
