//! The little language of `type`: `string`, `list<int>`, `Filter`, `list<Filter>`.

use super::document::{Document, Spanned};
use crate::diag::Sink;
use crate::rules;

/// The types that need no definition.
pub(crate) const BUILT_IN: &[&str] = &["string", "int", "uint", "float", "bool"];

/// The value of `type`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TypeExpr {
    pub(crate) list: bool,
    pub(crate) item: ItemType,
}

/// A type that is no list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ItemType {
    String,
    Int,
    UInt,
    Float,
    Bool,
    /// A structure or enumeration, by the name that `types` gives it.
    Named(String),
}

impl TypeExpr {
    /// Whether it is `int` or `uint`.
    pub(crate) fn is_whole_number(&self) -> bool {
        !self.list && matches!(self.item, ItemType::Int | ItemType::UInt)
    }

    /// Whether it is `string`.
    pub(crate) fn is_text(&self) -> bool {
        !self.list && self.item == ItemType::String
    }
}

/// Reads the value of `type`. `None` means that it has been reported.
pub(super) fn parse(doc: &Document, text: &Spanned<String>, sink: &mut Sink) -> Option<TypeExpr> {
    let written = text.value.as_str();
    let (list, item) = match written.strip_prefix("list<").map(|rest| rest.strip_suffix('>')) {
        Some(Some(item)) => (true, item),
        Some(None) => {
            let message = format!("`{written}` lacks the `>` at its end");
            sink.push(doc.fault(&rules::TYPE_SYNTAX, &text.span, message));
            return None;
        }
        None => (false, written),
    };
    if item.starts_with("list<") {
        let message = format!("`{written}` is a list of lists, which the service does not have");
        let help =
            "define a structure with a list field under `types`, and make this a list of that structure";
        sink.push(doc.fault(&rules::LIST_OF_LISTS, &text.span, message).help(help));
        return None;
    }
    let item = item_type(item);
    if item.is_none() {
        let message = format!("`{written}` is no type");
        let help = format!(
            "a type is `{}`, the name of a structure or enumeration, or `list<...>` of one of these",
            BUILT_IN.join("`, `")
        );
        sink.push(doc.fault(&rules::TYPE_SYNTAX, &text.span, message).help(help));
    }
    item.map(|item| TypeExpr { list, item })
}

fn item_type(name: &str) -> Option<ItemType> {
    match name {
        "string" => Some(ItemType::String),
        "int" => Some(ItemType::Int),
        "uint" => Some(ItemType::UInt),
        "float" => Some(ItemType::Float),
        "bool" => Some(ItemType::Bool),
        _ if is_type_name(name) => Some(ItemType::Named(name.to_owned())),
        _ => None,
    }
}

/// Whether a type of the spec can be called so: a letter, then letters, digits and underscores.
pub(super) fn is_type_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
