//! The types of a service, by the names that the spec gives them.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::record::Owner;
use super::reserve::{Claim, TypeNames};
use super::{Linker, enums, record};
use crate::diag::{Diagnostic, Sink};
use crate::ir;
use crate::names;
use crate::rules;
use crate::spec::{Spec, TypeBody, TypeSpec};

/// All types of the service, sorted by name. Of two definitions of one name, the first counts.
#[derive(Debug)]
pub(crate) struct Types<'s> {
    by_name: BTreeMap<&'s str, &'s TypeSpec<'s>>,
}

impl<'s> Types<'s> {
    /// Collects the types that the files define, and reports those that are defined twice.
    pub(crate) fn collect(spec: &'s Spec<'s>, sink: &mut Sink) -> Self {
        let mut by_name = BTreeMap::new();
        for ty in &spec.types {
            match by_name.entry(ty.name.value.as_str()) {
                Entry::Vacant(slot) => {
                    slot.insert(ty);
                }
                Entry::Occupied(first) => sink.push(defined_twice(ty, first.get())),
            }
        }
        Self { by_name }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&'s TypeSpec<'s>> {
        self.by_name.get(name).copied()
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &'s TypeSpec<'s>> {
        self.by_name.values().copied()
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &'s str> {
        self.by_name.keys().copied()
    }
}

/// The Rust name of each type, by its name in the spec.
pub(super) type RustNames<'s> = BTreeMap<&'s str, String>;

const RENAME: &str = "give the type another name in Rust with `rust_name`";

/// Gives each type its Rust name.
pub(super) fn claim_names<'s>(
    types: &Types<'s>,
    taken: &mut TypeNames<'s>,
    sink: &mut Sink,
) -> RustNames<'s> {
    let mut rust_names = BTreeMap::new();
    for ty in types.all() {
        let wire = ty.name.value.as_str();
        let name = match &ty.rust_name {
            Some(chosen) if is_usable(&chosen.value) => chosen.value.clone(),
            Some(chosen) => {
                sink.push(bad_rust_name(ty, chosen));
                names::type_name(wire)
            }
            None => names::type_name(wire),
        };
        let span = ty.rust_name.as_ref().map_or(&ty.name.span, |chosen| &chosen.span);
        let claim = Claim { doc: ty.document, span, what: format!("the type `{wire}`"), help: RENAME };
        rust_names.insert(wire, taken.claim(name, claim, sink));
    }
    rust_names
}

/// Links each structure and enumeration.
pub(super) fn define<'s>(linker: &mut Linker<'s, '_>, rust_names: &RustNames<'s>) -> Vec<ir::TypeDef> {
    let mut defined = Vec::new();
    let types = linker.types;
    for ty in types.all() {
        let Some(rust_name) = rust_names.get(ty.name.value.as_str()).cloned() else { continue };
        let doc = ty.doc.clone().unwrap_or_default();
        let source = ty.source();
        defined.push(match &ty.body {
            TypeBody::Structure { fields, open } => {
                let side = linker.sides.of(&ty.name.value).unwrap_or(ir::Side::Both);
                let owner = Owner::Shared { name: &ty.name.value, side };
                let outline =
                    record::Outline { rust_name, doc, source, owner, open: *open, document: ty.document };
                ir::TypeDef::Record(record::link(linker, outline, fields, rust_names))
            }
            TypeBody::Enumeration { values } => {
                if values.is_empty() {
                    let message = format!("the enumeration `{}` has no values", ty.name.value);
                    let diagnostic = ty.document.fault(&rules::ENUM_VALUES, &ty.name.span, message);
                    linker.sink.push(diagnostic);
                }
                let values = enums::text_values(values);
                ir::TypeDef::Enum(ir::OpenEnum { rust_name, doc, values, source })
            }
        });
    }
    defined
}

fn is_usable(name: &str) -> bool {
    names::is_upper_camel(name) && !names::is_prelude_type(name) && !names::is_generated_type(name)
}

fn bad_rust_name(ty: &TypeSpec<'_>, chosen: &crate::spec::Spanned<String>) -> Diagnostic {
    let message = format!("`{}` cannot be the name of a type in Rust", chosen.value);
    let help = "write a capital ASCII letter, then letters and digits, and none of Rust's own names";
    ty.document.fault(&rules::RUST_NAME, &chosen.span, message).help(help)
}

fn defined_twice(second: &TypeSpec<'_>, first: &TypeSpec<'_>) -> Diagnostic {
    let message = format!("the type `{}` is defined twice in this service", second.name.value);
    second
        .document
        .fault(&rules::TYPE_DEFINED_TWICE, &second.name.span, message)
        .label("this one is not used")
        .also(first.document.place(&first.name.span), "it is first defined here")
        .help("keep one of them, in `_types.json` if several actions use it; or give this one another name")
}
