//! Structures as tables.
//!
//! A service has hundreds of structures, and a derived reader and writer for each is what makes generated
//! clients slow to compile. Here the generator emits, per structure, a plain Rust struct, a static table of
//! its fields ([`Shape`]) and two matches from a field's index to the field ([`Record::get`] and
//! [`Record::slot`]). Everything else (reading JSON, writing JSON, `Debug` with masked secrets, validating)
//! is written once, in this module, over `dyn Record`.

mod check;
mod debug;
mod fingerprint;
mod generated;
mod limits;
mod list;
mod mask;
mod open_enum;
mod path;
mod read;
mod shape;
mod untyped;
mod validate;
mod values;
mod write;

use std::fmt;

pub use check::{RequestProblem, RequestProblemKind, check_request};
pub use debug::debug;
pub use limits::Limit;
pub use list::List;
pub use mask::masked_json;
pub use open_enum::{OpenEnum, OpenEnumSlot};
pub use read::{ReadError, ReadProblem, deserialize, deserialize_enum, from_json, read_into};
pub use shape::{Constraints, FieldMeta, Format, Kind, Required, Shape, ValueMeta};
pub use validate::{Violation, ViolationKind, validate};
pub use write::{serialize, to_json};

pub(crate) use debug::MASK;
pub(crate) use fingerprint::fingerprint;
pub(crate) use list::items;
pub(crate) use path::Step;
pub(crate) use read::{Key, KeySeed, Members, Trail, clear, text};
pub(crate) use untyped::Untyped;

/// For generated code, which may stand in a crate that does not depend on serde.
#[doc(hidden)]
pub use serde as __serde;

use crate::Secret;

/// The members of an open structure that its spec does not list, as they were received.
pub type Extra = serde_json::Map<String, serde_json::Value>;

/// A structure whose fields can be reached by index, as listed by its [`Shape`].
///
/// Implemented by generated code; usable as `dyn Record`.
pub trait Record: fmt::Debug + Send + Sync {
    /// The table that describes the fields, in the order of their indices.
    fn shape(&self) -> &'static Shape;

    /// The field at `index`, or `None` past the last.
    fn get(&self, index: usize) -> Option<&dyn Field>;

    /// The field at `index` for writing, or `None` past the last.
    fn slot(&mut self, index: usize) -> Option<&mut dyn Field>;

    /// Members that the spec does not list; `None` unless the spec calls the structure `open`.
    fn extra(&self) -> Option<&Extra> {
        None
    }

    /// Like [`extra`](Self::extra), for writing.
    fn extra_mut(&mut self) -> Option<&mut Extra> {
        None
    }
}

/// The field that is called `wire` on the wire.
pub(crate) fn field<'a>(record: &'a dyn Record, wire: &str) -> Option<&'a dyn Field> {
    record.get(record.shape().position(wire, 0)?)
}

/// Like [`field`], for writing.
pub(crate) fn field_mut<'a>(record: &'a mut dyn Record, wire: &str) -> Option<&'a mut dyn Field> {
    let index = record.shape().position(wire, 0)?;
    record.slot(index)
}

/// What a field of a [`Record`] can be: a scalar, a secret, an open enumeration, a structure, a list of
/// those, or an `Option` of any.
pub trait Field: Send + Sync {
    /// What the field holds.
    fn view(&self) -> View<'_>;

    /// A place to put a value, made present first if the field is absent.
    fn slot(&mut self) -> Slot<'_>;

    /// Takes the value away: `None`, an empty list, an empty text, zero.
    fn clear(&mut self);

    /// Whether leaving the field out says the same as sending it: an optional field without a value, or a
    /// list outside an `Option` that is empty.
    fn is_absent(&self) -> bool {
        matches!(self.view(), View::Absent)
    }
}

/// What a [`Field`] holds, seen without its Rust type.
#[derive(Debug)]
pub enum View<'a> {
    /// An optional field without a value.
    Absent,
    /// A text, or the wire value of an open enumeration.
    Text(&'a str),
    /// A text that must not be shown.
    Secret(&'a Secret),
    /// A signed integer.
    Int(i64),
    /// An unsigned integer.
    UInt(u64),
    /// A floating-point number.
    Float(f64),
    /// A truth value.
    Bool(bool),
    /// A nested structure.
    Record(&'a dyn Record),
    /// A list; it may be empty.
    List(&'a dyn List),
}

/// A place to put a field's value, seen without its Rust type.
pub enum Slot<'a> {
    /// A text.
    Text(&'a mut String),
    /// A text that must not be shown.
    Secret(&'a mut Secret),
    /// An open enumeration of texts.
    Enum(&'a mut dyn OpenEnumSlot),
    /// A signed integer.
    Int(&'a mut i64),
    /// An unsigned integer.
    UInt(&'a mut u64),
    /// A floating-point number.
    Float(&'a mut f64),
    /// A truth value.
    Bool(&'a mut bool),
    /// A nested structure.
    Record(&'a mut dyn Record),
    /// A list.
    List(&'a mut dyn List),
}

/// Names the kind only: the value may be one that must not be shown.
impl fmt::Debug for Slot<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text(_) => "Text",
            Self::Secret(_) => "Secret",
            Self::Enum(_) => "Enum",
            Self::Int(_) => "Int",
            Self::UInt(_) => "UInt",
            Self::Float(_) => "Float",
            Self::Bool(_) => "Bool",
            Self::Record(_) => "Record",
            Self::List(_) => "List",
        })
    }
}
