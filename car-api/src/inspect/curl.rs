//! A request as a command line.

use std::fmt;

use bytes::Bytes;
use http::header::{AUTHORIZATION, HOST};
use http::{HeaderName, HeaderValue};

use super::mask::{MaskedBody, masked_body};
use super::quote::Word;
use crate::credential::Shortened;
use crate::error::Error;
use crate::record::{MASK, Shape};
use crate::transport::HttpRequest;

/// Whether secrets are part of what is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Secrets {
    /// They read `[masked]`.
    #[default]
    Masked,
    /// They are shown in full: what is shown can do what the call does.
    Shown,
}

/// A signed request as a command for `curl` in a POSIX shell. Made by [`Prepared::to_curl`](super::Prepared::to_curl).
///
/// `Display` writes the command. By default the signature, the session token and the parameters that the spec calls
/// sensitive are masked, and a first line says so: it is for tickets and logs, and does not work as a call. With
/// [`secrets`](Self::secrets) set to [`Secrets::Shown`] it does, for as long as the service accepts the signature: 5
/// minutes.
#[derive(Clone)]
pub struct Curl {
    request: HttpRequest,
    masked: MaskedBody,
    secrets: Secrets,
}

impl Curl {
    /// The command for `request`, whose body has these `parameters`.
    pub(super) fn new(request: HttpRequest, parameters: Option<&'static Shape>) -> Self {
        let masked = masked_body(parameters, &request.body);
        Self { request, masked, secrets: Secrets::default() }
    }

    /// Says whether `Display` shows secrets.
    #[must_use]
    pub fn secrets(mut self, secrets: Secrets) -> Self {
        self.secrets = secrets;
        self
    }

    fn body(&self) -> &str {
        match self.secrets {
            Secrets::Masked => &self.masked.text,
            // Only JSON is ever encoded, so it is UTF-8.
            Secrets::Shown => std::str::from_utf8(&self.request.body).unwrap_or_default(),
        }
    }

    /// Whether something is not shown that is sent.
    fn hides(&self) -> bool {
        let headers =
            || self.request.headers.iter().any(|(name, value)| header_secret(name, value).is_some());
        self.secrets == Secrets::Masked && (self.masked.masked || headers())
    }
}

/// What the kernel takes as one argument of a command: 128 KiB on Linux. A body near that comes through a pipe.
const LONGEST_ARGUMENT: usize = 96 * 1024;

impl fmt::Display for Curl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.hides() {
            writeln!(
                f,
                "# Secrets are masked: the service would refuse this. Ask for them to be shown to run it."
            )?;
        }
        let body = Word(self.body());
        let piped = self.request.body.len() > LONGEST_ARGUMENT;
        if piped {
            writeln!(f, "printf %s {body} |")?;
        }
        write!(f, "curl {}", Word(self.request.url.as_str()))?;
        // Without this, curl takes the brackets of an IPv6 address for a pattern.
        if self.request.url.as_str().contains('[') {
            f.write_str(" --globoff")?;
        }
        for (name, value) in &self.request.headers {
            let value = match header_secret(name, value) {
                Some(masked) if self.secrets == Secrets::Masked => masked,
                _ => String::from_utf8_lossy(value.as_bytes()).into_owned(),
            };
            write!(f, " \\\n  --header {}", Word(&format!("{name}: {value}")))?;
        }
        // Before a long body curl asks the server whether to go on, which the service does not answer.
        f.write_str(" \\\n  --header 'expect:'")?;
        if piped { f.write_str(" \\\n  --data-binary @-") } else { write!(f, " \\\n  --data-raw {body}") }
    }
}

/// Always masked.
impl fmt::Debug for Curl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Curl").field(&self.clone().secrets(Secrets::Masked).to_string()).finish()
    }
}

/// What is shown in the place of a header with a secret; `None` if it has none.
fn header_secret(name: &HeaderName, value: &HeaderValue) -> Option<String> {
    match name {
        _ if !value.is_sensitive() => None,
        &AUTHORIZATION => Some(masked_authorization(value)),
        _ => Some(MASK.to_owned()),
    }
}

/// Which key signed what is worth seeing; the id itself is shortened.
fn masked_authorization(value: &HeaderValue) -> String {
    let parts = || {
        let (algorithm, rest) = value.to_str().ok()?.split_once(" Credential=")?;
        let (id, rest) = rest.split_once('/')?;
        let (scope_and_headers, _signature) = rest.split_once("Signature=")?;
        Some(format!("{algorithm} Credential={}/{scope_and_headers}Signature={MASK}", Shortened(id)))
    };
    parts().unwrap_or_else(|| MASK.to_owned())
}

/// The request in the words of the crate `http`, with the `Host` that is signed: some HTTP stacks add none.
pub(super) fn http_request(request: HttpRequest, host: &str) -> Result<http::Request<Bytes>, Error> {
    let unusable =
        |problem: &dyn fmt::Display| Error::request(format!("the endpoint cannot be called: {problem}"));
    let uri = http::Uri::try_from(request.url.as_str()).map_err(|error| unusable(&error))?;
    let host = HeaderValue::from_str(host).map_err(|error| unusable(&error))?;
    let mut signed = http::Request::new(request.body);
    *signed.method_mut() = request.method;
    *signed.uri_mut() = uri;
    *signed.headers_mut() = request.headers;
    signed.headers_mut().insert(HOST, host);
    Ok(signed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_authorization_only_the_signature_and_the_middle_of_the_id_are_masked() {
        let value = HeaderValue::from_static(
            "TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/2024-11-27/car/tc3_request, \
             SignedHeaders=content-type;host, Signature=SENTINEL",
        );
        assert_eq!(
            masked_authorization(&value),
            "TC3-HMAC-SHA256 Credential=AKID…MPLE/2024-11-27/car/tc3_request, SignedHeaders=content-type;host, \
             Signature=[masked]"
        );
        for other in ["SENTINEL", "Bearer SENTINEL", "A Credential=SENTINEL", "A Credential=a/SENTINEL"] {
            assert_eq!(masked_authorization(&HeaderValue::from_static(other)), MASK);
        }
    }
}
