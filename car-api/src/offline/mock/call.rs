//! What a mock remembers of a call.

use std::fmt;

use http::HeaderMap;
use serde_json::Value;

use crate::offline::head::header;

/// A call that a [`Mock`](super::Mock) received; retries are calls of their own.
#[derive(Clone)]
pub struct MockCall {
    headers: HeaderMap,
    parameters: Value,
}

impl MockCall {
    pub(super) fn new(headers: HeaderMap, body: &[u8]) -> Self {
        Self { headers, parameters: serde_json::from_slice(body).unwrap_or(Value::Null) }
    }

    /// The action's name, or an empty text if the call named none.
    pub fn action(&self) -> &str {
        header(&self.headers, "x-tc-action").unwrap_or_default()
    }

    /// The parameters as they were sent, or null if the body was not JSON.
    pub fn parameters(&self) -> &Value {
        &self.parameters
    }

    /// The names of the headers, in lower case.
    pub fn header_names(&self) -> impl Iterator<Item = &str> {
        self.headers.keys().map(http::HeaderName::as_str)
    }

    /// The value of a header, if it is there once and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }
}

/// Parameters and header values can hold secrets: only their names are shown.
impl fmt::Debug for MockCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parameters = self.parameters.as_object().map(|members| members.keys().collect::<Vec<_>>());
        f.debug_struct("MockCall")
            .field("action", &self.action())
            .field("parameters", &parameters.unwrap_or_default())
            .field("headers", &self.header_names().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}
