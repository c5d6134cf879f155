//! `car-spec diff`: what a change of a spec does to code that uses it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use car_codegen::diff::compare;
use car_codegen::ir::Service;
use clap::{Args, ValueEnum};

use crate::check;
use crate::folder::compile_folder;

/// Exit status where there is a breaking difference.
const BREAKING: u8 = 1;
/// Exit status where a spec cannot be used.
const UNUSABLE: u8 = 2;

/// Arguments of `car-spec diff`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Spec folder as it was.
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// Spec folder as it is.
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// How to print the differences.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

/// How to print the differences.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// In groups, for people.
    Text,
    /// For scripts.
    Json,
}

/// Compares two folders and prints what differs.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let (Some(old), Some(new)) = (usable(&arguments.old), usable(&arguments.new)) else {
        return ExitCode::from(UNUSABLE);
    };
    let diff = compare(&old, &new);
    match arguments.format {
        Format::Text => print!("{diff}"),
        Format::Json => print!("{}", diff.to_json()),
    }
    if diff.is_breaking() { ExitCode::from(BREAKING) } else { ExitCode::SUCCESS }
}

/// The service of a folder. With an error in it, a comparison would find differences that are none.
fn usable(dir: &Path) -> Option<Service> {
    let compiled = compile_folder(dir);
    if compiled.has_errors() {
        check::report(&compiled);
        eprintln!("error: `{}` has errors, so it cannot be compared", dir.display());
        return None;
    }
    compiled.service
}
