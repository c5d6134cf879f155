//! What a call says of itself in its headers.
//!
//! The body only has the parameters. Which action of which service they are for stands in `X-TC-*` headers
//! and in the credential scope, so a stand-in for the service begins here.

use http::HeaderMap;
use http::header::AUTHORIZATION;

use super::authorization::Authorization;

/// The value of a header, if it is there once, is text, and is not blank.
pub(crate) fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let only = values.next().filter(|_| values.next().is_none())?;
    only.to_str().ok().map(str::trim).filter(|text| !text.is_empty())
}

/// The headers that name the action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CallHead<'a> {
    /// The service of the credential scope; none where a call is not signed.
    pub(crate) service: Option<&'a str>,
    /// `X-TC-Action`.
    pub(crate) action: Option<&'a str>,
    /// `X-TC-Version`.
    pub(crate) version: Option<&'a str>,
    /// `X-TC-Region`.
    pub(crate) region: Option<&'a str>,
}

impl<'a> CallHead<'a> {
    /// Reads the headers; what is missing or unreadable is `None`.
    pub(crate) fn of(headers: &'a HeaderMap) -> Self {
        Self {
            service: headers
                .get(AUTHORIZATION)
                .and_then(|value| value.to_str().ok())
                .and_then(Authorization::parse)
                .map(|authorization| authorization.service),
            action: header(headers, "x-tc-action"),
            version: header(headers, "x-tc-version"),
            region: header(headers, "x-tc-region"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_counts_when_it_is_there_once_and_not_blank() {
        let mut headers = HeaderMap::new();
        headers.append("x-tc-action", http::HeaderValue::from_static(" A "));
        headers.append("x-tc-version", http::HeaderValue::from_static("1"));
        headers.append("x-tc-version", http::HeaderValue::from_static("2"));
        headers.append("x-tc-region", http::HeaderValue::from_static(" "));
        let none = CallHead { service: None, action: Some("A"), version: None, region: None };
        assert_eq!(CallHead::of(&headers), none);
    }
}
