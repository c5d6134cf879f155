//! No fault is forgotten: what the library can play is read from its source, and each must be in the table.

use super::faults::table;

const CONSTRUCTORS: &str = include_str!("../../src/offline/fault/kinds.rs");
const REFINEMENTS: &str = include_str!("../../src/offline/fault/mod.rs");

/// The names of the public functions in a source whose parameters begin with this.
fn functions<'a>(source: &'a str, parameters: &str) -> Vec<&'a str> {
    let declared = source.lines().filter_map(|line| line.trim_start().strip_prefix("pub fn "));
    let named = declared.filter_map(|line| line.split_once('('));
    named.filter(|(_, rest)| rest.starts_with(parameters)).map(|(name, _)| name).collect()
}

#[test]
fn every_fault_is_in_the_table_and_so_is_every_way_to_change_one() {
    let table = table();
    let is_written = |text: &str| table.iter().any(|row| row.written.contains(text));

    let constructors = functions(CONSTRUCTORS, "");
    assert!(constructors.len() >= 20, "{constructors:?}");
    for name in constructors {
        assert!(is_written(&format!("Fault::{name}(")), "no row for Fault::{name}");
    }
    let refinements = functions(REFINEMENTS, "mut self");
    assert!(refinements.len() >= 7, "{refinements:?}");
    for name in refinements {
        assert!(is_written(&format!(".{name}(")), "no row with .{name}()");
    }
    assert!(is_written("Fault::from("), "no row for a reply of one's own");
}
