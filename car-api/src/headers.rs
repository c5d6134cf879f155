//! The headers of a request.
//!
//! Names and constant values are made once; an attempt adds what differs from call to call. All texts that
//! callers choose come through here on their way into a header, and are refused if they do not fit.

use http::header::{AUTHORIZATION, CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::language::Language;

/// What every body is. It is signed, so it must reach the service unchanged.
pub(crate) const JSON: &str = "application/json";

/// What stands in `Authorization` where an action asks for no signature.
pub(crate) const UNSIGNED: &str = "SKIP";

const ACTION: HeaderName = HeaderName::from_static("x-tc-action");
const VERSION: HeaderName = HeaderName::from_static("x-tc-version");
const TIMESTAMP: HeaderName = HeaderName::from_static("x-tc-timestamp");
const REGION: HeaderName = HeaderName::from_static("x-tc-region");
const LANGUAGE: HeaderName = HeaderName::from_static("x-tc-language");
const TOKEN: HeaderName = HeaderName::from_static("x-tc-token");

/// Ours, at most nine, and room for the three that the HTTP stack adds, so that the map does not grow.
const CAPACITY: usize = 12;

/// What the headers of one attempt are made of.
pub(crate) struct Headers<'a> {
    pub(crate) action: &'a HeaderValue,
    pub(crate) version: &'a HeaderValue,
    /// Seconds since 1970-01-01T00:00:00Z.
    pub(crate) timestamp: u64,
    pub(crate) region: Option<&'a HeaderValue>,
    pub(crate) language: Option<Language>,
    pub(crate) token: Option<&'a HeaderValue>,
    pub(crate) user_agent: &'a HeaderValue,
    pub(crate) authorization: HeaderValue,
}

impl Headers<'_> {
    pub(crate) fn into_map(self) -> HeaderMap {
        let mut map = HeaderMap::with_capacity(CAPACITY);
        map.insert(CONTENT_TYPE, HeaderValue::from_static(JSON));
        map.insert(AUTHORIZATION, self.authorization);
        map.insert(ACTION, self.action.clone());
        map.insert(VERSION, self.version.clone());
        map.insert(TIMESTAMP, HeaderValue::from(self.timestamp));
        if let Some(region) = self.region {
            map.insert(REGION, region.clone());
        }
        if let Some(language) = self.language {
            map.insert(LANGUAGE, HeaderValue::from_static(language.as_str()));
        }
        if let Some(token) = self.token {
            map.insert(TOKEN, token.clone());
        }
        map.insert(USER_AGENT, self.user_agent.clone());
        map
    }
}

/// A region as a header value.
///
/// # Errors
///
/// A sentence that says what is wrong with it.
pub(crate) fn region(region: &str) -> Result<HeaderValue, String> {
    let fits = !region.is_empty()
        && region.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    match HeaderValue::from_str(region) {
        Ok(value) if fits => Ok(value),
        _ => Err(format!("{region:?} is not a region: write it like `ap-guangzhou`")),
    }
}
