//! Reads an object of the spec by its [`Table`]: finds keys that are unknown, missing or of the wrong form,
//! and hands out the healthy rest.

use super::document::{Document, Spanned};
use super::table::{Expect, Key, Table};
use super::value;
use crate::diag::{Diagnostic, Sink, did_you_mean, listed};
use crate::json::{Member, Node};
use crate::rules;

/// An object whose keys have been checked. A key that is missing or has an unusable value is absent here and
/// has been reported.
#[derive(Debug)]
pub(crate) struct Object<'a> {
    pub(crate) doc: &'a Document,
    pub(crate) node: &'a Node,
    members: Vec<&'a Member>,
}

impl<'a> Object<'a> {
    /// Checks `node` against `table`. `None` if it is no object at all.
    pub(crate) fn open(doc: &'a Document, node: &'a Node, table: &Table, sink: &mut Sink) -> Option<Self> {
        if !expect_object(doc, node, table.what, sink) {
            return None;
        }
        let mut members = Vec::new();
        for member in node.members() {
            match table.keys.iter().find(|key| key.name == member.key) {
                None => sink.push(unknown_key(doc, member, table)),
                Some(key) => {
                    if value::check(doc, key, &member.value, sink) {
                        members.push(member);
                    }
                }
            }
        }
        for key in table.keys.iter().filter(|key| key.required && node.get(key.name).is_none()) {
            sink.push(missing_key(doc, node, table, key));
        }
        Some(Self { doc, node, members })
    }

    fn value(&self, key: &str) -> Option<&'a Node> {
        self.members.iter().find(|member| member.key == key).map(|member| &member.value)
    }

    /// The value of a key, whatever it is.
    pub(crate) fn node(&self, key: &str) -> Option<&'a Node> {
        self.value(key)
    }

    /// The members of an object under a key: the entries of `fields`, `types`, `errors`.
    pub(crate) fn entries(&self, key: &str) -> &'a [Member] {
        self.value(key).map_or(&[], Node::members)
    }

    /// A text.
    pub(crate) fn text(&self, key: &str) -> Option<Spanned<String>> {
        self.value(key).and_then(spanned_text)
    }

    /// A text, or an empty one.
    pub(crate) fn text_or_empty(&self, key: &str) -> String {
        self.text(key).map(|text| text.value).unwrap_or_default()
    }

    /// One text or a list of texts, as a list.
    pub(crate) fn texts(&self, key: &str) -> Vec<Spanned<String>> {
        let Some(node) = self.value(key) else { return Vec::new() };
        match spanned_text(node) {
            Some(only) => vec![only],
            None => node.items().iter().filter_map(spanned_text).collect(),
        }
    }

    /// `true` or `false`.
    pub(crate) fn flag(&self, key: &str) -> Option<Spanned<bool>> {
        let node = self.value(key)?;
        node.as_bool().map(|flag| Spanned::new(flag, node.span.clone()))
    }

    /// A whole number.
    pub(crate) fn whole(&self, key: &str) -> Option<Spanned<u64>> {
        let node = self.value(key)?;
        let number = node.as_number()?.parse().ok()?;
        Some(Spanned::new(number, node.span.clone()))
    }

    /// Any number.
    pub(crate) fn number(&self, key: &str) -> Option<Spanned<f64>> {
        let node = self.value(key)?;
        let number = node.as_number()?.parse().ok()?;
        Some(Spanned::new(number, node.span.clone()))
    }

    /// A length of time, in milliseconds.
    pub(crate) fn milliseconds(&self, key: &str) -> Option<Spanned<u64>> {
        let node = self.value(key)?;
        node.as_str().and_then(value::milliseconds).map(|length| Spanned::new(length, node.span.clone()))
    }
}

/// Reports a value that should be an object and is none.
pub(crate) fn expect_object(doc: &Document, node: &Node, what: &str, sink: &mut Sink) -> bool {
    let is_object = matches!(node.value, crate::json::Value::Object(_));
    if !is_object {
        let message = format!("{what} is an object, but this is {}", node.kind());
        sink.push(doc.fault(&rules::WRONG_KIND, &node.head(), message));
    }
    is_object
}

fn spanned_text(node: &Node) -> Option<Spanned<String>> {
    node.as_str().map(|text| Spanned::new(text.to_owned(), node.span.clone()))
}

fn unknown_key(doc: &Document, member: &Member, table: &Table) -> Diagnostic {
    let names: Vec<&str> = table.keys.iter().map(|key| key.name).collect();
    let meant = did_you_mean(&member.key, names.iter().copied());
    let message = format!("unknown key `{}` of {}{meant}", member.key, table.what);
    let diagnostic = doc.fault(&rules::UNKNOWN_KEY, &member.key_span, message);
    if meant.is_empty() {
        let legal: Vec<&str> = names.into_iter().filter(|name| !name.starts_with('$')).collect();
        diagnostic.help(format!("{} may have {}", table.what, listed(&legal)))
    } else {
        diagnostic
    }
}

fn missing_key(doc: &Document, node: &Node, table: &Table, key: &Key) -> Diagnostic {
    let message = format!("{} lacks the key `{}`", table.what, key.name);
    let help = match key.expects {
        Expect::Choice(words) => format!("its value is {}", listed(words)),
        other => format!("its value is {}", other.describe()),
    };
    doc.fault(&rules::MISSING_KEY, &node.closing(), message)
        .label(format!("`{}` should stand before this", key.name))
        .help(help)
}
