//! Verifies who a request comes from, as the service does.
//!
//! Whatever is wrong is said in words that lead to the cause: a signature that does not match comes back
//! with the canonical request that the emulator computed, a clock that is off with both times. None of the
//! messages holds a key.

use std::net::IpAddr;

use bytes::Bytes;
use http::header::{AUTHORIZATION, HOST};
use http::{HeaderMap, Request};

use super::canonical::{CanonicalRequest, parse_signature};
use crate::action::ServiceMeta;
use crate::credential::Credential;
use crate::offline::authorization::Authorization;
use crate::offline::fault::check_clock;
use crate::offline::head::header;
use crate::offline::moment::Moment;
use crate::offline::refusal::Refusal;

/// What official clients put in place of a signature where an action asks for none.
const UNSIGNED: &str = "SKIP";

/// Whether the request says that it is not signed.
pub(super) fn is_unsigned(headers: &HeaderMap) -> bool {
    header(headers, AUTHORIZATION.as_str()) == Some(UNSIGNED)
}

/// Refuses a request that was not signed with `credential` for one of `services` at about the moment `now`.
pub(super) fn verify(
    request: &Request<Bytes>,
    credential: &Credential,
    services: &[&'static ServiceMeta],
    now: Moment,
) -> Result<(), Refusal> {
    let headers = request.headers();
    let authorization = authorization(headers)?;
    let host = header(headers, HOST.as_str()).ok_or_else(|| malformed("there is no Host header"))?;
    check_signed_headers(authorization.signed_headers)?;
    let (timestamp, signed_at) = timestamp(headers)?;
    check_clock(signed_at, now)?;
    check_scope(&authorization, signed_at, host, services)?;
    check_secret_id(&authorization, credential)?;
    check_signature(request, &authorization, timestamp, host, credential)?;
    check_token(headers, credential)
}

fn authorization(headers: &HeaderMap) -> Result<Authorization<'_>, Refusal> {
    let text = header(headers, AUTHORIZATION.as_str())
        .ok_or_else(|| malformed("the header `Authorization` is missing, empty or sent twice"))?;
    if is_unsigned(headers) {
        let action = header(headers, "x-tc-action").unwrap_or("without a name");
        return Err(malformed(format!(
            "the header `Authorization` is `{UNSIGNED}`, but the action {action} must be signed: let the client sign it"
        )));
    }
    Authorization::parse(text).ok_or_else(|| {
        malformed(
            "the header `Authorization` must read `TC3-HMAC-SHA256 \
             Credential=<secret id>/<date>/<service>/tc3_request, SignedHeaders=<names>, Signature=<hex>`",
        )
    })
}

/// The content type and the host must be signed; all names are in lower case and sorted.
fn check_signed_headers(signed: &str) -> Result<(), Refusal> {
    let names: Vec<&str> = signed.split(';').collect();
    let is_sorted = names.is_sorted_by(|left, right| left < right);
    if !is_sorted || signed != signed.to_ascii_lowercase() {
        return Err(malformed(format!(
            "the SignedHeaders must be in lower case, sorted, each once, not `{signed}`"
        )));
    }
    for needed in ["content-type", "host"] {
        if !names.contains(&needed) {
            return Err(malformed(format!(
                "`{needed}` must be among the SignedHeaders, which are `{signed}`"
            )));
        }
    }
    Ok(())
}

/// `X-TC-Timestamp`, as it stands (it is signed in this form) and as a moment.
fn timestamp(headers: &HeaderMap) -> Result<(&str, Moment), Refusal> {
    let text = header(headers, "x-tc-timestamp").ok_or_else(|| {
        Refusal::new("MissingParameter", "the header `X-TC-Timestamp` is missing, empty or sent twice")
    })?;
    let seconds = text.parse().map_err(|_| {
        let message = format!("the header `X-TC-Timestamp` must be seconds since 1970, not `{text}`");
        Refusal::new("InvalidParameter", message)
    })?;
    Ok((text, Moment::from_unix(seconds)))
}

