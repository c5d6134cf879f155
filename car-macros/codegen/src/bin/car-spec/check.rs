//! `car-spec check`: everything that is wrong, and a summary.

use std::path::PathBuf;

use car_codegen::{Compiled, Level};

use crate::folder::compile_folder;

/// What a spec may have and still pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Accepted {
    Warnings,
    NoWarnings,
}

/// Checks folders and says so on standard error. True if all of them can be used.
pub(crate) fn run(dirs: &[PathBuf], accepted: Accepted) -> bool {
    let mut errors = 0;
    let mut warnings = 0;
    let mut actions = 0;
    for dir in dirs {
        let compiled = compile_folder(dir);
        report(&compiled);
        errors += count(&compiled, Level::Error);
        warnings += count(&compiled, Level::Warning);
        actions += compiled.service.map_or(0, |service| service.actions.len());
    }
    let passed = errors == 0 && (warnings == 0 || accepted == Accepted::Warnings);
    let verdict = if passed { "ok" } else { "failed" };
    eprintln!(
        "{verdict}: {} in {}, {}, {}",
        counted(actions, "action"),
        counted(dirs.len(), "folder"),
        counted(errors, "error"),
        counted(warnings, "warning")
    );
    passed
}

/// Prints all diagnostics of a folder, with an empty line behind each.
pub(crate) fn report(compiled: &Compiled) {
    for diagnostic in &compiled.diagnostics {
        eprintln!("{}: {diagnostic}\n", diagnostic.level());
    }
}

fn count(compiled: &Compiled, level: Level) -> usize {
    compiled.diagnostics.iter().filter(|diagnostic| diagnostic.level() == level).count()
}

fn counted(number: usize, thing: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {thing}{plural}")
}
