//! `may_also_return`: codes that documents mention for an action without it being sure that they are its own.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so by panicking")]

use car_codegen::ir::Streaming;
use car_codegen::source::SourceSet;
use car_codegen::{Compiled, Selection, compile};

const SERVICE: &str = r#"{
    "service": "echo", "version": "2024-01-31", "title": "Echo", "doc": "Repeats things.",
    "hosts": {"international": "echo.example.com"}, "region": "not_needed", "timeout": "5s"
}"#;

const ERRORS: &str = r#"{"errors": {
    "Busy": {"doc": "Busy.", "kind": "contention", "retry": "backoff"},
    "Gone": {"doc": "Gone.", "kind": "not_found", "retry": "never"},
    "Unused": {"doc": "Unused.", "kind": "failed", "retry": "never"}
}}"#;

fn compiled(codes: &str, selection: &Selection) -> Compiled {
    let action = format!(r#"{{"action": "Repeat", "summary": "Repeats.", {codes}}}"#);
    let files = [("_service.json", SERVICE), ("_errors.json", ERRORS), ("Repeat.json", &action)];
    compile(&SourceSet::from_files("echo", files), selection)
}

fn faults(codes: &str) -> Vec<String> {
    let compiled = compiled(codes, &Selection::All);
    compiled
        .diagnostics
        .iter()
        .map(|diagnostic| format!("{}: {}", diagnostic.rule().id, diagnostic.message()))
        .collect()
}

#[test]
fn they_are_looked_up_and_sorted() {
    let service = compiled(r#""may_also_return": ["Gone", "Busy"]"#, &Selection::All).service.unwrap();
    let action = &service.actions[0];
    let mentions: Vec<(&str, &str)> =
        action.may_also_return.iter().map(|mention| (mention.code.as_str(), mention.doc.as_str())).collect();
    assert_eq!(mentions, [("Busy", "Busy."), ("Gone", "Gone.")]);
    assert!(action.errors.is_empty(), "they become no variants");
}

#[test]
fn a_code_is_either_listed_or_mentioned_and_known() {
    assert_eq!(
        faults(r#""errors": ["Busy"], "may_also_return": ["Busy"]"#),
        ["E002: the code `Busy` is listed twice"]
    );
    let unknown = faults(r#""may_also_return": ["Bussy"]"#);
    assert_eq!(unknown, ["E001: `_errors.json` does not know the code `Bussy`, did you mean `Busy`?"]);
}

#[test]
fn a_choice_of_actions_keeps_their_meanings() {
    let chosen = Selection::Actions(vec!["Repeat".to_owned()]);
    let service = compiled(r#""may_also_return": ["Gone"], "skip_sign": true, "streaming": true"#, &chosen)
        .service
        .unwrap();
    let codes: Vec<&str> = service.errors.iter().map(|error| error.code.as_str()).collect();
    assert_eq!(codes, ["Gone"]);
    assert!(service.actions[0].skip_sign && service.actions[0].streaming == Streaming::Possible);
}
