//! Holds a request, as JSON, to its table, the way the service does.
//!
//! The emulator answers with the service's own error codes, so this check is strict where the reader is
//! forgiving: the service refuses a number in quotes. `null` counts as absent.

use std::fmt;

use serde_json::Value;

use super::limits::Limit;
use super::path::{self, Step};
use super::{Constraints, Kind, Required, Shape};

/// One thing about a request that the service would refuse.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct RequestProblem {
    /// Where, such as `Filters[0].Name`; empty for the request as a whole.
    pub path: String,
    /// What.
    pub kind: RequestProblemKind,
}

/// What the service would refuse.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum RequestProblemKind {
    /// A required parameter is absent.
    MissingParameter,
    /// There is no such parameter.
    UnknownParameter,
    /// A value is not of the documented type.
    WrongType {
        /// The documented type.
        expected: &'static str,
        /// What there is.
        found: &'static str,
    },
    /// A documented limit is not kept.
    OutOfRange(Limit),
}

impl fmt::Display for RequestProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "`{}`: ", self.path)?;
        }
        match self.kind {
            RequestProblemKind::MissingParameter => f.write_str("required but missing"),
            RequestProblemKind::UnknownParameter => f.write_str("no such parameter"),
            RequestProblemKind::WrongType { expected, found } => {
                write!(f, "expected {expected}, found {found}")
            }
            RequestProblemKind::OutOfRange(limit) => write!(f, "{limit}"),
        }
    }
}

/// Everything about `request` that a service with this table would refuse: parameters in the table's order,
/// then those that it does not list.
pub fn check_request(shape: &'static Shape, request: &Value) -> Vec<RequestProblem> {
    let mut check = Check::default();
    check.record(shape, request);
    check.found
}

#[derive(Default)]
struct Check<'a> {
    steps: Vec<Step<'a>>,
    found: Vec<RequestProblem>,
}

impl<'a> Check<'a> {
    fn record(&mut self, shape: &'static Shape, value: &'a Value) {
        let Value::Object(members) = value else { return self.wrong_type("an object", value) };
        for meta in shape.fields {
            self.steps.push(Step::Member(meta.wire.into()));
            match members.get(meta.wire) {
                None | Some(Value::Null) if meta.required == Required::No => {}
                None | Some(Value::Null) => self.report(RequestProblemKind::MissingParameter),
                Some(value) => self.value(meta.kind, &meta.constraints, value),
            }
            self.steps.pop();
        }
        if shape.open {
            return;
        }
        for name in members.keys() {
            if !shape.fields.iter().any(|field| field.wire == name) {
                self.steps.push(Step::Member(name.as_str().into()));
                self.report(RequestProblemKind::UnknownParameter);
                self.steps.pop();
            }
        }
    }

    fn value(&mut self, kind: Kind, limits: &Constraints, value: &'a Value) {
        let broken = match (kind, value) {
            (Kind::Record(shape), value) => return self.record(shape, value),
            (Kind::List(kind), Value::Array(items)) => {
                if let Some(limit) = limits.broken_by_items(items.len()) {
                    self.report(RequestProblemKind::OutOfRange(limit));
                }
                for (index, item) in items.iter().enumerate() {
                    self.steps.push(Step::Item(index));
                    self.value(*kind, limits, item);
                    self.steps.pop();
                }
                return;
            }
            (Kind::Text, Value::String(text)) => limits.broken_by_text(text),
            (Kind::Bool, Value::Bool(_)) => None,
            (Kind::Float, Value::Number(number)) => {
                number.as_f64().and_then(|number| limits.broken_by_number(number))
            }
            (Kind::Int | Kind::UInt, Value::Number(number)) => match whole(kind, number) {
                Ok(number) => limits.broken_by_number(number),
                Err(problem) => return self.report(problem),
            },
            (Kind::Text, _) => return self.wrong_type("a text", value),
            (Kind::Int | Kind::UInt, _) => return self.wrong_type("a whole number", value),
            (Kind::Float, _) => return self.wrong_type("a number", value),
            (Kind::Bool, _) => return self.wrong_type("true or false", value),
            (Kind::List(_), _) => return self.wrong_type("a list", value),
        };
        if let Some(limit) = broken {
            self.report(RequestProblemKind::OutOfRange(limit));
        }
    }

    fn wrong_type(&mut self, expected: &'static str, value: &Value) {
        let found = match value {
            Value::Null => "null",
            Value::Bool(_) => "a truth value",
            Value::Number(_) => "a number",
            Value::String(_) => "a text",
            Value::Array(_) => "a list",
            Value::Object(_) => "an object",
        };
        self.report(RequestProblemKind::WrongType { expected, found });
    }

    fn report(&mut self, kind: RequestProblemKind) {
        self.found.push(RequestProblem { path: path::render(self.steps.iter()), kind });
    }
}

/// The number, if it is a whole one that the kind can hold.
#[allow(clippy::cast_precision_loss, reason = "limits are floats, and far from where it matters")]
fn whole(kind: Kind, number: &serde_json::Number) -> Result<f64, RequestProblemKind> {
    let wrong = |expected, found| RequestProblemKind::WrongType { expected, found };
    let signed = matches!(kind, Kind::Int);
    match (number.as_i64(), number.as_u64()) {
        (Some(number), _) if signed => Ok(number as f64),
        (_, Some(number)) if !signed => Ok(number as f64),
        (Some(_), None) => Err(wrong("an unsigned integer", "a negative number")),
        (None, Some(_)) => Err(wrong("a signed 64-bit integer", "a larger number")),
        _ => Err(wrong("a whole number", "a number with a fraction")),
    }
}
