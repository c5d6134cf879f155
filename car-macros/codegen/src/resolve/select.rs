//! Keeps what will be emitted: the chosen actions, and the types and errors that they reach.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{Diagnostic, Sink, did_you_mean};
use crate::ir::{Action, Record, Service, Type, TypeDef};
use crate::rules;
use crate::spec::Spec;
use crate::{Selection, names};

/// Applies a selection. A name that no action has is reported, with the reason where the spec knows one.
pub(crate) fn select(
    mut service: Service,
    spec: &Spec<'_>,
    selection: &Selection,
    sink: &mut Sink,
) -> Service {
    if let Selection::Actions(chosen) = selection {
        for name in chosen {
            if !service.actions.iter().any(|action| action.name == *name) {
                sink.push(unsupported(name, spec).unwrap_or_else(|| unknown_action(name, &service.actions)));
            }
        }
        service.actions.retain(|action| chosen.contains(&action.name));
        let codes: BTreeSet<&str> = service
            .actions
            .iter()
            .flat_map(|action| {
                let listed = action.errors.iter().map(|error| error.code.as_str());
                listed.chain(action.may_also_return.iter().map(|error| error.code.as_str()))
            })
            .collect();
        service.errors.retain(|error| codes.contains(error.code.as_str()));
    }
    let reached = reached(&service);
    service.types.retain(|ty| reached.contains(ty.rust_name()));
    service
}

/// Rust names of the types that the actions hold, at any depth.
fn reached(service: &Service) -> BTreeSet<String> {
    let by_name: BTreeMap<&str, &TypeDef> = service.types.iter().map(|ty| (ty.rust_name(), ty)).collect();
    let mut seen = BTreeSet::new();
    let mut waiting: Vec<&Record> =
        service.actions.iter().flat_map(|action| [&action.request, &action.response]).collect();
    while let Some(record) = waiting.pop() {
        for name in record.fields.iter().filter_map(|field| named(&field.ty)) {
            if seen.insert(name.to_owned())
                && let Some(TypeDef::Record(inner)) = by_name.get(name)
            {
                waiting.push(inner);
            }
        }
    }
    seen
}

fn named(ty: &Type) -> Option<&str> {
    match ty {
        Type::Record(name) | Type::Enum(name) => Some(name),
        Type::List(item) => named(item),
        _ => None,
    }
}

fn unknown_action(name: &str, actions: &[Action]) -> Diagnostic {
    let known = actions.iter().map(|action| action.name.as_str());
    // Someone who thinks in Rust may have written the method.
    let by_method = actions.iter().find(|action| names::method(name) == action.method);
    let meant = match by_method {
        Some(action) => format!(", did you mean `{}`?", action.name),
        None => did_you_mean(name, known),
    };
    let message = format!("`{name}` is chosen, but no spec describes it{meant}");
    let help = "actions are chosen by the names of their spec files, without `.json`";
    Diagnostic::new(&rules::UNKNOWN_ACTION, message).help(help)
}

/// What is said of an action that the service has, and of which the spec says why it is not described.
fn unsupported(name: &str, spec: &Spec<'_>) -> Option<Diagnostic> {
    let entry = spec.service.unsupported.iter().find(|entry| entry.action.value == name)?;
    let message = format!("`{name}` is chosen, but it is not supported: {}", entry.reason);
    let help = format!(
        "take `{name}` out of `actions = [...]`, and call it in another way, such as with one of the service's \
         own SDKs"
    );
    let diagnostic = Diagnostic::new(&rules::UNSUPPORTED_ACTION, message).help(help);
    Some(match spec.service_document {
        Some(document) => diagnostic.at(document.place(&entry.action.span)),
        None => diagnostic,
    })
}
