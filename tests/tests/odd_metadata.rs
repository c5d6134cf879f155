//! Whatever names metadata has, what is imported from it compiles without a warning, and so do the examples in its docs.
//! That the import itself survives odd metadata is shown beside the generator (`import_odd`).

#![allow(clippy::unwrap_used, clippy::panic, reason = "a failure here is the failure of a test")]

mod support;

use std::fs;

use car_codegen::import::{Existing, Options, Source, import};
use car_codegen::names;
use serde_json::{Map, Value, json};
use support::{cargo, succeeds, workspace, write_crate};

/// Names of members: words of Rust, of builders, and no words at all.
const MEMBERS: &[&str] = &[
    "Self",
    "self",
    "r#type",
    "__",
    "Type",
    "crate",
    "Super",
    "1st",
    "3D",
    "名",
    "a.b",
    "a-b",
    "New",
    "new",
    "Over",
    "Clone",
    "Default",
    "Into",
    "RequestId",
    "Extra",
    "State",
    "ItemsOfX",
    "WaitUntilX",
    "new\nline",
    "\"quote\"",
    "back\\slash",
    "fn",
    "async",
    "gen",
    "C",
    "S0",
    "Client",
    "TimeoutValue",
];

/// Names of actions that have a method or a type to collide with.
const ACTIONS: &[&str] =
    &["New", "Error", "Builder", "CallJson", "Request", "Response", "Type", "Send", "Client", "X"];

/// Names of structures.
const STRUCTURES: &[&str] =
    &["Self", "r#type", "a b", "Client", "String", "Option", "XError", "S0", "list<string>"];

/// A description with everything that could end it early or be taken for code.
const DESCRIPTION: &str = "<p>a<b>b</p><script>x()</script> */ /// \"# {} \r\n&lt;i&gt; [a](b) \\\n    indented();\n\
    ```rust\npanic!()\n```\n~~~\npanic!()\n~~~\n```\nunclosed";

fn member(name: &str, ty: &str) -> Value {
    json!({ "name": name, "type": ty, "member": ty, "document": DESCRIPTION })
}

fn metadata() -> Value {
    // What a builder keeps for itself, as parameters.
    let options = names::CALL_OPTIONS.iter().copied();
    let members: Vec<Value> =
        MEMBERS.iter().copied().chain(options).map(|name| member(name, "string")).collect();
    let held = STRUCTURES.iter().enumerate();
    let held: Vec<Value> = held.map(|(index, name)| member(&format!("M{index}"), name)).collect();

    let mut objects = Map::new();
    for name in STRUCTURES {
        objects.insert((*name).to_owned(), json!({ "members": members, "document": DESCRIPTION }));
    }
    let mut actions = Map::new();
    for name in ACTIONS {
        actions.insert((*name).to_owned(), json!({ "name": name, "document": DESCRIPTION }));
        let both: Vec<Value> = members.iter().chain(&held).cloned().collect();
        objects.insert(format!("{name}Request"), json!({ "members": both }));
        objects.insert(format!("{name}Response"), json!({ "members": both }));
    }
    let about = json!({
        "serviceShortName": "odd", "apiVersion": "2024-01-31", "serviceNameCN": "\"Odd\"\n*/", "api_brief": DESCRIPTION,
    });
    json!({ "metadata": about, "actions": actions, "objects": objects })
}

#[test]
fn names_and_texts_of_any_kind_compile() {
    let scratch = tempfile::tempdir().unwrap();
    let probe = scratch.path().join("probe");
    write_crate(&probe, &workspace().join("car-api"), "", "fn main() {}\n");
    fs::rename(probe.join("src/main.rs"), probe.join("src/lib.rs")).unwrap();
    let library = "#![deny(warnings)]\n\
        pub mod odd { car_api::generate! { specs = \"specs/odd\", path = \"probe::odd\" } }\n\
        pub fn text(odd: &odd::Client) -> odd::XBuilder { odd.x().new_value(\"n\").timeout_value(\"t\").self_(\"s\") }\n";
    fs::write(probe.join("src/lib.rs"), library).unwrap();
    fs::write(scratch.path().join("api.json"), metadata().to_string()).unwrap();
    let report = import(&Options {
        source: Source::Metadata(scratch.path().join("api.json"), None),
        service: None,
        site: None,
        errors: Vec::new(),
        actions: Vec::new(),
        out: probe.join("specs/odd"),
        existing: Existing::Refuse,
    });
    let report = report.unwrap();
    assert!(report.is_good(), "{report}");
    let left_out: Vec<&str> = report.services[0].left_out.iter().map(|note| note.what.as_str()).collect();
    assert_eq!(left_out, ["Client", "Send"], "the others are there");

    // Builds the library, and then each example that stands in its docs.
    let output = succeeds(cargo(&probe).args(["test", "--doc"]));
    assert!(output.contains("odd::Client::x"), "{output}");
}
