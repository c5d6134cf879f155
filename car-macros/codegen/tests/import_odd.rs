//! `car_codegen::import` on metadata that nobody has published: names that Rust or this generator has given away,
//! values of the wrong kind, files that are none. What comes out is a spec folder without errors, or a sentence; that
//! it compiles as well is shown by `odd_metadata` of `car-tests`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so by panicking")]
#![cfg(feature = "cli")]

#[path = "support/scratch.rs"]
mod scratch;

use std::fs;
use std::path::Path;

use car_codegen::import::{Existing, Options, ServiceReport, Source, import};
use car_codegen::ir::{Service, TypeDef};
use car_codegen::{Selection, compile, names, source};
use scratch::Scratch;
use serde_json::{Value, json};

/// Metadata with some actions, each with a parameter and a field, and some further structures.
fn metadata(actions: &[&str], structures: Value) -> Value {
    let mut about = serde_json::Map::new();
    let Value::Object(mut objects) = structures else { panic!("structures are an object") };
    for name in actions {
        about.insert((*name).to_owned(), json!({ "name": name, "document": "Does it." }));
        let member = json!({ "name": "A", "type": "string", "document": "A text.", "required": true });
        objects.insert(format!("{name}Request"), json!({ "members": [member] }));
        objects.insert(format!("{name}Response"), json!({ "members": [member] }));
    }
    json!({
        "metadata": { "serviceShortName": "odd", "apiVersion": "2024-01-31" },
        "actions": about,
        "objects": objects,
    })
}

fn member(name: &str, ty: &str) -> Value {
    json!({ "name": name, "type": ty, "member": ty, "document": "It." })
}

struct Imported {
    report: ServiceReport,
    service: Service,
    scratch: Scratch,
}

impl Imported {
    fn file(&self, name: &str) -> Value {
        serde_json::from_str(&fs::read_to_string(self.scratch.path("out").join(name)).unwrap()).unwrap()
    }

    /// The parameters of an action: wire name and Rust name.
    fn parameters(&self, action: &str) -> Vec<(&str, &str)> {
        let action = self.service.actions.iter().find(|found| found.name == action).unwrap();
        action.request.fields.iter().map(|field| (field.wire.as_str(), field.rust.as_str())).collect()
    }
}

fn options(scratch: &Scratch) -> Options {
    Options {
        source: Source::Metadata(scratch.path("api.json"), None),
        service: None,
        site: None,
        errors: Vec::new(),
        actions: Vec::new(),
        out: scratch.path("out"),
        existing: Existing::Refuse,
    }
}

/// Imports what has to give a folder without errors.
fn imported(name: &str, api: &[u8]) -> Imported {
    let scratch = Scratch::new(name);
    fs::write(scratch.path("api.json"), api).unwrap();
    let mut report = import(&options(&scratch)).unwrap();
    assert!(report.is_good(), "{report}");
    let (set, unreadable) = source::read(&scratch.path("out"), "odd");
    let compiled = compile(&set, &Selection::All);
    assert!(unreadable.is_empty() && !compiled.has_errors(), "{:#?}", compiled.diagnostics);
    Imported { report: report.services.remove(0), service: compiled.service.unwrap(), scratch }
}

/// Imports what has to give a sentence, and returns it.
fn refused(name: &str, api: &[u8]) -> String {
    let scratch = Scratch::new(name);
    fs::write(scratch.path("api.json"), api).unwrap();
    let report = import(&options(&scratch)).unwrap();
    assert!(!Path::new(&scratch.path("out")).exists(), "nothing is written");
    report.services[0].failure.clone().unwrap()
}

#[test]
fn actions_that_cannot_be_types_are_left_out_with_a_reason() {
    let names = ["Send", "Client", "SERVICE", "C", "S0", "Self", "describe", "../../evil", "", "3D", "名"];
    let odd = imported("actions", metadata(&names, json!({})).to_string().as_bytes());
    assert!(odd.service.actions.is_empty());
    let unsupported = odd.file("_service.json")["unsupported"].clone();
    for name in names {
        assert!(unsupported[name].as_str().is_some_and(|why| !why.is_empty()), "{name:?}: {unsupported}");
        assert!(odd.report.left_out.iter().any(|note| note.what == name), "{name:?}");
    }
}

