//! Decodes `unsupported` of `_service.json`: actions that the service has and this generator cannot call.
//!
//! An action that speaks something other than JSON has no spec, and without a word about it whoever chooses it would
//! be told that it does not exist. So the reason is recorded where the import left it out, and told where it is missed.

use super::document::Spanned;
use super::object::Object;
use super::table::{Expect, Key};
use super::value;
use crate::diag::Sink;

/// The form of each reason: a line that goes on after "it is not supported: ".
const REASON: Key = Key { name: "unsupported.*", required: false, expects: Expect::Line };

/// An action that cannot be described by a spec.
#[derive(Debug)]
pub(crate) struct UnsupportedSpec {
    pub(crate) action: Spanned<String>,
    /// `it takes a body of bytes (application/octet-stream) instead of JSON`.
    pub(crate) reason: String,
}

/// Decodes the value of `unsupported`. An entry without a readable reason is reported and left out.
pub(super) fn decode_all(service: &Object<'_>, sink: &mut Sink) -> Vec<UnsupportedSpec> {
    let mut unsupported = Vec::new();
    for member in service.entries("unsupported") {
        if !value::check(service.doc, &REASON, &member.value, sink) {
            continue;
        }
        unsupported.push(UnsupportedSpec {
            action: Spanned::new(member.key.clone(), member.key_span.clone()),
            reason: member.value.as_str().unwrap_or_default().to_owned(),
        });
    }
    unsupported
}
