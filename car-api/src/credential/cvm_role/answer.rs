//! What the metadata service says: the name of a role as plain text, and its keys as JSON.

use std::time::{Duration, UNIX_EPOCH};

use crate::Secret;
use crate::credential::{Credential, CredentialError, CredentialErrorKind};
use crate::error::OneLine;
use crate::record::{self, FieldMeta, Kind, Shape};

/// The word that stands for success.
const SUCCESS: &str = "Success";

/// Longer than any name of a role, which has up to 128 characters.
const LONGEST_NAME: usize = 128;

/// The name of a role; `None` if it is anything else, such as the page of a network that wants a login.
pub(super) fn role_name(body: &[u8]) -> Option<&str> {
    let name = std::str::from_utf8(body).ok()?.trim();
    let is_name = !name.is_empty()
        && name.len() <= LONGEST_NAME
        && name.chars().all(|character| character.is_ascii_alphanumeric() || "+=,.@_-".contains(character));
    is_name.then_some(name)
}

/// Nothing is required: which fields there are depends on `Code`.
#[derive(Clone, Default)]
struct Keys {
    code: Option<String>,
    tmp_secret_id: Option<Secret>,
    tmp_secret_key: Option<Secret>,
    token: Option<Secret>,
    expired_time: Option<u64>,
}
crate::__record! {
    Keys, KEYS, { 0 => code, 1 => tmp_secret_id, 2 => tmp_secret_key, 3 => token, 4 => expired_time, }
}
static KEYS: Shape = Shape {
    name: "Keys",
    fields: &[
        FieldMeta::new("Code", "code", Kind::Text),
        FieldMeta::new("TmpSecretId", "tmp_secret_id", Kind::Text).sensitive(),
        FieldMeta::new("TmpSecretKey", "tmp_secret_key", Kind::Text).sensitive(),
        FieldMeta::new("Token", "token", Kind::Text).sensitive(),
        FieldMeta::new("ExpiredTime", "expired_time", Kind::UInt),
    ],
    open: false,
    docs: &[],
};

/// The keys of `role`.
pub(super) fn read(body: &[u8], role: &str) -> Result<Credential, CredentialError> {
    let keys: Keys = record::from_json(body).map_err(|error| useless(role, &error.to_string()))?;
    if let Some(code) = keys.code.as_deref().filter(|code| *code != SUCCESS) {
        return Err(useless(role, &format!("`Code` is {}", OneLine(code))));
    }
    let id = given(keys.tmp_secret_id, role, "TmpSecretId")?;
    let key = given(keys.tmp_secret_key, role, "TmpSecretKey")?;
    let token = given(keys.token, role, "Token")?;
    let end = given(keys.expired_time, role, "ExpiredTime")?;
    // A key whose end nobody knows would be kept for ever.
    let end = UNIX_EPOCH
        .checked_add(Duration::from_secs(end))
        .ok_or_else(|| useless(role, "`ExpiredTime` is no time"))?;
    Credential::new(id.expose(), key)
        .and_then(|credential| credential.with_token(token))
        .map(|credential| credential.with_expiry(end))
        .map_err(|error| useless(role, &error.to_string()))
}

fn given<T>(value: Option<T>, role: &str, field: &str) -> Result<T, CredentialError> {
    value.ok_or_else(|| useless(role, &format!("`{field}` is missing")))
}

/// Later it may be another answer.
fn useless(role: &str, problem: &str) -> CredentialError {
    CredentialError::new(
        CredentialErrorKind::Unavailable,
        format!("the metadata service gave no keys of the role `{role}`: {problem}"),
    )
}
