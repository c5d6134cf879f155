//! The static tables that describe structures and their fields.

/// Describes one structure of an API: the fields in the order of their indices.
#[derive(Debug)]
pub struct Shape {
    /// The structure's name in Rust.
    pub name: &'static str,
    /// The fields.
    pub fields: &'static [FieldMeta],
    /// Whether members that are not listed are kept and sent.
    pub open: bool,
    /// The first paragraph of each field's documentation, in the order of the fields.
    pub docs: &'static [&'static str],
}

impl Shape {
    /// The first paragraph of the documentation of the field at `index`; empty where there is none.
    pub fn doc(&self, index: usize) -> &'static str {
        self.docs.get(index).copied().unwrap_or_default()
    }

    /// The index of the field that is called `wire` on the wire. The search begins at `hint`, the field after
    /// the last one that was found: services send fields in the documented order, with gaps where there is
    /// nothing to send.
    #[inline]
    pub fn position(&self, wire: &str, hint: usize) -> Option<usize> {
        match self.fields.get(hint) {
            Some(field) if field.wire == wire => Some(hint),
            _ => self.search(wire, hint),
        }
    }

    fn search(&self, wire: &str, from: usize) -> Option<usize> {
        let from = from.min(self.fields.len());
        let (before, after) = self.fields.split_at(from);
        // Names of one structure often begin alike. With a look at their ends first, 100 fields in the opposite
        // order are read in 14 us instead of 30.
        let last = wire.as_bytes().last();
        let is_it = |field: &FieldMeta| field.wire.as_bytes().last() == last && field.wire == wire;
        after.iter().position(is_it).map(|index| from + index).or_else(|| before.iter().position(is_it))
    }
}

/// Describes one field of a structure.
#[derive(Debug)]
pub struct FieldMeta {
    /// The name on the wire, such as `ApplicationId`.
    pub wire: &'static str,
    /// The name in Rust, such as `application_id` (without `r#`).
    pub rust: &'static str,
    /// What values it takes.
    pub kind: Kind,
    /// Whether it must be there.
    pub required: Required,
    /// Whether its value must not be shown.
    pub sensitive: bool,
    /// How a text or number is to be read.
    pub format: Format,
    /// The documented values; others may occur.
    pub values: &'static [ValueMeta],
    /// Documented limits; never enforced unless [`validate`](super::validate) is called.
    pub constraints: Constraints,
    /// Why it should no longer be used.
    pub deprecated: Option<&'static str>,
}

impl FieldMeta {
    /// A field of which nothing but name and kind is known.
    pub const fn new(wire: &'static str, rust: &'static str, kind: Kind) -> Self {
        Self {
            wire,
            rust,
            kind,
            required: Required::No,
            sensitive: false,
            format: Format::Plain,
            values: &[],
            constraints: Constraints::NONE,
            deprecated: None,
        }
    }

    /// A text.
    pub const fn text(wire: &'static str, rust: &'static str) -> Self {
        Self::new(wire, rust, Kind::Text)
    }

    /// A signed integer.
    pub const fn int(wire: &'static str, rust: &'static str) -> Self {
        Self::new(wire, rust, Kind::Int)
    }

    /// An unsigned integer.
    pub const fn uint(wire: &'static str, rust: &'static str) -> Self {
        Self::new(wire, rust, Kind::UInt)
    }

    /// A floating-point number.
    pub const fn float(wire: &'static str, rust: &'static str) -> Self {
        Self::new(wire, rust, Kind::Float)
    }

    /// A truth value.
    pub const fn boolean(wire: &'static str, rust: &'static str) -> Self {
        Self::new(wire, rust, Kind::Bool)
    }

    /// A structure.
    pub const fn record(wire: &'static str, rust: &'static str, shape: &'static Shape) -> Self {
        Self::new(wire, rust, Kind::Record(shape))
    }

    /// A list.
    pub const fn list(wire: &'static str, rust: &'static str, item: &'static Kind) -> Self {
        Self::new(wire, rust, Kind::List(item))
    }

