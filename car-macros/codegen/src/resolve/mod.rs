//! Links a spec: names become types, codes become catalogue entries, wire names become Rust names.
//!
//! Everything is looked at, whether or not it will be emitted, so that a folder is either right or reported.
//! What cannot be linked is left out of its surroundings, which stay: an action with one bad parameter is
//! still an action, and its callers still compile.

mod actions;
mod enums;
mod errors;
mod examples;
mod fields;
mod fit;
mod graph;
mod limits;
mod pagination;
mod record;
mod reserve;
mod select;
mod streaming;
mod types;
mod waiters;

#[cfg(feature = "cli")]
pub(crate) use fields::{EXTRA, REQUEST_ID};
pub(crate) use graph::Sides;
#[cfg(feature = "cli")]
pub(crate) use reserve::parts_of_action;
pub(crate) use select::select;
pub(crate) use types::Types;

use crate::diag::Sink;
use crate::ir;
use crate::spec::{ActionSpec, Spec};

/// What the steps of linking share.
pub(crate) struct Linker<'s, 'k> {
    types: &'s Types<'s>,
    sides: &'s Sides<'s>,
    names: reserve::TypeNames<'s>,
    /// Enumerations that fields define in place.
    inline_enums: Vec<ir::OpenEnum>,
    sink: &'k mut Sink,
}

/// Links the whole service.
pub(crate) fn resolve<'s>(
    spec: &'s Spec<'s>,
    types: &'s Types<'s>,
    sides: &'s Sides<'s>,
    sink: &mut Sink,
) -> ir::Service {
    let actions = actions::distinct(&spec.actions, sink);
    let mut names = reserve::TypeNames::of_actions(&actions, sink);
    let rust_names = types::claim_names(types, &mut names, sink);
    let errors = errors::catalogue(spec, sink);

    let mut linker = Linker { types, sides, names, inline_enums: Vec::new(), sink };
    let mut defined = types::define(&mut linker, &rust_names);
    let actions = actions::link_all(&mut linker, &actions, &rust_names, spec, &errors);
    defined.extend(linker.inline_enums.into_iter().map(ir::TypeDef::Enum));
    defined.sort_by(|a, b| a.rust_name().cmp(b.rust_name()));

    let service = &spec.service;
    ir::Service {
        name: service.name.clone(),
        version: service.version.clone(),
        title: service.title.clone(),
        doc: service.doc.clone(),
        international_host: service.international_host.clone(),
        mainland_host: service.mainland_host.clone(),
        region: service.region,
        timeout_ms: service.timeout_ms,
        errors,
        types: defined,
        actions,
    }
}

/// The actions of a spec, for steps that look at them before they are linked.
pub(crate) type Actions<'s> = [&'s ActionSpec<'s>];