fn check_scope(
    authorization: &Authorization<'_>,
    signed_at: Moment,
    host: &str,
    services: &[&'static ServiceMeta],
) -> Result<(), Refusal> {
    let date = signed_at.utc_date();
    if authorization.date != date {
        return Err(mismatch(format!(
            "the credential scope has the date {}, but X-TC-Timestamp lies on {date} (in UTC)",
            authorization.date
        )));
    }
    let signed = authorization.service;
    let is_served = services.iter().any(|service| service.name == signed);
    if is_served || is_label_of_loopback(signed, host) {
        return Ok(());
    }
    let served = services.iter().map(|service| service.name).collect::<Vec<_>>().join(", ");
    Err(mismatch(format!("the credential scope has the service `{signed}`; served here: {served}")))
}

/// Whether `word` is what the official Node and Java clients sign for a service when they are pointed at a
/// loopback address: whatever stands before the first dot of the host.
fn is_label_of_loopback(word: &str, host: &str) -> bool {
    let name = without_port(host);
    let address: Option<IpAddr> = name.trim_matches(['[', ']']).parse().ok();
    let is_loopback = address.map_or_else(|| name.eq_ignore_ascii_case("localhost"), |ip| ip.is_loopback());
    let first_label = |host: &str| host.split('.').next() == Some(word);
    is_loopback && (first_label(name) || first_label(host))
}

fn check_secret_id(authorization: &Authorization<'_>, credential: &Credential) -> Result<(), Refusal> {
    if authorization.secret_id == credential.secret_id() {
        return Ok(());
    }
    let message = format!("the secret id is not known here; the emulator's is {}", credential.secret_id());
    Err(Refusal::new("AuthFailure.SecretIdNotFound", message))
}

fn check_signature(
    request: &Request<Bytes>,
    authorization: &Authorization<'_>,
    timestamp: &str,
    host: &str,
    credential: &Credential,
) -> Result<(), Refusal> {
    let signature = parse_signature(authorization.signature)
        .ok_or_else(|| malformed("the Signature must be 64 hexadecimal digits"))?;
    let key = credential.secret_key().expose();
    let canonical = CanonicalRequest::new(request, authorization.signed_headers, host)?;
    if canonical.is_signed_by(key, authorization, timestamp, &signature)? {
        return Ok(());
    }
    // The official Node client signs the host's name and sends it with the port.
    let portless = CanonicalRequest::new(request, authorization.signed_headers, without_port(host))?;
    if portless.is_signed_by(key, authorization, timestamp, &signature)? {
        return Ok(());
    }
    Err(mismatch(format!(
        "the signature does not match: the secret key is another one, or what was signed is not what was received\n\
         canonical request of what was received:\n{}",
        canonical.shown()
    )))
}

fn check_token(headers: &HeaderMap, credential: &Credential) -> Result<(), Refusal> {
    let given = header(headers, "x-tc-token");
    let message = match (given, credential.token()) {
        (given, Some(token)) if given == Some(token.expose()) => return Ok(()),
        (None, None) => return Ok(()),
        (Some(_), Some(_)) => "the session token in X-TC-Token does not belong to this secret id",
        (Some(_), None) => "there is a session token in X-TC-Token, but this secret id goes without one",
        (None, Some(_)) => "this secret id is a temporary one: its session token must be sent in X-TC-Token",
    };
    Err(Refusal::new("AuthFailure.TokenFailure", message))
}

/// The host without `:port`; the colons of an IPv6 address stand in brackets.
fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

fn malformed(message: impl Into<String>) -> Refusal {
    Refusal::new("AuthFailure.InvalidAuthorization", message)
}

fn mismatch(message: impl Into<String>) -> Refusal {
    Refusal::new("AuthFailure.SignatureFailure", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_label_of_a_loopback_host_counts_as_the_service() {
        for (word, host) in [
            ("127", "127.0.0.1:8787"),
            ("127", "127.0.0.1"),
            ("localhost", "localhost:8787"),
            ("localhost:8787", "localhost:8787"),
            ("[::1]", "[::1]:8787"),
        ] {
            assert!(is_label_of_loopback(word, host), "{word} of {host}");
        }
        for (word, host) in [
            ("cvm", "127.0.0.1:8787"),
            ("10", "10.0.0.1:8787"),
            ("car", "car.tencentcloudapi.com"),
            ("localhost", "localhost.example.com"),
        ] {
            assert!(!is_label_of_loopback(word, host), "{word} of {host}");
        }
    }

    #[test]
    fn ports_are_cut_off() {
        assert_eq!(without_port("127.0.0.1:80"), "127.0.0.1");
        assert_eq!(without_port("[::1]"), "[::1]");
        assert_eq!(without_port("[::1]:80"), "[::1]");
        assert_eq!(without_port("car.tencentcloudapi.com"), "car.tencentcloudapi.com");
    }
}
