//! Links waiters: the path must lead to a text of the response, and the states must be told apart.

use std::collections::HashMap;

use super::{Linker, Types};
use crate::diag::{Diagnostic, did_you_mean};
use crate::ir;
use crate::json::Span;
use crate::rules;
use crate::spec::{ActionSpec, Document, FieldSpec, ItemType, Spanned, TypeBody, ValueSpec, WaiterSpec};

/// Marks a step into every item of a list.
const EACH: &str = "[*]";

/// Links the waiters of an action. One with a fault is reported and left out.
pub(super) fn link(linker: &mut Linker<'_, '_>, action: &ActionSpec<'_>) -> Vec<ir::Waiter> {
    let mut waiters = Vec::new();
    for waiter in &action.waiters {
        let faults_before = linker.sink.len();
        match follow(linker.types, action.document, &waiter.path, &action.response) {
            Ok(documented) => check_states(linker, action.document, waiter, documented),
            Err(fault) => linker.sink.push(*fault),
        }
        if linker.sink.len() == faults_before {
            waiters.push(take_over(waiter));
        }
    }
    waiters
}

/// Walks the path through the types. Returns the documented values of the field it leads to.
fn follow<'a>(
    types: &Types<'a>,
    doc: &Document,
    path: &Spanned<String>,
    response: &'a [FieldSpec<'a>],
) -> Result<&'a [ValueSpec], Box<Diagnostic>> {
    let fault = |message: String| Box::new(doc.fault(&rules::WAITER_PATH, &path.span, message));
    let mut fields = response;
    let mut steps = path.value.split('.').peekable();
    while let Some(step) = steps.next() {
        let name = step.strip_suffix(EACH).unwrap_or(step);
        let Some(field) = fields.iter().find(|field| field.wire.value == name) else {
            let meant = did_you_mean(name, fields.iter().map(|field| field.wire.value.as_str()));
            return Err(fault(format!("the path leads to no field: there is no `{name}` there{meant}")));
        };
        // A field whose type is unknown is reported where it stands.
        let Some(ty) = field.ty.as_ref().map(|ty| &ty.value) else { return Ok(&[]) };
        match (ty.list, step.ends_with(EACH)) {
            (true, false) => return Err(fault(format!("`{name}` is a list: write `{name}{EACH}`"))),
            (false, true) => return Err(fault(format!("`{name}` is no list: write it without `{EACH}`"))),
            _ => {}
        }
        let body = match &ty.item {
            ItemType::Named(name) => match types.get(name) {
                Some(ty) => Some(&ty.body),
                None => return Ok(&[]),
            },
            _ => None,
        };
        match (body, steps.peek()) {
            (Some(TypeBody::Structure { fields: inner, .. }), Some(_)) => fields = inner,
            (Some(TypeBody::Structure { .. }), None) => {
                return Err(fault(format!("the path ends at the structure `{name}`; go on to a text in it")));
            }
            (_, Some(next)) => {
                return Err(fault(format!("`{name}` has no fields, so there is no `{next}` in it")));
            }
            (Some(TypeBody::Enumeration { values }), None) => return Ok(values),
            (None, None) if ty.item == ItemType::String => return Ok(&field.values),
            (None, None) => return Err(fault(format!("`{name}` is no text, and a state is one"))),
        }
    }
    Ok(&[])
}

fn check_states(linker: &mut Linker<'_, '_>, doc: &Document, waiter: &WaiterSpec, documented: &[ValueSpec]) {
    if waiter.success.is_empty() {
        let message = format!("the waiter `{}` lists no state that ends it well", waiter.name.value);
        linker.sink.push(doc.fault(&rules::WAITER_STATES, &waiter.name.span, message));
    }
    let mut seen: HashMap<&str, &Span> = HashMap::new();
    for state in waiter.pending.iter().chain(&waiter.success).chain(&waiter.failure) {
        if let Some(first) = seen.insert(&state.value, &state.span) {
            let message = format!("the state `{}` is listed twice", state.value);
            let diagnostic = doc.fault(&rules::WAITER_STATES, &state.span, message);
            linker.sink.push(diagnostic.also(doc.place(first), "it is listed here too"));
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

fn take_over(waiter: &WaiterSpec) -> ir::Waiter {
    let texts = |states: &[Spanned<String>]| states.iter().map(|state| state.value.clone()).collect();
    ir::Waiter {
        name: waiter.name.value.clone(),
        path: waiter.path.value.clone(),
        pending: texts(&waiter.pending),
        success: texts(&waiter.success),
        failure: texts(&waiter.failure),
    }
}
