//! Links the actions themselves and puts them together.

use std::collections::HashMap;

use super::record::{self, Outline, Owner};
use super::types::RustNames;
use super::{Actions, Linker, errors, examples, pagination, streaming, waiters};
use crate::diag::{Diagnostic, Sink};
use crate::ir;
use crate::names;
use crate::rules;
use crate::spec::{ActionSpec, Spec};

/// Sorts the actions by name. Of two files for one action, the one that is named like it counts.
pub(super) fn distinct<'s>(specs: &'s [ActionSpec<'s>], sink: &mut Sink) -> Vec<&'s ActionSpec<'s>> {
    let mut actions: Vec<&ActionSpec<'_>> = specs.iter().collect();
    let is_misnamed = |action: &ActionSpec<'_>| action.document.stem() != action.name.value;
    actions.sort_by(|a, b| (&a.name.value, is_misnamed(a)).cmp(&(&b.name.value, is_misnamed(b))));
    let mut distinct: Vec<&ActionSpec<'_>> = Vec::with_capacity(actions.len());
    for action in actions {
        match distinct.last() {
            Some(first) if first.name.value == action.name.value => {
                let message = format!("two files describe the action `{}`", action.name.value);
                let diagnostic = action.document.fault(&rules::ACTION_TWICE, &action.name.span, message);
                let first_place = first.document.place(&first.name.span);
                sink.push(diagnostic.also(first_place, "it is described here first"));
            }
            _ => {
                if is_misnamed(action) {
                    sink.push(misnamed(action));
                }
                distinct.push(action);
            }
        }
    }
    distinct
}

fn misnamed(action: &ActionSpec<'_>) -> Diagnostic {
    let (name, doc) = (&action.name.value, action.document);
    let message = format!("the action is called `{name}`, but its file `{}`", doc.file.name());
    let help = format!("call the file `{name}.json`, or the action `{}`", doc.stem());
    doc.fault(&rules::FILE_NAME, &action.name.span, message).help(help)
}

/// Links each action.
pub(super) fn link_all<'s>(
    linker: &mut Linker<'s, '_>,
    actions: &Actions<'s>,
    rust_names: &RustNames<'_>,
    spec: &Spec<'_>,
    catalogue: &[ir::ErrorCode],
) -> Vec<ir::Action> {
    let methods = methods(actions, linker.sink);
    let mut done = Vec::with_capacity(actions.len());
    for (action, method) in actions.iter().zip(methods) {
        let errors = errors::of_action(action, spec, catalogue, linker.sink);
        done.push(ir::Action {
            name: action.name.value.clone(),
            method,
            summary: action.summary.clone(),
            doc: action.doc.clone(),
            safety: action.safety,
            destructive: action.destructive,
            skip_sign: action.skip_sign,
            streaming: streaming::link(linker, action),
            host_family: action.host_family,
            rate_limit: action.rate_limit.or(spec.service.rate_limit),
            server_timeout_ms: action.server_timeout_ms,
            deprecated: action.deprecated.clone(),
            request: record::link(linker, outline(action, Owner::Request), &action.request, rust_names),
            response: record::link(linker, outline(action, Owner::Response), &action.response, rust_names),
            examples: examples::link(linker, action, &errors, spec),
            may_also_return: errors::mentioned(action, spec, catalogue, linker.sink),
            errors,
            pagination: pagination::link(linker, action),
            waiters: waiters::link(linker, action),
            source: action.document.shown().to_owned(),
        });
    }
    done
}

fn outline<'a>(action: &'a ActionSpec<'a>, owner: Owner<'a>) -> Outline<'a> {
    let name = &action.name.value;
    let source = action.document.shown();
    let (suffix, doc, pointer) = match owner {
        Owner::Response => ("Response", format!("What `{name}` answers."), "response"),
        _ => ("Request", format!("The parameters of `{name}`."), "request"),
    };
    Outline {
        rust_name: format!("{name}{suffix}"),
        doc,
        source: format!("{source}#/{pointer}"),
        owner,
        open: false,
        document: action.document,
    }
}

/// The client methods, all different. Where the wanted name cannot be had, that is reported, and a substitute
/// keeps the client whole.
fn methods(actions: &Actions<'_>, sink: &mut Sink) -> Vec<String> {
    let mut owners: HashMap<String, &ActionSpec<'_>> = HashMap::new();
    let mut methods = Vec::with_capacity(actions.len());
    for action in actions {
        let mut method = wanted_method(action, sink);
        let span = action.rust_name.as_ref().map_or(&action.name.span, |chosen| &chosen.span);
        let doc = action.document;
        if names::is_client_method(&method) {
            let message = format!("the client has a method `{method}` of its own");
            let help = format!("give the action another: `\"rust_name\": \"{method}_action\"`");
            sink.push(doc.fault(&rules::METHODS_COLLIDE, span, message).help(help));
            method.push_str("_action");
        }
        if let Some(other) = owners.get(&method) {
            let (name, other_name) = (&action.name.value, &other.name.value);
            let message =
                format!("the actions `{name}` and `{other_name}` would both be the method `{method}`");
            let diagnostic = doc.fault(&rules::METHODS_COLLIDE, span, message);
            let other_place = other.document.place(&other.name.span);
            let diagnostic = diagnostic.also(other_place, format!("`{other_name}` is described here"));
            sink.push(diagnostic.help("give one of them another name with `rust_name`"));
            while owners.contains_key(&method) {
                method.push('_');
            }
        }
        owners.insert(method.clone(), action);
        methods.push(method);
    }
    methods
}

fn wanted_method(action: &ActionSpec<'_>, sink: &mut Sink) -> String {
    match &action.rust_name {
        Some(chosen) if names::is_snake_case(&chosen.value) => chosen.value.clone(),
        Some(chosen) => {
            let message = format!("`{}` cannot be the name of a method in Rust", chosen.value);
            let help = "write small ASCII letters, digits and underscores, and a letter among them";
            sink.push(action.document.fault(&rules::RUST_NAME, &chosen.span, message).help(help));
            names::method(&action.name.value)
        }
        None => names::method(&action.name.value),
    }
}
