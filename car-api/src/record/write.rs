//! Writes any [`Record`] as JSON.
//!
//! Fields stand in the order of the table, then the extra members of an open structure. A field without a
//! value is left out, an empty list in an `Option` is written as `[]`: signature v3 lets a caller say "none"
//! that way. Secrets are written in full, because this is how they reach the service; keep the result out of
//! logs. A float that is not finite has no form in JSON and is written as `null`;
//! [`validate`](super::validate) reports it.

use std::fmt::Write as _;

use serde::ser::{Serialize, SerializeMap as _, SerializeSeq as _, Serializer};

use super::list::items;
use super::{Field, FieldMeta, Record, Required, View};

/// Most request bodies are shorter, and so are written with one allocation.
const FIRST_CAPACITY: usize = 256;

/// The record as compact JSON: listed fields in the table's order, then extra members.
///
/// A field without a value is left out, and so is an empty list, unless it is required or in an `Option`.
/// Secrets are written in full. A float that is not finite is written as `null`.
pub fn to_json(record: &dyn Record) -> Vec<u8> {
    let mut json = String::with_capacity(FIRST_CAPACITY);
    write_record(record, &mut json);
    json.into_bytes()
}

/// Writes a record to any serde format; the `Serialize` of generated structures.
///
/// # Errors
///
/// Those of the serializer.
pub fn serialize<S: Serializer>(record: &dyn Record, serializer: S) -> Result<S::Ok, S::Error> {
    let extra = record.extra();
    let count = members(record).count() + extra.map_or(0, serde_json::Map::len);
    let mut map = serializer.serialize_map(Some(count))?;
    for (meta, field) in members(record) {
        map.serialize_entry(meta.wire, &Value(field))?;
    }
    for (name, value) in extra.into_iter().flatten() {
        map.serialize_entry(name, value)?;
    }
    map.end()
}

/// The fields that are written.
fn members(record: &dyn Record) -> impl Iterator<Item = (&'static FieldMeta, &dyn Field)> {
    record.shape().fields.iter().enumerate().filter_map(|(index, meta)| {
        let field = record.get(index)?;
        // A required list is written even if it is empty: leaving it out would be an error of its own.
        let left_out = field.is_absent() && meta.required != Required::Yes;
        (!left_out).then_some((meta, field))
    })
}

struct Value<'a>(&'a dyn Field);

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.view() {
            View::Absent => serializer.serialize_none(),
            View::Text(text) => serializer.serialize_str(text),
            View::Secret(secret) => serializer.serialize_str(secret.expose()),
            View::Int(number) => serializer.serialize_i64(number),
            View::UInt(number) => serializer.serialize_u64(number),
            View::Float(number) => serializer.serialize_f64(number),
            View::Bool(truth) => serializer.serialize_bool(truth),
            View::Record(record) => serialize(record, serializer),
            View::List(list) => {
                let mut seq = serializer.serialize_seq(Some(list.len()))?;
                for item in items(list) {
                    seq.serialize_element(&Value(item))?;
                }
                seq.end()
            }
        }
    }
}

fn write_record(record: &dyn Record, json: &mut String) {
    json.push('{');
    let mut comma = "";
    for (meta, field) in members(record) {
        json.push_str(comma);
        write_text(meta.wire, json);
        json.push(':');
        write_value(field, json);
        comma = ",";
    }
    for (name, value) in record.extra().into_iter().flatten() {
        json.push_str(comma);
        write_text(name, json);
        // Writing to a `String` does not fail, here and below.
        let _ = write!(json, ":{value}");
        comma = ",";
    }
    json.push('}');
}

fn write_value(field: &dyn Field, json: &mut String) {
    match field.view() {
        View::Text(text) => write_text(text, json),
        View::Secret(secret) => write_text(secret.expose(), json),
        View::Int(number) => {
            let _ = write!(json, "{number}");
        }
        View::UInt(number) => {
            let _ = write!(json, "{number}");
        }
        // `Debug` writes the fewest digits that read back as the same float, and `1e300` instead of 300 zeros.
        View::Float(number) if number.is_finite() => {
            let _ = write!(json, "{number:?}");
        }
        View::Float(_) | View::Absent => json.push_str("null"),
        View::Bool(truth) => json.push_str(if truth { "true" } else { "false" }),
        View::Record(record) => write_record(record, json),
        View::List(list) => {
            json.push('[');
            for (index, item) in items(list).enumerate() {
                if index > 0 {
                    json.push(',');
                }
                write_value(item, json);
            }
            json.push(']');
        }
    }
}

/// A JSON string. Runs of characters that need no escape are copied at once.
fn write_text(text: &str, json: &mut String) {
    json.push('"');
    let mut copied = 0;
    for (index, byte) in text.bytes().enumerate() {
        if byte >= b' ' && byte != b'"' && byte != b'\\' {
            continue;
        }
        // Escaped bytes are ASCII, so the cuts are between characters.
        json.push_str(text.get(copied..index).unwrap_or_default());
        copied = index + 1;
        match byte {
            b'"' => json.push_str("\\\""),
            b'\\' => json.push_str("\\\\"),
            b'\n' => json.push_str("\\n"),
            b'\r' => json.push_str("\\r"),
            b'\t' => json.push_str("\\t"),
            control => {
                let _ = write!(json, "\\u{control:04x}");
            }
        }
    }
    json.push_str(text.get(copied..).unwrap_or_default());
    json.push('"');
}
