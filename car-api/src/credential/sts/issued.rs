//! What STS answers, as credentials or as the reason why there are none.

use std::time::{Duration, UNIX_EPOCH};

use crate::credential::{Credential, CredentialError, CredentialErrorKind};
use crate::error::{Error, ErrorKind};
use crate::sts::Credentials;

/// The key of the role `role_arn`: what was issued, and when it ends (seconds since 1970-01-01T00:00:00Z).
pub(super) fn judge(
    role_arn: &str,
    answer: Result<(Credentials, u64), Error>,
) -> Result<Credential, CredentialError> {
    match answer {
        Ok((issued, expired_time)) => credential(issued, expired_time),
        Err(error) => Err(failure(role_arn, &error)),
    }
}

fn credential(issued: Credentials, expired_time: u64) -> Result<Credential, CredentialError> {
    let end = UNIX_EPOCH.checked_add(Duration::from_secs(expired_time)).ok_or_else(|| {
        CredentialError::new(CredentialErrorKind::Unavailable, "STS issued a key with an end that is no time")
    })?;
    let credential = Credential::new(issued.tmp_secret_id.expose(), issued.tmp_secret_key)
        .and_then(|credential| credential.with_token(issued.token))
        .map_err(|error| {
            let message = format!("STS issued a key that cannot be used: {error}");
            CredentialError::new(CredentialErrorKind::Unavailable, message)
        })?;
    Ok(credential.with_expiry(end))
}

/// Why `role_arn` was not taken on. A refusal stays one until someone changes something; everything else may pass.
fn failure(role_arn: &str, error: &Error) -> CredentialError {
    CredentialError::new(kind(error), format!("no key of the role {role_arn}: {error}"))
}

fn kind(error: &Error) -> CredentialErrorKind {
    match error.kind() {
        ErrorKind::Credentials => of_base(error),
        ErrorKind::Service if error.is_retryable() => CredentialErrorKind::Unavailable,
        ErrorKind::Setup | ErrorKind::Request | ErrorKind::Service => CredentialErrorKind::Invalid,
        _ => CredentialErrorKind::Unavailable,
    }
}

/// A role was asked for, so that there is no key to ask with is a mistake, and not the absence of a role.
fn of_base(error: &Error) -> CredentialErrorKind {
    let base = std::error::Error::source(error).and_then(|source| source.downcast_ref::<CredentialError>());
    match base.map(CredentialError::kind) {
        Some(CredentialErrorKind::Unavailable) => CredentialErrorKind::Unavailable,
        _ => CredentialErrorKind::Invalid,
    }
}
