//! Compares structures, field by field.

use super::{Changes, pair};
use crate::ir::{Field, Format, Presence, Record, Side, Type};

pub(super) fn compare(place: &str, old: &Record, new: &Record, changes: &mut Changes) {
    changes.text(place, "the documentation", &old.doc, &new.doc);
    match (old.open, new.open) {
        (true, false) => {
            changes.breaking(place, "no longer keeps members that are not listed: `extra` is gone");
        }
        (false, true) => changes.additive(place, "keeps members that are not listed, in `extra`"),
        _ => {}
    }
    for (before, after) in pair(&old.fields, &new.fields, |field: &Field| field.wire.as_str()) {
        let wire = before.or(after).map_or("", |field| &field.wire);
        let place = format!("{place}.{wire}");
        match (before, after) {
            (Some(before), Some(after)) => compare_field(&place, before, after, changes),
            (Some(_), None) => changes.breaking(&place, format!("the {} was removed", noun(old.side))),
            (None, Some(after)) => added(&place, after, new.side, changes),
            (None, None) => {}
        }
    }
}

fn added(place: &str, field: &Field, side: Side, changes: &mut Changes) {
    let is_demanded = match side {
        Side::Request | Side::Both => {
            matches!(field.presence, Presence::Required | Presence::RequiredInRequests)
        }
        // What the service promises, it may promise anew; a reply without it was never well-formed.
        Side::Response => false,
    };
    if is_demanded {
        changes.breaking(place, format!("a required {} is new", noun(side)));
    } else {
        changes.additive(place, format!("the {} is new", noun(side)));
    }
}

fn noun(side: Side) -> &'static str {
    match side {
        Side::Request => "parameter",
        Side::Response | Side::Both => "field",
    }
}

fn compare_field(place: &str, old: &Field, new: &Field, changes: &mut Changes) {
    if old.rust != new.rust {
        changes.breaking(place, format!("is called `{}` in Rust now, not `{}`", new.rust, old.rust));
    }
    if rust_type(old) == rust_type(new) {
        demand(place, old, new, changes);
    } else {
        let because = match (old.presence, new.presence) {
            (old, new) if old == new => "",
            (_, Presence::Required) => ": it is required now",
            (Presence::Required, _) => ": it is no longer required",
            _ => "",
        };
        changes.breaking(
            place,
            format!("is of type `{}` now, not `{}`{because}", rust_type(new), rust_type(old)),
        );
    }
    values(place, old, new, changes);
    changes.text(place, "the documentation", &old.doc, &new.doc);
    changes.text(place, "the sample value", &old.example, &new.example);
    changes.text(place, "the documented limits", &old.constraints, &new.constraints);
    if old.format != new.format {
        let message =
            format!("is read as {} now, not as {}", format_name(new.format), format_name(old.format));
        changes.documentation(place, message);
    }
    match (&old.deprecated, &new.deprecated) {
        (None, Some(why)) => changes.documentation(place, format!("is deprecated now: {why}")),
        (Some(_), None) => changes.documentation(place, "is no longer deprecated"),
        (old, new) => changes.text(place, "the reason of the deprecation", old, new),
    }
}

/// The type is the same in Rust, but what the service demands may differ.
fn demand(place: &str, old: &Field, new: &Field, changes: &mut Changes) {
    match (old.presence, new.presence) {
        (old, Presence::RequiredInRequests) if old != Presence::RequiredInRequests => {
            changes.breaking(place, "is required in requests now");
        }
        (Presence::RequiredInRequests, new) if new != Presence::RequiredInRequests => {
            changes.additive(place, "is no longer required in requests");
        }
        _ => {}
    }
}

/// Documented values of a number; those of a text are compared with their type.
fn values(place: &str, old: &Field, new: &Field, changes: &mut Changes) {
    if matches!(innermost(&old.ty), Type::Enum(_)) || matches!(innermost(&new.ty), Type::Enum(_)) {
        return;
    }
    for (old, new) in pair(&old.values, &new.values, |value| value.value.as_str()) {
        match (old, new) {
            (Some(old), Some(new)) => {
                changes.text(place, &format!("the meaning of {}", old.value), &old.doc, &new.doc);
            }
            (Some(old), None) => changes.breaking(place, format!("the value {} was removed", old.value)),
            (None, Some(new)) => changes.additive(place, format!("the value {} is new", new.value)),
            (None, None) => {}
        }
    }
}

fn innermost(ty: &Type) -> &Type {
    match ty {
        Type::List(item) => innermost(item),
        other => other,
    }
}

/// The type as the generated structure has it.
fn rust_type(field: &Field) -> String {
    let plain = type_name(&field.ty, field.sensitive);
    let plain = if field.boxed { format!("Box<{plain}>") } else { plain };
    match field.presence {
        Presence::Required | Presence::EmptyWhenAbsent => plain,
        Presence::RequiredInRequests | Presence::Optional => format!("Option<{plain}>"),
    }
}

fn type_name(ty: &Type, is_secret: bool) -> String {
    match ty {
        Type::String if is_secret => "Secret".to_owned(),
        Type::String => "String".to_owned(),
        Type::Int => "i64".to_owned(),
        Type::UInt => "u64".to_owned(),
        Type::Float => "f64".to_owned(),
        Type::Bool => "bool".to_owned(),
        Type::List(item) => format!("Vec<{}>", type_name(item, is_secret)),
        Type::Record(name) | Type::Enum(name) => name.clone(),
    }
}

fn format_name(format: Format) -> &'static str {
    match format {
        Format::Plain => "a plain value",
        Format::UnixSeconds => "seconds since 1970",
        Format::Iso8601 => "a time in ISO 8601",
        Format::DateTime => "a date and time",
        Format::Date => "a date",
        Format::Duration => "a length of time",
        Format::Json => "JSON",
        Format::Url => "a URL",
    }
}