#[test]
fn actions_with_names_of_methods_and_errors_work() {
    let names = ["New", "Error", "Builder", "CallJson", "FromEnv", "Request", "Response", "Type", "X"];
    let odd = imported("methods", metadata(&names, json!({})).to_string().as_bytes());
    assert_eq!(odd.service.actions.len(), names.len());
    let mut methods: Vec<&str> = odd.service.actions.iter().map(|action| action.method.as_str()).collect();
    methods.sort_unstable();
    let expected = [
        "builder_action",
        "call_json_action",
        "error",
        "from_env_action",
        "new_action",
        "request",
        "response",
        "type",
        "x",
    ];
    assert_eq!(methods, expected);
}

#[test]
fn of_actions_whose_types_collide_the_first_stays() {
    let names = ["Describe", "DescribeRequest", "DescribeError", "DescribeParameter0", "DescribeAll"];
    let odd = imported("colliding", metadata(&names, json!({})).to_string().as_bytes());
    let made: Vec<&str> = odd.service.actions.iter().map(|action| action.name.as_str()).collect();
    assert_eq!(made, ["Describe", "DescribeAll"]);
    let why = &odd.report.left_out[0].why;
    assert!(why.contains("is also made for the action `Describe`"), "{why}");
    assert_eq!(odd.parameters("DescribeAll"), [("A", "a")]);
}

#[test]
fn every_name_of_an_option_gives_way_and_stays_stable() {
    use heck::ToUpperCamelCase as _;

    let options = names::CALL_OPTIONS;
    let wire: Vec<String> = options.iter().map(|name| name.to_upper_camel_case()).collect();
    // `TimeoutValue` has the name that `Timeout` gets.
    let members: Vec<Value> =
        wire.iter().map(String::as_str).chain(["TimeoutValue"]).map(|name| member(name, "string")).collect();
    let mut api = metadata(&["DoIt"], json!({}));
    api["objects"]["DoItRequest"]["members"] = members.into();
    let odd = imported("options", api.to_string().as_bytes());
    for ((found_wire, rust), (option, wire)) in
        odd.parameters("DoIt").into_iter().zip(options.iter().zip(&wire))
    {
        assert_eq!((found_wire, rust), (wire.as_str(), names::instead_of(option).as_str()));
        assert!(!names::is_call_option(rust), "{rust}");
    }
    assert_eq!(odd.parameters("DoIt").last(), Some(&("TimeoutValue", "timeout_value_2")));
}

#[test]
fn members_of_any_name_have_different_names_in_rust() {
    let wire = [
        "Self",
        "self",
        "r#type",
        "__",
        "_",
        "Type",
        "type",
        "crate",
        "super",
        "1st",
        "3D",
        "名",
        "a.b",
        "a-b",
        "Field Name",
        " Lead",
        "Tab\tIn",
        "\"quote\"",
        "back\\slash",
        "new\nline",
        "fn",
        "async",
        "gen",
        "Extra",
        "State",
        "Call",
        "RequestId",
    ];
    let mut api = metadata(&["DoIt"], json!({}));
    let members: Vec<Value> = wire.iter().map(|name| member(name, "string")).collect();
    api["objects"]["DoItRequest"]["members"] = members.clone().into();
    api["objects"]["DoItResponse"]["members"] = members.into();
    let odd = imported("members", api.to_string().as_bytes());
    let mut rust: Vec<&str> = odd.parameters("DoIt").into_iter().map(|(_, rust)| rust).collect();
    rust.sort_unstable();
    rust.dedup();
    assert_eq!(rust.len(), wire.len());
}

