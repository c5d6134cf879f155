//! Whatever a spec says, the generator says something sensible, and the same each time.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so by panicking")]
#![cfg(feature = "cli")]

mod support;

use car_codegen::source::SourceSet;
use car_codegen::{Compiled, Level, Selection, compile, emit, render};
use proptest::prelude::*;
use serde_json::Value;

type Files = Vec<(String, String)>;

fn compile_files(files: Files) -> Compiled {
    compile(&SourceSet::from_files("demo", files), &Selection::All)
}

/// Everything that comes out of a compilation, as text.
fn everything(compiled: &Compiled) -> String {
    let said: Vec<String> = compiled.diagnostics.iter().map(ToString::to_string).collect();
    let sections =
        compiled.service.iter().flat_map(|service| render::service(service, &render::Options::default()));
    let tokens: Vec<String> =
        sections.map(|section| format!("{}: {}", section.name, section.tokens)).collect();
    format!("{}\n{:?}\n{}", said.join("\n"), compiled.service, tokens.join("\n"))
}

/// What must hold of every compilation, healthy or not.
fn check(compiled: &Compiled) -> Result<(), TestCaseError> {
    for found in &compiled.diagnostics {
        let text = found.render();
        prop_assert!(text.starts_with(found.message()) || text.contains('\n'), "{text}");
        prop_assert!(text.ends_with(&format!("see `car-spec explain {}`", found.rule().id)), "{text}");
        if let Some(place) = found.place() {
            prop_assert!(place.line() >= 1 && place.column() >= 1 && place.span().start <= place.span().end);
        }
    }
    if let Some(service) = &compiled.service {
        let sections = render::service(service, &render::Options::default());
        let files = emit::files(&sections);
        prop_assert!(files.is_ok(), "{}", files.unwrap_err());
    }
    Ok(())
}

#[test]
fn the_order_in_which_files_are_found_does_not_matter() {
    let sets = [support::texts(&support::demo()), support::texts(&support::car()), with_faults()];
    for files in sets {
        let expected = everything(&compile_files(files.clone()));
        let mut shuffled = files;
        for _ in 0..shuffled.len() {
            shuffled.rotate_left(1);
            assert_eq!(everything(&compile_files(shuffled.clone())), expected);
            let reversed: Files = shuffled.iter().rev().cloned().collect();
            assert_eq!(everything(&compile_files(reversed)), expected);
        }
    }
}

/// The demo with a fault in every file.
fn with_faults() -> Files {
    let broken = |(name, text): (String, String)| {
        (name, text.replace("\"string\"", "\"strng\"").replace("never", "nevr"))
    };
    support::texts(&support::demo()).into_iter().map(broken).collect()
}

#[test]
fn the_specs_of_car_have_neither_errors_nor_warnings() {
    let compiled = compile(&support::car(), &Selection::All);
    let said: Vec<String> = compiled.diagnostics.iter().map(ToString::to_string).collect();
    assert!(said.is_empty(), "{}", said.join("\n"));
    assert!(!compiled.service.unwrap().actions.is_empty());
}

/// Replaces the `index`-th value of a tree, counted from the root.
fn replace(tree: &mut Value, index: &mut usize, new: &Value) {
    if *index == 0 {
        *tree = new.clone();
        *index = usize::MAX;
        return;
    }
    *index -= 1;
    match tree {
        Value::Array(items) => items.iter_mut().for_each(|item| step(item, index, new)),
        Value::Object(members) => members.values_mut().for_each(|item| step(item, index, new)),
        _ => {}
    }
}

fn step(tree: &mut Value, index: &mut usize, new: &Value) {
    if *index != usize::MAX {
        replace(tree, index, new);
    }
}

fn size(tree: &Value) -> usize {
    1 + match tree {
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(members) => members.values().map(size).sum(),
        _ => 0,
    }
}

/// Values that a spec may hold, in places where they do not belong.
fn misplaced() -> impl Strategy<Value = Value> {
    let words = [
        "",
        " ",
        "string",
        "list<string>",
        "list<Twice>",
        "Twice",
        "Left",
        "Right",
        "Describe",
        "self",
        "Self",
        "type",
        "Option",
        "timeout",
        "request",
        "response",
        "url",
        "60s",
        "0s",
        "a b",
        "1",
        "FailedOperation",
        "Versions[*].A",
        "世界",
        "a\nb",
        "../x",
        "*/",
        "\"#",
        "{}",
        "'static",
    ];
    let texts = prop::sample::select(words.to_vec()).prop_map(Value::from);
    let leaf = prop_oneof![
        4 => texts.clone(),
        1 => any::<bool>().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<String>().prop_map(Value::from),
        1 => Just(Value::Null),
    ];
    let key = prop::sample::select(
        [
            "type",
            "doc",
            "fields",
            "enum",
            "required",
            "rust_name",
            "Extra",
            "RequestId",
            "Send",
            "request_id",
            "a-b",
            "",
        ]
        .to_vec(),
    );
    leaf.prop_recursive(3, 12, 4, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map(key.clone(), inner, 0..4).prop_map(|members| {
                Value::Object(members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    /// Values replaced at random: the files stay JSON, and mostly stay specs.
    #[test]
    fn a_spec_with_misplaced_values_never_breaks_the_generator(
        file in any::<prop::sample::Index>(),
        places in proptest::collection::vec((any::<prop::sample::Index>(), misplaced()), 1..4),
    ) {
        let mut files = support::texts(&support::demo());
        let index = file.index(files.len());
        let mut tree: Value = serde_json::from_str(&files[index].1).unwrap();
        for (place, new) in &places {
            let mut at = place.index(size(&tree));
            replace(&mut tree, &mut at, new);
        }
        files[index].1 = serde_json::to_string_pretty(&tree).unwrap();
        check(&compile_files(files))?;
    }

    /// Characters replaced at random: most files are no longer JSON.
    #[test]
    fn a_damaged_spec_never_breaks_the_generator(
        file in any::<prop::sample::Index>(),
        edits in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..5),
    ) {
        let mut files: Vec<(String, Vec<u8>)> =
            support::texts(&support::demo()).into_iter().map(|(name, text)| (name, text.into_bytes())).collect();
        let index = file.index(files.len());
        for (place, byte) in &edits {
            let bytes = &mut files[index].1;
            let place = place.index(bytes.len());
            bytes[place] = *byte;
        }
        let compiled = compile(&SourceSet::from_files("demo", files), &Selection::All);
        check(&compiled)?;
        prop_assert!(compiled.service.is_some());
    }

    /// A fault in one file never takes the actions of another along.
    #[test]
    fn the_other_actions_are_always_there(text in "[\\[\\]{}:,\"a-z0-9 ]{0,40}") {
        let mut files = support::texts(&support::demo());
        files.push(("Broken.json".to_owned(), text));
        let compiled = compile_files(files);
        prop_assert!(compiled.diagnostics.iter().any(|found| found.level() == Level::Error));
        let names: Vec<String> =
            compiled.service.unwrap().actions.into_iter().map(|action| action.name).collect();
        prop_assert!(names.contains(&"Describe".to_owned()) && names.contains(&"List".to_owned()));
    }
}
