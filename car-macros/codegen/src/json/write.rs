//! Writes a tree back as JSON, without positions.

use serde_json::Value as Escaper;

use super::{Member, Node, Value};

impl Node {
    /// The value as JSON without spaces or line breaks; numbers as they were written.
    pub fn to_compact_json(&self) -> String {
        let mut out = String::new();
        write(self, &mut out);
        out
    }
}

fn write(node: &Node, out: &mut String) {
    match &node.value {
        Value::Null => out.push_str("null"),
        Value::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Value::Number(digits) => out.push_str(digits),
        Value::String(text) => write_text(text, out),
        Value::Array(items) => write_joined('[', items, ']', out, write),
        Value::Object(members) => write_joined('{', members, '}', out, write_member),
    }
}

fn write_member(member: &Member, out: &mut String) {
    write_text(&member.key, out);
    out.push(':');
    write(&member.value, out);
}

/// Escaping has corners enough (surrogates, control characters) to leave it to `serde_json`.
fn write_text(text: &str, out: &mut String) {
    out.push_str(&Escaper::from(text).to_string());
}

fn write_joined<T>(open: char, items: &[T], close: char, out: &mut String, each: fn(&T, &mut String)) {
    out.push(open);
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        each(item, out);
    }
    out.push(close);
}