#[test]
fn structures_get_names_that_a_spec_can_have() {
    let held = ["r#type", "__", "名", "a b", "a-b", "list<string>", "list", "Self", "Client", "String"];
    let structures: serde_json::Map<String, Value> =
        held.iter().map(|name| ((*name).to_owned(), json!({ "members": [member("A", name)] }))).collect();
    let mut api = metadata(&["DoIt"], Value::Object(structures));
    let members: Vec<Value> =
        held.iter().enumerate().map(|(index, name)| member(&format!("M{index}"), name)).collect();
    api["objects"]["DoItRequest"]["members"] = members.into();
    let odd = imported("structures", api.to_string().as_bytes());
    assert_eq!(odd.parameters("DoIt").len(), held.len());
    let records = odd.service.types.iter().filter(|ty| matches!(ty, TypeDef::Record(_))).count();
    assert_eq!(records, held.len());
    assert_eq!(odd.report.oddities.of("a structure is called \"a b\", and `AB` in the spec"), 1);
    assert_eq!(odd.report.oddities.of("a structure is called \"a-b\", and `AB2` in the spec"), 1);
}

#[test]
fn a_member_that_stands_twice_is_taken_once() {
    let mut api = metadata(&["DoIt"], json!({}));
    api["objects"]["DoItRequest"]["members"] =
        json!([member("A", "string"), member("A", "int64"), member("a", "bool")]);
    let odd = imported("twice", api.to_string().as_bytes());
    assert_eq!(odd.parameters("DoIt"), [("A", "a"), ("a", "a_2")]);
    assert_eq!(odd.file("DoIt.json")["request"]["A"]["type"], "string");
    assert_eq!(
        odd.report.oddities.of("`DoItRequest` has the member `A` a second time, which is left out"),
        1
    );
}

#[test]
fn values_of_the_wrong_kind_are_survived() {
    let api = json!({
        "metadata": { "serviceShortName": "odd", "apiVersion": "2024-01-31", "serviceNameCN": 5, "api_brief": [] },
        "actions": {
            "A": { "name": 1, "document": {}, "input": 3, "output": true, "status": 9, "skip_sign": "x" },
            "B": [], "C1": null, "D": {},
        },
        "objects": {
            "ARequest": { "members": { "x": 1 } },
            "AResponse": { "members": [
                { "name": 1 }, { "name": "X" }, { "name": "Y", "type": 5, "member": [] }, [], null,
                { "name": "Z", "type": "list" }, { "name": "W", "type": "list", "member": "nowhere" },
                { "name": "V", "type": "string", "member": "int64", "required": "yes", "example": { "a": 1 } },
            ] },
        },
    });
    let odd = imported("kinds", api.to_string().as_bytes());
    assert_eq!(odd.service.actions.len(), 1, "only `A` has its structures");
    let fields = &odd.service.actions[0].response.fields;
    let names: Vec<&str> = fields.iter().map(|field| field.wire.as_str()).collect();
    assert!(names.contains(&"V") && !names.contains(&"W"), "{names:?}");
}

#[test]
fn a_byte_order_mark_is_no_syntax_error() {
    let api = metadata(&["DoIt"], json!({})).to_string();
    let odd = imported("mark", &[b"\xef\xbb\xbf", api.as_bytes()].concat());
    assert_eq!(odd.service.actions.len(), 1);
}

