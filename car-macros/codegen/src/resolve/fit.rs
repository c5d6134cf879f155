//! Whether a JSON value fits a type: examples, sample values and defaults are held to the spec around them.

use super::Types;
use crate::diag::{Sink, did_you_mean};
use crate::json::{Member, Node, Value};
use crate::rules;
use crate::spec::{Demand, Document, FieldSpec, ItemType, TypeBody, TypeExpr};

/// Which way a value goes; what is required depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Request,
    Response,
}

/// Holds values of one file to the types of the service.
#[derive(Clone, Copy)]
pub(super) struct Fit<'a> {
    pub(super) types: &'a Types<'a>,
    pub(super) doc: &'a Document,
    pub(super) direction: Direction,
}

/// Fields that the members of an object are held to.
pub(super) struct Structure<'a> {
    /// The file that lists the fields.
    pub(super) home: &'a Document,
    pub(super) fields: &'a [FieldSpec<'a>],
    pub(super) others: Others<'a>,
}

/// Which members may be there beside the fields.
pub(super) enum Others<'a> {
    None,
    Only(&'a str),
    Any,
}

impl Structure<'_> {
    fn admits(&self, member: &str) -> bool {
        match self.others {
            Others::None => false,
            Others::Only(name) => name == member,
            Others::Any => true,
        }
    }
}

impl Fit<'_> {
    /// Reports where `node` does not fit `ty`.
    pub(super) fn value(&self, node: &Node, ty: &TypeExpr, sink: &mut Sink) {
        if !ty.list {
            return self.item(node, &ty.item, sink);
        }
        match &node.value {
            Value::Array(items) => items.iter().for_each(|item| self.item(item, &ty.item, sink)),
            _ => self.misfit(node, "a list", sink),
        }
    }

    /// Reports where an object does not fit the fields of a structure.
    pub(super) fn object(&self, node: &Node, structure: &Structure<'_>, sink: &mut Sink) {
        for member in node.members() {
            match structure.fields.iter().find(|field| field.wire.value == member.key) {
                Some(field) => self.field(member, field, sink),
                None if structure.admits(&member.key) => {}
                None => self.unknown(member, structure.fields, sink),
            }
        }
        for field in structure.fields.iter().filter(|field| self.is_required(field)) {
            if node.get(&field.wire.value).is_none() {
                let message = format!("`{}` is required, and missing here", field.wire.value);
                let diagnostic = self.doc.fault(&rules::EXAMPLE_MISSING, &node.closing(), message);
                let demanded_at = field.demand_span.as_ref().unwrap_or(&field.wire.span);
                sink.push(diagnostic.also(structure.home.place(demanded_at), "it is required here"));
            }
        }
    }

    fn field(&self, member: &Member, field: &FieldSpec<'_>, sink: &mut Sink) {
        let may_be_null = self.direction == Direction::Response && !self.is_required(field);
        if member.value.value == Value::Null && may_be_null {
            return;
        }
        if let Some(ty) = &field.ty {
            self.value(&member.value, &ty.value, sink);
        }
    }

    fn item(&self, node: &Node, item: &ItemType, sink: &mut Sink) {
        let (fits, expected) = match item {
            ItemType::String => (node.as_str().is_some(), "a text"),
            ItemType::Bool => (node.as_bool().is_some(), "`true` or `false`"),
            ItemType::Float => (node.as_number().is_some(), "a number"),
            ItemType::Int => (is_number::<i64>(node), "a whole number of 64 bits"),
            ItemType::UInt => (is_number::<u64>(node), "a whole number of 64 bits that is not negative"),
            ItemType::Named(name) => return self.named(node, name, sink),
        };
        if !fits {
            self.misfit(node, expected, sink);
        }
    }

    fn named(&self, node: &Node, name: &str, sink: &mut Sink) {
        // A name without a type is reported where it stands.
        let Some(ty) = self.types.get(name) else { return };
        match (&ty.body, &node.value) {
            (TypeBody::Structure { fields, open }, Value::Object(_)) => {
                let others = if *open { Others::Any } else { Others::None };
                self.object(node, &Structure { home: ty.document, fields, others }, sink);
            }
            (TypeBody::Structure { .. }, _) => self.misfit(node, &format!("an object (`{name}`)"), sink),
            (TypeBody::Enumeration { .. }, Value::String(_)) => {}
            (TypeBody::Enumeration { .. }, _) => self.misfit(node, "a text", sink),
        }
    }

    fn is_required(&self, field: &FieldSpec<'_>) -> bool {
        match field.demand {
            Demand::Always => true,
            Demand::InRequests => self.direction == Direction::Request,
            Demand::InResponses => self.direction == Direction::Response,
            Demand::Never => false,
        }
    }

    fn misfit(&self, node: &Node, expected: &str, sink: &mut Sink) {
        let message = format!("this should be {expected}, but it is {}", describe(node));
        sink.push(self.doc.fault(&rules::EXAMPLE_MISFIT, &node.head(), message));
    }

    fn unknown(&self, member: &Member, fields: &[FieldSpec<'_>], sink: &mut Sink) {
        let names = fields.iter().map(|field| field.wire.value.as_str());
        let meant = did_you_mean(&member.key, names);
        let message = format!("the spec knows no `{}` here{meant}", member.key);
        sink.push(self.doc.fault(&rules::EXAMPLE_UNKNOWN, &member.key_span, message));
    }
}

fn is_number<T: std::str::FromStr>(node: &Node) -> bool {
    node.as_number().is_some_and(|digits| digits.parse::<T>().is_ok())
}

fn describe(node: &Node) -> String {
    match &node.value {
        Value::Number(digits) => format!("the number {digits}"),
        _ => node.kind().to_owned(),
    }
}
