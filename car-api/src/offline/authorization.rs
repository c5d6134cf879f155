//! The `Authorization` header of API 3.0, taken apart.
//!
//! Written for the receiving side, from the protocol's pages and not from the signer of this crate: the
//! emulator would prove nothing if both shared an error.

/// A parsed `Authorization` header:
/// `TC3-HMAC-SHA256 Credential=<id>/<date>/<service>/tc3_request, SignedHeaders=<names>, Signature=<hex>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Authorization<'a> {
    pub(crate) secret_id: &'a str,
    pub(crate) date: &'a str,
    pub(crate) service: &'a str,
    pub(crate) signed_headers: &'a str,
    pub(crate) signature: &'a str,
}

/// The only signature method of API 3.0 that is spoken here.
pub(crate) const ALGORITHM: &str = "TC3-HMAC-SHA256";
/// The end of every credential scope.
pub(crate) const TERMINATOR: &str = "tc3_request";

impl<'a> Authorization<'a> {
    /// Parses the header; `None` if it has another form. The parts may come in any order, and the space
    /// after a comma may be missing, as in some clients.
    pub(crate) fn parse(header: &'a str) -> Option<Self> {
        let parts = header.trim().strip_prefix(ALGORITHM)?;
        if !parts.starts_with(' ') {
            return None;
        }
        let (mut credential, mut signed_headers, mut signature) = (None, None, None);
        for part in parts.split(',') {
            let (name, value) = part.trim().split_once('=')?;
            let place = match name {
                "Credential" => &mut credential,
                "SignedHeaders" => &mut signed_headers,
                "Signature" => &mut signature,
                _ => return None,
            };
            if value.is_empty() || place.replace(value).is_some() {
                return None;
            }
        }
        let mut scope = credential?.split('/');
        let (secret_id, date, service) = (scope.next()?, scope.next()?, scope.next()?);
        if scope.next()? != TERMINATOR || scope.next().is_some() || [secret_id, date, service].contains(&"") {
            return None;
        }
        Some(Self { secret_id, date, service, signed_headers: signed_headers?, signature: signature? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_form_is_read_with_or_without_spaces() {
        let spaced = "TC3-HMAC-SHA256 Credential=AKID1/2019-02-25/cvm/tc3_request, \
                      SignedHeaders=content-type;host, Signature=72e4";
        let expected = Authorization {
            secret_id: "AKID1",
            date: "2019-02-25",
            service: "cvm",
            signed_headers: "content-type;host",
            signature: "72e4",
        };
        assert_eq!(Authorization::parse(spaced), Some(expected));
        assert_eq!(Authorization::parse(&spaced.replace(", ", ",")), Some(expected));
    }

    #[test]
    fn other_forms_are_refused() {
        for header in [
            "",
            "SKIP",
            "TC3-HMAC-SHA256",
            "TC3-HMAC-SHA256Credential=a/b/c/tc3_request, SignedHeaders=host, Signature=1",
            "TC3-HMAC-SHA1 Credential=a/b/c/tc3_request, SignedHeaders=host, Signature=1",
            "TC3-HMAC-SHA256 Credential=a/b/c/tc3_request, SignedHeaders=host",
            "TC3-HMAC-SHA256 Credential=a/b/c/aws4_request, SignedHeaders=host, Signature=1",
            "TC3-HMAC-SHA256 Credential=a/b/c/tc3_request/d, SignedHeaders=host, Signature=1",
            "TC3-HMAC-SHA256 Credential=/b/c/tc3_request, SignedHeaders=host, Signature=1",
            "TC3-HMAC-SHA256 Credential=a/b/c/tc3_request, SignedHeaders=, Signature=1",
            "TC3-HMAC-SHA256 Credential=a/b/c/tc3_request, SignedHeaders=host, Signature=1, Signature=2",
            "TC3-HMAC-SHA256 Credential=a/b/c/tc3_request, SignedHeaders=host, Signature=1, Extra=2",
        ] {
            assert_eq!(Authorization::parse(header), None, "{header}");
        }
    }
}
