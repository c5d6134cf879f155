//! Recorded counts that say what the generated code and the crate cost those who build it.
//!
//! Build times differ between machines; what they grow with does not. A change that lowers a count lowers its
//! record with it; one that raises it needs a reason. `docs/performance.md` has the budgets and the times.

mod support;

use std::collections::BTreeSet;
use std::fs;

use support::{cargo, succeeds, workspace};

/// Lines that `DescribeCosCredential` expands to, formatted, docs aside. The budget is 150.
const LINES: usize = 150;

/// What the crate needs, by default, beyond what an HTTP client with TLS, signing and JSON need. Never
/// `serde_derive`: it and `syn` would be the slowest part of a build.
const CRATES: [&str; 8] =
    ["annotate-snippets", "anstyle", "fastrand", "heck", "jsonc-parser", "serde", "strsim", "unicode-width"];

#[test]
fn an_action_expands_to_few_lines() {
    let file = workspace().join("tests/src/expanded/car/describe_cos_credential.rs");
    let lines = code_lines(&fs::read_to_string(file).unwrap());
    assert!(lines <= LINES, "{lines} lines, and {LINES} is the record");
}

/// Lines of formatted code that are neither empty nor documentation, be it comments or the tables of docs.
fn code_lines(text: &str) -> usize {
    let mut in_docs = false;
    let mut count = 0;
    for line in text.lines().map(str::trim) {
        in_docs |= line == "docs: &[";
        if !in_docs && !line.is_empty() && !line.starts_with("//") {
            count += 1;
        }
        in_docs &= line != "],";
    }
    count
}

#[test]
fn lines_of_code_are_told_from_docs() {
    let text = "/// Docs.\npub struct A {\n\n    docs: &[\n        \"Text.\",\n    ],\n    // Comment.\n}\n";
    assert_eq!(code_lines(text), 2);
}

#[test]
fn the_crate_needs_a_handful_of_crates() {
    let floor = ["reqwest", "rustls", "rustls-platform-verifier", "hmac", "sha2", "serde_json", "tokio"];
    let floor: BTreeSet<_> = floor.into_iter().flat_map(crates_of).collect();
    let own = |name: &String| matches!(name.as_str(), "car-api" | "car-macros" | "car-codegen");
    let more: Vec<_> =
        crates_of("car-api").into_iter().filter(|name| !own(name) && !floor.contains(name)).collect();
    assert_eq!(more, CRATES);
}

/// The names of the crates that `package` is built from with its default features, itself included.
fn crates_of(package: &str) -> BTreeSet<String> {
    let mut tree = cargo(&workspace());
    tree.args(["tree", "--locked", "--quiet", "--prefix", "none", "--format", "{p}"]);
    tree.args(["--edges", "normal,build", "--package", package]);
    let tree = succeeds(&mut tree);
    tree.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}
