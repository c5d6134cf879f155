//! Chooses a `rust_name` where the ordinary name cannot be had.
//!
//! What the check would ask a person to do is done here by fixed rules, so that the next import of the same
//! metadata chooses alike: whoever comes later in the service's own order gives way.

use std::collections::BTreeSet;

use super::metadata::Member;
use super::plan::{Plan, Planned};
use super::report::{Note, ServiceReport};
use crate::names;
use crate::resolve;

/// Whose members they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    Request,
    Response,
    /// A structure that keeps members that are not listed.
    Open,
    /// A structure.
    Closed,
}

/// The Rust names of some members, by wire name: those that need one.
pub(super) fn fields(
    members: &[&Member],
    owner: Owner,
    place: &str,
    report: &mut ServiceReport,
) -> Vec<Option<String>> {
    let reserved_by = |rust: &str| match owner {
        Owner::Request if names::is_call_option(rust) => Some("an option of every call has the name"),
        Owner::Response if rust == names::field(resolve::REQUEST_ID) => {
            Some("every response has such a field")
        }
        Owner::Open if rust == resolve::EXTRA => Some("an open structure keeps what is not listed there"),
        _ => None,
    };
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let wanted: BTreeSet<String> = members.iter().map(|member| names::field(&member.name)).collect();
    let mut chosen = Vec::with_capacity(members.len());
    for member in members {
        let plain = names::field(&member.name);
        let mut rust = plain.clone();
        let mut why = "";
        if let Some(reason) = reserved_by(&rust) {
            rust = names::instead_of(&rust);
            why = reason;
        }
        if taken.contains(&rust) {
            why = "another field has the same name in Rust";
            // A third field may be called so by itself.
            let numbered = |number: usize| format!("{plain}_{number}");
            let free = (2..=members.len() + 1)
                .map(numbered)
                .find(|name| !taken.contains(name) && !wanted.contains(name));
            rust = free.unwrap_or(rust);
        }
        taken.insert(rust.clone());
        let differs = rust != plain;
        if differs {
            report.renamed.push(Note::new(format!("{place}.{}", member.name), format!("`{rust}`: {why}")));
        }
        chosen.push(differs.then_some(rust));
    }
    chosen
}

/// The Rust names of the structures of a plan that need one, by their names there.
pub(super) fn structures<'m>(plan: &Plan<'m>, report: &mut ServiceReport) -> Vec<(&'m str, String)> {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for action in &plan.actions {
        taken.extend(
            resolve::parts_of_action(demanded(action)).map(|(part, _)| format!("{}{part}", action.name)),
        );
    }
    let wanted: BTreeSet<String> = plan.structures.keys().map(|name| names::type_name(name)).collect();
    let mut chosen = Vec::new();
    for name in plan.structures.keys() {
        let usual = names::type_name(name);
        if taken.insert(usual.clone()) {
            continue;
        }
        let numbered = (2..=plan.structures.len() + 1).map(|number| format!("{usual}Type{number}"));
        let mut candidates = std::iter::once(format!("{usual}Type")).chain(numbered);
        let free = candidates.find(|name| !taken.contains(name) && !wanted.contains(name));
        if let Some(rust) = free {
            let why = format!("`{rust}`: `{usual}` is made for an action or another structure");
            report.renamed.push(Note::new(*name, why));
            taken.insert(rust.clone());
            chosen.push((*name, rust));
        }
    }
    chosen
}

/// The methods of actions that need another name, by action.
pub(super) fn methods<'m>(actions: &[Planned<'m>], report: &mut ServiceReport) -> Vec<(&'m str, String)> {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut chosen = Vec::new();
    for action in actions {
        let plain = names::method(action.name);
        let is_free = |name: &str| !taken.contains(name) && !names::is_client_method(name);
        if is_free(&plain) {
            taken.insert(plain);
            continue;
        }
        let numbered = (2..=actions.len() + 1).map(|number| format!("{plain}_action_{number}"));
        let mut candidates = std::iter::once(format!("{plain}_action")).chain(numbered);
        if let Some(rust) = candidates.find(|name| is_free(name)) {
            report
                .renamed
                .push(Note::new(action.name, format!("`{rust}`: the client has another method `{plain}`")));
            taken.insert(rust.clone());
            chosen.push((action.name, rust));
        }
    }
    chosen
}

/// How many parameters the builder of an action demands.
pub(super) fn demanded(action: &Planned<'_>) -> usize {
    action.request.members.iter().filter(|member| member.required).count()
}
