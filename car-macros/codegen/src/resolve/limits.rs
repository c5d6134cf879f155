//! Checks documented limits: that they are for this kind of value, and that something lies between them.

use super::Linker;
use crate::ir::Constraints;
use crate::json::Span;
use crate::rules;
use crate::spec::{Document, ItemType, Limits, Spanned, TypeExpr};

/// Which limits a type can have.
struct Measured {
    number: bool,
    length: bool,
    items: bool,
}

impl Measured {
    /// A list of texts has both: the number of its items, and the length of each.
    fn of(ty: &TypeExpr) -> Self {
        let number = matches!(ty.item, ItemType::Int | ItemType::UInt | ItemType::Float);
        Self { number, length: ty.item == ItemType::String, items: ty.list }
    }
}

/// Takes over the limits that make sense and reports the others.
pub(super) fn check(
    linker: &mut Linker<'_, '_>,
    doc: &Document,
    limits: &Limits,
    ty: &TypeExpr,
) -> Constraints {
    let measured = Measured::of(ty);
    let mut report =
        |span: &Span, message: String| linker.sink.push(doc.fault(&rules::LIMITS, span, message));
    let (min, max) =
        pair("min", limits.min.as_ref(), limits.max.as_ref(), measured.number, "numbers", &mut report);
    let (min_length, max_length) = pair(
        "min_length",
        limits.min_length.as_ref(),
        limits.max_length.as_ref(),
        measured.length,
        "texts",
        &mut report,
    );
    let (min_items, max_items) = pair(
        "min_items",
        limits.min_items.as_ref(),
        limits.max_items.as_ref(),
        measured.items,
        "lists",
        &mut report,
    );
    Constraints { min, max, min_length, max_length, min_items, max_items }
}

fn pair<T: Copy + PartialOrd + std::fmt::Display>(
    least_key: &str,
    least: Option<&Spanned<T>>,
    most: Option<&Spanned<T>>,
    applies: bool,
    what: &str,
    report: &mut impl FnMut(&Span, String),
) -> (Option<T>, Option<T>) {
    if !applies {
        for limit in [least, most].into_iter().flatten() {
            report(&limit.span, format!("this limit is for {what}, and the field holds none"));
        }
        return (None, None);
    }
    if let (Some(least), Some(most)) = (least, most)
        && least.value > most.value
    {
        let (least, limit) = (least.value, most.value);
        report(
            &most.span,
            format!("this is less than `{least_key}`: nothing is at least {least} and at most {limit}"),
        );
        return (None, None);
    }
    (least.map(|limit| limit.value), most.map(|limit| limit.value))
}
