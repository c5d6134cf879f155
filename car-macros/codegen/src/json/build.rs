//! Trees that come from no file, and how they are written: the spec files of an import, and reports.
//!
//! A file is written as [`pretty`] writes it: two blanks for each level, one member on a line, a line end
//! at the end. Nothing depends on the time, on the machine or on the order of a hash map, so the same input gives
//! the same bytes.

use std::sync::Arc;

use super::{Member, Node, Value, parse as read};
use crate::diag::Sink;
use crate::source::SourceSet;

/// A value that stands in no file yet.
fn node(value: Value) -> Node {
    Node { value, span: 0..0 }
}

pub(crate) fn text(text: impl Into<String>) -> Node {
    node(Value::String(text.into()))
}

pub(crate) fn flag(flag: bool) -> Node {
    node(Value::Bool(flag))
}

pub(crate) fn number(digits: usize) -> Node {
    node(Value::Number(digits.to_string()))
}

pub(crate) fn list(items: impl IntoIterator<Item = Node>) -> Node {
    node(Value::Array(items.into_iter().collect()))
}

pub(crate) fn texts<T: Into<String>>(items: impl IntoIterator<Item = T>) -> Node {
    list(items.into_iter().map(text))
}

pub(crate) fn object(entries: impl IntoIterator<Item = (String, Node)>) -> Node {
    let members = entries.into_iter().map(|(key, value)| Member { key, key_span: 0..0, value });
    node(Value::Object(members.collect()))
}

/// An object in the making.
#[derive(Debug, Default)]
pub(crate) struct Entries(Vec<(String, Node)>);

impl Entries {
    pub(crate) fn put(&mut self, key: impl Into<String>, value: Node) -> &mut Self {
        self.0.push((key.into(), value));
        self
    }

    /// Adds a key only where there is something to say.
    pub(crate) fn put_some(&mut self, key: &str, value: Option<Node>) -> &mut Self {
        if let Some(value) = value {
            self.put(key, value);
        }
        self
    }

    /// Adds `true`; absence says `false`.
    pub(crate) fn put_flag(&mut self, key: &str, is_set: bool) -> &mut Self {
        self.put_some(key, is_set.then(|| flag(true)))
    }

    /// Adds a text unless it is empty.
    pub(crate) fn put_text(&mut self, key: &str, value: &str) -> &mut Self {
        self.put_some(key, (!value.is_empty()).then(|| text(value)))
    }

    /// Adds a list or object unless it is empty.
    pub(crate) fn put_filled(&mut self, key: &str, value: Node) -> &mut Self {
        let is_empty = value.members().is_empty() && value.items().is_empty();
        self.put_some(key, (!is_empty).then_some(value))
    }

    pub(crate) fn into_node(self) -> Node {
        object(self.0)
    }
}

/// Reads a text as strict JSON: no duplicate keys, nothing behind the value. `None` if it is anything else.
pub(crate) fn parse(json_text: &str) -> Option<Node> {
    let set = SourceSet::from_files("", [("text", json_text)]);
    let file = Arc::clone(set.shared_files().first()?);
    let mut sink = Sink::default();
    let root = read(&file, &mut sink)?;
    sink.into_sorted().is_empty().then_some(root)
}

/// Whether two trees say the same, wherever they stand. The order of members counts.
pub(crate) fn same(a: &Node, b: &Node) -> bool {
    match (&a.value, &b.value) {
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.key == b.key && same(&a.value, &b.value))
        }
        (a, b) => a == b,
    }
}

/// The text of a spec file.
pub(crate) fn pretty(root: &Node) -> String {
    let mut out = String::new();
    write(root, 0, &mut out);
    out.push('\n');
    out
}

fn write(node: &Node, depth: usize, out: &mut String) {
    match &node.value {
        Value::Array(items) if !items.is_empty() => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                new_line(index > 0, depth + 1, out);
                write(item, depth + 1, out);
            }
            new_line(false, depth, out);
            out.push(']');
        }
        Value::Object(members) if !members.is_empty() => {
            out.push('{');
            for (index, member) in members.iter().enumerate() {
                new_line(index > 0, depth + 1, out);
                out.push_str(&text(member.key.as_str()).to_compact_json());
                out.push_str(": ");
                write(&member.value, depth + 1, out);
            }
            new_line(false, depth, out);
            out.push('}');
        }
        _ => out.push_str(&node.to_compact_json()),
    }
}

fn new_line(behind_another: bool, depth: usize, out: &mut String) {
    if behind_another {
        out.push(',');
    }
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth));
}

#[cfg(test)]
mod tests {
    use super::{parse, pretty, same};

    #[test]
    fn files_have_one_member_on_a_line() {
        let root = parse(r#"{"a":[],"b":{},"c":[1.50,"x\n\u0001"],"d":{"e":null}}"#).unwrap();
        let expected = "{\n  \"a\": [],\n  \"b\": {},\n  \"c\": [\n    1.50,\n    \"x\\n\\u0001\"\n  ],\n  \"d\": {\n    \"e\": null\n  }\n}\n";
        assert_eq!(pretty(&root), expected);
        assert!(same(&parse(&pretty(&root)).unwrap(), &root));
    }

    #[test]
    fn only_strict_json_is_read() {
        for broken in ["", "{", "{} x", "{'a': 1}", r#"{"a": 1,}"#, r#"{"a": 1, "a": 2}"#] {
            assert!(parse(broken).is_none(), "{broken}");
        }
    }

    #[test]
    fn places_do_not_count_and_order_does() {
        let parsed = |text| parse(text).unwrap();
        assert!(same(&parsed(r#"{"a": [1]}"#), &parsed(r#"{ "a" : [ 1 ] }"#)));
        assert!(!same(&parsed(r#"{"a": 1, "b": 2}"#), &parsed(r#"{"b": 2, "a": 1}"#)));
    }
}