#[test]
fn what_is_no_metadata_is_refused_in_a_sentence() {
    let deep = format!(r#"{{"metadata":{}{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    let service = r#"{"serviceShortName":"odd","apiVersion":"2024-01-31","serviceNameCN":"#;
    let latin =
        [br#"{"metadata":"#, service.as_bytes(), b"\"\xff\"},\"actions\":{},\"objects\":{}}"].concat();
    let cases: [(&str, &[u8], &str); 6] = [
        ("empty", b"", "it is not JSON"),
        ("null", b"null", "but not an object"),
        ("nothing", b"{}", "has no object `metadata`"),
        ("deep", deep.as_bytes(), "recursion limit"),
        ("latin", &latin, "invalid unicode"),
        ("html", b"<!doctype html><title>Not found</title>", "it is not JSON"),
    ];
    for (name, api, part) in cases {
        let said = refused(name, api);
        assert!(said.contains(part) && said.contains("api.json"), "{name}: {said}");
    }
}

#[test]
fn code_in_descriptions_is_no_test_of_the_crate_that_carries_it() {
    let mut api = metadata(&["DoIt"], json!({}));
    api["actions"]["DoIt"]["document"] = "Does it.\n```rust\npanic!()\n```".into();
    api["objects"]["DoItRequest"]["members"][0]["document"] = "```\nlet x: = ;".into();
    let odd = imported("fences", api.to_string().as_bytes());
    let action = odd.file("DoIt.json");
    assert_eq!(action["doc"], "```text\npanic!()\n```");
    assert_eq!(action["request"]["A"]["doc"], "```text\nlet x: = ;\n```");
}

#[test]
fn codes_that_only_an_example_shows_are_listed_and_those_that_are_none_are_told() {
    let scratch = Scratch::new("shown");
    fs::write(scratch.path("api.json"), metadata(&["DoIt"], json!({})).to_string()).unwrap();
    let reply =
        json!({ "Response": { "Error": { "Code": "FailedOperation.Odd", "Message": "It is odd." } } });
    let example = json!({ "title": "Fails", "input": r#"{"A":"x"}"#, "output": reply.to_string() });
    fs::write(scratch.path("examples.json"), json!({ "actions": { "DoIt": [example] } }).to_string())
        .unwrap();
    let codes =
        "# Fails.\nFAILEDOPERATION = 'FailedOperation'\n\n# Odd.\nINTERNALERROR_ = 'InternalError.'\n";
    fs::write(scratch.path("errorcodes.py"), codes).unwrap();
    let report = import(&Options {
        source: Source::Metadata(scratch.path("api.json"), Some(scratch.path("examples.json"))),
        errors: vec![scratch.path("errorcodes.py")],
        ..options(&scratch)
    });
    let report = report.unwrap().services.remove(0);
    assert!(report.is_good(), "{:?}", report.errors);
    assert_eq!((report.examples, report.codes), (1, 2));
    let action: Value =
        serde_json::from_str(&fs::read_to_string(scratch.path("out/DoIt.json")).unwrap()).unwrap();
    assert_eq!(action["errors"], json!(["FailedOperation.Odd"]));
    let odd = "\"InternalError.\" stands for an error code, but is none, and is left out";
    assert_eq!(report.oddities.of(odd), 1, "{:?}", report.oddities);
}

#[test]
fn a_number_is_a_time_where_text_and_sample_both_say_so() {
    let number = |name: &str, document: &str, example: &str| json!({ "name": name, "type": "int", "member": "int64", "document": document, "example": example });
    let mut api = metadata(&["GetThing"], json!({}));
    api["objects"]["GetThingResponse"]["members"] = json!([
        number("ExpiredTime", "When it ends: a UNIX timestamp.", "1543914376"),
        number("Start", "开始时间，Unix 时间戳", " 1543914376 "),
        number("Milliseconds", "A Unix timestamp, in milliseconds.", "1543914376"),
        number("Precise", "A Unix timestamp.", "1543914376000"),
        number("Unsure", "A Unix timestamp.", "无"),
        number("AppId", "The number of the account.", "1543914376"),
        { "name": "Times", "type": "list", "member": "int64", "document": "Unix timestamps.", "example": "1543914376" },
        { "name": "Text", "type": "string", "member": "string", "document": "A Unix timestamp.", "example": "1543914376" },
    ]);
    let imported = imported("import-times", api.to_string().as_bytes());
    let action = imported.file("GetThing.json");
    let formats = |format: &str| {
        let fields = action["response"].as_object().unwrap();
        fields
            .iter()
            .filter(|(_, field)| field["format"] == format)
            .map(|(name, _)| name.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(formats("unix_seconds"), ["ExpiredTime", "Start"]);
    assert_eq!(imported.report.inferred.of("seconds since 1970"), 2);
}
