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
    let first = spec.actions.iter().find_map(|action| {
        let code = action.errors.iter().chain(&action.may_also_return).next()?;
        Some((action.document, code))
    });
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
    let known = look_up(action.document, &action.errors, &mut HashMap::new(), spec, catalogue, sink);
    let variants = names::error_variants(known.iter().map(|error| error.code.as_str()));
    let link = |(error, variant): (&ir::ErrorCode, String)| ir::ErrorVariant {
        code: error.code.clone(),
        variant,
        doc: error.doc.clone(),
    };
    known.into_iter().zip(variants).map(link).collect()
}

/// The codes that an action only mentions, sorted. One that it also lists is reported.
pub(super) fn mentioned(
    action: &ActionSpec<'_>,
    spec: &Spec<'_>,
    catalogue: &[ir::ErrorCode],
    sink: &mut Sink,
) -> Vec<ir::ErrorMention> {
    let mut seen = action.errors.iter().map(|code| (code.value.as_str(), &code.span)).collect();
    let known = look_up(action.document, &action.may_also_return, &mut seen, spec, catalogue, sink);
    let mention =
        |error: &ir::ErrorCode| ir::ErrorMention { code: error.code.clone(), doc: error.doc.clone() };
    let mut mentions: Vec<ir::ErrorMention> = known.into_iter().map(mention).collect();
    mentions.sort_by(|a, b| a.code.cmp(&b.code));
    mentions
}

/// The entries of the catalogue for some codes. One that is not there, or that has been seen, is reported.
fn look_up<'c, 's>(
    doc: &Document,
    codes: &'s [Spanned<String>],
    seen: &mut HashMap<&'s str, &'s Span>,
    spec: &Spec<'_>,
    catalogue: &'c [ir::ErrorCode],
    sink: &mut Sink,
) -> Vec<&'c ir::ErrorCode> {
    let mut known = Vec::with_capacity(codes.len());
    for code in codes {
        if let Some(first) = seen.insert(&code.value, &code.span) {
            sink.push(listed_twice(doc, code, first));
            continue;
        }
        match catalogue.binary_search_by(|entry| entry.code.as_str().cmp(&code.value)) {
            Ok(index) => known.extend(catalogue.get(index)),
            Err(_) if spec.catalogue == Catalogue::Known => unknown(doc, code, catalogue, sink),
            Err(_) => {}
        }
    }
    known
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
