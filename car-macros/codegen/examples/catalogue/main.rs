//! Takes everything that Tencent publishes through the generator, and counts what becomes of it.
//!
//! The generator promises to read any product's metadata, to leave nothing out in silence, and never to panic. The
//! catalogue of some 460 service versions is what holds it to that: each is imported, checked, rendered and formatted
//! here, in one process and one at a time, so that the memory it needs is that of the largest. What was published is
//! counted by [`published`], which shares no code with the import; where the two counts differ, the program fails.
//!
//! `scripts/catalogue.sh` downloads the wheels, unpacks them and runs this:
//!
//! ```console
//! $ cargo run --release -p car-codegen --example catalogue -- [--json FILE | --whole] UNPACKED_WHEEL...
//! ```
//!
//! With `--whole`, nothing is counted but time and memory, and all processors are used: [`whole`].

mod published;
mod show;
mod totals;
mod whole;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs, process};

use car_codegen::import::{Existing, Options, ServiceReport, Site, Source, import};
use car_codegen::{Selection, compile, emit, render, source};

use published::{Published, Unit};
use totals::{Stage, Totals};

fn main() -> ExitCode {
    let scratch = env::temp_dir().join(format!("car-catalogue-{}", process::id()));
    let outcome = run(&scratch);
    // There is nothing to remove where nothing was written; where removing fails, the folder is temporary anyway.
    let _ = fs::remove_dir_all(&scratch);
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
    }
}

/// Whether everything went through.
fn run(scratch: &Path) -> Result<bool, String> {
    let (wheels, wanted) = arguments()?;
    if wanted == Wanted::Speed {
        return whole::measure(&wheels, scratch).map(|()| true);
    }
    let all = wheels.iter().map(|wheel| take_wheel(wheel, scratch)).collect::<Result<Vec<_>, _>>()?;
    show::print(&all);
    if let Wanted::Report(file) = wanted {
        fs::write(&file, show::json(&all))
            .map_err(|error| format!("cannot write `{}`: {error}", file.display()))?;
    }
    for failure in all.iter().flat_map(|totals| &totals.failures) {
        eprintln!("error: {failure}");
    }
    Ok(all.iter().all(|totals| totals.failures.is_empty()))
}

/// What to make, beside the table.
#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    Table,
    /// The whole report as well, in this file.
    Report(PathBuf),
    /// Only how long it takes at once.
    Speed,
}

/// The unpacked wheels, and what is wanted of them.
fn arguments() -> Result<(Vec<PathBuf>, Wanted), String> {
    let (mut wheels, mut wanted) = (Vec::new(), Wanted::Table);
    let mut arguments = env::args_os().skip(1);
    while let Some(argument) = arguments.next() {
        if argument == "--json" {
            wanted = Wanted::Report(arguments.next().ok_or("`--json` needs the name of a file")?.into());
        } else if argument == "--whole" {
            wanted = Wanted::Speed;
        } else {
            wheels.push(PathBuf::from(argument));
        }
    }
    if wheels.is_empty() {
        Err("which wheels? Give the folders they are unpacked in".into())
    } else {
        Ok((wheels, wanted))
    }
}

fn take_wheel(wheel: &Path, scratch: &Path) -> Result<Totals, String> {
    let name = wheel.file_name().unwrap_or_default().to_string_lossy();
    let site = site_of(&name);
    let mut totals = Totals::new(&name);
    for unit in published::units(wheel)? {
        totals.services += 1;
        if let Err(failure) = take_service(&unit, site, scratch, &mut totals) {
            totals.failures.push(format!("{name}: {}: {failure}", unit.label));
        }
    }
    Ok(totals)
}

/// Of the two packages, the international one says so in its name.
fn site_of(wheel: &str) -> Site {
    if wheel.contains("intl") { Site::International } else { Site::Mainland }
}

/// Imports one service version into a folder.
fn import_unit(unit: &Unit, site: Site, folder: &Path) -> Result<ServiceReport, String> {
    let options = Options {
        source: Source::Metadata(unit.folder.clone(), None),
        service: None,
        site: Some(site),
        errors: Vec::new(),
        actions: Vec::new(),
        out: folder.to_owned(),
        existing: Existing::Refuse,
    };
    let imported = import(&options).map_err(|failure| failure.to_string())?;
    let imported = imported.services.into_iter().next().ok_or("the import made no report")?;
    match &imported.failure {
        Some(failure) => Err(failure.clone()),
        None => Ok(imported),
    }
}

/// Takes one service version through all stages.
fn take_service(unit: &Unit, site: Site, scratch: &Path, totals: &mut Totals) -> Result<(), String> {
    let published = Published::read(unit)?;
    let folder = scratch.join("specs");
    let _ = fs::remove_dir_all(&folder);

    let imported = totals.timed(Stage::Import, || import_unit(unit, site, &folder))?;
    let (compiled, mut diagnostics) = totals.timed(Stage::Check, || {
        let (files, diagnostics) = source::read(&folder, &unit.label);
        (compile(&files, &Selection::All), diagnostics)
    });
    diagnostics.extend(compiled.diagnostics);
    totals.add_diagnostics(&diagnostics);
    let service = compiled.service.ok_or("the check found no service in the imported folder")?;
    let sections = totals.timed(Stage::Render, || render::service(&service, &render::Options::default()));
    let files = totals.timed(Stage::Format, || emit::files(&sections)).map_err(|error| error.to_string())?;

    totals.add_rendered(&service, &files);
    totals.add_import(&imported);
    account(&published, &imported, &service, sections.len(), totals)
}

/// Holds what was made, and what the import says it left out, to what was published.
fn account(
    published: &Published,
    imported: &ServiceReport,
    service: &car_codegen::ir::Service,
    sections: usize,
    totals: &mut Totals,
) -> Result<(), String> {
    // Beside the actions, the client has a section, and the shared types if there are any.
    let rendered = sections.saturating_sub(1 + usize::from(!service.types.is_empty()));
    let left_out: Vec<_> = imported.left_out.iter().filter(|note| published.is_action(note)).collect();
    totals.published_actions += published.actions.len();
    totals.actions += rendered;
    totals.published_examples += published.examples;
    for note in &imported.left_out {
        let what = if published.is_action(note) { "action" } else { "structure" };
        totals.left_out.add(format!("{what}: {}", note.why));
    }

    let mut complaints = imported.errors.clone();
    for name in &published.actions {
        let is_made = service.actions.iter().any(|action| action.name == *name);
        let is_told = left_out.iter().any(|note| note.what == *name);
        match (is_made, is_told) {
            (false, false) => complaints.push(format!("`{name}` disappeared without a word")),
            (true, true) => complaints.push(format!("`{name}` is said to be left out, but was rendered")),
            _ => {}
        }
    }
    if rendered + left_out.len() != published.actions.len() {
        complaints.push(format!(
            "{} actions were published, but {rendered} were rendered and {} left out",
            published.actions.len(),
            left_out.len()
        ));
    }
    let examples = imported.examples + imported.examples_left_out.total();
    if examples != published.examples {
        complaints
            .push(format!("{} examples were published, but {examples} accounted for", published.examples));
    }
    if complaints.is_empty() { Ok(()) } else { Err(complaints.join("; ")) }
}
