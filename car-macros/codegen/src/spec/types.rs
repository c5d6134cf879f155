//! Decodes `types`: structures and enumerations, in `_types.json` or in an action's file.

use super::document::{Document, Spanned};
use super::field::{self, FieldSpec, ValueSpec};
use super::object::Object;
use super::table;
use super::type_expr::{BUILT_IN, is_type_name};
use crate::diag::Sink;
use crate::json::Member;
use crate::pointer;
use crate::rules;

/// A type as the spec describes it.
#[derive(Debug)]
pub(crate) struct TypeSpec<'a> {
    pub(crate) document: &'a Document,
    /// The key under which the type stands.
    pub(crate) name: Spanned<String>,
    pub(crate) doc: Option<String>,
    /// Whether there is a `doc`, even one that is wrong and reported.
    pub(crate) is_documented: bool,
    pub(crate) rust_name: Option<Spanned<String>>,
    pub(crate) body: TypeBody<'a>,
}

impl TypeSpec<'_> {
    /// Where it comes from: `car/_types.json#/types/Filter`.
    pub(crate) fn source(&self) -> String {
        format!("{}#/types/{}", self.document.shown(), pointer::escape(&self.name.value))
    }
}

/// What a type is.
#[derive(Debug)]
pub(crate) enum TypeBody<'a> {
    Structure { fields: Vec<FieldSpec<'a>>, open: bool },
    Enumeration { values: Vec<ValueSpec> },
}

/// Decodes `_types.json`.
pub(super) fn decode_file<'a>(doc: &'a Document, sink: &mut Sink) -> Vec<TypeSpec<'a>> {
    match Object::open(doc, &doc.root, &table::TYPES, sink) {
        Some(object) => decode_all(doc, object.entries("types"), sink),
        None => Vec::new(),
    }
}

/// Decodes the entries of `types`.
pub(super) fn decode_all<'a>(doc: &'a Document, members: &'a [Member], sink: &mut Sink) -> Vec<TypeSpec<'a>> {
    members.iter().filter_map(|member| decode(doc, member, sink)).collect()
}

fn decode<'a>(doc: &'a Document, member: &'a Member, sink: &mut Sink) -> Option<TypeSpec<'a>> {
    if !check_name(doc, member, sink) {
        return None;
    }
    let object = Object::open(doc, &member.value, &table::TYPE, sink)?;
    Some(TypeSpec {
        document: doc,
        name: Spanned::new(member.key.clone(), member.key_span.clone()),
        doc: object.text("doc").map(|text| text.value),
        is_documented: member.value.get("doc").is_some(),
        rust_name: object.text("rust_name"),
        body: decode_body(doc, member, &object, sink)?,
    })
}

fn decode_body<'a>(
    doc: &'a Document,
    member: &Member,
    object: &Object<'a>,
    sink: &mut Sink,
) -> Option<TypeBody<'a>> {
    let has = |key| member.value.get(key).is_some();
    let problem = match (has("fields"), has("enum")) {
        (true, false) => {
            let fields = field::decode_all(doc, object.entries("fields"), sink);
            let open = object.flag("open").is_some_and(|flag| flag.value);
            return Some(TypeBody::Structure { fields, open });
        }
        (false, true) if !has("open") => {
            let values = field::decode_values(object, sink);
            return Some(TypeBody::Enumeration { values });
        }
        (false, true) => "an enumeration has no `open`: it always takes values that are not listed",
        (true, true) => "a type has either `fields` or `enum`, not both",
        (false, false) => "a type has either `fields` (a structure) or `enum` (an enumeration of texts)",
    };
    sink.push(doc.fault(&rules::TYPE_BODY, &member.key_span, problem));
    None
}

/// Whether a spec can define a type of this name.
#[cfg(feature = "cli")]
pub(crate) fn is_free_type_name(name: &str) -> bool {
    is_type_name(name) && !is_built_in(name)
}

fn is_built_in(name: &str) -> bool {
    BUILT_IN.contains(&name) || name == "list"
}

fn check_name(doc: &Document, member: &Member, sink: &mut Sink) -> bool {
    let name = member.key.as_str();
    let message = if name.trim().is_empty() {
        "a type has an empty name".to_owned()
    } else if is_built_in(name) {
        format!("a type cannot be called `{name}`: that is a built-in type")
    } else if !is_type_name(name) {
        format!("a type cannot be called `{name}`: its name is made of ASCII letters, digits and underscores")
    } else {
        return true;
    };
    sink.push(doc.fault(&rules::TYPE_NAME, &member.key_span, message));
    false
}
