//! Reads JSON into any [`Record`], in one pass, forgiving where the service is known to be sloppy.
//!
//! The reader is written once over `dyn Record` and driven by serde, so that no structure has a reader of its
//! own. What it forgives, and what it does not:
//!
//! | in the document | in the record |
//! |---|---|
//! | a member that the table does not list | ignored, or kept in `extra` where the shape is open |
//! | `null` or nothing for an optional field | `None` |
//! | `null` for a list | an empty list, or `None`: the service writes its empty lists so |
//! | `null` or nothing for a required field | an error that names every field which is missing |
//! | `null` inside a list | left out: a list of plain values has no place for "nothing" |
//! | a text for a number or truth value | its value, spaces around it ignored; an empty text counts as `null` |
//! | a number or truth value for a text | its digits, `true` or `false` |
//! | `0` or `1` for a truth value | `false` or `true` |
//! | a number such as `3.0` for an integer | 3 |
//! | a number out of range, or with a fraction where none may be, or not finite | an error |
//! | any other kind of value | an error |
//! | the same member twice | the last one |
//! | anything after the document | an error |
//!
//! The path of an error is put together while the error travels up, and costs nothing when there is none.

mod error;
mod members;
mod scalar;
mod value;

use serde::de::{DeserializeSeed, Deserializer, Error as _};

pub use error::{ReadError, ReadProblem};

pub(crate) use error::Trail;
pub(crate) use members::{Key, KeySeed, Members};

use super::{Field, OpenEnum, Record, Slot, View};
use value::{Given, ValueSeed};

/// Reads a JSON document into a new record.
///
/// # Errors
///
/// When the document is not JSON, is nested too deeply, or does not fit the record's shape.
pub fn from_json<T: Record + Default>(json: &[u8]) -> Result<T, ReadError> {
    let mut record = T::default();
    read_fresh(json, &mut record)?;
    Ok(record)
}

/// Reads a JSON document into an existing record, whose fields are cleared first.
///
/// # Errors
///
/// Those of [`from_json`]. The record then holds what was read before the error.
pub fn read_into(json: &[u8], record: &mut dyn Record) -> Result<(), ReadError> {
    clear(record);
    read_fresh(json, record)
}

/// Clears every field of a record, and its extra members.
pub(crate) fn clear(record: &mut dyn Record) {
    for index in 0..record.shape().fields.len() {
        if let Some(field) = record.slot(index) {
            field.clear();
        }
    }
    if let Some(extra) = record.extra_mut() {
        extra.clear();
    }
}

fn read_fresh(json: &[u8], record: &mut dyn Record) -> Result<(), ReadError> {
    let json = text(json)?;
    let mut trail = Trail::default();
    let mut deserializer = serde_json::Deserializer::from_str(json);
    read_root(record, &mut trail, &mut deserializer)
        .and_then(|()| deserializer.end())
        .map_err(|error| trail.into_error(&error))
}

/// A document as text. Left to the JSON parser, each text would be checked by itself; checking the whole at once made
/// reading the example answer a sixth faster.
pub(crate) fn text(json: &[u8]) -> Result<&str, ReadError> {
    std::str::from_utf8(json).map_err(|error| ReadError::not_utf8(&error))
}

/// Reads a record from any self-describing format; the `Deserialize` of generated structures.
///
/// # Errors
///
/// Those of [`from_json`] in the format's own error type, with the path in its text. What the format itself
/// finds wrong is handed on untouched.
pub fn deserialize<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Record + Default,
    D: Deserializer<'de>,
{
    let mut record = T::default();
    let mut trail = Trail::default();
    match read_root(&mut record, &mut trail, deserializer) {
        Ok(()) => Ok(record),
        Err(error) => Err(trail.into_problem().map_or(error, D::Error::custom)),
    }
}

/// Reads an open enumeration; the `Deserialize` of generated enumerations.
///
/// # Errors
///
/// When there is something else than a text.
#[doc(hidden)]
pub fn deserialize_enum<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: OpenEnum,
    D: Deserializer<'de>,
{
    <String as serde::Deserialize>::deserialize(deserializer).map(T::from_string)
}

fn read_root<'de, D: Deserializer<'de>>(
    record: &mut dyn Record,
    trail: &mut Trail,
    deserializer: D,
) -> Result<(), D::Error> {
    let mut root = Root(record);
    let seed = ValueSeed { field: &mut root, sensitive: false, trail: &mut *trail };
    match seed.deserialize(deserializer)? {
        Given::Value => Ok(()),
        Given::Null => Err(trail.fail(ReadProblem::wrong_kind("an object", "null"))),
    }
}

/// The record at the root of a document, as the field that it is anywhere else.
struct Root<'a>(&'a mut dyn Record);

impl Field for Root<'_> {
    fn view(&self) -> View<'_> {
        View::Record(self.0)
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Record(self.0)
    }

    /// Only `null` asks for it, which is an error here.
    fn clear(&mut self) {}
}
