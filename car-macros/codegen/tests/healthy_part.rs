//! One mistake must not make a whole client disappear: what is healthy goes on.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so by panicking")]

mod support;

use car_codegen::ir::TypeDef;
use car_codegen::{Selection, compile};
use support::{action, compile_all, field, folder, rules};

const ERRORS: &str = r#"{ "errors": {
  "AuthFailure": { "doc": "Who are you?", "kind": "auth", "retry": "never" },
  "InternalError": { "doc": "Sorry.", "kind": "internal", "retry": "if_idempotent" }
} }"#;

#[test]
fn an_action_keeps_what_is_right_with_it() {
    let spec = r#"{
      "action": "Describe", "summary": "Shows things.", "read_only": "yes",
      "request": {
        "Id": { "type": "string", "required": true, "doc": "Which." },
        "Size": { "type": "itn", "doc": "How large." },
        "Timeout": { "type": "int", "doc": "How long." },
        "Mode": 7
      },
      "response": {
        "Items": { "type": "list<Item>", "doc": "What." },
        "Total": { "type": "int", "doc": "How many.", "format": "url" }
      },
      "errors": ["AuthFailur", "InternalError", "InternalError"],
      "examples": [
        { "title": "Wrong", "request": {}, "response": {} },
        { "title": "Right", "request": { "Id": "a" }, "response": {} }
      ],
      "pagination": { "offset": "Offset", "limit": "Limit", "items": "Items" },
      "waiters": {
        "wrong": { "path": "Nothing", "success": ["a"] }
      }
    }"#;
    let compiled = compile_all(&[("Describe.json", spec), ("_errors.json", ERRORS)]);
    assert_eq!(
        rules(&compiled),
        ["K003", "T001", "N004", "K003", "T001", "T007", "E001", "E002", "X003", "P001", "P001", "P003"]
    );
    let service = compiled.service.unwrap();
    let describe = action(&service, "Describe");
    assert_eq!(describe.method, "describe");
    let parameters: Vec<&str> = describe.request.fields.iter().map(|field| field.rust.as_str()).collect();
    assert_eq!(parameters, ["id", "timeout_value"]);
    let fields: Vec<&str> = describe.response.fields.iter().map(|field| field.rust.as_str()).collect();
    assert_eq!(fields, ["total", "request_id"]);
    assert_eq!(describe.errors.len(), 1);
    assert_eq!(describe.examples.len(), 1);
    assert!(describe.pagination.is_none() && describe.waiters.is_empty());
}

