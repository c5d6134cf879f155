//! Folders of specs.

use car_codegen::source::SourceSet;
use car_codegen::{Selection, compile, render};

/// Begins a file, with its name behind it.
pub const MARK: &str = "--- ";

/// Reads `data` as a folder, whose files stand one after another, each under a line `--- name`.
pub fn read(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut files: Vec<(String, String)> = Vec::new();
    for line in text.split_inclusive('\n') {
        match (line.strip_prefix(MARK), files.last_mut()) {
            (Some(name), _) => files.push((name.trim().to_owned(), String::new())),
            (None, Some((_, file))) => file.push_str(line),
            (None, None) => {}
        }
    }
    // The name of a file is that of an action, and two files never have the same.
    files.sort();
    files.dedup_by(|left, right| left.0 == right.0);
    let compiled = compile(&SourceSet::from_files("specs", files), &Selection::All);
    for found in &compiled.diagnostics {
        assert!(found.render().contains(found.rule().id), "a diagnostic without its rule");
    }
    if let Some(service) = &compiled.service {
        for section in render::service(service, &render::Options::default()) {
            assert!(!section.name.is_empty());
        }
    }
}
