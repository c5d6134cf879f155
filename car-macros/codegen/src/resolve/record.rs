//! Links a structure: the request or response of an action, or one that is shared.

use super::Linker;
use super::fields;
use super::types::RustNames;
use crate::ir::{self, Presence, Side};
use crate::spec::{Demand, Document, FieldSpec};

/// Whose fields they are.
#[derive(Debug, Clone, Copy)]
pub(super) enum Owner<'a> {
    Request,
    Response,
    /// A structure of `types`, by its name there.
    Shared {
        name: &'a str,
        side: Side,
    },
}

impl Owner<'_> {
    pub(super) fn side(self) -> Side {
        match self {
            Self::Request => Side::Request,
            Self::Response => Side::Response,
            Self::Shared { side, .. } => side,
        }
    }

    /// For messages: `the request`.
    pub(super) fn describe(self) -> String {
        match self {
            Self::Request => "the request".to_owned(),
            Self::Response => "the response".to_owned(),
            Self::Shared { name, .. } => format!("`{name}`"),
        }
    }
}

/// A structure without its fields.
pub(super) struct Outline<'a> {
    pub(super) rust_name: String,
    pub(super) doc: String,
    pub(super) source: String,
    pub(super) owner: Owner<'a>,
    pub(super) open: bool,
    pub(super) document: &'a Document,
}

/// Links the fields and puts the structure together.
pub(super) fn link<'s>(
    linker: &mut Linker<'s, '_>,
    outline: Outline<'s>,
    specs: &'s [FieldSpec<'s>],
    rust_names: &RustNames<'_>,
) -> ir::Record {
    let mut fields = fields::link_all(linker, &outline, specs, rust_names);
    if matches!(outline.owner, Owner::Response) {
        fields.push(request_id());
    }
    let Outline { rust_name, doc, source, owner, open, .. } = outline;
    ir::Record { rust_name, doc, fields, open, side: owner.side(), source }
}

/// How a field looks in Rust, by what the spec demands and where its structure occurs.
pub(super) fn presence(demand: Demand, side: Side, is_list: bool) -> Presence {
    let required = match (demand, side) {
        (Demand::Always, _) | (Demand::InRequests, Side::Request) | (Demand::InResponses, Side::Response) => {
            true
        }
        (Demand::InRequests, Side::Both) => return Presence::RequiredInRequests,
        (Demand::Never | Demand::InRequests | Demand::InResponses, _) => false,
    };
    match (required, side) {
        (true, _) => Presence::Required,
        (false, Side::Response) if is_list => Presence::EmptyWhenAbsent,
        (false, _) => Presence::Optional,
    }
}

/// Every response has it, and no spec repeats it.
fn request_id() -> ir::Field {
    let doc = "The service's own id of this call. Quote it when you ask Tencent Cloud about the call.";
    ir::Field {
        wire: fields::REQUEST_ID.to_owned(),
        rust: crate::names::field(fields::REQUEST_ID),
        doc: doc.to_owned(),
        ty: ir::Type::String,
        presence: Presence::Required,
        boxed: false,
        sensitive: false,
        format: ir::Format::Plain,
        values: Vec::new(),
        constraints: ir::Constraints::default(),
        deprecated: None,
        example: None,
    }
}

#[cfg(test)]
mod tests {
    use super::presence;
    use crate::ir::{Presence, Side};
    use crate::spec::Demand;

    #[test]
    fn demand_and_side_decide_together() {
        let table = [
            (Demand::Always, Side::Both, false, Presence::Required),
            (Demand::Always, Side::Response, true, Presence::Required),
            (Demand::Never, Side::Request, true, Presence::Optional),
            (Demand::Never, Side::Both, true, Presence::Optional),
            (Demand::Never, Side::Response, true, Presence::EmptyWhenAbsent),
            (Demand::Never, Side::Response, false, Presence::Optional),
            (Demand::InRequests, Side::Request, false, Presence::Required),
            (Demand::InRequests, Side::Both, false, Presence::RequiredInRequests),
            (Demand::InRequests, Side::Response, true, Presence::EmptyWhenAbsent),
            (Demand::InResponses, Side::Response, false, Presence::Required),
            (Demand::InResponses, Side::Both, false, Presence::Optional),
            (Demand::InResponses, Side::Request, false, Presence::Optional),
        ];
        for (demand, side, is_list, expected) in table {
            assert_eq!(presence(demand, side, is_list), expected, "{demand:?} {side:?} {is_list}");
        }
    }
}
