//! Decodes waiters: states that can be waited for by repeating an action.

use super::document::{Document, Spanned};
use super::object::Object;
use super::table::{self, VERDICTS};
use crate::diag::{Diagnostic, Sink, did_you_mean, listed};
use crate::ir::{PathStep, Verdict};
use crate::json::Member;
use crate::names;
use crate::rules;

/// A state that can be waited for.
#[derive(Debug)]
pub(crate) struct WaiterSpec {
    pub(crate) name: Spanned<String>,
    /// `None` where an answer, whatever it says, is what is waited for.
    pub(crate) path: Option<Spanned<Vec<PathStep>>>,
    pub(crate) pending: Vec<Spanned<String>>,
    pub(crate) success: Vec<Spanned<String>>,
    pub(crate) failure: Vec<Spanned<String>>,
    pub(crate) absent: Option<Spanned<Verdict>>,
    pub(crate) errors: Vec<ErrorVerdict>,
    pub(crate) interval_ms: Option<Spanned<u64>>,
    pub(crate) max_interval_ms: Option<Spanned<u64>>,
}

/// What an error code means to who waits.
#[derive(Debug)]
pub(crate) struct ErrorVerdict {
    pub(crate) code: Spanned<String>,
    pub(crate) verdict: Verdict,
}

/// Decodes the value of `waiters`.
pub(super) fn decode_all(action: &Object<'_>, sink: &mut Sink) -> Vec<WaiterSpec> {
    let members = action.entries("waiters");
    members.iter().filter_map(|member| decode(action.doc, member, sink)).collect()
}

fn decode(doc: &Document, member: &Member, sink: &mut Sink) -> Option<WaiterSpec> {
    let object = Object::open(doc, &member.value, &table::WAITER, sink)?;
    let name = Spanned::new(member.key.clone(), member.key_span.clone());
    if !names::is_snake_case(&name.value) {
        let message = format!("a waiter cannot be called `{}`", name.value);
        let help = "its name is small ASCII letters, digits and underscores: `version_online`";
        sink.push(doc.fault(&rules::WAITER_NAME, &name.span, message).help(help));
        return None;
    }
    // One that is there and has been reported must not be taken for a waiter that wants none.
    if member.value.get("path").is_some() && object.text("path").is_none() {
        return None;
    }
    let path = match object.text("path") {
        None => None,
        Some(text) => match parse_path(&text.value) {
            Ok(steps) => Some(Spanned::new(steps, text.span)),
            Err(message) => {
                sink.push(doc.fault(&rules::WAITER_PATH, &text.span, message));
                return None;
            }
        },
    };
    Some(WaiterSpec {
        name,
        path,
        pending: object.texts("pending"),
        success: object.texts("success"),
        failure: object.texts("failure"),
        absent: object
            .text("absent")
            .and_then(|word| Some(Spanned::new(Verdict::from_word(&word.value)?, word.span))),
        errors: decode_errors(&object, sink),
        interval_ms: object.milliseconds("interval"),
        max_interval_ms: object.milliseconds("max_interval"),
    })
}

fn decode_errors(waiter: &Object<'_>, sink: &mut Sink) -> Vec<ErrorVerdict> {
    let mut errors = Vec::new();
    for member in waiter.entries("errors") {
        match member.value.as_str().and_then(Verdict::from_word) {
            Some(verdict) => {
                let code = Spanned::new(member.key.clone(), member.key_span.clone());
                errors.push(ErrorVerdict { code, verdict });
            }
            None => sink.push(no_verdict(waiter.doc, member)),
        }
    }
    errors
}

fn no_verdict(doc: &Document, member: &Member) -> Diagnostic {
    let (code, node) = (&member.key, &member.value);
    let help = format!("write one of {}", listed(VERDICTS));
    let Some(word) = node.as_str() else {
        let message = format!("what the code `{code}` means is a text, but this is {}", node.kind());
        return doc.fault(&rules::WRONG_KIND, &node.head(), message).help(help);
    };
    let meant = did_you_mean(word, VERDICTS.iter().copied());
    let message = format!("the code `{code}` cannot mean `{word}`{meant}");
    doc.fault(&rules::UNKNOWN_WORD, &node.span, message).help(help)
}

/// Reads `Versions[ApplicationVersionId].Status`: names with dots between, and brackets behind lists.
fn parse_path(text: &str) -> Result<Vec<PathStep>, String> {
    text.split('.').map(parse_step).collect()
}

fn parse_step(step: &str) -> Result<PathStep, String> {
    let parsed = match step.split_once('[') {
        None => Some(PathStep::Field(step.to_owned())),
        Some((list, rest)) => rest.strip_suffix(']').map(|inside| match inside {
            "*" => PathStep::Each(list.to_owned()),
            key => PathStep::Item { list: list.to_owned(), key: key.to_owned() },
        }),
    };
    let is_whole = |step: &PathStep| step.names().all(|name| !name.is_empty() && !name.contains(['[', ']']));
    parsed.filter(is_whole).ok_or_else(|| {
        format!(
            "`{step}` is no step of a path: write `Field`, `List[*]` or `List[KeyOfItem]`, with dots between"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_its_steps() {
        let field = |name: &str| PathStep::Field(name.to_owned());
        let each = PathStep::Each("Versions".to_owned());
        let item = PathStep::Item { list: "Versions".to_owned(), key: "Id".to_owned() };
        assert_eq!(parse_path("Status"), Ok(vec![field("Status")]));
        assert_eq!(parse_path("Versions[*].Status"), Ok(vec![each, field("Status")]));
        assert_eq!(parse_path("App.Versions[Id].Status"), Ok(vec![field("App"), item, field("Status")]));
    }

    #[test]
    fn what_is_no_path_is_told() {
        for text in ["", ".", "A.", "A[", "A[]", "A[*", "[*]", "A[*]B", "A[B]]", "A[[B]", "A]"] {
            assert!(parse_path(text).is_err(), "{text}");
        }
    }
}
