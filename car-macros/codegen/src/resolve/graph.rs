//! Which structures hold which: where each occurs, and which would contain themselves.

use std::collections::{BTreeMap, BTreeSet};

use super::Types;
use crate::diag::Sink;
use crate::ir::Side;
use crate::rules;
use crate::spec::{ActionSpec, Demand, FieldSpec, ItemType, Spec, TypeBody};

/// Where each type occurs, and which fields need a box.
#[derive(Debug)]
pub(crate) struct Sides<'s> {
    of_type: BTreeMap<&'s str, Side>,
    /// Fields through which a structure holds itself other than by a list: structure and wire name.
    loops: BTreeSet<(&'s str, &'s str)>,
    /// Those of them that would make the structure infinitely large.
    endless: BTreeSet<(&'s str, &'s str)>,
}

impl<'s> Sides<'s> {
    /// Walks through all structures. Every type counts, whichever actions will be emitted: otherwise the
    /// fields of a type would depend on the choice of actions.
    pub(crate) fn walk(spec: &'s Spec<'s>, types: &Types<'s>, sink: &mut Sink) -> Self {
        let in_requests = reached(spec, types, |action| &action.request);
        let in_responses = reached(spec, types, |action| &action.response);
        let mut of_type = BTreeMap::new();
        for name in types.names() {
            let side = match (in_requests.contains(name), in_responses.contains(name)) {
                (true, true) => Side::Both,
                (true, false) => Side::Request,
                (false, true) => Side::Response,
                (false, false) => continue,
            };
            of_type.insert(name, side);
        }
        let mut walked = Self { of_type, loops: BTreeSet::new(), endless: BTreeSet::new() };
        walked.find_loops(types, sink);
        walked
    }

    /// Where a type occurs; `None` where no action uses it.
    pub(crate) fn of(&self, name: &str) -> Option<Side> {
        self.of_type.get(name).copied()
    }

    pub(super) fn is_loop(&self, structure: &str, field: &str) -> bool {
        self.loops.contains(&(structure, field))
    }

    pub(super) fn is_endless(&self, structure: &str, field: &str) -> bool {
        self.endless.contains(&(structure, field))
    }

    fn find_loops(&mut self, types: &Types<'s>, sink: &mut Sink) {
        let is_demanded = |side: Option<Side>, field: &FieldSpec<'_>| match field.demand {
            Demand::Always => true,
            Demand::InRequests => side != Some(Side::Response),
            Demand::InResponses => side == Some(Side::Response),
            Demand::Never => false,
        };
        let direct = Edges::of(types, |_, _| true);
        let demanded = Edges::of(types, |name, field| is_demanded(self.of(name), field));
        let mut reported: BTreeSet<&str> = BTreeSet::new();
        for (from, edges) in &direct.from {
            for edge in edges {
                if direct.reachable(edge.to).contains(from) {
                    self.loops.insert((from, edge.field));
                }
            }
        }
        for (from, edges) in &demanded.from {
            for edge in edges {
                let behind = demanded.reachable(edge.to);
                if !behind.contains(from) {
                    continue;
                }
                self.endless.insert((from, edge.field));
                // One report for a ring of structures, at the first of them.
                if reported.is_disjoint(&behind) {
                    report_endless(types, from, edge, sink);
                }
                reported.extend(behind);
            }
        }
    }
}

/// A field whose type is a structure, not a list of it.
#[derive(Debug, Clone, Copy)]
struct Edge<'s> {
    field: &'s str,
    to: &'s str,
}

/// Structures that directly hold structures.
struct Edges<'s> {
    from: BTreeMap<&'s str, Vec<Edge<'s>>>,
}

impl<'s> Edges<'s> {
    fn of(types: &Types<'s>, counts: impl Fn(&str, &FieldSpec<'_>) -> bool) -> Self {
        let mut from: BTreeMap<&str, Vec<Edge<'_>>> = BTreeMap::new();
        for ty in types.all() {
            let name = ty.name.value.as_str();
            let TypeBody::Structure { fields, .. } = &ty.body else { continue };
            let counted = fields.iter().filter(|field| counts(name, field));
            from.insert(name, counted.filter_map(direct_edge).collect());
        }
        Self { from }
    }

    /// All structures that are held, at any depth, by `start`; itself among them.
    fn reachable(&self, start: &'s str) -> BTreeSet<&'s str> {
        let mut seen = BTreeSet::from([start]);
        let mut waiting = vec![start];
        while let Some(name) = waiting.pop() {
            for edge in self.from.get(name).into_iter().flatten() {
                if seen.insert(edge.to) {
                    waiting.push(edge.to);
                }
            }
        }
        seen
    }
}

fn direct_edge<'s>(field: &'s FieldSpec<'s>) -> Option<Edge<'s>> {
    let ty = &field.ty.as_ref()?.value;
    match &ty.item {
        ItemType::Named(to) if !ty.list => Some(Edge { field: &field.wire.value, to }),
        _ => None,
    }
}

/// The types that the given fields of all actions hold, at any depth.
fn reached<'s>(
    spec: &'s Spec<'s>,
    types: &Types<'s>,
    fields: impl Fn(&'s ActionSpec<'s>) -> &'s Vec<FieldSpec<'s>>,
) -> BTreeSet<&'s str> {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut waiting: Vec<&str> = spec.actions.iter().flat_map(fields).filter_map(named).collect();
    while let Some(name) = waiting.pop() {
        let Some(ty) = types.get(name) else { continue };
        if !seen.insert(name) {
            continue;
        }
        if let TypeBody::Structure { fields, .. } = &ty.body {
            waiting.extend(fields.iter().filter_map(named));
        }
    }
    seen
}

/// The name of the type that a field or its items have, unless it is built in.
fn named<'s>(field: &'s FieldSpec<'s>) -> Option<&'s str> {
    match &field.ty.as_ref()?.value.item {
        ItemType::Named(name) => Some(name),
        _ => None,
    }
}

fn report_endless(types: &Types<'_>, from: &str, edge: &Edge<'_>, sink: &mut Sink) {
    let Some(ty) = types.get(from) else { return };
    let TypeBody::Structure { fields, .. } = &ty.body else { return };
    let Some(field) = fields.iter().find(|field| field.wire.value == edge.field) else { return };
    let message = if edge.to == from {
        format!("`{from}` must hold another `{from}`, which must hold another, without end")
    } else {
        format!("`{from}` must hold `{}`, which must hold another `{from}`, without end", edge.to)
    };
    let help = "leave `required` out, or make it a list: a value of this type could never be written down";
    sink.push(ty.document.fault(&rules::ENDLESS, &field.wire.span, message).help(help));
}
