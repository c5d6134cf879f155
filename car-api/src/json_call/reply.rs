//! The answer to a call by name.

use std::fmt;

use serde_json::{Map, Value};

use crate::record::{FieldMeta, Kind, Shape};

/// The answer to a [`JsonCall`](super::JsonCall).
///
/// `Debug` masks what the action's spec calls sensitive, and of members that no spec describes it shows the
/// names only. `body` itself is not masked.
#[derive(Clone)]
#[non_exhaustive]
pub struct JsonReply {
    /// The id that the service gave the call; empty if it gave none.
    pub request_id: String,
    /// The object `Response`, with all its members as they were received.
    pub body: Value,
    shape: Option<&'static Shape>,
}

impl JsonReply {
    pub(super) fn new(
        request_id: String,
        members: Map<String, Value>,
        shape: Option<&'static Shape>,
    ) -> Self {
        Self { request_id, body: Value::Object(members), shape }
    }
}

impl fmt::Debug for JsonReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonReply")
            .field("request_id", &self.request_id)
            .field("body", &Shown { value: &self.body, kind: self.shape.map_or(Known::Root, Known::Record) })
            .finish()
    }
}

/// What is known of a value.
#[derive(Clone, Copy)]
enum Known {
    /// It is the object at the root, and no spec describes it.
    Root,
    Record(&'static Shape),
    Field(&'static FieldMeta),
    Item(&'static Kind),
    Nothing,
}

struct Shown<'a> {
    value: &'a Value,
    kind: Known,
}

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.kind, self.value) {
            (_, Value::Null) => f.write_str("null"),
            (Known::Field(field), _) if field.sensitive => f.write_str("[masked]"),
            (Known::Root, Value::Object(members)) => show_members(members, None, f),
            (Known::Record(shape), Value::Object(members)) => show_members(members, Some(shape), f),
            (Known::Field(FieldMeta { kind, .. }) | Known::Item(kind), value) => match (kind, value) {
                (Kind::Record(shape), value) => Shown { value, kind: Known::Record(shape) }.fmt(f),
                (Kind::List(kind), Value::Array(items)) => f
                    .debug_list()
                    .entries(items.iter().map(|value| Shown { value, kind: Known::Item(kind) }))
                    .finish(),
                (_, Value::Array(_) | Value::Object(_)) => f.write_str("_"),
                (_, value) => write!(f, "{value}"),
            },
            (Known::Root | Known::Record(_) | Known::Nothing, _) => f.write_str("_"),
        }
    }
}

fn show_members(
    members: &Map<String, Value>,
    shape: Option<&'static Shape>,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let mut map = f.debug_map();
    for (index, (name, value)) in members.iter().enumerate() {
        let field = shape.and_then(|shape| shape.fields.get(shape.position(name, index)?));
        map.entry(name, &Shown { value, kind: field.map_or(Known::Nothing, Known::Field) });
    }
    map.finish()
}
