//! Masks a JSON value by the table of the structure that it is one of.
//!
//! Untyped calls and recordings hold JSON and not structures; what is sensitive in it is known from the same
//! table.

use serde_json::Value;

use super::debug::MASK;
use super::{Kind, Shape};

/// A copy of `value` in which every sensitive field that `shape` lists, at any depth, reads `[masked]`.
///
/// `null` stays: that nothing was sent is no secret. So do members that the table does not list; show only
/// their names where that matters.
pub fn masked_json(shape: &'static Shape, value: &Value) -> Value {
    let Value::Object(members) = value else { return value.clone() };
    let masked = members.iter().map(|(name, value)| {
        let value = match shape.fields.iter().find(|field| field.wire == name) {
            Some(field) if field.sensitive && !value.is_null() => Value::String(MASK.to_owned()),
            Some(field) => masked_kind(field.kind, value),
            None => value.clone(),
        };
        (name.clone(), value)
    });
    Value::Object(masked.collect())
}

fn masked_kind(kind: Kind, value: &Value) -> Value {
    match (kind, value) {
        (Kind::Record(shape), value) => masked_json(shape, value),
        (Kind::List(kind), Value::Array(items)) => {
            Value::Array(items.iter().map(|item| masked_kind(*kind, item)).collect())
        }
        (_, value) => value.clone(),
    }
}
