//! The JSON Schemas that editors use say the same as the tables that the reader works by.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so by panicking")]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use car_codegen::spec::table::{self, Expect, Key, Table};
use serde_json::Value;

fn schema(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../api-specs").join(name);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap()
}

/// Each table, and the place of the schema that says the same.
const PAIRS: &[(&str, &str, &Table)] = &[
    ("service.schema.json", "", &table::SERVICE),
    ("service.schema.json", "/properties/hosts", &table::HOSTS),
    ("errors.schema.json", "", &table::ERRORS),
    ("errors.schema.json", "/$defs/error", &table::ERROR),
    ("types.schema.json", "", &table::TYPES),
    ("types.schema.json", "/$defs/type", &table::TYPE),
    ("types.schema.json", "/$defs/field", &table::FIELD),
    ("action.schema.json", "", &table::ACTION),
    ("action.schema.json", "/$defs/example", &table::EXAMPLE),
    ("action.schema.json", "/$defs/error", &table::EXAMPLE_ERROR),
    ("action.schema.json", "/$defs/pagination", &table::PAGINATION),
    ("action.schema.json", "/$defs/waiter", &table::WAITER),
];

fn members(schema: &Value) -> &serde_json::Map<String, Value> {
    schema["properties"].as_object().unwrap()
}

#[test]
fn every_object_has_the_same_keys_in_both() {
    for (file, pointer, table) in PAIRS {
        let whole = schema(file);
        let object = whole.pointer(pointer).unwrap_or_else(|| panic!("{file} has no {pointer}"));
        let said: BTreeSet<&str> = members(object).keys().map(String::as_str).collect();
        let read: BTreeSet<&str> = table.keys.iter().map(|key| key.name).collect();
        assert_eq!(said, read, "{file}#{pointer}");
        assert_eq!(object["additionalProperties"], Value::Bool(false), "{file}#{pointer}");

        let said: BTreeSet<&str> =
            object["required"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        let read: BTreeSet<&str> = table.keys.iter().filter(|key| key.required).map(|key| key.name).collect();
        assert_eq!(said, read, "{file}#{pointer}: what is required");
    }
}

#[test]
fn every_key_takes_the_same_form_in_both() {
    for (file, pointer, table) in PAIRS {
        let whole = schema(file);
        let object = whole.pointer(pointer).unwrap();
        for key in table.keys {
            let place = format!("{file}#{pointer}/properties/{}", key.name);
            let said = follow(&whole, &members(object)[key.name]);
            assert!(
                takes_the_same(&said, key),
                "{place} is {said}, but the reader expects {:?}",
                key.expects
            );
        }
    }
}

/// Replaces a reference by what it refers to.
fn follow(whole: &Value, said: &Value) -> Value {
    let Some(reference) = said["$ref"].as_str() else { return said.clone() };
    let (file, pointer) = reference.split_once('#').unwrap();
    let target = if file.is_empty() { whole.clone() } else { schema(file) };
    target.pointer(pointer).unwrap_or_else(|| panic!("{reference} leads nowhere")).clone()
}

fn takes_the_same(said: &Value, key: &Key) -> bool {
    let is = |kind: &str| said["type"] == kind;
    match key.expects {
        Expect::Line | Expect::Prose | Expect::Duration => is("string") && said["pattern"].is_string(),
        Expect::Choice(words) => said["enum"] == Value::from(words.to_vec()),
        Expect::Demand => said["enum"].as_array().is_some_and(|choices| choices.len() == 4),
        Expect::Flag => is("boolean"),
        Expect::Whole(_) => is("integer") && said["minimum"].is_number(),
        Expect::Number => is("number"),
        Expect::Object => is("object"),
        Expect::List => is("array"),
        Expect::Lines => is("array") && said["items"]["type"] == "string",
        Expect::FlagOrLine => said["anyOf"][0]["type"] == "boolean" && said["anyOf"][1]["type"] == "string",
        Expect::LineOrLines => said["anyOf"].as_array().is_some_and(|forms| forms.len() == 2),
        Expect::Any => said["type"].is_null(),
    }
}

#[test]
fn every_key_is_described_for_the_reader_of_an_editor() {
    for (file, pointer, _) in PAIRS {
        let whole = schema(file);
        for (key, said) in members(whole.pointer(pointer).unwrap()) {
            let description = follow(&whole, said)["description"].as_str().unwrap_or_default().to_owned();
            assert!(description.ends_with('.'), "{file}#{pointer}: {key} has no description");
        }
    }
}

#[test]
fn every_key_is_documented_in_the_readme_of_the_specs() {
    let readme =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../api-specs/README.md")).unwrap();
    for (file, pointer, table) in PAIRS {
        for key in table.keys {
            assert!(
                readme.contains(&format!("`{}`", key.name)),
                "{file}#{pointer}: `{}` is not in the README",
                key.name
            );
        }
    }
}

#[test]
fn every_spec_file_points_to_its_schema() {
    for set in [support::car(), support::demo()] {
        for file in set.files() {
            let tree: Value = serde_json::from_str(file.text()).unwrap();
            let kind = match file.name() {
                "_service.json" => "service",
                "_errors.json" => "errors",
                "_types.json" => "types",
                _ => "action",
            };
            let reference = tree["$schema"].as_str().unwrap_or_default();
            assert!(reference.ends_with(&format!("{kind}.schema.json")), "{}: {reference}", file.shown());
        }
    }
}

/// Keeps the demo what it says it is, and with it the tests that mutate it.
#[test]
fn the_demo_uses_every_key_of_the_format() {
    let mut used = BTreeSet::new();
    for file in support::demo().files() {
        collect_keys(&serde_json::from_str(file.text()).unwrap(), &mut used);
    }
    for (file, pointer, table) in PAIRS {
        for key in table.keys {
            assert!(
                used.contains(key.name),
                "{file}#{pointer}: no file of tests/specs/demo has `{}`",
                key.name
            );
        }
    }
}

fn collect_keys(tree: &Value, used: &mut BTreeSet<String>) {
    match tree {
        Value::Array(items) => items.iter().for_each(|item| collect_keys(item, used)),
        Value::Object(members) => {
            for (key, value) in members {
                used.insert(key.clone());
                collect_keys(value, used);
            }
        }
        _ => {}
    }
}
