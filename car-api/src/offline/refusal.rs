//! A failure as the service reports it: a code and a message.

use std::borrow::Cow;

/// Why a call is not answered. Goes into the envelope's `Error`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// Such as `MissingParameter`.
    pub(crate) code: Cow<'static, str>,
    /// What is wrong and what to do about it.
    pub(crate) message: String,
}

impl Refusal {
    /// A refusal with this code and message.
    pub(crate) fn new(code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self { code: code.into(), message: message.into() }
    }
}
