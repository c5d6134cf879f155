//! The files of `tccli`: what a profile says, as a pure function of their text.

use std::sync::Arc;

use crate::Secret;
use crate::credential::members::{Member, Members, moment};
use crate::credential::{Credential, CredentialError, check};

/// Where the keys of a profile come from.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum TccliSource {
    /// They stand in the file.
    Keys {
        /// The keys, and until when they work.
        credential: Arc<Credential>,
        /// How they got there.
        login: Login,
    },
    /// From the role of the machine: `type` is `cvm-role`.
    CvmRole,
    /// From a role that the keys in the file may take.
    AssumeRole {
        /// The keys in the file.
        credential: Arc<Credential>,
        /// The role, such as `qcs::cam::uin/100000000001:roleName/upload`.
        role_arn: String,
        /// What the audit log calls the session.
        session_name: String,
    },
}

/// How keys got into the file, and so how they are renewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Login {
    /// By `tccli configure`, or by hand.
    Configured,
    /// By `tccli auth login`.
    OAuth,
    /// By `tccli sso login`.
    Sso,
}

impl Login {
    /// What renews the keys.
    pub(crate) fn command(self) -> &'static str {
        match self {
            Self::Configured => "tccli configure",
            Self::OAuth => "tccli auth login",
            Self::Sso => "tccli sso login",
        }
    }
}

/// What the file `<profile>.credential` says. `place` is its path, for errors.
///
/// A role of the machine goes before a role that is assumed, and this before keys: so does `tccli`.
pub(crate) fn parse(text: &str, place: &str) -> Result<TccliSource, CredentialError> {
    let members = Members::read(text).map_err(|problem| {
        CredentialError::invalid(format!("{place} {problem}: write it anew with `tccli configure`"))
    })?;
    let text = |name| {
        members
            .text(name)
            .map_err(|problem| CredentialError::invalid(format!("`{name}` in {place} {problem}: correct it")))
    };
    let login = match text("type")?.map(Secret::expose) {
        Some("cvm-role") => return Ok(TccliSource::CvmRole),
        Some("oauth") => Login::OAuth,
        Some("sso") => Login::Sso,
        None | Some("default") => Login::Configured,
        Some(_) => {
            return Err(CredentialError::invalid(format!(
                "`type` in {place} is none of `default`, `oauth`, `sso` and `cvm-role`: correct it, or update this \
                 program"
            )));
        }
    };
    let credential = Arc::new(keys(&members, login, place)?);
    match (text("role-arn")?, text("role-session-name")?) {
        (None, None) => Ok(TccliSource::Keys { credential, login }),
        (Some(role), Some(session)) => Ok(TccliSource::AssumeRole {
            credential,
            role_arn: role.expose().to_owned(),
            session_name: session.expose().to_owned(),
        }),
        (Some(_), None) => Err(half_set(place, "role-arn", "role-session-name")),
        (None, Some(_)) => Err(half_set(place, "role-session-name", "role-arn")),
    }
}

fn keys(members: &Members, login: Login, place: &str) -> Result<Credential, CredentialError> {
    let text = |name: &str| -> Result<Option<&Secret>, CredentialError> {
        let what = || format!("`{name}` in {place}");
        let text = members
            .text(name)
            .map_err(|problem| CredentialError::invalid(format!("{} {problem}: correct it", what())))?;
        if let Some(text) = text {
            check(&what(), text.expose())?;
        }
        Ok(text)
    };
    let (id, key) = match (text("secretId")?, text("secretKey")?) {
        (Some(id), Some(key)) => (id, key),
        (Some(_), None) => return Err(half_set(place, "secretId", "secretKey")),
        (None, Some(_)) => return Err(half_set(place, "secretKey", "secretId")),
        (None, None) => {
            return Err(CredentialError::missing(format!(
                "{place} has no keys: set them with `{}`",
                login.command()
            )));
        }
    };
    let mut credential = Credential::new(id.expose(), key.clone())?;
    if let Some(token) = text("token")? {
        credential = credential.with_token(token.clone())?;
    }
    match members.get("expiresAt") {
        Member::Absent => Ok(credential),
        Member::Number(seconds) => match moment(*seconds) {
            Some(end) => Ok(credential.with_expiry(end)),
            None => Err(no_moment(place, login)),
        },
        Member::Text(_) | Member::Other => Err(no_moment(place, login)),
    }
}

fn no_moment(place: &str, login: Login) -> CredentialError {
    CredentialError::invalid(format!(
        "`expiresAt` in {place} is not a time in seconds: write the file anew with `{}`",
        login.command()
    ))
}

fn half_set(place: &str, set: &str, missing: &str) -> CredentialError {
    CredentialError::invalid(format!("{place} has `{set}`, but no `{missing}`: add it"))
}

/// The region in the file `<profile>.configure`. `place` is its path, for errors.
pub(crate) fn region(text: &str, place: &str) -> Result<Option<String>, CredentialError> {
    // These settings hold no secrets.
    let settings: serde_json::Value =
        serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
            CredentialError::invalid(format!(
                "{place} is not JSON at line {}, column {}: write it anew with `tccli configure`",
                error.line(),
                error.column()
            ))
        })?;
    let region = settings.pointer("/_sys_param/region").and_then(serde_json::Value::as_str).map(str::trim);
    Ok(region.filter(|region| !region.is_empty()).map(str::to_owned))
}
