//! Links waiters: the path must lead to a state, the states must be told apart, and the rest must fit them.

mod path;

use std::collections::HashMap;

use super::Linker;
use crate::diag::{Diagnostic, did_you_mean};
use crate::ir::{self, PathStep, Verdict};
use crate::json::Span;
use crate::rules::{self, Rule};
use crate::spec::{ActionSpec, Demand, Document, Spanned, ValueSpec, WaiterSpec};
use path::Target;

/// Between two polls at first, unless the spec says otherwise. What is waited for takes minutes, and the service
/// allows an account many calls per second.
const INTERVAL_MS: u64 = 5_000;
/// Between two polls in the end.
const MAX_INTERVAL_MS: u64 = 30_000;

/// Links the waiters of an action. One with a fault is reported and left out.
pub(super) fn link(linker: &mut Linker<'_, '_>, action: &ActionSpec<'_>) -> Vec<ir::Waiter> {
    let mut waiters = Vec::new();
    for waiter in &action.waiters {
        let faults_before = linker.sink.len();
        check(linker, action, waiter);
        if linker.sink.len() == faults_before {
            waiters.push(take_over(waiter));
        }
    }
    waiters
}

fn check(linker: &mut Linker<'_, '_>, action: &ActionSpec<'_>, waiter: &WaiterSpec) {
    let doc = action.document;
    if let Some(path) = &waiter.path {
        match path::follow(linker.types, &path.value, &action.response) {
            Ok(target) => check_states(linker, doc, waiter, &target),
            Err(message) => linker.sink.push(doc.fault(&rules::WAITER_PATH, &path.span, message)),
        }
    }
    let faults = [
        path_fault(doc, waiter),
        end_fault(doc, waiter),
        absent_fault(doc, waiter),
        interval_fault(doc, waiter),
    ];
    let faults = faults.into_iter().flatten().chain(error_faults(action, waiter));
    faults.for_each(|fault| linker.sink.push(fault));
}

/// All states of a waiter, as it lists them.
fn states(waiter: &WaiterSpec) -> impl Iterator<Item = &Spanned<String>> {
    waiter.pending.iter().chain(&waiter.success).chain(&waiter.failure)
}

fn check_states(linker: &mut Linker<'_, '_>, doc: &Document, waiter: &WaiterSpec, target: &Target<'_>) {
    let documented: &[ValueSpec] = match target {
        Target::Text(values) | Target::Number { values, .. } => values,
        Target::Unknown => &[],
    };
    let mut seen: HashMap<&str, &Span> = HashMap::new();
    for state in states(waiter) {
        if let Some(first) = seen.insert(&state.value, &state.span) {
            let message = format!("the state `{}` is listed twice", state.value);
            let diagnostic = doc.fault(&rules::WAITER_STATES, &state.span, message);
            linker.sink.push(diagnostic.also(doc.place(first), "it is listed here too"));
        }
        if let Target::Number { signed, .. } = target
            && !is_whole_number(&state.value, *signed)
        {
            let message = format!("the state `{}` is none that the number can have", state.value);
            let help = "write it in decimal digits, without zeros in front";
            linker.sink.push(doc.fault(&rules::WAITER_STATES, &state.span, message).help(help));
            continue;
        }
        let known = documented.iter().map(|value| value.value.value.as_str());
        if !documented.is_empty() && !known.clone().any(|value| value == state.value) {
            let meant = did_you_mean(&state.value, known);
            let message =
                format!("the state `{}` is none of the field's documented values{meant}", state.value);
            let help = "add it to the `enum` that documents the field, or correct it: it would be waited for in vain";
            linker.sink.push(doc.fault(&rules::WAITER_STATES, &state.span, message).help(help));
        }
    }
}

/// Whether a number is ever written like this: the client compares texts.
fn is_whole_number(text: &str, signed: bool) -> bool {
    if signed {
        text.parse::<i64>().is_ok_and(|number| number.to_string() == text)
    } else {
        text.parse::<u64>().is_ok_and(|number| number.to_string() == text)
    }
}

/// Without a path there are no states to tell apart.
fn path_fault(doc: &Document, waiter: &WaiterSpec) -> Option<Diagnostic> {
    let state = states(waiter).next().filter(|_| waiter.path.is_none())?;
    let message = format!(
        "the waiter `{}` has no `path`, so it never sees the state `{}`",
        waiter.name.value, state.value
    );
    let help = "add the `path` to the state; without one, any answer of the action ends waiting well";
    Some(doc.fault(&rules::WAITER_STATES, &state.span, message).help(help))
}

