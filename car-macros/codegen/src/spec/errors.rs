//! Decodes `_errors.json`, the only place where an error's text is written.

use super::document::Document;
use super::object::Object;
use super::table;
use crate::diag::Sink;
use crate::ir::{ErrorClass, RetryAdvice};
use crate::json::Span;
use crate::rules;

/// An error code as the catalogue describes it.
#[derive(Debug)]
pub(crate) struct ErrorSpec {
    pub(crate) code: String,
    pub(crate) doc: String,
    pub(crate) class: ErrorClass,
    pub(crate) retry: RetryAdvice,
    /// Where `kind` stands.
    pub(crate) kind_span: Option<Span>,
}

/// Decodes the catalogue. `None` where it has no `errors` that could be read.
pub(super) fn decode(doc: &Document, sink: &mut Sink) -> Option<Vec<ErrorSpec>> {
    let object = Object::open(doc, &doc.root, &table::ERRORS, sink)?;
    object.node("errors")?;
    let mut errors = Vec::new();
    for member in object.entries("errors") {
        if !is_code(&member.key) {
            let message = format!("`{}` is no error code", member.key);
            let help =
                "a code is words of ASCII letters and digits, joined by dots: `FailedOperation.LockTimeout`";
            sink.push(doc.fault(&rules::CODE_SHAPE, &member.key_span, message).help(help));
            continue;
        }
        // An entry with a fault keeps its code, so that the actions that list it are not blamed too.
        let entry = Object::open(doc, &member.value, &table::ERROR, sink);
        let text = |key| entry.as_ref().map(|entry| entry.text_or_empty(key)).unwrap_or_default();
        errors.push(ErrorSpec {
            code: member.key.clone(),
            doc: text("doc"),
            class: class(&text("kind")),
            retry: retry(&text("retry")),
            kind_span: entry.as_ref().and_then(|entry| entry.text("kind")).map(|kind| kind.span),
        });
    }
    Some(errors)
}

/// Whether a text looks like `FailedOperation` or `FailedOperation.LockTimeout`.
pub(crate) fn is_code(text: &str) -> bool {
    let is_word = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_alphabetic())
            && word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
    };
    text.split('.').all(is_word)
}

/// The table of keys has seen to it that `word` is one of these, or empty because it was wrong.
fn class(word: &str) -> ErrorClass {
    match word {
        "auth" => ErrorClass::Auth,
        "throttled" => ErrorClass::Throttled,
        "invalid" => ErrorClass::Invalid,
        "not_found" => ErrorClass::NotFound,
        "contention" => ErrorClass::Contention,
        "quota" => ErrorClass::Quota,
        "capacity" => ErrorClass::Capacity,
        "denied" => ErrorClass::Denied,
        "transient" => ErrorClass::Transient,
        "internal" => ErrorClass::Internal,
        _ => ErrorClass::Failed,
    }
}

fn retry(word: &str) -> RetryAdvice {
    match word {
        "backoff" => RetryAdvice::Backoff,
        "if_idempotent" => RetryAdvice::IfIdempotent,
        _ => RetryAdvice::Never,
    }
}
