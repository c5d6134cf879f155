//! Reads and compiles one spec folder from the command line.

use std::path::Path;

use car_codegen::{Compiled, Selection, compile, source};

/// Compiles a folder. It is shown in messages as it was typed, so that editors and terminals can open what
/// they point to.
pub(crate) fn compile_folder(dir: &Path) -> Compiled {
    let typed = dir.to_string_lossy();
    let label = match typed.trim_end_matches(['/', '\\']) {
        "" => typed.as_ref(),
        trimmed => trimmed,
    };
    let (set, mut diagnostics) = source::read(dir, label);
    let compiled = compile(&set, &Selection::All);
    diagnostics.extend(compiled.diagnostics);
    Compiled { service: compiled.service, diagnostics }
}
