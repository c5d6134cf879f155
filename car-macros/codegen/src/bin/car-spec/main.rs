//! `car-spec`: checks API spec files, shows what is generated from them, and explains the rules.
//!
//! The tool for the moment when a spec is broken and the client therefore does not build: it depends on the
//! generator alone, says the same as the compiler would, and shows all faults and warnings at once.

mod check;
mod diff;
mod emit;
mod explain;
mod folder;
mod import;

use std::path::PathBuf;
use std::process::ExitCode;

use car_codegen::render::Options;
use clap::{Parser, Subcommand};

/// Checks API spec files, shows what is generated from them, and explains the rules they are held to.
#[derive(Debug, Parser)]
#[command(name = "car-spec", version, about, max_term_width = 100, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Reports everything that is wrong with spec folders.
    ///
    /// Errors and warnings go to standard error, in the words in which the compiler shows them; a summary
    /// line follows. Exit status: 0 if the specs can be used, 1 if not, 2 if the command line is wrong.
    Check {
        /// Spec folders, each with the files of one service.
        #[arg(required = true, value_name = "DIR")]
        dirs: Vec<PathBuf>,
        /// Fail on warnings, too.
        #[arg(long)]
        deny_warnings: bool,
    },
    /// Writes the generated code into a folder, formatted: one file per action, and a `mod.rs` that includes
    /// them.
    ///
    /// Files in the folder that an earlier run wrote and that are no longer generated are removed; files
    /// without the generator's header line are never touched.
    Emit {
        /// Spec folder.
        #[arg(value_name = "DIR")]
        dir: PathBuf,
        /// Folder for the generated files; made if it does not exist.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// Path of the module that will hold the code, such as `car_api::car`; the examples in its docs are
        /// then compiled.
        #[arg(long, value_name = "MODULE")]
        path: Option<String>,
        /// Write nothing; fail if the folder differs from what would be written, and list the files.
        #[arg(long)]
        check: bool,
    },
    /// Says what differs between two versions of a spec folder: what is breaking, additive, or documentation.
    ///
    /// Exit status: 0 if nothing is breaking, 1 if something is, 2 if a spec has errors or the command line
    /// is wrong.
    Diff(diff::Arguments),
    /// Makes spec folders from the metadata that Tencent publishes for its services.
    ///
    /// The files are formatted, pass `check`, and are the same bytes whenever the metadata is the same. What
    /// was left out or renamed is reported. Each folder gets an `import.lock`, by which `--update` tells the
    /// service's changes from those made by hand: keep it with the specs. Exit status: 0 if everything imported
    /// can be used, 1 if something cannot, 2 if nothing was imported because the command line asks for what
    /// cannot be.
    Import(import::Arguments),
    /// Explains a rule that a diagnostic names, or lists all rules.
    Explain {
        /// The rule, such as `T001`.
        #[arg(value_name = "RULE")]
        rule: Option<String>,
    },
}

fn main() -> ExitCode {
    let succeeded = match Arguments::parse().command {
        Command::Check { dirs, deny_warnings } => {
            let accepted =
                if deny_warnings { check::Accepted::NoWarnings } else { check::Accepted::Warnings };
            check::run(&dirs, accepted)
        }
        Command::Emit { dir, out, path, check } => {
            let options = Options { path };
            if check { emit::compare(&dir, &out, &options) } else { emit::write(&dir, &out, &options) }
        }
        Command::Diff(arguments) => return diff::run(&arguments),
        Command::Import(arguments) => return import::run(arguments),
        Command::Explain { rule: None } => explain::list(),
        Command::Explain { rule: Some(id) } => explain::explain(&id),
    };
    if succeeded { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
