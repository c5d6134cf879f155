//! Links examples: holds them to the spec around them, so that offline answers and doctests can be made of
//! them.

use super::Linker;
use super::fields::REQUEST_ID;
use super::fit::{Direction, Fit, Others, Structure};
use crate::diag::did_you_mean;
use crate::ir;
use crate::json::Node;
use crate::rules;
use crate::spec::{ActionSpec, AnswerSpec, Catalogue, ExampleSpec, Spanned, Spec, StreamingSpec};

/// Links the examples of an action. One that does not fit is reported and left out.
pub(super) fn link(
    linker: &mut Linker<'_, '_>,
    action: &ActionSpec<'_>,
    errors: &[ir::ErrorVariant],
    spec: &Spec<'_>,
) -> Vec<ir::Example> {
    let mut examples = Vec::new();
    for example in &action.examples {
        let faults_before = linker.sink.len();
        check(linker, action, example);
        if let AnswerSpec::Failure { code, .. } = &example.answer
            && spec.catalogue == Catalogue::Known
        {
            check_code(linker, action, code, errors);
        }
        if linker.sink.len() == faults_before {
            examples.push(take_over(example));
        }
    }
    examples
}

fn check(linker: &mut Linker<'_, '_>, action: &ActionSpec<'_>, example: &ExampleSpec<'_>) {
    let doc = action.document;
    let fit = Fit { types: linker.types, doc, direction: Direction::Request };
    let request = Structure { home: doc, fields: &action.request, others: Others::None };
    fit.object(example.request, &request, linker.sink);
    match example.answer {
        AnswerSpec::Reply(reply) => check_reply(linker, action, reply),
        AnswerSpec::Events(events) => {
            if matches!(action.streaming, StreamingSpec::Never) {
                let message = "the example shows a stream, but its action never answers with one";
                let help = "say `\"streaming\": true`, or name the parameter that asks for a stream";
                let place = events.first().map_or_else(|| example.request.head(), Node::head);
                linker.sink.push(doc.fault(&rules::EXAMPLE_STREAM, &place, message).help(help));
            }
            for event in events {
                check_reply(linker, action, event);
            }
        }
        AnswerSpec::Failure { .. } => {}
    }
}

/// Holds an answer, or the data of an event, to the response.
fn check_reply(linker: &mut Linker<'_, '_>, action: &ActionSpec<'_>, reply: &Node) {
    let doc = action.document;
    let fit = Fit { types: linker.types, doc, direction: Direction::Response };
    let response = Structure { home: doc, fields: &action.response, others: Others::Only(REQUEST_ID) };
    fit.object(reply, &response, linker.sink);
    check_request_id(linker, action, reply);
}

fn check_request_id(linker: &mut Linker<'_, '_>, action: &ActionSpec<'_>, reply: &Node) {
    if let Some(id) = reply.get(REQUEST_ID).filter(|id| id.as_str().is_none()) {
        let message = format!("`{REQUEST_ID}` is a text, but this is {}", id.kind());
        linker.sink.push(action.document.fault(&rules::EXAMPLE_MISFIT, &id.head(), message));
    }
}

fn check_code(
    linker: &mut Linker<'_, '_>,
    action: &ActionSpec<'_>,
    code: &Spanned<String>,
    errors: &[ir::ErrorVariant],
) {
    if errors.iter().any(|error| error.code == code.value) {
        return;
    }
    let meant = did_you_mean(&code.value, errors.iter().map(|error| error.code.as_str()));
    let message = format!("the action does not list the code `{}`{meant}", code.value);
    let help = "an example shows one of the codes in `errors` of the action";
    linker.sink.push(action.document.fault(&rules::EXAMPLE_CODE, &code.span, message).help(help));
}

fn take_over(example: &ExampleSpec<'_>) -> ir::Example {
    let answer = match &example.answer {
        AnswerSpec::Reply(reply) => ir::ExampleAnswer::Reply((*reply).clone()),
        AnswerSpec::Events(events) => ir::ExampleAnswer::Events(events.to_vec()),
        AnswerSpec::Failure { code, message } => {
            ir::ExampleAnswer::Failure { code: code.value.clone(), message: message.clone() }
        }
    };
    ir::Example { title: example.title.clone(), request: example.request.clone(), answer }
}
