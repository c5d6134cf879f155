//! Links the fields of a structure.

use std::collections::HashMap;

use super::record::{Outline, Owner, presence};
use super::types::RustNames;
use super::{Linker, enums, fit, limits};
use crate::diag::{Diagnostic, did_you_mean};
use crate::ir::{self, Format, Presence};
use crate::json::{Node, Span};
use crate::names;
use crate::rules;
use crate::spec::{BUILT_IN, Demand, FieldSpec, ItemType, TypeBody, TypeExpr};

/// The field that every response has.
pub(crate) const REQUEST_ID: &str = "RequestId";

/// The member of open structures that holds what the spec does not list.
pub(crate) const EXTRA: &str = "extra";

/// Links all fields. One that cannot be linked is reported and left out.
pub(super) fn link_all<'s>(
    linker: &mut Linker<'s, '_>,
    outline: &Outline<'s>,
    specs: &'s [FieldSpec<'s>],
    rust_names: &RustNames<'_>,
) -> Vec<ir::Field> {
    let mut namer = Namer::new(outline);
    let mut fields = Vec::with_capacity(specs.len());
    for spec in specs {
        if matches!(outline.owner, Owner::Response) && spec.wire.value == REQUEST_ID {
            linker.sink.push(request_id_declared(outline, spec));
            continue;
        }
        let rust = namer.name(linker, spec);
        if let Some(field) = link(linker, outline, spec, rust, rust_names) {
            fields.push(field);
        }
    }
    fields
}

fn link<'s>(
    linker: &mut Linker<'s, '_>,
    outline: &Outline<'s>,
    spec: &'s FieldSpec<'s>,
    rust: String,
    rust_names: &RustNames<'_>,
) -> Option<ir::Field> {
    let expr = spec.ty.as_ref()?;
    let ty = &expr.value;
    check_demand(linker, outline, spec);
    let sensitive = check_sensitive(linker, outline, spec, ty);
    let format = check_format(linker, outline, spec, ty);
    let constraints = limits::check(linker, outline.document, &spec.limits, ty);
    check_samples(linker, outline, spec, ty);
    let item = link_item(linker, outline, ty, &expr.span, rust_names)?;
    let enumerated = enums::of_field(linker, outline, spec, ty);
    let item = enumerated.type_name.map_or(item, ir::Type::Enum);

    let (is_loop, is_endless) = match outline.owner {
        Owner::Shared { name, .. } => {
            let wire = &spec.wire.value;
            (linker.sides.is_loop(name, wire), linker.sides.is_endless(name, wire))
        }
        Owner::Request | Owner::Response => (false, false),
    };
    // Reported; as an option it has at least a size.
    let demand = if is_endless { Demand::Never } else { spec.demand };
    let presence = presence(demand, outline.owner.side(), ty.list);
    Some(ir::Field {
        wire: spec.wire.value.clone(),
        rust,
        doc: document(spec),
        ty: if ty.list { ir::Type::List(Box::new(item)) } else { item },
        presence,
        boxed: is_loop && presence != Presence::Required,
        sensitive,
        format,
        values: enumerated.values,
        constraints,
        deprecated: spec.deprecated.clone(),
        example: spec.example.map(Node::to_compact_json),
    })
}

fn link_item(
    linker: &mut Linker<'_, '_>,
    outline: &Outline<'_>,
    ty: &TypeExpr,
    span: &Span,
    rust_names: &RustNames<'_>,
) -> Option<ir::Type> {
    let name = match &ty.item {
        ItemType::String => return Some(ir::Type::String),
        ItemType::Int => return Some(ir::Type::Int),
        ItemType::UInt => return Some(ir::Type::UInt),
        ItemType::Float => return Some(ir::Type::Float),
        ItemType::Bool => return Some(ir::Type::Bool),
        ItemType::Named(name) => name,
    };
    if let (Some(defined), Some(rust_name)) = (linker.types.get(name), rust_names.get(name.as_str())) {
        return Some(match defined.body {
            TypeBody::Structure { .. } => ir::Type::Record(rust_name.clone()),
            TypeBody::Enumeration { .. } => ir::Type::Enum(rust_name.clone()),
        });
    }
    let meant = did_you_mean(name, BUILT_IN.iter().copied().chain(linker.types.names()));
    let message = format!("unknown type `{name}`{meant}");
    let help = format!(
        "built-in types are `{}` and `list<...>`; structures and enumerations are defined under `types`",
        BUILT_IN.join("`, `")
    );
    linker.sink.push(outline.document.fault(&rules::UNKNOWN_TYPE, span, message).help(help));
    None
}

/// The field's documentation. The default is told in words: the service fills it in, not the client.
fn document(spec: &FieldSpec<'_>) -> String {
    let doc = spec.doc.clone().unwrap_or_default();
    match spec.default {
        None => doc,
        Some(default) => {
            let told = format!("Without it, the service takes `{}`.", default.to_compact_json());
            if doc.is_empty() { told } else { format!("{doc}\n\n{told}") }
        }
    }
}

fn check_demand(linker: &mut Linker<'_, '_>, outline: &Outline<'_>, spec: &FieldSpec<'_>) {
    let one_sided = matches!(spec.demand, Demand::InRequests | Demand::InResponses);
    if let (true, Owner::Request | Owner::Response, Some(span)) =
        (one_sided, outline.owner, &spec.demand_span)
    {
        let message = format!("`required` of a field of {} is `true` or `false`", outline.owner.describe());
        let help = "`\"request\"` and `\"response\"` are for structures of `types`, which can occur in both";
        linker.sink.push(outline.document.fault(&rules::ONE_SIDED, span, message).help(help));
    }
}

