//! Links pagination: its names must be parameters and fields of the right kind.

use super::Linker;
use crate::diag::did_you_mean;
use crate::ir;
use crate::rules;
use crate::spec::{ActionSpec, FieldSpec, Spanned, TypeExpr};

/// What a name must stand for.
struct Role {
    key: &'static str,
    fits: fn(&TypeExpr) -> bool,
    wanted: &'static str,
}

const OFFSET: Role = Role { key: "offset", fits: TypeExpr::is_whole_number, wanted: "`int` or `uint`" };
const LIMIT: Role = Role { key: "limit", fits: TypeExpr::is_whole_number, wanted: "`int` or `uint`" };
const TOTAL: Role = Role { key: "total", fits: TypeExpr::is_whole_number, wanted: "`int` or `uint`" };
const ITEMS: Role = Role { key: "items", fits: |ty| ty.list, wanted: "`list<...>`" };

/// Links the pagination of an action, if it has one. With a fault, there is none.
pub(super) fn link(linker: &mut Linker<'_, '_>, action: &ActionSpec<'_>) -> Option<ir::Pagination> {
    let spec = action.pagination.as_ref()?;
    let faults_before = linker.sink.len();
    let mut check = |name: &Spanned<String>, role: &Role, fields: &[FieldSpec<'_>], owner: &str| {
        check(linker, action, name, role, fields, owner);
        name.value.clone()
    };
    let pagination = ir::Pagination {
        offset: check(&spec.offset, &OFFSET, &action.request, "the request"),
        limit: check(&spec.limit, &LIMIT, &action.request, "the request"),
        total: spec.total.as_ref().map(|name| check(name, &TOTAL, &action.response, "the response")),
        items: spec.items.iter().map(|name| check(name, &ITEMS, &action.response, "the response")).collect(),
    };
    (linker.sink.len() == faults_before).then_some(pagination)
}

fn check(
    linker: &mut Linker<'_, '_>,
    action: &ActionSpec<'_>,
    name: &Spanned<String>,
    role: &Role,
    fields: &[FieldSpec<'_>],
    owner: &str,
) {
    let doc = action.document;
    let wire = &name.value;
    let Some(field) = fields.iter().find(|field| field.wire.value == *wire) else {
        let meant = did_you_mean(wire, fields.iter().map(|field| field.wire.value.as_str()));
        let message = format!("`{}` names `{wire}`, which {owner} does not have{meant}", role.key);
        linker.sink.push(doc.fault(&rules::PAGINATION_NAME, &name.span, message));
        return;
    };
    if let Some(ty) = field.ty.as_ref().filter(|ty| !(role.fits)(&ty.value)) {
        let message = format!("`{}` names `{wire}`, which is not of type {}", role.key, role.wanted);
        let diagnostic = doc.fault(&rules::PAGINATION_TYPE, &name.span, message);
        linker.sink.push(diagnostic.also(doc.place(&ty.span), "its type stands here"));
    }
}
