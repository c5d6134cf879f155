//! What was signed, and why the service may not accept it.

use std::fmt;
use std::time::SystemTime;

use super::cause::{Cause, Evidence, causes};
use crate::credential::{Credential, Shortened};
use crate::headers;
use crate::sign::tc3::{self, CanonicalRequest};
use crate::sign::{HexDigest, SIGNED_HEADERS};
use crate::time::{Utc, UtcDate, unix_seconds};

/// What an attempt was signed with, as far as it is not in the request itself.
pub(crate) struct SignedWith<'a> {
    pub(crate) service: &'static str,
    pub(crate) action: &'a str,
    /// As the HTTP stack sends it.
    pub(crate) host: &'a str,
    pub(crate) hashed_payload: HexDigest,
    pub(crate) credential: &'a Credential,
    /// Seconds since 1970-01-01T00:00:00Z.
    pub(crate) timestamp: u64,
}

/// How the service took it.
pub(crate) struct Refusal<'a> {
    pub(crate) code: &'a str,
    /// The service's own time, if the reply told it.
    pub(crate) server_time: Option<SystemTime>,
}

/// What was signed, and why a signature may not be accepted, the likeliest reason first.
///
/// From a failed call: [`Error::explain`](crate::Error::explain). Without one, [`Prepared::explain`](super::Prepared).
///
/// "The signature does not match" is solved by comparing texts: lay [`canonical_request`](Self::canonical_request)
/// and [`string_to_sign`](Self::string_to_sign) beside what another implementation makes of the same request, and
/// the first line that differs is the reason. They are the texts whose hashes this client signed. None of it is
/// secret; the id of the key is shortened. `Display` shows all.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explanation {
    /// The action that was called.
    pub action: String,
    /// The part of the request that is signed, in the algorithm's fixed form.
    pub canonical_request: String,
    /// The text that is signed, with the digest of the canonical request.
    pub string_to_sign: String,
    /// What the signature is good for: date, service, and a constant.
    pub scope: String,
    /// When it was signed, in seconds since 1970-01-01T00:00:00Z.
    pub timestamp: u64,
    /// The id of the key, all but its ends left out.
    pub secret_id: String,
    /// By how many seconds the service's clock is ahead of the time of the signature. Known after a reply.
    pub clock_offset: Option<i64>,
    /// Why the service may not accept it, the likeliest reason first.
    pub causes: Vec<Cause>,
    key_length: usize,
    token: Token,
}

/// The session token beside the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    None,
    Sent,
}

impl Explanation {
    /// Explains a signature that nobody has refused yet.
    pub(crate) fn of(signed: &SignedWith<'_>) -> Self {
        Self::new(signed, None)
    }

    /// Explains why the service may have refused.
    pub(crate) fn of_refusal(signed: &SignedWith<'_>, refusal: &Refusal<'_>) -> Self {
        Self::new(signed, Some(refusal))
    }

    fn new(signed: &SignedWith<'_>, refusal: Option<&Refusal<'_>>) -> Self {
        let credential = signed.credential;
        let clock_offset = refusal
            .and_then(|refusal| refusal.server_time)
            .map(|server| unix_seconds(server).cast_signed().saturating_sub(signed.timestamp.cast_signed()));
        let evidence = Evidence {
            code: refusal.map(|refusal| refusal.code),
            clock_offset,
            timestamp: signed.timestamp,
            host: signed.host,
            has_token: credential.token().is_some(),
            expires_at: credential.expires_at().map(unix_seconds),
        };
        let values = [headers::JSON, signed.host, signed.action];
        let pairs: Vec<_> = SIGNED_HEADERS.into_iter().zip(values).collect();
        let canonical = CanonicalRequest {
            method: "POST",
            query: "",
            headers: &pairs,
            hashed_payload: signed.hashed_payload,
        };
        let scope = tc3::scope(UtcDate::from_unix_seconds(signed.timestamp), signed.service);
        Self {
            action: signed.action.to_owned(),
            canonical_request: canonical.text(),
            string_to_sign: tc3::string_to_sign(signed.timestamp, &scope, &canonical.digest()),
            scope,
            timestamp: signed.timestamp,
            secret_id: Shortened(credential.secret_id()).to_string(),
            clock_offset,
            causes: causes(&evidence),
            key_length: credential.secret_key().expose().len(),
            token: if evidence.has_token { Token::Sent } else { Token::None },
        }
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { action, canonical_request, string_to_sign, scope, secret_id, key_length, .. } = self;
        writeln!(f, "{action} was signed as follows.\n")?;
        writeln!(f, "Canonical request:\n{canonical_request}\n")?;
        writeln!(f, "String to sign:\n{string_to_sign}\n")?;
        writeln!(f, "Scope:      {scope}")?;
        writeln!(f, "Signed at:  {}", Utc(self.timestamp))?;
        if let Some(offset) = self.clock_offset {
            writeln!(f, "Service:    {offset:+} seconds from that")?;
        }
        writeln!(f, "Secret id:  {secret_id}")?;
        writeln!(f, "Secret key: [masked], {key_length} characters")?;
        let token = match self.token {
            Token::None => "none",
            Token::Sent => "[masked]",
        };
        writeln!(f, "Token:      {token}\n")?;
        f.write_str("If it is not accepted, likely because:")?;
        for (number, cause) in (1..).zip(&self.causes) {
            write!(f, "\n{number}. {cause}")?;
        }
        Ok(())
    }
}
