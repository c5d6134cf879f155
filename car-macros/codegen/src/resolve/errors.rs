//! Links error codes: the catalogue, and the codes of each action.

use std::collections::HashMap;

use crate::diag::{Sink, did_you_mean};
use crate::ir;
use crate::json::Span;
use crate::names;
use crate::rules;
use crate::spec::{ActionSpec, Catalogue, Document, Spanned, Spec};

/// The catalogue, sorted by code.
pub(super) fn catalogue(spec: &Spec<'_>, sink: &mut Sink) -> Vec<ir::ErrorCode> {
    if spec.catalogue == Catalogue::Absent {
        report_absent(spec, sink);
    }
    let entry = |error: &crate::spec::ErrorSpec| ir::ErrorCode {
        code: error.code.clone(),
        doc: error.doc.clone(),
        class: error.class,
        retry: error.retry,
    };
    let mut errors: Vec<ir::ErrorCode> = spec.errors.iter().map(entry).collect();
    errors.sort_by(|a, b| a.code.cmp(&b.code));
    errors
}

/// One report for all codes of all actions, at the first of them.
fn report_absent(spec: &Spec<'_>, sink: &mut Sink) {
    let first = spec.actions.iter().find_map(|action| Some((action.document, action.errors.first()?)));
    if let Some((doc, code)) = first {
        let message = format!("the code `{}` has no meaning: there is no `_errors.json`", code.value);
        let help = "describe the codes in `_errors.json`, so that each has its text in one place";
        sink.push(doc.fault(&rules::UNKNOWN_CODE, &code.span, message).help(help));
    }
}

/// The codes that an action lists, with their variants.
pub(super) fn of_action(
    action: &ActionSpec<'_>,
    spec: &Spec<'_>,
    catalogue: &[ir::ErrorCode],
    sink: &mut Sink,
) -> Vec<ir::ErrorVariant> {
    let mut known: Vec<&ir::ErrorCode> = Vec::new();
    let mut seen: HashMap<&str, &Span> = HashMap::new();
    for code in &action.errors {
        if let Some(first) = seen.insert(&code.value, &code.span) {
            sink.push(listed_twice(action.document, code, first));
            continue;
        }
        match catalogue.binary_search_by(|entry| entry.code.as_str().cmp(&code.value)) {
            Ok(index) => known.extend(catalogue.get(index)),
            Err(_) if spec.catalogue == Catalogue::Known => unknown(action.document, code, catalogue, sink),
            Err(_) => {}
        }
    }
    let variants = names::error_variants(known.iter().map(|error| error.code.as_str()));
    let link = |(error, variant): (&ir::ErrorCode, String)| ir::ErrorVariant {
        code: error.code.clone(),
        variant,
        doc: error.doc.clone(),
    };
    known.into_iter().zip(variants).map(link).collect()
}

fn unknown(doc: &Document, code: &Spanned<String>, catalogue: &[ir::ErrorCode], sink: &mut Sink) {
    let meant = did_you_mean(&code.value, catalogue.iter().map(|error| error.code.as_str()));
    let message = format!("`_errors.json` does not know the code `{}`{meant}", code.value);
    sink.push(doc.fault(&rules::UNKNOWN_CODE, &code.span, message));
}

fn listed_twice(doc: &Document, code: &Spanned<String>, first: &Span) -> crate::diag::Diagnostic {
    let message = format!("the code `{}` is listed twice", code.value);
    doc.fault(&rules::CODE_TWICE, &code.span, message).also(doc.place(first), "it is listed here first")
}