#[test]
fn faults_of_all_files_are_reported_at_once_in_the_order_of_files_and_lines() {
    let compiled = compile_all(&[
        ("Zebra.json", r#"{ "action": "Zebra" }"#),
        ("Broken.json", "{"),
        ("Healthy.json", r#"{ "action": "Healthy", "summary": "Is well." }"#),
        ("Ant.json", "{ \"action\": \"Ant\",\n \"summary\": 1,\n \"request\": 2 }"),
    ]);
    assert_eq!(rules(&compiled), ["K003", "K003", "S005", "K002"]);
    let places: Vec<(&str, usize)> = compiled
        .diagnostics
        .iter()
        .filter_map(|found| found.place())
        .map(|place| (place.file(), place.line()))
        .collect();
    assert_eq!(
        places,
        [("demo/Ant.json", 2), ("demo/Ant.json", 3), ("demo/Broken.json", 1), ("demo/Zebra.json", 1)]
    );
    let service = compiled.service.unwrap();
    let names: Vec<&str> = service.actions.iter().map(|action| action.name.as_str()).collect();
    assert_eq!(names, ["Ant", "Healthy", "Zebra"]);
}

#[test]
fn an_action_without_its_name_goes_by_the_name_of_its_file() {
    let compiled = compile_all(&[("Describe.json", r#"{ "summary": "Shows things." }"#)]);
    assert_eq!(rules(&compiled), ["K002"]);
    assert_eq!(compiled.service.unwrap().actions[0].name, "Describe");
}

#[test]
fn a_broken_service_file_does_not_take_the_actions_along() {
    let files = [
        ("_service.json", "{ \"service\" }"),
        ("Describe.json", r#"{ "action": "Describe", "summary": "S." }"#),
    ];
    let set = car_codegen::source::SourceSet::from_files("api-specs/demo", files);
    let compiled = compile(&set, &Selection::All);
    assert_eq!(rules(&compiled), ["S005"]);
    let service = compiled.service.unwrap();
    assert_eq!((service.name.as_str(), service.actions.len()), ("demo", 1));
}

#[test]
fn a_broken_catalogue_does_not_blame_the_codes() {
    let spec = r#"{ "action": "A", "summary": "S.", "errors": ["AuthFailure"] }"#;
    let compiled = compile_all(&[("A.json", spec), ("_errors.json", "{")]);
    assert_eq!(rules(&compiled), ["S005"]);
    let half = r#"{ "errors": { "AuthFailure": { "doc": "D.", "kind": "auht", "retry": "never" } } }"#;
    let compiled = compile_all(&[("A.json", spec), ("_errors.json", half)]);
    assert_eq!(rules(&compiled), ["K005"]);
    assert_eq!(compiled.service.unwrap().actions[0].errors[0].variant, "AuthFailure");
}

#[test]
fn a_field_with_a_broken_type_does_not_spoil_the_examples() {
    let spec = r#"{ "action": "A", "summary": "S.",
      "request": { "Size": { "type": "itn", "doc": "D." } },
      "examples": [{ "title": "T", "request": { "Size": 7 }, "response": {} }] }"#;
    assert_eq!(rules(&compile_all(&[("A.json", spec)])), ["T001"]);
}

const FILTERED: &[(&str, &str)] = &[
    (
        "_types.json",
        r#"{ "types": {
          "Filter": { "doc": "D.", "fields": { "Kind": { "type": "Kind", "doc": "D." } } },
          "Kind": { "doc": "D.", "enum": { "a": "A." } },
          "Page": { "doc": "D.", "fields": {} }
        } }"#,
    ),
    ("_errors.json", ERRORS),
    (
        "List.json",
        r#"{ "action": "List", "summary": "S.", "errors": ["AuthFailure"],
             "request": { "Filter": { "type": "Filter", "doc": "D." } } }"#,
    ),
    (
        "Turn.json",
        r#"{ "action": "Turn", "summary": "S.", "errors": ["InternalError"],
             "request": { "Page": { "type": "Page", "doc": "D." } },
             "response": { "Filters": { "type": "list<Filter>", "doc": "D." } } }"#,
    ),
    (
        "Wrong.json",
        r#"{ "action": "Wrong", "summary": "S.", "request": { "A": { "type": "B", "doc": "D." } } }"#,
    ),
];

#[test]
fn a_selection_keeps_what_its_actions_reach_and_checks_everything() {
    let chosen = Selection::Actions(vec!["List".to_owned()]);
    let compiled = compile(&folder(FILTERED), &chosen);
    assert_eq!(rules(&compiled), ["T001"], "of an action that is not chosen");
    let service = compiled.service.unwrap();
    let names = |names: Vec<&str>| names.join(" ");
    assert_eq!(names(service.actions.iter().map(|action| action.name.as_str()).collect()), "List");
    assert_eq!(names(service.types.iter().map(TypeDef::rust_name).collect()), "Filter Kind");
    assert_eq!(names(service.errors.iter().map(|error| error.code.as_str()).collect()), "AuthFailure");
}

#[test]
fn the_fields_of_a_type_do_not_depend_on_the_selection() {
    let chosen = Selection::Actions(vec!["List".to_owned()]);
    let some = compile(&folder(FILTERED), &chosen).service.unwrap();
    let all = compile(&folder(FILTERED), &Selection::All).service.unwrap();
    let shape = |service: &car_codegen::ir::Service| format!("{:?}", support::record(service, "Filter"));
    assert_eq!(shape(&some), shape(&all));
    assert_eq!(support::record(&some, "Filter").side, car_codegen::ir::Side::Both);
}

#[test]
fn choosing_an_unknown_action_suggests_the_nearest() {
    let said = |name: &str| {
        let compiled = compile(&folder(&FILTERED[..4]), &Selection::Actions(vec![name.to_owned()]));
        assert_eq!(rules(&compiled), ["N009"]);
        compiled.diagnostics[0].message().to_owned()
    };
    assert_eq!(said("Lits"), "`Lits` is chosen, but no spec describes it, did you mean `List`?");
    assert_eq!(said("list"), "`list` is chosen, but no spec describes it, did you mean `List`?");
    assert_eq!(said("Elsewhere"), "`Elsewhere` is chosen, but no spec describes it");
}

/// A service with one action that the generator takes, and two that it cannot.
const PARTLY: &str = r#"{
  "service": "demo", "version": "2024-01-31", "title": "Demo", "doc": "D.", "region": "not_needed",
  "hosts": { "international": "demo.intl.tencentcloudapi.com" },
  "unsupported": { "Upload": "it takes a body of bytes instead of JSON", "List": "it takes a file" }
}"#;

#[test]
fn choosing_an_unsupported_action_tells_the_reason_and_the_way_out() {
    let files = [("_service.json", PARTLY), ("List.json", r#"{ "action": "List", "summary": "S." }"#)];
    let set = car_codegen::source::SourceSet::from_files("specs/demo", files);
    let choose = |names: &[&str]| {
        compile(&set, &Selection::Actions(names.iter().map(|name| (*name).to_owned()).collect()))
    };
    let compiled = choose(&["List", "Upload"]);
    // That `List` is called unsupported too is a warning: its spec counts.
    assert_eq!(rules(&compiled), ["N011", "L005"]);
    let said = compiled.diagnostics[0].render();
    let expected = [
        "`Upload` is chosen, but it is not supported: it takes a body of bytes instead of JSON",
        "specs/demo/_service.json:4:20",
        "take `Upload` out of `actions = [...]`, and call it in another way",
    ];
    for part in expected {
        assert!(said.contains(part), "{part} is not in\n{said}");
    }
    assert_eq!(compiled.service.unwrap().actions.len(), 1, "the other action is there");
    assert_eq!(rules(&compile(&set, &Selection::All)), ["L005"], "who wants all wants all there is");
    assert_eq!(rules(&choose(&["Uplaod"])), ["N009", "L005"]);
}

#[test]
fn reserved_and_colliding_names_get_substitutes_that_are_all_different() {
    let spec = r#"{ "action": "A", "summary": "S.", "request": {
      "Ttl": { "type": "int", "doc": "D." }, "TTL": { "type": "int", "doc": "D." },
      "ttl": { "type": "int", "doc": "D." }, "Send": { "type": "int", "doc": "D." }
    } }"#;
    let compiled = compile_all(&[("A.json", spec)]);
    assert_eq!(rules(&compiled), ["N005", "N005", "N004"]);
    let service = compiled.service.unwrap();
    let names: Vec<&str> =
        service.actions[0].request.fields.iter().map(|field| field.rust.as_str()).collect();
    assert_eq!(names, ["ttl", "ttl_", "ttl__", "send_value"]);
    assert_eq!(field(&service.actions[0].request, "ttl").rust, "ttl__");
}
