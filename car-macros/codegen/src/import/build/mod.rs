//! Makes the spec files of a service version.
//!
//! All structures go into `_types.json`, even those that one action uses: a structure then keeps its place, and
//! whatever was added to it by hand, when a second action begins to use it.

mod action;
mod errors;
mod field;
mod service;
mod types;

use super::Site;
use super::codes::Codes;
use super::examples::{self, Examples};
use super::plan::Plan;
use super::report::ServiceReport;
use crate::json::Node;

/// A spec file.
#[derive(Debug, Clone)]
pub(super) struct File {
    pub(super) name: String,
    pub(super) root: Node,
}

/// Everything that goes into the files of a service version.
#[derive(Debug, Clone, Copy)]
pub(super) struct Material<'m> {
    pub(super) plan: &'m Plan<'m>,
    pub(super) examples: &'m Examples,
    pub(super) codes: &'m Codes,
    pub(super) site: Site,
}

/// Makes all files, sorted by name.
pub(super) fn files(material: Material<'_>, report: &mut ServiceReport) -> Vec<File> {
    let codes = with_shown(material);
    for code in &codes.malformed {
        report.oddities.add(format!("{code:?} stands for an error code, but is none, and is left out"));
    }
    let material = Material { codes: &codes, ..material };
    let mut files = vec![File { name: "_service.json".to_owned(), root: service::build(material) }];
    if let Some(root) = errors::build(material, report) {
        files.push(File { name: "_errors.json".to_owned(), root });
    }
    if let Some(root) = types::build(material.plan, report) {
        files.push(File { name: "_types.json".to_owned(), root });
    }
    files.extend(action::build_all(material, report));
    count_strays(material, report);
    files.sort_by(|a, b| a.name.cmp(&b.name));
    files
}

/// The codes, with those that only examples show.
fn with_shown(material: Material<'_>) -> Codes {
    let mut codes = material.codes.clone();
    for action in &material.plan.actions {
        let raw = material.examples.get(action.name).map_or(&[][..], Vec::as_slice);
        examples::shown_codes(raw, action).for_each(|code| codes.note_shown(code));
    }
    codes
}

/// Counts examples and lists of codes of actions that are not imported, or that the metadata does not even have.
fn count_strays(material: Material<'_>, report: &mut ServiceReport) {
    let is_stray = |action: &String| {
        let is_known = material.plan.metadata.actions.contains_key(action);
        !is_known || report.left_out.iter().any(|note| note.what == *action)
    };
    let examples =
        material.examples.iter().filter(|(action, _)| is_stray(action)).map(|(_, list)| list.len()).sum();
    let codes = material.codes.by_action.keys().filter(|action| is_stray(action)).count();
    report.examples_left_out.add_many("the action is not imported", examples);
    report.not_carried.add_many("error codes of an action that is not imported", codes);
}
