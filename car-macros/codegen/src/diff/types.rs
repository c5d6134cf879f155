//! Compares the structures and enumerations of a service.

use std::collections::BTreeMap;

use super::{Changes, pair, records};
use crate::ir::{EnumValue, OpenEnum, Service, TypeDef};

pub(super) fn compare(old: &Service, new: &Service, changes: &mut Changes) {
    let by_name = |service: &'_ Service| -> BTreeMap<String, TypeDef> {
        service.types.iter().map(|ty| (ty.rust_name().to_owned(), ty.clone())).collect()
    };
    let (old, new) = (by_name(old), by_name(new));
    for (name, ty) in &old {
        let place = format!("types.{name}");
        match new.get(name) {
            Some(other) => compare_type(&place, ty, other, changes),
            // Its name in the spec may have stayed, and only that in Rust has changed.
            None => match new
                .iter()
                .find(|(name, other)| !old.contains_key(*name) && wire_name(other) == wire_name(ty))
            {
                Some((renamed, other)) if wire_name(ty).is_some() => {
                    changes.breaking(&place, format!("is called `{renamed}` in Rust now"));
                    compare_type(&place, ty, other, changes);
                }
                _ => changes.breaking(&place, "was removed, or nothing uses it any more"),
            },
        }
    }
    for (name, ty) in &new {
        let was_renamed = wire_name(ty).is_some()
            && old
                .iter()
                .any(|(before, other)| !new.contains_key(before) && wire_name(other) == wire_name(ty));
        if !old.contains_key(name) && !was_renamed {
            changes.additive(&format!("types.{name}"), "is new");
        }
    }
}

fn compare_type(place: &str, old: &TypeDef, new: &TypeDef, changes: &mut Changes) {
    match (old, new) {
        (TypeDef::Record(old), TypeDef::Record(new)) => records::compare(place, old, new, changes),
        (TypeDef::Enum(old), TypeDef::Enum(new)) => compare_enum(place, old, new, changes),
        _ => changes.breaking(place, "is another kind of type: structure and enumeration changed places"),
    }
}

fn compare_enum(place: &str, old: &OpenEnum, new: &OpenEnum, changes: &mut Changes) {
    changes.text(place, "the documentation", &old.doc, &new.doc);
    for (old, new) in pair(&old.values, &new.values, |value: &EnumValue| value.value.as_str()) {
        match (old, new) {
            (Some(old), Some(new)) => {
                if old.variant != new.variant {
                    let message = format!(
                        "the variant of `{}` is called `{}` now, not `{}`",
                        old.value, new.variant, old.variant
                    );
                    changes.breaking(place, message);
                }
                changes.text(place, &format!("the meaning of `{}`", old.value), &old.doc, &new.doc);
            }
            (Some(old), None) => changes.breaking(place, format!("the value `{}` was removed", old.value)),
            (None, Some(new)) => changes.additive(place, format!("the value `{}` is new", new.value)),
            (None, None) => {}
        }
    }
}

/// The name in the spec, for types that have one there: `Filter` of `car/_types.json#/types/Filter`.
fn wire_name(ty: &TypeDef) -> Option<&str> {
    let source = match ty {
        TypeDef::Record(record) => &record.source,
        TypeDef::Enum(open) => &open.source,
    };
    source.split_once("#/types/").map(|(_, name)| name)
}
