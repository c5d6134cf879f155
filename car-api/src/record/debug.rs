//! `Debug` for any [`Record`], fit for logs.
//!
//! It looks like a derived `Debug`, with three differences. What is absent is left out, so that a structure
//! with a hundred optional fields shows the three that are there. What is there is shown without `Some(..)`.
//! What is secret or marked sensitive reads `[masked]`, at any depth. Of members that the spec does not list
//! only the names are shown, as nobody knows whether they are sensitive.

use std::fmt;

use super::list::items;
use super::{Extra, Field, Record, View};

/// What stands in the place of a value that must not be shown.
pub(crate) const MASK: &str = "[masked]";

/// Writes a record as `Debug` would; the `Debug` of generated structures.
///
/// # Errors
///
/// Those of the formatter.
pub fn debug(record: &dyn Record, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let shape = record.shape();
    let mut out = f.debug_struct(shape.name);
    for (index, meta) in shape.fields.iter().enumerate() {
        let Some(field) = record.get(index).filter(|field| !field.is_absent()) else { continue };
        match field.view() {
            // A secret masks itself, and tells when it is empty.
            View::Secret(secret) => out.field(meta.rust, secret),
            _ if meta.sensitive => out.field(meta.rust, &format_args!("{MASK}")),
            _ => out.field(meta.rust, &Value(field)),
        };
    }
    if let Some(extra) = record.extra().filter(|extra| !extra.is_empty()) {
        out.field("extra", &Names(extra));
    }
    out.finish()
}

struct Value<'a>(&'a dyn Field);

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.view() {
            View::Absent => f.write_str("None"),
            View::Text(text) => fmt::Debug::fmt(text, f),
            View::Secret(secret) => fmt::Debug::fmt(secret, f),
            View::Int(number) => fmt::Debug::fmt(&number, f),
            View::UInt(number) => fmt::Debug::fmt(&number, f),
            View::Float(number) => fmt::Debug::fmt(&number, f),
            View::Bool(truth) => fmt::Debug::fmt(&truth, f),
            View::Record(record) => debug(record, f),
            View::List(list) => f.debug_list().entries(items(list).map(Value)).finish(),
        }
    }
}

struct Names<'a>(&'a Extra);

impl fmt::Debug for Names<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}
