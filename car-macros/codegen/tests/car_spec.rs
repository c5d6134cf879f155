//! The `car-spec` tool, run as its users run it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so by panicking")]
#![cfg(feature = "cli")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use car_codegen::{emit, rules};

fn car_spec(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_car-spec"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(arguments)
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("car-spec-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(&self.0)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn check_accepts_healthy_folders_and_counts_them() {
    let output = car_spec(&["check", "--deny-warnings", "tests/specs/demo", "../../api-specs/car"]);
    assert!(output.status.success(), "{}", said(&output));
    let summary = said(&output);
    assert!(
        summary.starts_with("ok: ") && summary.contains(" in 2 folders, 0 errors, 0 warnings"),
        "{summary}"
    );
}

#[test]
fn check_says_what_the_compiler_says_and_fails() {
    let dir = "tests/diagnostics/many/several_at_once";
    let output = car_spec(&["check", dir]);
    assert_eq!(output.status.code(), Some(1));
    let expected =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(dir).join("expected.txt")).unwrap();
    let expected = expected.replace(" many/several", " tests/diagnostics/many/several");
    let said = said(&output);
    assert!(said.starts_with(&expected), "{said}");
    assert!(said.ends_with("failed: 2 actions in 1 folder, 5 errors, 0 warnings\n"), "{said}");
}

#[test]
fn warnings_fail_a_check_only_where_they_are_denied() {
    let dir = "tests/diagnostics/lints/missing_doc";
    let output = car_spec(&["check", dir]);
    assert!(output.status.success());
    assert!(said(&output).contains("warning: the field `Id` has no `doc`"));
    let output = car_spec(&["check", dir, "--deny-warnings"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).ends_with("failed: 1 action in 1 folder, 0 errors, 3 warnings\n"));
}

#[test]
fn a_wrong_command_line_is_neither_success_nor_failure() {
    for arguments in [&["check"][..], &["chek"], &[], &["emit", "tests/specs/demo"]] {
        assert_eq!(car_spec(arguments).status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn a_missing_folder_is_an_error() {
    let output = car_spec(&["check", "tests/specs/nowhere"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).starts_with("error: there is no folder `"), "{}", said(&output));
}

#[test]
fn emit_writes_compares_and_cleans_up_behind_itself() {
    let out = Scratch::new("emit");
    let emitted = |extra: &[&str]| {
        let mut arguments = vec!["emit", "tests/specs/demo", "--out", out.path()];
        arguments.extend(extra);
        car_spec(&arguments)
    };
    let missing = emitted(&["--check"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(said(&missing).contains("mod.rs is missing"), "{}", said(&missing));
    assert!(!out.0.exists(), "--check writes nothing");

    assert!(emitted(&[]).status.success());
    assert_eq!(out.names(), ["client.rs", "describe.rs", "list_things.rs", "mod.rs", "types.rs"]);
    for name in out.names() {
        assert!(emit::is_emitted(&fs::read_to_string(out.0.join(&name)).unwrap()), "{name}");
    }
    let same = emitted(&["--check"]);
    assert!(same.status.success(), "{}", said(&same));
    assert!(said(&emitted(&[])).contains("0 files written, 5 unchanged, 0 removed"));

    fs::write(out.0.join("stale.rs"), format!("{}\n", emit::HEADER)).unwrap();
    fs::write(out.0.join("mine.rs"), "// Written by hand.\n").unwrap();
    fs::write(out.0.join("types.rs"), format!("{}\nstruct Changed;\n", emit::HEADER)).unwrap();
    let different = emitted(&["--check"]);
    assert_eq!(different.status.code(), Some(1));
    let list = said(&different);
    assert!(list.contains("types.rs differs") && list.contains("stale.rs is left over"), "{list}");
    assert!(!list.contains("mine.rs"), "{list}");
    assert!(said(&emitted(&[])).contains("1 files written, 4 unchanged, 1 removed"));
    assert!(out.0.join("mine.rs").exists() && !out.0.join("stale.rs").exists());
}

#[test]
fn emit_does_not_overwrite_what_it_did_not_write() {
    let out = Scratch::new("foreign");
    fs::create_dir_all(&out.0).unwrap();
    fs::write(out.0.join("mod.rs"), "// Written by hand.\n").unwrap();
    let output = car_spec(&["emit", "tests/specs/demo", "--out", out.path()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("was not made by `car-spec emit`"), "{}", said(&output));
    assert_eq!(fs::read_to_string(out.0.join("mod.rs")).unwrap(), "// Written by hand.\n");
}

#[test]
fn emit_emits_nothing_from_a_broken_spec() {
    let out = Scratch::new("broken");
    let output = car_spec(&["emit", "tests/diagnostics/types/unknown", "--out", out.path()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("unknown type `Fliter`") && !out.0.exists());
}

#[test]
fn explain_lists_and_explains_every_rule() {
    let list = String::from_utf8(car_spec(&["explain"]).stdout).unwrap();
    for rule in rules::all() {
        assert!(
            list.contains(&format!("{}  {:<7}  {}", rule.id, rule.level.to_string(), rule.title)),
            "{list}"
        );
    }
    let output = car_spec(&["explain", "t001"]);
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with("T001 (error): a type that is not defined\n"), "{text}");
    assert!(
        text.contains("Not like this:\n\n    \"Mode\"") && text.lines().all(|line| line.len() < 100),
        "{text}"
    );

    let output = car_spec(&["explain", "T01"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).starts_with("there is no rule `T01`, did you mean `T001`?"), "{}", said(&output));
}

#[test]
fn rules_have_distinct_ids_in_order_and_complete_texts() {
    let all: Vec<_> = rules::all().collect();
    let ids: std::collections::BTreeSet<&str> = all.iter().map(|rule| rule.id).collect();
    assert_eq!(ids.len(), all.len());
    for pair in all.windows(2) {
        assert!(
            pair[0].id[..1] != pair[1].id[..1] || pair[0].id < pair[1].id,
            "{} {}",
            pair[0].id,
            pair[1].id
        );
    }
    for rule in all {
        assert!(rule.why.ends_with('.') && rule.mend.ends_with('.'), "{}", rule.id);
        assert!(!rule.title.ends_with('.') && rule.bad != rule.good, "{}", rule.id);
        assert!(rules::find(rule.id).is_some_and(|found| found.id == rule.id));
    }
}
