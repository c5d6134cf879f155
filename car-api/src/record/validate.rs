//! Holds a record to what its table documents, for those who ask.
//!
//! Nothing here runs on its own: the tables can be older than the service, and a call that the service would
//! accept must not fail at home. Documented values are not held against anyone, because enumerations grow.

use std::fmt;

use super::limits::Limit;
use super::list::items;
use super::path::{self, Step};
use super::{Constraints, Field, Record, Required, View};

/// One thing about a record that its table forbids.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Violation {
    /// Where, such as `Filters[0].Name`.
    pub path: String,
    /// What.
    pub kind: ViolationKind,
}

/// What a table forbids.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum ViolationKind {
    /// A field that requests must have is absent.
    Missing,
    /// A documented limit is not kept.
    OutOfRange(Limit),
    /// A float is infinite or not a number, which JSON cannot express.
    NotFinite,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: ", self.path)?;
        match self.kind {
            ViolationKind::Missing => f.write_str("required but missing"),
            ViolationKind::OutOfRange(limit) => write!(f, "{limit}"),
            ViolationKind::NotFinite => f.write_str("not a finite number"),
        }
    }
}

/// Everything about `record`, as it would be sent, that its table forbids, in the table's order.
///
/// A field counts as missing where its type can tell, that is, where it is an `Option`.
pub fn validate(record: &dyn Record) -> Vec<Violation> {
    let mut visit = Visit::default();
    visit.record(record);
    visit.found
}

#[derive(Default)]
struct Visit {
    steps: Vec<Step<'static>>,
    found: Vec<Violation>,
}

impl Visit {
    fn record(&mut self, record: &dyn Record) {
        for (index, meta) in record.shape().fields.iter().enumerate() {
            let Some(field) = record.get(index) else { continue };
            self.steps.push(Step::Member(meta.wire.into()));
            match field.view() {
                View::Absent if meta.required != Required::No => self.report(ViolationKind::Missing),
                _ if field.is_absent() && meta.required == Required::No => {}
                _ => self.field(field, &meta.constraints),
            }
            self.steps.pop();
        }
    }

    fn field(&mut self, field: &dyn Field, limits: &Constraints) {
        #[allow(clippy::cast_precision_loss, reason = "limits are floats, and far from where it matters")]
        let broken = match field.view() {
            View::Absent | View::Bool(_) => None,
            View::Text(text) => limits.broken_by_text(text),
            View::Secret(secret) => limits.broken_by_text(secret.expose()),
            View::Int(number) => limits.broken_by_number(number as f64),
            View::UInt(number) => limits.broken_by_number(number as f64),
            View::Float(number) if !number.is_finite() => return self.report(ViolationKind::NotFinite),
            View::Float(number) => limits.broken_by_number(number),
            View::Record(record) => return self.record(record),
            View::List(list) => {
                if let Some(limit) = limits.broken_by_items(list.len()) {
                    self.report(ViolationKind::OutOfRange(limit));
                }
                for (index, item) in items(list).enumerate() {
                    self.steps.push(Step::Item(index));
                    self.field(item, limits);
                    self.steps.pop();
                }
                return;
            }
        };
        if let Some(limit) = broken {
            self.report(ViolationKind::OutOfRange(limit));
        }
    }

    fn report(&mut self, kind: ViolationKind) {
        self.found.push(Violation { path: path::render(self.steps.iter()), kind });
    }
}
