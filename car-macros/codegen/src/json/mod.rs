//! JSON as a tree in which every value and every key knows where it stands in the file.
//!
//! serde would give one error per file, at the end of the bad value, and would silently keep the last of two
//! equal keys. The tree keeps what a good message needs: positions, the order of members, and numbers as they
//! were written.

#[cfg(feature = "cli")]
pub(crate) mod build;
mod parse;
mod strict;
mod write;

use std::ops::Range;

pub(crate) use parse::parse;

use crate::diag::{Diagnostic, Sink};
use crate::source::SourceSet;

/// Reads a text on its own, by the same rules as a spec file.
///
/// # Errors
///
/// When it is not strict JSON, or has a key twice: all that is wrong with it.
pub fn from_text(text: &str) -> Result<Node, Vec<Diagnostic>> {
    let set = SourceSet::from_files("", [("text", text)]);
    let mut sink = Sink::default();
    let root = set.shared_files().first().and_then(|file| parse(file, &mut sink));
    match root {
        Some(root) if sink.len() == 0 => Ok(root),
        _ => Err(sink.into_sorted()),
    }
}

/// A range of bytes in a file's text.
pub type Span = Range<usize>;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where it stands, brackets and quotes included.
    pub span: Span,
}

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as it was written.
    Number(String),
    /// A text, with its escapes resolved.
    String(String),
    /// A list.
    Array(Vec<Node>),
    /// An object; its keys are all different.
    Object(Vec<Member>),
}

/// A key of an object with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// The key, with its escapes resolved.
    pub key: String,
    /// Where the key stands, quotes included.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

impl Node {
    /// The value of a key, if this is an object that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.members().iter().find(|member| member.key == key).map(|member| &member.value)
    }

    /// The members of an object; of anything else, none.
    pub fn members(&self) -> &[Member] {
        match &self.value {
            Value::Object(members) => members,
            _ => &[],
        }
    }

    /// The items of a list; of anything else, none.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::Array(items) => items,
            _ => &[],
        }
    }

    /// The text, if this is one.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The truth value, if this is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self.value {
            Value::Bool(flag) => Some(flag),
            _ => None,
        }
    }

    /// The digits of a number, if this is one.
    pub fn as_number(&self) -> Option<&str> {
        match &self.value {
            Value::Number(digits) => Some(digits),
            _ => None,
        }
    }

    /// What kind of value this is, with its article: `a text`, `an object`.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "a truth value",
            Value::Number(_) => "a number",
            Value::String(_) => "a text",
            Value::Array(_) => "a list",
            Value::Object(_) => "an object",
        }
    }

    /// Where a caret shows the value best: all of a scalar, the opening bracket of a list or object.
    pub(crate) fn head(&self) -> Span {
        match self.value {
            Value::Array(_) | Value::Object(_) => self.span.start..self.span.start + 1,
            _ => self.span.clone(),
        }
    }

    /// Where something is missing from a list or object: its closing bracket.
    pub(crate) fn closing(&self) -> Span {
        match self.value {
            Value::Array(_) | Value::Object(_) => self.span.end.saturating_sub(1)..self.span.end,
            _ => self.span.clone(),
        }
    }
}