/// Something has to end it well, and without a path something has to keep it waiting.
fn end_fault(doc: &Document, waiter: &WaiterSpec) -> Option<Diagnostic> {
    let name = &waiter.name;
    let has = |wanted: Verdict| waiter.errors.iter().any(|error| error.verdict == wanted);
    let ends_absent = waiter.absent.as_ref().is_some_and(|absent| absent.value == Verdict::Success);
    let message = if waiter.path.is_some() {
        if !waiter.success.is_empty() || ends_absent || has(Verdict::Success) {
            return None;
        }
        format!("nothing ends the waiter `{}` well: it lists no state in `success`", name.value)
    } else {
        // States without a path are a fault of their own.
        if has(Verdict::Pending) || states(waiter).next().is_some() {
            return None;
        }
        format!(
            "the waiter `{}` never waits: it has neither a `path` nor an error code that is `pending`",
            name.value
        )
    };
    Some(doc.fault(&rules::WAITER_STATES, &name.span, message))
}

/// `absent` is about an item or a structure on the way to the state.
fn absent_fault(doc: &Document, waiter: &WaiterSpec) -> Option<Diagnostic> {
    let absent = waiter.absent.as_ref()?;
    let steps = waiter.path.as_ref().map_or(&[][..], |path| &path.value);
    let can_be_absent = steps.len() > 1 || matches!(steps, [PathStep::Each(_)]);
    (!can_be_absent).then(|| {
        let message = "`absent` says what a missing item means, but the state stands in the response itself";
        doc.fault(&rules::WAITER_SETTINGS, &absent.span, message)
    })
}

fn interval_fault(doc: &Document, waiter: &WaiterSpec) -> Option<Diagnostic> {
    let (shortest, longest) = (waiter.interval_ms.as_ref()?, waiter.max_interval_ms.as_ref()?);
    (shortest.value > longest.value).then(|| {
        let message = "`max_interval` is shorter than `interval`";
        let diagnostic = doc.fault(&rules::WAITER_SETTINGS, &longest.span, message);
        diagnostic.also(doc.place(&shortest.span), "`interval` stands here")
    })
}

/// Codes that the action does not have, and codes that end in an answer that is not there.
fn error_faults(action: &ActionSpec<'_>, waiter: &WaiterSpec) -> Vec<Diagnostic> {
    let doc = action.document;
    let known = || action.errors.iter().chain(&action.may_also_return).map(|code| code.value.as_str());
    let demanded = action.response.iter().find(|field| matches!(field.demand, Demand::Always));
    let fault = |rule: &'static Rule, span: &Span, message: String| doc.fault(rule, span, message);
    let mut faults = Vec::new();
    for error in &waiter.errors {
        let (code, span) = (&error.code.value, &error.code.span);
        if !known().any(|listed| listed == code) {
            let meant = did_you_mean(code, known());
            let message = format!("the action lists no error code `{code}`{meant}");
            let help = "correct it, or add it to `errors` or `may_also_return`";
            faults.push(fault(&rules::WAITER_ERROR, span, message).help(help));
        }
        if let (Verdict::Success, Some(field)) = (error.verdict, demanded) {
            let message =
                format!("`{code}` cannot end waiting well: the answer then has no `{}`", field.wire.value);
            let help =
                "who waits gets the last answer, and with an error code there is none but an empty one";
            let diagnostic = fault(&rules::WAITER_ERROR, span, message).help(help);
            faults.push(diagnostic.also(doc.place(&field.wire.span), "it is required here"));
        }
    }
    faults
}

fn take_over(waiter: &WaiterSpec) -> ir::Waiter {
    let texts = |states: &[Spanned<String>]| states.iter().map(|state| state.value.clone()).collect();
    let (shortest, longest) = intervals(
        waiter.interval_ms.as_ref().map(|interval| interval.value),
        waiter.max_interval_ms.as_ref().map(|interval| interval.value),
    );
    ir::Waiter {
        name: waiter.name.value.clone(),
        path: waiter.path.as_ref().map(|path| path.value.clone()).unwrap_or_default(),
        pending: texts(&waiter.pending),
        success: texts(&waiter.success),
        failure: texts(&waiter.failure),
        absent: waiter.absent.as_ref().map_or(Verdict::Failure, |absent| absent.value),
        errors: waiter.errors.iter().map(|error| (error.code.value.clone(), error.verdict)).collect(),
        interval_ms: shortest,
        max_interval_ms: longest,
    }
}

/// The shortest and the longest pause; a default gives way to what the spec says.
fn intervals(shortest: Option<u64>, longest: Option<u64>) -> (u64, u64) {
    match (shortest, longest) {
        (Some(shortest), Some(longest)) => (shortest, longest),
        (Some(shortest), None) => (shortest, MAX_INTERVAL_MS.max(shortest)),
        (None, Some(longest)) => (INTERVAL_MS.min(longest), longest),
        (None, None) => (INTERVAL_MS, MAX_INTERVAL_MS),
    }
}
