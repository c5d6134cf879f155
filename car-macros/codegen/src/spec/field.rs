//! Decodes fields: parameters of requests, fields of responses and of structures.

use super::document::{Document, Spanned};
use super::object::Object;
use super::table;
use super::type_expr::{self, TypeExpr};
use crate::diag::Sink;
use crate::ir::Format;
use crate::json::{Member, Node, Span};
use crate::rules;

/// A field as the spec describes it.
#[derive(Debug)]
pub(crate) struct FieldSpec<'a> {
    /// The key under which the field stands.
    pub(crate) wire: Spanned<String>,
    /// Missing where `type` is missing or malformed, and reported.
    pub(crate) ty: Option<Spanned<TypeExpr>>,
    pub(crate) demand: Demand,
    pub(crate) demand_span: Option<Span>,
    /// `None` where the spec does not say.
    pub(crate) sensitive: Option<Spanned<bool>>,
    pub(crate) doc: Option<String>,
    /// Whether there is a `doc`, even one that is wrong and reported.
    pub(crate) is_documented: bool,
    pub(crate) format: Option<Spanned<Format>>,
    pub(crate) values: Vec<ValueSpec>,
    /// The value of `enum`.
    pub(crate) enumeration: Option<&'a Node>,
    pub(crate) limits: Limits,
    pub(crate) deprecated: Option<String>,
    pub(crate) rust_name: Option<Spanned<String>>,
    pub(crate) example: Option<&'a Node>,
    pub(crate) default: Option<&'a Node>,
}

/// The value of `required`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Demand {
    Never,
    Always,
    InRequests,
    InResponses,
}

/// A documented value.
#[derive(Debug)]
pub(crate) struct ValueSpec {
    pub(crate) value: Spanned<String>,
    pub(crate) doc: String,
}

/// The documented limits, with their places.
#[derive(Debug, Default)]
pub(crate) struct Limits {
    pub(crate) min: Option<Spanned<f64>>,
    pub(crate) max: Option<Spanned<f64>>,
    pub(crate) min_length: Option<Spanned<u64>>,
    pub(crate) max_length: Option<Spanned<u64>>,
    pub(crate) min_items: Option<Spanned<u64>>,
    pub(crate) max_items: Option<Spanned<u64>>,
}

/// Decodes all fields of a `request`, a `response` or `fields`.
pub(super) fn decode_all<'a>(
    doc: &'a Document,
    members: &'a [Member],
    sink: &mut Sink,
) -> Vec<FieldSpec<'a>> {
    let mut fields = Vec::with_capacity(members.len());
    for member in members {
        if member.key.trim().is_empty() {
            sink.push(doc.fault(&rules::EMPTY_TEXT, &member.key_span, "a field has an empty name"));
            continue;
        }
        if let Some(object) = Object::open(doc, &member.value, &table::FIELD, sink) {
            fields.push(decode(&object, member, sink));
        }
    }
    fields
}

fn decode<'a>(object: &Object<'a>, member: &Member, sink: &mut Sink) -> FieldSpec<'a> {
    let ty = object.text("type").and_then(|text| {
        let parsed = type_expr::parse(object.doc, &text, sink)?;
        Some(Spanned::new(parsed, text.span))
    });
    FieldSpec {
        wire: Spanned::new(member.key.clone(), member.key_span.clone()),
        ty,
        demand: object.node("required").map_or(Demand::Never, demand),
        demand_span: object.node("required").map(|node| node.span.clone()),
        sensitive: object.flag("sensitive"),
        doc: object.text("doc").map(|text| text.value),
        is_documented: member.value.get("doc").is_some(),
        format: object.text("format").map(|word| Spanned::new(format(&word.value), word.span)),
        values: decode_values(object, sink),
        enumeration: object.node("enum"),
        limits: Limits {
            min: object.number("min"),
            max: object.number("max"),
            min_length: object.whole("min_length"),
            max_length: object.whole("max_length"),
            min_items: object.whole("min_items"),
            max_items: object.whole("max_items"),
        },
        deprecated: object.text("deprecated").map(|text| text.value),
        rust_name: object.text("rust_name"),
        example: object.node("example"),
        default: object.node("default"),
    }
}

/// Decodes `enum`: the values and what each means.
pub(super) fn decode_values(object: &Object<'_>, sink: &mut Sink) -> Vec<ValueSpec> {
    let mut values = Vec::new();
    for member in object.entries("enum") {
        let Some(doc) = member.value.as_str() else {
            let message = format!("the meaning of a value is a text, but this is {}", member.value.kind());
            sink.push(object.doc.fault(&rules::WRONG_KIND, &member.value.head(), message));
            continue;
        };
        if member.key.is_empty() {
            sink.push(object.doc.fault(&rules::EMPTY_TEXT, &member.key_span, "a documented value is empty"));
            continue;
        }
        values.push(ValueSpec {
            value: Spanned::new(member.key.clone(), member.key_span.clone()),
            doc: doc.trim().to_owned(),
        });
    }
    values
}

fn demand(node: &Node) -> Demand {
    match (node.as_bool(), node.as_str()) {
        (Some(true), _) => Demand::Always,
        (_, Some("request")) => Demand::InRequests,
        (_, Some("response")) => Demand::InResponses,
        _ => Demand::Never,
    }
}

/// The table of keys has seen to it that `word` is one of these.
fn format(word: &str) -> Format {
    match word {
        "unix_seconds" => Format::UnixSeconds,
        "iso8601" => Format::Iso8601,
        "datetime" => Format::DateTime,
        "date" => Format::Date,
        "duration" => Format::Duration,
        "json" => Format::Json,
        "url" => Format::Url,
        _ => Format::Plain,
    }
}
