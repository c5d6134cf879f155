//! Why a document could not be read, and where.

use std::fmt;

use serde::de;

use super::super::path::{self, Step};

/// Why a document could not be read into a record.
///
/// `Display` is one line with the path and the reason. Values stand in it only where the field is not
/// sensitive, and long ones only with their beginning.
#[derive(Debug, Clone)]
pub struct ReadError(
    // Boxed, so that every `Result` on the way is small.
    Box<Details>,
);

#[derive(Debug, Clone)]
struct Details {
    path: String,
    problem: ReadProblem,
}

/// What is wrong with a document.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReadProblem {
    /// It is not JSON, or not only JSON.
    NotJson {
        /// What the JSON parser found, and on which line and column.
        message: String,
    },
    /// Objects and lists are nested deeper than the reader goes.
    TooDeep,
    /// An object lacks required fields; the error's path leads to the object.
    Missing {
        /// Their names on the wire.
        fields: Vec<&'static str>,
    },
    /// A value is of a kind that the field does not take.
    WrongKind {
        /// What the field takes.
        expected: &'static str,
        /// What there is.
        found: &'static str,
        /// The beginning of the value, unless it is sensitive or has no short form.
        value: Option<String>,
    },
    /// A number is beyond what the field can hold.
    OutOfRange {
        /// What it does not fit.
        expected: &'static str,
        /// The number, unless it is sensitive.
        value: Option<String>,
    },
}

/// The depth at which `serde_json` stops, which keeps a hostile document from exhausting the stack.
const MAX_DEPTH: usize = 127;
/// As many missing fields as a line of a log can carry.
const MOST_NAMES: usize = 8;

impl ReadError {
    /// Where it is wrong, such as `Versions[3].Status`; empty for the document itself.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// What is wrong.
    pub fn problem(&self) -> &ReadProblem {
        &self.0.problem
    }

    fn new(path: String, problem: ReadProblem) -> Self {
        Self(Box::new(Details { path, problem }))
    }

    pub(super) fn not_utf8(error: &std::str::Utf8Error) -> Self {
        let message = format!("byte {} is not UTF-8", error.valid_up_to() + 1);
        Self::new(String::new(), ReadProblem::NotJson { message })
    }

    fn write_place(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path().is_empty() { Ok(()) } else { write!(f, "`{}`: ", self.path()) }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.problem() {
            ReadProblem::NotJson { message } if self.path().is_empty() => {
                write!(f, "not valid JSON: {message}")
            }
            ReadProblem::NotJson { message } => write!(f, "not valid JSON at `{}`: {message}", self.path()),
            ReadProblem::TooDeep => write!(f, "nested deeper than {MAX_DEPTH} levels"),
            ReadProblem::Missing { fields } => {
                f.write_str("required but missing or null: ")?;
                for (index, field) in fields.iter().take(MOST_NAMES).enumerate() {
                    let comma = if index == 0 { "" } else { ", " };
                    write!(f, "{comma}`{}`", path::join(self.path(), field))?;
                }
                match fields.len().saturating_sub(MOST_NAMES) {
                    0 => Ok(()),
                    more => write!(f, " and {more} more"),
                }
            }
            ReadProblem::WrongKind { expected, found, value } => {
                self.write_place(f)?;
                write!(f, "expected {expected}, found {found}")?;
                value.as_ref().map_or(Ok(()), |value| write!(f, " ({value})"))
            }
            ReadProblem::OutOfRange { expected, value } => {
                self.write_place(f)?;
                write!(f, "{} does not fit {expected}", value.as_deref().unwrap_or("the number"))
            }
        }
    }
}

impl std::error::Error for ReadError {}

impl ReadProblem {
    pub(super) fn wrong_kind(expected: &'static str, found: &'static str) -> Self {
        Self::WrongKind { expected, found, value: None }
    }

    /// The same without the value.
    pub(super) fn without_value(mut self) -> Self {
        if let Self::WrongKind { value, .. } | Self::OutOfRange { value, .. } = &mut self {
            *value = None;
        }
        self
    }
}

/// What is known of an error while it travels up through serde: the format's error type has no room for it.
#[derive(Debug, Default)]
pub(crate) struct Trail {
    /// From the inside out.
    steps: Vec<Step<'static>>,
    problem: Option<ReadProblem>,
}

impl Trail {
    /// Notes `problem` and makes the error that carries the news up.
    #[cold]
    pub(crate) fn fail<E: de::Error>(&mut self, problem: ReadProblem) -> E {
        self.problem = Some(problem);
        E::custom("the document does not fit")
    }

    /// Notes that the error came out of this member or item.
    #[cold]
    pub(crate) fn came_from(&mut self, step: Step<'static>) {
        self.steps.push(step);
    }

    /// The error, if it is one of ours and not the format's.
    pub(crate) fn into_problem(self) -> Option<ReadError> {
        let path = path::render(self.steps.iter().rev());
        self.problem.map(|problem| ReadError::new(path, problem))
    }

    /// The error, be it ours or the JSON parser's.
    pub(crate) fn into_error(mut self, error: &serde_json::Error) -> ReadError {
        let problem = self.problem.take().unwrap_or_else(|| syntax(error));
        ReadError::new(path::render(self.steps.iter().rev()), problem)
    }
}

/// The parser does not tell its recursion limit from other errors but by the text.
fn syntax(error: &serde_json::Error) -> ReadProblem {
    let message = error.to_string();
    if message.starts_with("recursion limit exceeded") {
        ReadProblem::TooDeep
    } else {
        ReadProblem::NotJson { message }
    }
}