fn check_sensitive(
    linker: &mut Linker<'_, '_>,
    outline: &Outline<'_>,
    spec: &FieldSpec<'_>,
    ty: &TypeExpr,
) -> bool {
    let Some(flag) = spec.sensitive.as_ref().filter(|flag| flag.value) else { return false };
    let fits = ty.item == ItemType::String;
    if !fits {
        let message = "only `string` and `list<string>` can be sensitive";
        let help = "in a structure, mark the fields that must not be shown";
        linker.sink.push(outline.document.fault(&rules::SENSITIVE, &flag.span, message).help(help));
    }
    fits
}

fn check_format(
    linker: &mut Linker<'_, '_>,
    outline: &Outline<'_>,
    spec: &FieldSpec<'_>,
    ty: &TypeExpr,
) -> Format {
    let Some(format) = &spec.format else { return Format::Plain };
    let (fits, takes) = match format.value {
        Format::UnixSeconds => (ty.is_whole_number(), "`int` or `uint`"),
        _ => (ty.is_text(), "`string`"),
    };
    if fits {
        return format.value;
    }
    let message = format!("this format is for fields of type {takes}");
    linker.sink.push(outline.document.fault(&rules::FORMAT, &format.span, message));
    Format::Plain
}

fn check_samples(linker: &mut Linker<'_, '_>, outline: &Outline<'_>, spec: &FieldSpec<'_>, ty: &TypeExpr) {
    let direction = match outline.owner.side() {
        ir::Side::Response => fit::Direction::Response,
        ir::Side::Request | ir::Side::Both => fit::Direction::Request,
    };
    for sample in [spec.example, spec.default].into_iter().flatten() {
        fit::Fit { types: linker.types, doc: outline.document, direction }.value(sample, ty, linker.sink);
    }
}

fn request_id_declared(outline: &Outline<'_>, spec: &FieldSpec<'_>) -> Diagnostic {
    let message = format!("`{REQUEST_ID}` is in every response and is not listed");
    outline.document.fault(&rules::REQUEST_ID, &spec.wire.span, message).help("take this field away")
}

/// Gives the fields of one structure their Rust names.
struct Namer<'a> {
    outline: &'a Outline<'a>,
    taken: HashMap<String, (String, Option<Span>)>,
}

impl<'a> Namer<'a> {
    fn new(outline: &'a Outline<'a>) -> Self {
        let mut taken = HashMap::new();
        if matches!(outline.owner, Owner::Response) {
            taken.insert(names::field(REQUEST_ID), (REQUEST_ID.to_owned(), None));
        }
        Self { outline, taken }
    }

    /// A name that no other field has. Where the wanted one cannot be had, that is reported, and a substitute
    /// keeps the structure whole.
    fn name(&mut self, linker: &mut Linker<'_, '_>, spec: &FieldSpec<'_>) -> String {
        let doc = self.outline.document;
        let wire = &spec.wire.value;
        let mut rust = match &spec.rust_name {
            Some(chosen) if names::is_snake_case(&chosen.value) => chosen.value.clone(),
            Some(chosen) => {
                let message = format!("`{}` cannot be the name of a field in Rust", chosen.value);
                let help = "write small ASCII letters, digits and underscores, and a letter among them";
                linker.sink.push(doc.fault(&rules::RUST_NAME, &chosen.span, message).help(help));
                names::field(wire)
            }
            None => names::field(wire),
        };
        let span = spec.rust_name.as_ref().map_or(&spec.wire.span, |chosen| &chosen.span);
        if let Some(owner) = self.reserved_by(&rust) {
            let message = format!("`{wire}` would be called `{rust}` in Rust, and that is {owner}");
            let free = names::instead_of(&rust);
            let help = format!("give it another name: `\"rust_name\": \"{free}\"`");
            linker.sink.push(doc.fault(&rules::RESERVED_NAME, span, message).help(help));
            rust = free;
        }
        if let Some((other, place)) = self.taken.get(&rust) {
            linker.sink.push(self.collision(wire, &rust, span, other, place.as_ref()));
            while self.taken.contains_key(&rust) {
                rust.push('_');
            }
        }
        self.taken.insert(rust.clone(), (wire.clone(), Some(spec.wire.span.clone())));
        rust
    }

    fn reserved_by(&self, rust: &str) -> Option<&'static str> {
        match self.outline.owner {
            Owner::Request if names::is_call_option(rust) => Some("an option of every call"),
            Owner::Shared { .. } if self.outline.open && rust == EXTRA => {
                Some("where an open structure keeps what the spec does not list")
            }
            _ => None,
        }
    }

    fn collision(
        &self,
        wire: &str,
        rust: &str,
        span: &Span,
        other: &str,
        place: Option<&Span>,
    ) -> Diagnostic {
        let doc = self.outline.document;
        let message = format!("`{wire}` and `{other}` would both be called `{rust}` in Rust");
        let diagnostic = doc.fault(&rules::FIELDS_COLLIDE, span, message);
        let diagnostic = match place {
            Some(place) => diagnostic.also(doc.place(place), format!("`{other}` stands here")),
            None => diagnostic.note(format!("`{other}` is in every response")),
        };
        diagnostic.help(format!("give one of them another name: `\"rust_name\": \"{rust}_2\"`"))
    }
}
