//! Golden tests of what is said about broken specs: see `diagnostics/README.md`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use car_codegen::rules;
use car_codegen::source::SourceSet;
use car_codegen::{Compiled, Level, Selection, compile};

/// Holds what a case is expected to say.
const EXPECTED: &str = "expected.txt";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics")
}

/// All folders with spec files, as paths from the root: `types/unknown`.
fn cases() -> Vec<String> {
    let mut cases = Vec::new();
    for group in subfolders(&root()) {
        cases.extend(subfolders(&root().join(&group)).into_iter().map(|case| format!("{group}/{case}")));
    }
    assert!(cases.len() > 40, "the cases have gone: {cases:?}");
    cases
}

fn subfolders(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    let mut names: Vec<String> = entries
        .filter(|path| path.is_dir())
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn compile_case(case: &str) -> Compiled {
    let files = fs::read_dir(root().join(case)).unwrap().map(|entry| entry.unwrap().path());
    let specs = files.filter(|path| path.extension().is_some_and(|extension| extension == "json"));
    let named = specs
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap()));
    compile(&SourceSet::from_files(case, named), &Selection::All)
}

fn say(compiled: &Compiled) -> String {
    let texts: Vec<String> =
        compiled.diagnostics.iter().map(|found| format!("{}: {found}\n", found.level())).collect();
    texts.join("\n")
}

#[test]
fn every_case_says_what_it_should() {
    let bless = std::env::var_os("BLESS").is_some();
    let mut wrong = Vec::new();
    for case in cases() {
        let said = say(&compile_case(&case));
        let path = root().join(&case).join(EXPECTED);
        if bless {
            fs::write(&path, said).unwrap();
        } else if fs::read_to_string(&path).unwrap_or_default() != said {
            wrong.push(format!("{case} says:\n{said}"));
        }
    }
    assert!(wrong.is_empty(), "BLESS=1 accepts this, if it is right:\n\n{}", wrong.join("\n"));
}

#[test]
fn every_case_is_in_a_group_of_its_rules_and_says_something() {
    for case in cases() {
        let compiled = compile_case(&case);
        assert!(!compiled.diagnostics.is_empty(), "{case} finds nothing");
        let lints_only = compiled.diagnostics.iter().all(|found| found.level() == Level::Warning);
        assert_eq!(lints_only, case.starts_with("lints/"), "{case}");
    }
}

/// Rules about the file system and about choosing actions have no folder of spec files to show them;
/// `tests/folders.rs` and `tests/healthy_part.rs` do.
const SHOWN_ELSEWHERE: &[&str] = &["S001", "S002", "S003", "S004", "S006", "N009", "N011"];

#[test]
fn every_rule_has_a_case() {
    let mut shown: Vec<&str> = SHOWN_ELSEWHERE.to_vec();
    for case in cases() {
        shown.extend(compile_case(&case).diagnostics.iter().map(|found| found.rule().id));
    }
    let missing: Vec<&str> = rules::all().map(|rule| rule.id).filter(|id| !shown.contains(id)).collect();
    assert!(missing.is_empty(), "no case for {missing:?}");
}

#[test]
fn every_place_is_inside_its_file_and_shown_on_its_line() {
    for case in cases() {
        for found in compile_case(&case).diagnostics {
            let Some(place) = found.place() else { continue };
            let text = fs::read_to_string(root().join(place.file())).unwrap();
            let lines = text.split('\n').count();
            assert!((1..=lines).contains(&place.line()), "{case}: line {} of {lines}", place.line());
            let line = text.split('\n').nth(place.line() - 1).unwrap();
            assert!(
                place.column() <= line.chars().count() + 1,
                "{case}: column {} of `{line}`",
                place.column()
            );
            if !place.span().is_empty() {
                let frame = format!("{}:{}:{}", place.file(), place.line(), place.column());
                assert!(found.render().contains(&frame), "{case}: no `{frame}` in\n{}", found.render());
            }
        }
    }
}
