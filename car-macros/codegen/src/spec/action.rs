//! Decodes the file of an action.

use super::document::{Document, Spanned};
use super::field::{self, FieldSpec};
use super::object::{Object, expect_object};
use super::service::decode_rate_limit;
use super::table;
use super::types::{self, TypeSpec};
use super::waiter::{self, WaiterSpec};
use crate::diag::Sink;
use crate::ir::{HostFamily, Safety};
use crate::json::Node;
use crate::names;
use crate::rules;

/// An action as its file describes it.
#[derive(Debug)]
pub(crate) struct ActionSpec<'a> {
    pub(crate) document: &'a Document,
    pub(crate) name: Spanned<String>,
    pub(crate) summary: String,
    pub(crate) doc: String,
    pub(crate) safety: Safety,
    pub(crate) destructive: bool,
    pub(crate) skip_sign: bool,
    pub(crate) streaming: StreamingSpec,
    pub(crate) host_family: HostFamily,
    pub(crate) rate_limit: Option<u32>,
    pub(crate) server_timeout_ms: Option<u64>,
    pub(crate) deprecated: Option<String>,
    pub(crate) rust_name: Option<Spanned<String>>,
    pub(crate) request: Vec<FieldSpec<'a>>,
    pub(crate) response: Vec<FieldSpec<'a>>,
    pub(crate) errors: Vec<Spanned<String>>,
    pub(crate) may_also_return: Vec<Spanned<String>>,
    pub(crate) examples: Vec<ExampleSpec<'a>>,
    pub(crate) pagination: Option<PaginationSpec>,
    pub(crate) waiters: Vec<WaiterSpec>,
}

/// A documented call.
#[derive(Debug)]
pub(crate) struct ExampleSpec<'a> {
    pub(crate) title: String,
    pub(crate) request: &'a Node,
    pub(crate) answer: AnswerSpec<'a>,
}

/// A documented answer.
#[derive(Debug)]
pub(crate) enum AnswerSpec<'a> {
    Reply(&'a Node),
    Events(&'a [Node]),
    Failure { code: Spanned<String>, message: String },
}

/// Whether an action can answer with a stream.
#[derive(Debug)]
pub(crate) enum StreamingSpec {
    Never,
    Possible,
    /// When this parameter says so.
    OnRequest(Spanned<String>),
}

/// How a long list is fetched in parts.
#[derive(Debug)]
pub(crate) struct PaginationSpec {
    pub(crate) offset: Spanned<String>,
    pub(crate) limit: Spanned<String>,
    pub(crate) total: Option<Spanned<String>>,
    pub(crate) items: Vec<Spanned<String>>,
}

/// Decodes the file of an action and the types it brings along. `None` where not even the action's name is
/// known.
pub(super) fn decode<'a>(doc: &'a Document, sink: &mut Sink) -> Option<(ActionSpec<'a>, Vec<TypeSpec<'a>>)> {
    let object = Object::open(doc, &doc.root, &table::ACTION, sink)?;
    let own_types = types::decode_all(doc, object.entries("types"), sink);
    let action = ActionSpec {
        document: doc,
        name: decode_name(&object, sink)?,
        summary: object.text_or_empty("summary"),
        doc: object.text_or_empty("doc"),
        safety: decode_safety(&object, sink),
        destructive: object.flag("destructive").is_some_and(|flag| flag.value),
        skip_sign: object.flag("skip_sign").is_some_and(|flag| flag.value),
        streaming: decode_streaming(&object),
        host_family: if object.text("host_family").is_some() { HostFamily::Ai } else { HostFamily::Ordinary },
        rate_limit: decode_rate_limit(&object, sink),
        server_timeout_ms: object.milliseconds("server_timeout").map(|length| length.value),
        deprecated: object.text("deprecated").map(|text| text.value),
        rust_name: object.text("rust_name"),
        request: field::decode_all(doc, object.entries("request"), sink),
        response: field::decode_all(doc, object.entries("response"), sink),
        errors: object.texts("errors"),
        may_also_return: object.texts("may_also_return"),
        examples: decode_examples(&object, sink),
        pagination: decode_pagination(&object, sink),
        waiters: waiter::decode_all(&object, sink),
    };
    Some((action, own_types))
}

