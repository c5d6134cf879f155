//! `car_codegen::diff` and `car-spec diff`: one change of a spec at a time, and what it does to users.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so by panicking")]
#![cfg(feature = "cli")]

use std::path::Path;
use std::process::Command;

use car_codegen::diff::{Diff, Severity, compare};
use car_codegen::ir::Service;
use car_codegen::source::SourceSet;
use car_codegen::{Selection, compile};
use serde_json::{Value, json};

/// The files of a small service: service, errors, types, action.
fn files() -> [(&'static str, Value); 4] {
    let service = json!({
        "service": "echo", "version": "2024-01-31", "title": "Echo", "doc": "Repeats things.",
        "hosts": {"international": "echo.example.com"}, "region": "optional", "timeout": "5s"
    });
    let errors = json!({"errors": {
        "Busy": {"doc": "Busy.", "kind": "contention", "retry": "backoff"},
        "Gone": {"doc": "Gone.", "kind": "not_found", "retry": "never"}
    }});
    let types = json!({"types": {
        "Both": {"doc": "Both ways.", "fields": {"Name": {"type": "string", "required": "request", "doc": "Its name."}}},
        "Mode": {"doc": "How.", "enum": {"fast": "Quickly.", "slow": "Slowly."}}
    }});
    let action = json!({
        "action": "ListEchos", "summary": "Lists echos.", "read_only": true,
        "request": {
            "Offset": {"type": "int", "doc": "From where."},
            "Limit": {"type": "int", "doc": "How many."},
            "Mode": {"type": "Mode", "doc": "How."},
            "Fast": {"type": "bool", "doc": "Whether to hurry."},
            "Both": {"type": "Both", "required": true, "doc": "What."}
        },
        "response": {
            "Total": {"type": "int", "doc": "How many."},
            "Items": {"type": "list<Both>", "doc": "The echos."},
            "Level": {"type": "int", "doc": "How loud.", "enum": {"0": "Silent.", "1": "Loud."}}
        },
        "errors": ["Busy"],
        "pagination": {"offset": "Offset", "limit": "Limit", "total": "Total", "items": "Items"}
    });
    [("_service.json", service), ("_errors.json", errors), ("_types.json", types), ("ListEchos.json", action)]
}

fn service(files: &[(&str, Value)]) -> Service {
    let texts =
        files.iter().filter(|(_, value)| !value.is_null()).map(|(name, value)| (*name, value.to_string()));
    let compiled = compile(&SourceSet::from_files("echo", texts), &Selection::All);
    assert!(!compiled.has_errors(), "{}", compiled.diagnostics[0]);
    compiled.service.unwrap()
}

/// What differs after one change.
fn after(change: impl Fn(&mut [(&str, Value); 4])) -> Diff {
    let mut changed = files();
    change(&mut changed);
    compare(&service(&files()), &service(&changed))
}

fn shown(diff: &Diff) -> Vec<String> {
    let line = |change: &car_codegen::diff::Change| {
        format!("{} {}: {}", change.severity.name(), change.place, change.message)
    };
    diff.changes().iter().map(line).collect()
}

/// Asserts that a change of one value of one file makes one difference, and which.
fn makes(file: usize, pointer: &str, value: &Value, expected: &str) {
    let diff = after(|files| put(&mut files[file].1, pointer, value.clone()));
    assert_eq!(shown(&diff), [expected], "{pointer}");
}

/// Sets the value at a pointer; `null` removes it.
fn put(root: &mut Value, pointer: &str, value: Value) {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let parent = root.pointer_mut(parent).unwrap_or_else(|| panic!("no {pointer}")).as_object_mut().unwrap();
    if value.is_null() { drop(parent.remove(key)) } else { drop(parent.insert(key.to_owned(), value)) }
}

const SERVICE: usize = 0;
const ERRORS: usize = 1;
const TYPES: usize = 2;
const ACTION: usize = 3;

#[test]
fn nothing_differs_from_itself() {
    let diff = after(|_| {});
    assert!(diff.changes().is_empty() && !diff.is_breaking());
    assert_eq!(diff.to_string(), "0 breaking, 0 additive, 0 documentation\n");
}

#[test]
fn what_breaks_users() {
    let required = json!({"type": "string", "required": true, "doc": "x"});
    makes(
        ACTION,
        "/request/Fresh",
        &required,
        "breaking ListEchos.request.Fresh: a required parameter is new",
    );
    makes(
        ACTION,
        "/request/Fast",
        &Value::Null,
        "breaking ListEchos.request.Fast: the parameter was removed",
    );
    makes(
        ACTION,
        "/response/Level",
        &Value::Null,
        "breaking ListEchos.response.Level: the field was removed",
    );
    let ty = |expected: &str| expected.to_owned();
    makes(
        ACTION,
        "/response/Total/type",
        &json!("uint"),
        &ty("breaking ListEchos.response.Total: is of type `Option<u64>` now, not `Option<i64>`"),
    );
    makes(
        ACTION,
        "/request/Limit/required",
        &json!(true),
        "breaking ListEchos.request.Limit: is of type `i64` now, not `Option<i64>`: it is required now",
    );
    makes(
        ACTION,
        "/request/Both/required",
        &Value::Null,
        "breaking ListEchos.request.Both: is of type `Option<Both>` now, not `Both`: it is no longer required",
    );
    makes(
        ACTION,
        "/rust_name",
        &json!("echos"),
        "breaking ListEchos: its method is called `echos` now, not `list_echos`",
    );
    makes(
        ACTION,
        "/request/Mode/rust_name",
        &json!("how"),
        "breaking ListEchos.request.Mode: is called `how` in Rust now, not `mode`",
    );
    makes(ACTION, "/errors", &json!([]), "breaking ListEchos.errors: the code `Busy` was removed");
    makes(
        ACTION,
        "/pagination",
        &Value::Null,
        "breaking ListEchos.pagination: it can no longer be paged through",
    );
    makes(
        ACTION,
        "/response/Level/enum/1",
        &Value::Null,
        "breaking ListEchos.response.Level: the value 1 was removed",
    );
    makes(TYPES, "/types/Mode/enum/slow", &Value::Null, "breaking types.Mode: the value `slow` was removed");
    makes(SERVICE, "/region", &json!("required"), "breaking region: calls must name a region now");
    let renamed = after(|files| put(&mut files[TYPES].1, "/types/Both/rust_name", json!("Pair")));
    assert!(shown(&renamed).contains(&"breaking types.Both: is called `Pair` in Rust now".to_owned()));
    let gone = after(|files| files[ACTION].1 = Value::Null);
    assert!(shown(&gone).contains(&"breaking ListEchos: the action was removed".to_owned()));
}

#[test]
fn a_mark_of_secrecy_changes_the_type() {
    let expected = "breaking types.Both.Name: is of type `Option<Secret>` now, not `Option<String>`";
    makes(TYPES, "/types/Both/fields/Name/sensitive", &json!(true), expected);
}

#[test]
fn what_is_new_is_additive() {
    let optional = json!({"type": "string", "doc": "x"});
    makes(ACTION, "/request/Fresh", &optional, "additive ListEchos.request.Fresh: the parameter is new");
    let required = json!({"type": "string", "required": true, "doc": "x"});
    makes(ACTION, "/response/Fresh", &required, "additive ListEchos.response.Fresh: the field is new");
    makes(ACTION, "/errors", &json!(["Busy", "Gone"]), "additive ListEchos.errors: the code `Gone` is new");
    makes(
        TYPES,
        "/types/Mode/enum/quiet",
        &json!("Quietly."),
        "additive types.Mode: the value `quiet` is new",
    );
    let retry = "additive errors.Gone: is repeated otherwise: Never became Backoff";
    makes(ERRORS, "/errors/Gone/retry", &json!("backoff"), retry);
    makes(
        ACTION,
        "/read_only",
        &Value::Null,
        "additive ListEchos: is now unsafe to repeat, and was read-only",
    );
    let diff = compare(&service(&files()[..3]), &service(&files()));
    assert!(shown(&diff).contains(&"additive ListEchos: the action is new".to_owned()));
    assert!(!diff.is_breaking());
}

#[test]
fn a_demand_in_requests_breaks_and_its_end_does_not() {
    makes(
        TYPES,
        "/types/Both/fields/Name/required",
        &Value::Null,
        "additive types.Both.Name: is no longer required in requests",
    );
    let without = |files: &mut [(&str, Value); 4]| {
        put(&mut files[TYPES].1, "/types/Both/fields/Name/required", Value::Null);
    };
    let mut old = files();
    without(&mut old);
    let diff = compare(&service(&old), &service(&files()));
    assert_eq!(shown(&diff), ["breaking types.Both.Name: is required in requests now"]);
}

#[test]
fn waiters_come_go_and_change() {
    let waiter = |state: &str| json!({"ready": {"path": "Items[*].Name", "success": [state]}});
    makes(ACTION, "/waiters", &waiter("a"), "additive ListEchos.waiters.ready: is new");
    let with = |state: &str| {
        let mut files = files();
        put(&mut files[ACTION].1, "/waiters", waiter(state));
        service(&files)
    };
    let gone = compare(&with("a"), &service(&files()));
    assert_eq!(shown(&gone), ["breaking ListEchos.waiters.ready: was removed"]);
    assert_eq!(
        shown(&compare(&with("a"), &with("b"))),
        ["additive ListEchos.waiters.ready: waits in another way"]
    );
}

#[test]
fn texts_are_documentation() {
    for (pointer, value) in [
        ("/summary", json!("Lists all echos.")),
        ("/doc", json!("More.")),
        ("/deprecated", json!("use another")),
        ("/rate_limit", json!(5)),
        (
            "/examples",
            json!([{"title": "One", "request": {"Both": {"Name": "a"}}, "response": {"Total": 1}}]),
        ),
        ("/may_also_return", json!(["Gone"])),
        ("/request/Limit/doc", json!("At most how many.")),
        ("/request/Limit/max", json!(100)),
        ("/request/Limit/example", json!(7)),
    ] {
        let diff = after(|files| put(&mut files[ACTION].1, pointer, value.clone()));
        let severities: Vec<Severity> = diff.changes().iter().map(|change| change.severity).collect();
        assert_eq!(severities, [Severity::Documentation], "{pointer}: {:?}", shown(&diff));
    }
}

#[test]
fn the_command_line_exits_by_severity() {
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("diff-{}", std::process::id()));
    let write = |name: &str, files: &[(&str, Value)]| {
        let dir = scratch.join(name);
        std::fs::create_dir_all(&dir).unwrap();
        for (file, value) in files {
            std::fs::write(dir.join(file), value.to_string()).unwrap();
        }
        dir
    };
    let mut added = files();
    put(&mut added[ACTION].1, "/request/Fresh", json!({"type": "string", "doc": "x"}));
    let mut broken = files();
    put(&mut broken[ACTION].1, "/request/Fresh", json!({"type": "strng", "doc": "x"}));
    let (old, new, broken) = (write("old", &files()), write("new", &added), write("broken", &broken));
    let run = |old: &Path, new: &Path| {
        let output = Command::new(env!("CARGO_BIN_EXE_car-spec"))
            .args(["diff", "--format", "json"])
            .args([old, new])
            .output()
            .unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let (code, text) = run(&old, &new);
    let tree: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((code, &tree["additive"], &tree["breaking"]), (Some(0), &json!(1), &json!(0)));
    assert_eq!(tree["changes"][0]["place"], "ListEchos.request.Fresh");
    assert_eq!(run(&new, &old).0, Some(1));
    assert_eq!(run(&old, &broken).0, Some(2));
    std::fs::remove_dir_all(&scratch).unwrap();
}
