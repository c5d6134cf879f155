//! Reads a folder of spec files. No other module touches the file system.
//!
//! Everything behind this module is a pure function of the texts in a [`SourceSet`]: tests, fuzzing and the
//! determinism check make one from memory with [`SourceSet::from_files`], and the order in which files are
//! found cannot matter, because they are sorted here.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::{fs, io, iter};

use crate::diag::{Diagnostic, Place};
use crate::rules;

/// Extension of the files that are read; everything else in the folder (a README, an editor's backup) is not.
const EXTENSION: &str = "json";

/// The spec files of one service, sorted by name.
#[derive(Debug, Clone)]
pub struct SourceSet {
    label: String,
    files: Vec<Arc<SourceFile>>,
    readable: bool,
}

impl SourceSet {
    /// Makes a set from memory: pairs of file name and content. `label` stands for the folder in messages.
    pub fn from_files<N, B>(label: &str, files: impl IntoIterator<Item = (N, B)>) -> Self
    where
        N: Into<String>,
        B: Into<Vec<u8>>,
    {
        let files = files.into_iter().map(|(name, bytes)| SourceFile::new(label, name.into(), bytes.into()));
        Self::sorted(label, files.collect())
    }

    fn sorted(label: &str, mut files: Vec<SourceFile>) -> Self {
        files.sort_by(|a, b| a.name.cmp(&b.name));
        Self { label: label.to_owned(), files: files.into_iter().map(Arc::new).collect(), readable: true }
    }

    fn unreadable(label: &str) -> Self {
        Self { label: label.to_owned(), files: Vec::new(), readable: false }
    }

    /// How the folder is shown in messages, such as `api-specs/car`.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The files, sorted by name.
    pub fn files(&self) -> impl Iterator<Item = &SourceFile> {
        self.files.iter().map(AsRef::as_ref)
    }

    /// Absolute paths of the files that were read, for the build to watch. Empty for a set made from memory.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().filter_map(|file| file.path.as_deref())
    }

    pub(crate) fn shared_files(&self) -> &[Arc<SourceFile>] {
        &self.files
    }

    /// False where [`read`] has already reported that there is no such folder: nothing more can be said.
    pub(crate) fn is_readable(&self) -> bool {
        self.readable
    }
}

/// One spec file.
#[derive(Debug)]
pub struct SourceFile {
    name: String,
    shown: String,
    text: String,
    invalid_utf8: Option<usize>,
    path: Option<PathBuf>,
    readable: bool,
    /// Where lines start; found when the first fault is.
    line_starts: OnceLock<Vec<usize>>,
}

impl SourceFile {
    fn new(label: &str, name: String, bytes: Vec<u8>) -> Self {
        let shown = if label.is_empty() { name.clone() } else { format!("{label}/{name}") };
        let (text, invalid_utf8) = match String::from_utf8(bytes) {
            Ok(text) => (text, None),
            Err(error) => {
                let offset = error.utf8_error().valid_up_to();
                (String::from_utf8_lossy(error.as_bytes()).into_owned(), Some(offset))
            }
        };
        Self { name, shown, text, invalid_utf8, path: None, readable: true, line_starts: OnceLock::new() }
    }

    /// The file name, such as `DescribeCosCredential.json`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How the file is shown in messages, such as `api-specs/car/DescribeCosCredential.json`.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// The content. Where it is not UTF-8, replacement characters stand for what is not.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Position of the first byte that is not UTF-8, in the file and in [`text`](Self::text) alike.
    pub(crate) fn invalid_utf8(&self) -> Option<usize> {
        self.invalid_utf8
    }

    /// False where [`read`] has already reported that the file cannot be read.
    pub(crate) fn is_readable(&self) -> bool {
        self.readable
    }

    /// Line and column of a byte offset, both from 1; the column counts characters.
    pub fn line_column(&self, offset: usize) -> (usize, usize) {
        let starts = self.line_starts.get_or_init(|| {
            let behind_newlines = self.text.match_indices('\n').map(|(newline, _)| newline + 1);
            iter::once(0).chain(behind_newlines).collect()
        });
        let line = starts.partition_point(|start| *start <= offset);
        let line_start = starts.get(line.saturating_sub(1)).copied().unwrap_or_default();
        let on_line = self.text.get(line_start..offset).unwrap_or_default();
        (line, on_line.trim_start_matches('\u{feff}').chars().count() + 1)
    }
}

/// Reads the spec files of a folder. `label` stands for the folder in messages and in the generated docs.
///
/// What cannot be read becomes a diagnostic; the files that can be read are in the set all the same.
pub fn read(dir: &Path, label: &str) -> (SourceSet, Vec<Diagnostic>) {
    let absolute = std::path::absolute(dir).unwrap_or_else(|_| dir.to_owned());
    let names = match spec_file_names(&absolute) {
        Ok(names) => names,
        Err(error) => return (SourceSet::unreadable(label), vec![cannot_read_folder(&absolute, &error)]),
    };
    let mut diagnostics = Vec::new();
    let files = names.into_iter().map(|name| read_file(&absolute, label, name, &mut diagnostics)).collect();
    (SourceSet::sorted(label, files), diagnostics)
}

fn spec_file_names(dir: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        let is_spec = path.extension().is_some_and(|extension| extension == EXTENSION) && !path.is_dir();
        // A name that is not Unicode cannot be an action's; lossily converted, it is reported as such.
        if let Some(name) = path.file_name().filter(|_| is_spec) {
            names.push(name.to_string_lossy().into_owned());
        }
    }
    Ok(names)
}

fn read_file(dir: &Path, label: &str, name: String, diagnostics: &mut Vec<Diagnostic>) -> SourceFile {
    let path = dir.join(&name);
    let (bytes, failure) = match fs::read(&path) {
        Ok(bytes) => (bytes, None),
        Err(error) => (Vec::new(), Some(error)),
    };
    let mut file = SourceFile::new(label, name, bytes);
    if let Some(error) = failure {
        file.readable = false;
        let message = format!("cannot read `{}`: {error}", path.display());
        diagnostics.push(Diagnostic::new(&rules::UNREADABLE_FILE, message).at(Place::whole_file(&file)));
    }
    file.path = Some(path);
    file
}

fn cannot_read_folder(dir: &Path, error: &io::Error) -> Diagnostic {
    let message = match error.kind() {
        io::ErrorKind::NotFound => format!("there is no folder `{}`", dir.display()),
        io::ErrorKind::NotADirectory => format!("`{}` is not a folder", dir.display()),
        _ => format!("cannot list the folder `{}`: {error}", dir.display()),
    };
    let nearest = dir.ancestors().skip(1).find(|ancestor| ancestor.is_dir());
    let diagnostic = Diagnostic::new(&rules::UNREADABLE_FOLDER, message);
    match nearest {
        Some(parent) if error.kind() == io::ErrorKind::NotFound => {
            diagnostic.note(format!("the part of the path that exists is `{}`", parent.display()))
        }
        _ => diagnostic,
    }
}
