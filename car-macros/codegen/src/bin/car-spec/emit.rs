//! `car-spec emit`: the generated code as files, for reading and for reviews.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

use car_codegen::emit;
use car_codegen::render::{self, Options};

use crate::check;
use crate::folder::compile_folder;

/// Writes the generated files of a spec folder into `out`.
pub(crate) fn write(dir: &Path, out: &Path, options: &Options) -> bool {
    let Some(files) = generate(dir, options) else { return false };
    let outcome = write_files(out, &files).and_then(|written| Ok((written, remove_stale(out, &files)?)));
    match outcome {
        Ok((written, removed)) => {
            let same = files.len() - written;
            eprintln!("{}: {written} files written, {same} unchanged, {removed} removed", out.display());
            true
        }
        Err(failure) => {
            eprintln!("error: {failure}");
            false
        }
    }
}

/// Compares `out` with the generated files of a spec folder and lists what differs.
pub(crate) fn compare(dir: &Path, out: &Path, options: &Options) -> bool {
    let Some(files) = generate(dir, options) else { return false };
    let mut different = Vec::new();
    for (name, content) in &files {
        match fs::read_to_string(out.join(name)) {
            Ok(found) if found == *content => {}
            Ok(_) => different.push(format!("{name} differs")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                different.push(format!("{name} is missing"));
            }
            Err(error) => different.push(format!("{name} cannot be read: {error}")),
        }
    }
    match stale(out, &files) {
        Ok(paths) => different.extend(paths.iter().map(|path| format!("{} is left over", file_name(path)))),
        Err(failure) => different.push(failure.to_string()),
    }
    for line in &different {
        eprintln!("{}: {line}", out.display());
    }
    if !different.is_empty() {
        eprintln!("run `car-spec emit {} --out {}` and commit the result", dir.display(), out.display());
    }
    different.is_empty()
}

/// An operation on a file that failed.
#[derive(Debug)]
struct Failure {
    what: &'static str,
    path: PathBuf,
    cause: io::Error,
}

impl Failure {
    fn of(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |cause| Self { what, path, cause }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "cannot {} `{}`: {}", self.what, self.path.display(), self.cause)
    }
}

/// The files for a folder without errors; with errors, reports them.
fn generate(dir: &Path, options: &Options) -> Option<Vec<(String, String)>> {
    let compiled = compile_folder(dir);
    if compiled.has_errors() {
        check::report(&compiled);
        eprintln!("error: nothing is emitted from `{}` until these errors are mended", dir.display());
        return None;
    }
    let sections = render::service(&compiled.service?, options);
    emit::files(&sections).map_err(|error| eprintln!("error: {error}")).ok()
}

/// Writes what is new or changed, so that the others keep their time stamps. Returns their number.
fn write_files(out: &Path, files: &[(String, String)]) -> Result<usize, Failure> {
    fs::create_dir_all(out).map_err(Failure::of("make the folder", out))?;
    let mut written = 0;
    for (name, content) in files {
        let path = out.join(name);
        match fs::read_to_string(&path) {
            Ok(found) if found == *content => continue,
            Ok(found) if !emit::is_emitted(&found) => {
                let cause = io::Error::other("it was not made by `car-spec emit`; move it away first");
                return Err(Failure { what: "overwrite", path, cause });
            }
            _ => {}
        }
        fs::write(&path, content).map_err(Failure::of("write", &path))?;
        written += 1;
    }
    Ok(written)
}

/// Removes what an earlier run wrote and this one does not. Returns the number of files.
fn remove_stale(out: &Path, files: &[(String, String)]) -> Result<usize, Failure> {
    let paths = stale(out, files)?;
    for path in &paths {
        fs::remove_file(path).map_err(Failure::of("remove", path))?;
    }
    Ok(paths.len())
}

fn stale(out: &Path, files: &[(String, String)]) -> Result<Vec<PathBuf>, Failure> {
    let current: BTreeSet<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    let entries = match fs::read_dir(out) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Failure::of("list", out)(error)),
    };
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(Failure::of("list", out))?.path();
        let is_rust = path.extension().is_some_and(|extension| extension == "rs");
        let is_ours = is_rust && fs::read_to_string(&path).is_ok_and(|content| emit::is_emitted(&content));
        if is_ours && !current.contains(file_name(&path).as_str()) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