    /// It must be there wherever the structure occurs.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = Required::Yes;
        self
    }

    /// The service demands it in requests only.
    #[must_use]
    pub const fn required_in_requests(mut self) -> Self {
        self.required = Required::InRequests;
        self
    }

    /// Marks a value that must not be shown.
    #[must_use]
    pub const fn sensitive(mut self) -> Self {
        self.sensitive = true;
        self
    }

    /// Sets how a text or number is to be read.
    #[must_use]
    pub const fn format(mut self, format: Format) -> Self {
        self.format = format;
        self
    }

    /// Sets the documented values.
    #[must_use]
    pub const fn values(mut self, values: &'static [ValueMeta]) -> Self {
        self.values = values;
        self
    }

    /// Sets the documented limits.
    #[must_use]
    pub const fn constraints(mut self, constraints: Constraints) -> Self {
        self.constraints = constraints;
        self
    }

    /// Says why the field should no longer be used.
    #[must_use]
    pub const fn deprecated(mut self, note: &'static str) -> Self {
        self.deprecated = Some(note);
        self
    }
}

/// When a field must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Required {
    /// It may be left out. In Rust it is an `Option`, or a list that may be empty.
    No,
    /// The service demands it in requests, but the structure also occurs in responses, where it may be
    /// missing. In Rust it is an `Option`.
    InRequests,
    /// It must be there wherever the structure occurs. In Rust it is a plain type.
    Yes,
}

/// What values a field takes.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// A text.
    Text,
    /// A signed 64-bit integer.
    Int,
    /// An unsigned 64-bit integer.
    UInt,
    /// A 64-bit floating-point number.
    Float,
    /// A truth value.
    Bool,
    /// A structure.
    Record(&'static Shape),
    /// A list.
    List(&'static Kind),
}

/// How a text or number is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// As it stands.
    Plain,
    /// An integer: seconds since 1970-01-01T00:00:00Z.
    UnixSeconds,
    /// A text such as `2022-01-10T08:00:00+08:00` or `2022-01-10T00:00:00Z`.
    Iso8601,
    /// A text such as `2022-01-10 08:00:00`, in the service's own time zone.
    DateTime,
    /// A text such as `2022-01-10`.
    Date,
    /// A text that is a length of time, such as `10s` or `100h0m0s`.
    Duration,
    /// A text that is itself JSON.
    Json,
    /// A text that is a URL.
    Url,
}

/// A documented value of a field.
#[derive(Debug, Clone, Copy)]
pub struct ValueMeta {
    /// The value on the wire; a number's digits where the field is a number.
    pub value: &'static str,
    /// What it means.
    pub doc: &'static str,
}

/// Documented limits of a field's value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Constraints {
    /// The least number.
    pub min: Option<f64>,
    /// The greatest number.
    pub max: Option<f64>,
    /// The fewest characters (Unicode scalar values) of a text.
    pub min_length: Option<u64>,
    /// The most characters (Unicode scalar values) of a text.
    pub max_length: Option<u64>,
    /// The fewest items of a list.
    pub min_items: Option<u64>,
    /// The most items of a list.
    pub max_items: Option<u64>,
}

impl Constraints {
    /// No limits.
    pub const NONE: Self =
        Self { min: None, max: None, min_length: None, max_length: None, min_items: None, max_items: None };
}

#[cfg(test)]
mod tests {
    use super::*;

    static SHAPE: Shape = Shape {
        name: "Shape",
        fields: &[FieldMeta::text("A", "a"), FieldMeta::text("B", "b"), FieldMeta::text("C", "c")],
        open: false,
        docs: &[],
    };

    #[test]
    fn every_field_is_found_from_every_hint() {
        for hint in [0, 1, 2, 3, usize::MAX] {
            assert_eq!(
                ["A", "B", "C", "D"].map(|wire| SHAPE.position(wire, hint)),
                [Some(0), Some(1), Some(2), None]
            );
        }
    }
}