/// The value of `action`, or else the file's name: whoever calls the action should not be told that it does
/// not exist because its file lacks a key.
fn decode_name(object: &Object<'_>, sink: &mut Sink) -> Option<Spanned<String>> {
    let doc = object.doc;
    let stem = doc.stem();
    let Some(name) = object.text("action") else {
        return names::is_upper_camel(stem).then(|| Spanned::new(stem.to_owned(), object.node.head()));
    };
    let written = &name.value;
    let message = if !names::is_upper_camel(written) {
        format!(
            "an action cannot be called `{written}`: its name is a capital ASCII letter, then letters and \
             digits"
        )
    } else if names::is_prelude_type(written) || names::is_generated_type(written) {
        format!(
            "an action cannot be called `{written}`: a type of that name would hide one that code relies on"
        )
    } else {
        return Some(name);
    };
    sink.push(doc.fault(&rules::ACTION_NAME, &name.span, message));
    None
}

fn decode_safety(object: &Object<'_>, sink: &mut Sink) -> Safety {
    let doc = object.doc;
    let is = |key: &str, value: bool| object.flag(key).filter(|flag| flag.value == value);
    if let Some(read_only) = is("read_only", true) {
        let contradiction = is("destructive", true)
            .map(|flag| (flag, "an action that only reads destroys nothing"))
            .or_else(|| {
                is("idempotent", false).map(|flag| (flag, "an action that only reads can always be repeated"))
            });
        if let Some((flag, message)) = contradiction {
            let diagnostic = doc.fault(&rules::CONTRADICTION, &flag.span, message);
            sink.push(diagnostic.also(doc.place(&read_only.span), "it is called read-only here"));
        }
        return Safety::ReadOnly;
    }
    if is("idempotent", true).is_some() { Safety::Idempotent } else { Safety::Unsafe }
}

fn decode_streaming(object: &Object<'_>) -> StreamingSpec {
    match (object.flag("streaming"), object.text("streaming")) {
        (_, Some(parameter)) => StreamingSpec::OnRequest(parameter),
        (Some(flag), None) if flag.value => StreamingSpec::Possible,
        _ => StreamingSpec::Never,
    }
}

fn decode_examples<'a>(action: &Object<'a>, sink: &mut Sink) -> Vec<ExampleSpec<'a>> {
    let items = action.node("examples").map_or(&[][..], Node::items);
    items.iter().filter_map(|item| decode_example(action.doc, item, sink)).collect()
}

fn decode_example<'a>(doc: &'a Document, item: &'a Node, sink: &mut Sink) -> Option<ExampleSpec<'a>> {
    let example = Object::open(doc, item, &table::EXAMPLE, sink)?;
    let answers = ["response", "events", "error"].into_iter().filter(|key| item.get(key).is_some()).count();
    let complaint = match answers {
        0 => Some("an example lacks its answer: `response`, `events` or `error`"),
        1 => None,
        _ => Some("an example has one answer: either `response` or `events` or `error`"),
    };
    if let Some(message) = complaint {
        sink.push(doc.fault(&rules::EXAMPLE_ANSWER, &item.closing(), message));
        return None;
    }
    let answer = if let Some(reply) = example.node("response") {
        AnswerSpec::Reply(reply)
    } else if let Some(events) = example.node("events") {
        AnswerSpec::Events(decode_events(doc, events, sink)?)
    } else {
        let error = Object::open(doc, example.node("error")?, &table::EXAMPLE_ERROR, sink)?;
        AnswerSpec::Failure { code: error.text("Code")?, message: error.text("Message")?.value }
    };
    Some(ExampleSpec { title: example.text("title")?.value, request: example.node("request")?, answer })
}

/// The data of events. `None` if one is no object, or if there is none.
fn decode_events<'a>(doc: &Document, events: &'a Node, sink: &mut Sink) -> Option<&'a [Node]> {
    if events.items().is_empty() {
        let message = "an example shows a stream without events: its answer is missing";
        sink.push(doc.fault(&rules::EXAMPLE_ANSWER, &events.span, message));
        return None;
    }
    // Each is looked at, so that all that is wrong is said at once.
    let sound = events.items().iter().filter(|event| expect_object(doc, event, "the data of an event", sink));
    (sound.count() == events.items().len()).then_some(events.items())
}

fn decode_pagination(action: &Object<'_>, sink: &mut Sink) -> Option<PaginationSpec> {
    let object = Object::open(action.doc, action.node("pagination")?, &table::PAGINATION, sink)?;
    Some(PaginationSpec {
        offset: object.text("offset")?,
        limit: object.text("limit")?,
        total: object.text("total"),
        items: Some(object.texts("items")).filter(|items| !items.is_empty())?,
    })
}
