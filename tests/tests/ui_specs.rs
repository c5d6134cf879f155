//! What rustc says of bad spec folders. The text of each diagnostic has its own goldens beside the generator;
//! this shows that the compiler prints the same, that every error of a folder is shown, and that the healthy
//! actions are there all the same.
//!
//! All folders of `ui/specs/` are modules of one crate, which is checked once. `BLESS=1 cargo test -p car-tests
//! --test ui_specs` brings `ui/specs.stderr` up to date.

mod support;

use std::fmt::Write;
use std::fs;
use std::path::Path;

use support::{cargo, copy, fails, workspace, write_crate};

#[test]
fn bad_specs_are_explained_by_the_compiler() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/specs");
    let mut names: Vec<_> = fs::read_dir(&cases)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.push("missing_folder".to_owned());
    names.sort();

    let scratch = tempfile::tempdir().unwrap();
    let probe = scratch.path().join("probe");
    let mut main = String::new();
    for name in &names {
        writeln!(main, "mod {name} {{ car_api::generate! {{ specs = \"specs/{name}\" }} }}").unwrap();
    }
    // What the import left out is chosen by name.
    let chosen = "specs = \"specs/unsupported\", actions = [\"Healthy\", \"UploadLog\"]";
    writeln!(main, "mod unsupported_action {{ car_api::generate! {{ {chosen} }} }}").unwrap();
    // The healthy actions of the broken folders are there: a use of them adds no error.
    main += "fn main() {\n    let _ = |c: &unknown_type::Client| c.healthy().send();\n\
             \u{20}   let _ = |c: &unknown_type::Client| c.broken().good(\"x\").send();\n\
             \u{20}   let _ = |c: &unsupported_action::Client| c.healthy().send();\n}\n";
    write_crate(&probe, &workspace().join("car-api"), "", &main);
    copy(&cases, &probe.join("specs"));

    let output = fails(cargo(&probe).args(["check", "--quiet"]));
    let root = probe.canonicalize().unwrap();
    let output = output
        .replace(root.to_str().unwrap(), "$CRATE")
        .replace(probe.to_str().unwrap(), "$CRATE")
        .replace('\\', "/");
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/specs.stderr");
    if std::env::var_os("BLESS").is_some() {
        fs::write(&golden, &output).unwrap();
    }
    let expected = fs::read_to_string(&golden).unwrap();
    assert!(output == expected, "rustc says:\n{output}\n\nui/specs.stderr has:\n{expected}");
}
