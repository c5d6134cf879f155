//! Documented values: open enumerations of texts, and meanings of numbers.

use super::Linker;
use super::record::Outline;
use super::reserve::Claim;
use crate::ir;
use crate::names;
use crate::rules;
use crate::spec::{FieldSpec, ItemType, TypeExpr, ValueSpec};

/// The values of an enumeration of texts, with their variants.
pub(super) fn text_values(values: &[ValueSpec]) -> Vec<ir::EnumValue> {
    let variants = names::value_variants(values.iter().map(|value| value.value.value.as_str()));
    let with_variant = |(value, variant): (&ValueSpec, String)| ir::EnumValue {
        value: value.value.value.clone(),
        variant,
        doc: value.doc.clone(),
    };
    values.iter().zip(variants).map(with_variant).collect()
}

/// What `enum` makes of a field: its documented values, and the type that replaces `string`.
pub(super) struct Enumerated {
    pub(super) values: Vec<ir::EnumValue>,
    pub(super) type_name: Option<String>,
}

/// Looks at a field's `enum`, if it has one.
pub(super) fn of_field<'s>(
    linker: &mut Linker<'s, '_>,
    outline: &Outline<'s>,
    field: &'s FieldSpec<'s>,
    ty: &TypeExpr,
) -> Enumerated {
    let nothing = Enumerated { values: Vec::new(), type_name: None };
    let Some(enumeration) = field.enumeration else { return nothing };
    let doc = outline.document;
    let span = &enumeration.head();
    if enumeration.members().is_empty() {
        linker.sink.push(doc.fault(&rules::ENUM_VALUES, span, "`enum` lists no value"));
    }
    if field.values.is_empty() {
        return nothing;
    }
    match ty.item {
        ItemType::String if field.sensitive.as_ref().is_some_and(|flag| flag.value) => {
            let message =
                "a sensitive field has no documented values: whoever reads them would know its value";
            linker.sink.push(doc.fault(&rules::ENUM_VALUES, span, message));
            nothing
        }
        ItemType::String => {
            let wire = &field.wire.value;
            let what = format!("the values of `{wire}` of {}", outline.owner.describe());
            let help = "define the enumeration under `types`, with a name of its own";
            let claim = Claim { doc, span: &field.wire.span, what, help };
            let wanted = names::inline_enum(&outline.rust_name, wire);
            let rust_name = linker.names.claim(wanted, claim, linker.sink);
            let values = text_values(&field.values);
            linker.inline_enums.push(ir::OpenEnum {
                rust_name: rust_name.clone(),
                doc: format!("Documented values of `{wire}` of [`{}`]. Others may occur.", outline.rust_name),
                values: values.clone(),
                source: outline.source.clone(),
            });
            Enumerated { values, type_name: Some(rust_name) }
        }
        ItemType::Int | ItemType::UInt => {
            Enumerated { values: number_values(linker, outline, field, ty), type_name: None }
        }
        _ => {
            let message = "only texts and whole numbers have documented values";
            let help = "take `enum` away; an enumeration under `types` documents its values itself";
            linker.sink.push(doc.fault(&rules::ENUM_VALUES, span, message).help(help));
            nothing
        }
    }
}

fn number_values(
    linker: &mut Linker<'_, '_>,
    outline: &Outline<'_>,
    field: &FieldSpec<'_>,
    ty: &TypeExpr,
) -> Vec<ir::EnumValue> {
    let mut values = Vec::new();
    for value in &field.values {
        let text = &value.value.value;
        let fits = match ty.item {
            ItemType::UInt => text.parse::<u64>().is_ok_and(|number| number.to_string() == *text),
            _ => text.parse::<i64>().is_ok_and(|number| number.to_string() == *text),
        };
        if !fits {
            let message = format!("`{text}` is no value of this field: it holds whole numbers");
            linker.sink.push(outline.document.fault(&rules::ENUM_VALUES, &value.value.span, message));
            continue;
        }
        values.push(ir::EnumValue { value: text.clone(), variant: String::new(), doc: value.doc.clone() });
    }
    values
}
