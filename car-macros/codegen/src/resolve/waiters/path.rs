//! Follows the path of a waiter through the types of the response.

use crate::diag::did_you_mean;
use crate::ir::PathStep;
use crate::resolve::Types;
use crate::spec::{FieldSpec, ItemType, TypeBody, TypeExpr, ValueSpec};

/// What a path leads to.
pub(super) enum Target<'a> {
    /// A text, with its documented values.
    Text(&'a [ValueSpec]),
    /// A whole number, with its documented values.
    Number { signed: bool, values: &'a [ValueSpec] },
    /// Something with a type that is reported where it stands.
    Unknown,
}

/// Walks the path. What is wrong with it is said in words.
pub(super) fn follow<'a>(
    types: &Types<'a>,
    path: &[PathStep],
    response: &'a [FieldSpec<'a>],
) -> Result<Target<'a>, String> {
    if path.iter().filter(|step| matches!(step, PathStep::Item { .. })).count() > 1 {
        return Err("a path names the key of an item once: the caller gives one value".to_owned());
    }
    let Some((last, way)) = path.split_last() else { return Ok(Target::Unknown) };
    let mut fields = response;
    for (step, next) in way.iter().zip(path.iter().skip(1)) {
        let Some((name, ty)) = enter(step, fields)? else { return Ok(Target::Unknown) };
        let Some(inner) = structure(types, ty) else {
            let next = next.field();
            return Err(format!("`{name}` has no fields, so there is no `{next}` in it"));
        };
        let Some(inner) = inner else { return Ok(Target::Unknown) };
        check_key(types, step, inner)?;
        fields = inner;
    }
    state(types, last, fields)
}

/// The field that a step goes through, if its type is known.
fn enter<'a>(
    step: &PathStep,
    fields: &'a [FieldSpec<'a>],
) -> Result<Option<(&'a str, &'a TypeExpr)>, String> {
    let name = step.field();
    let Some(field) = fields.iter().find(|field| field.wire.value == name) else {
        let meant = did_you_mean(name, fields.iter().map(|field| field.wire.value.as_str()));
        return Err(format!("the path leads to no field: there is no `{name}` there{meant}"));
    };
    let Some(ty) = field.ty.as_ref().map(|ty| &ty.value) else { return Ok(None) };
    match (ty.list, step) {
        (true, PathStep::Field(_)) => Err(format!(
            "`{name}` is a list: write `{name}[*]` for each of its items, or `{name}[Key]` for the one whose \
             field `Key` has the value that the caller gives"
        )),
        (false, PathStep::Each(_) | PathStep::Item { .. }) => {
            Err(format!("`{name}` is no list: write it without brackets"))
        }
        _ => Ok(Some((&field.wire.value, ty))),
    }
}

/// The fields of a structure: `None` if it is something else, `Some(None)` if that is not known.
#[expect(clippy::option_option, reason = "what is no structure is told, what is unknown has been told")]
fn structure<'a>(types: &Types<'a>, ty: &TypeExpr) -> Option<Option<&'a [FieldSpec<'a>]>> {
    let ItemType::Named(name) = &ty.item else { return None };
    match types.get(name).map(|ty| &ty.body) {
        Some(TypeBody::Structure { fields, .. }) => Some(Some(fields)),
        Some(TypeBody::Enumeration { .. }) => None,
        None => Some(None),
    }
}

/// The key of an item is compared with a text of the caller.
fn check_key(types: &Types<'_>, step: &PathStep, fields: &[FieldSpec<'_>]) -> Result<(), String> {
    let PathStep::Item { key, list } = step else { return Ok(()) };
    let Some(field) = fields.iter().find(|field| field.wire.value == *key) else {
        let meant = did_you_mean(key, fields.iter().map(|field| field.wire.value.as_str()));
        return Err(format!("an item of `{list}` has no field `{key}`{meant}"));
    };
    if is_sensitive(field) {
        return Err(format!("`{key}` is sensitive, and the key of an item is shown in messages"));
    }
    match field.ty.as_ref().map(|ty| target(types, &ty.value, field)) {
        Some(None) => Err(format!("`{key}` is no text and no whole number, and the key of an item is one")),
        Some(Some(_)) | None => Ok(()),
    }
}

/// The last step.
fn state<'a>(types: &Types<'a>, step: &PathStep, fields: &'a [FieldSpec<'a>]) -> Result<Target<'a>, String> {
    let Some((name, ty)) = enter(step, fields)? else { return Ok(Target::Unknown) };
    let Some(field) = fields.iter().find(|field| field.wire.value == name) else {
        return Ok(Target::Unknown);
    };
    if structure(types, ty).flatten().is_some() {
        return Err(format!("the path ends at the structure `{name}`; go on to a text or number in it"));
    }
    if let PathStep::Item { list, .. } = step {
        return Err(format!("`{list}` is no list of structures, so its items have no key"));
    }
    if is_sensitive(field) {
        return Err(format!("`{name}` is sensitive, and a state is shown in messages"));
    }
    target(types, ty, field)
        .ok_or_else(|| format!("`{name}` is no text and no whole number, and a state is one"))
}

/// What can be compared with a text: a text, an enumeration, a whole number.
fn target<'a>(types: &Types<'a>, ty: &TypeExpr, field: &'a FieldSpec<'a>) -> Option<Target<'a>> {
    match &ty.item {
        ItemType::String => Some(Target::Text(&field.values)),
        ItemType::Int => Some(Target::Number { signed: true, values: &field.values }),
        ItemType::UInt => Some(Target::Number { signed: false, values: &field.values }),
        ItemType::Float | ItemType::Bool => None,
        ItemType::Named(name) => match types.get(name).map(|ty| &ty.body) {
            Some(TypeBody::Enumeration { values }) => Some(Target::Text(values)),
            Some(TypeBody::Structure { .. }) => None,
            None => Some(Target::Unknown),
        },
    }
}

fn is_sensitive(field: &FieldSpec<'_>) -> bool {
    field.sensitive.as_ref().is_some_and(|sensitive| sensitive.value)
}
