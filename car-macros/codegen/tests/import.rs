//! `car_codegen::import`: from made-up metadata with every known oddity to a spec folder that passes the check.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so by panicking")]
#![cfg(feature = "cli")]

#[path = "support/scratch.rs"]
mod scratch;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use car_codegen::import::{Existing, Failure, Options, Report, ServiceReport, Source, import};
use car_codegen::ir::{Presence, Service, TypeDef};
use car_codegen::{Selection, compile, source};
use scratch::Scratch;
use serde_json::Value;

fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/import").join(path)
}

const VERSION: &str = "tree/odd/v20240131";

fn options(out: &Path) -> Options {
    Options {
        source: Source::Metadata(fixture(VERSION), None),
        service: None,
        site: None,
        errors: vec![fixture("sdk")],
        actions: Vec::new(),
        out: out.to_owned(),
        existing: Existing::Refuse,
    }
}

fn run(options: &Options) -> ServiceReport {
    let mut report = import(options).unwrap();
    assert!(report.is_good(), "{report}");
    report.services.remove(0)
}

/// The spec files of a folder, by name.
fn texts(dir: &Path) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        texts.insert(name, fs::read_to_string(&path).unwrap());
    }
    texts
}

fn json(dir: &Path, name: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(dir.join(name)).unwrap()).unwrap()
}

fn compiled(dir: &Path) -> Service {
    let (set, mut diagnostics) = source::read(dir, "odd");
    let compiled = compile(&set, &Selection::All);
    diagnostics.extend(compiled.diagnostics);
    let errors: Vec<String> = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.level() == car_codegen::Level::Error)
        .map(ToString::to_string)
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    compiled.service.unwrap()
}

fn edit(dir: &Path, name: &str, change: impl Fn(&mut Value)) {
    let mut value = json(dir, name);
    change(&mut value);
    fs::write(dir.join(name), serde_json::to_string(&value).unwrap()).unwrap();
}

#[test]
fn the_same_metadata_gives_the_same_bytes() {
    let scratch = Scratch::new("stable");
    let (first, second) = (scratch.path("a"), scratch.path("b"));
    run(&options(&first));
    run(&options(&second));
    assert_eq!(texts(&first), texts(&second));
    assert!(texts(&first)["DescribeThings.json"].starts_with("{\n  \"action\": \"DescribeThings\",\n"));
}

#[test]
fn every_oddity_ends_in_a_spec_that_passes_the_check() {
    let scratch = Scratch::new("oddities");
    let out = scratch.path("odd");
    let report = run(&options(&out));
    let service = compiled(&out);

    assert_eq!(service.international_host.as_deref(), Some("odd.intl.tencentcloudapi.com"));
    assert_eq!(service.doc, "A service with every oddity.");
    let action = |name: &str| service.actions.iter().find(|action| action.name == name).unwrap();
    assert_eq!(action("DescribeThings").summary, "Lists the things of an account.");
    assert_eq!(
        action("DescribeThings").doc,
        "Deleted ones are left out.\n\nSee [the docs](https://odd.example/docs)."
    );
    assert_eq!(action("CreateThing").summary, "Makes a thing");
    assert!(action("CreateThing").deprecated.is_some() && action("Thing").deprecated.is_some());
    assert!(action("AssumeThing").skip_sign && !action("CreateThing").skip_sign);
    let paging = action("DescribeThings").pagination.as_ref().unwrap();
    assert_eq!(
        (paging.items.as_slice(), paging.total.as_deref()),
        (&["ThingSet".to_owned()][..], Some("TotalCount"))
    );

    let request = |name: &str| action(name).request.fields.iter();
    let names: Vec<&str> = request("CreateThing").map(|field| field.rust.as_str()).collect();
    assert_eq!(names, ["thing", "uui", "uui_2", "password", "client_token", "session_id"]);
    let sensitive: Vec<bool> = request("CreateThing").map(|field| field.sensitive).collect();
    assert_eq!(sensitive, [false, false, false, true, false, false]);
    assert!(request("CreateThing").any(|field| field.rust == "uui_2" && field.deprecated.is_some()));
    assert!(
        request("CreateThing").all(|field| field.rust != "password" || field.example.is_none()),
        "a password is no sample"
    );
    assert!(request("DescribeThings").any(|field| field.rust == "timeout_value"));
    let filters = request("DescribeThings").find(|field| field.wire == "Filters").unwrap();
    assert_eq!(filters.presence, Presence::Required, "1 is a truth value here");
    assert_eq!(filters.doc, "Which ones:\n\n- by name\n- by **IPv6Address**");
    assert_eq!(request("CreateThing").next().unwrap().doc, "The `<Thing>` itself.");

    let record = |name: &str| {
        service
            .types
            .iter()
            .find_map(|ty| match ty {
                TypeDef::Record(record) if record.rust_name == name => Some(record),
                _ => None,
            })
            .unwrap_or_else(|| panic!("there is no `{name}`"))
    };
    let thing = record("ThingType");
    let names: Vec<&str> = thing.fields.iter().map(|field| field.rust.as_str()).collect();
    let expected = "vpc_ids ipv6_address type had_lower_case parent children option box spare anything made changed born";
    assert_eq!(names.join(" "), expected);
    let vpc = &thing.fields[0];
    assert_eq!(vpc.presence, Presence::RequiredInRequests, "it is in requests and in responses");
    assert!(thing.fields.iter().any(|field| field.wire == "Parent" && field.boxed));
    assert!(record("Anything").open && record("OptionType").fields[0].rust == "self_");
    assert_eq!(record("Ring").fields[0].presence, Presence::Optional, "a ring of demands cannot be met");
    assert_eq!(record("SpareRequest").doc, "The service does not describe this structure.");
    assert!(service.types.iter().all(|ty| ty.rust_name() != "Orphan" && ty.rust_name() != "OnlyForUploads"));

    let left_out: Vec<&str> = report.left_out.iter().map(|note| note.what.as_str()).collect();
    assert_eq!(left_out, ["UploadThing", "OnlyForUploads", "Orphan"]);
    assert!(report.left_out[0].why.starts_with("not supported"));
    let unsupported = json(&out, "_service.json")["unsupported"].clone();
    let why = "it takes a file in a form (multipart/form-data) instead of JSON";
    assert_eq!(unsupported, serde_json::json!({ "UploadThing": why }));
    assert_eq!(report.actions, 5);
    assert_eq!(report.warnings.total(), 1, "only `SessionId` is left to decide: {:?}", report.warned);
    assert_eq!(report.warned[0].what, "CreateThing.json#/request/SessionId");
    assert_eq!(report.oddities.of("`required` is 1 instead of a truth value"), 1);
    assert_eq!(report.not_carried.of("description of an example"), 1);
    assert_eq!(report.not_carried.of("`value_allowed_null` of a field"), 1);
}

#[test]
fn examples_that_fit_are_kept_and_the_others_are_counted() {
    let scratch = Scratch::new("examples");
    let out = scratch.path("odd");
    let report = run(&options(&out));
    let examples = json(&out, "DescribeThings.json")["examples"].clone();
    let titles: Vec<&str> =
        examples.as_array().unwrap().iter().filter_map(|example| example["title"].as_str()).collect();
    assert_eq!(titles, ["As JSON", "As a URL", "Fails"]);
    assert_eq!(examples[1]["request"]["Filters"][0]["Values"], serde_json::json!(["a=b&c", "w"]));
    assert_eq!(examples[1]["request"]["Limit"], 2);
    assert_eq!(examples[2]["error"]["Code"], "FailedOperation.Locked");
    // A member called `Error` of a call that went well.
    let result = json(&out, "GetResult.json")["examples"][0].clone();
    assert_eq!(
        (result["title"].as_str(), result["response"]["Error"]["Code"].as_str()),
        (Some("Example 1"), Some("NotSoBad"))
    );
    assert_eq!((report.examples, report.examples_left_out.total()), (4, 4));
    assert_eq!(report.examples_left_out.of("the request is not JSON"), 1);
    assert_eq!(report.examples_left_out.of("the answer is not JSON"), 1);
    assert_eq!(report.samples_left_out.of("it is not JSON"), 1);
}

#[test]
fn error_codes_have_meanings_and_leaks_stand_apart() {
    let scratch = Scratch::new("codes");
    let out = scratch.path("odd");
    let report = run(&options(&out));
    let catalogue = json(&out, "_errors.json")["errors"].clone();
    let locked = &catalogue["FailedOperation.Locked"];
    assert_eq!((locked["kind"].as_str(), locked["retry"].as_str()), (Some("contention"), Some("backoff")));
    assert_eq!(catalogue["ResourceNotFound"]["doc"], "The service does not say what this code means.");
    // An example shows `Locked`, and the client lists the others.
    let codes = serde_json::json!(["FailedOperation.Locked", "InternalError", "ResourceNotFound"]);
    assert_eq!(json(&out, "DescribeThings.json")["errors"], codes);
    let create = json(&out, "CreateThing.json");
    assert!(create["errors"].is_null());
    assert_eq!(create["may_also_return"], serde_json::json!(["FailedOperation.Locked", "InternalError"]));
    assert!(
        report.special.iter().any(|note| note.what == "CreateThing" && note.why.contains("`AssumeThing`"))
    );
}

#[test]
fn an_update_keeps_what_was_added_and_lists_conflicts() {
    let scratch = Scratch::new("update");
    let out = scratch.path("odd");
    run(&options(&out));
    let before = texts(&out);
    let update = |api: &str| Options {
        source: Source::Metadata(PathBuf::from(api), Some(fixture(VERSION).join("examples.json"))),
        existing: Existing::Update,
        errors: vec![fixture("sdk/odd/v20240131/errorcodes.py"), fixture("sdk/odd/v20240131/client.go")],
        ..options(&out)
    };
    let same = run(&update(fixture(VERSION).join("api.json").to_str().unwrap()));
    assert_eq!(before, texts(&out), "nothing new, nothing touched");
    let done = same.update.unwrap();
    assert!(done.added.is_empty() && done.changed.is_empty() && done.removed.is_empty());

    // A person adds a limit, a waiter and a text of their own, and marks a field.
    edit(&out, "DescribeThings.json", |spec| {
        spec["request"]["Limit"]["max"] = 100.into();
        spec["summary"] = "Lists things, and I know better.".into();
    });
    edit(&out, "CreateThing.json", |spec| spec["request"]["SessionId"]["sensitive"] = true.into());
    // The service changes texts, adds a parameter, and gives up an action.
    let mut api: Value =
        serde_json::from_str(&fs::read_to_string(fixture(VERSION).join("api.json")).unwrap()).unwrap();
    api["actions"]["DescribeThings"]["document"] = "Lists all the things.".into();
    api["actions"].as_object_mut().unwrap().remove("Thing");
    let members = api["objects"]["DescribeThingsRequest"]["members"].as_array_mut().unwrap();
    members[1]["document"] = "At most how many.".into();
    members.push(serde_json::json!({"name": "Fresh", "type": "bool", "member": "bool", "document": "New."}));
    fs::write(scratch.path("api.json"), api.to_string()).unwrap();

    let report = run(&update(scratch.path("api.json").to_str().unwrap()));
    let describe = json(&out, "DescribeThings.json");
    assert_eq!(describe["request"]["Limit"]["max"], 100);
    assert_eq!(describe["request"]["Limit"]["doc"], "At most how many.");
    assert_eq!(describe["request"]["Fresh"]["type"], "bool");
    assert_eq!(describe["summary"], "Lists things, and I know better.");
    assert_eq!(json(&out, "CreateThing.json")["request"]["SessionId"]["sensitive"], true);
    assert!(!out.join("Thing.json").exists());
    let done = report.update.unwrap();
    assert_eq!(
        (done.removed.as_slice(), done.changed.as_slice()),
        (&["Thing.json".to_owned()][..], &["DescribeThings.json".to_owned(), "_types.json".to_owned()][..])
    );
    let conflicts: Vec<&str> = done.conflicts.iter().map(|note| note.what.as_str()).collect();
    assert_eq!(conflicts, ["DescribeThings.json#/summary"]);
    assert_eq!(report.warnings.total(), 0, "the person has decided");
}

#[test]
fn files_that_are_there_are_not_overwritten() {
    let scratch = Scratch::new("refuse");
    let out = scratch.path("odd");
    run(&options(&out));
    let before = texts(&out);
    let report = import(&options(&out)).unwrap();
    assert!(!report.is_good() && report.services[0].failure.as_ref().unwrap().contains("--update"));
    assert_eq!(before, texts(&out));
}

#[test]
fn chosen_actions_come_with_what_they_reach_and_more_can_follow() {
    let scratch = Scratch::new("actions");
    let out = scratch.path("odd");
    let chosen = |actions: &[&str], existing| Options {
        actions: actions.iter().map(|action| (*action).to_owned()).collect(),
        existing,
        ..options(&out)
    };
    let report = run(&chosen(&["GetResult"], Existing::Refuse));
    assert_eq!((report.actions, report.structures), (1, 1));
    run(&chosen(&["AssumeThing"], Existing::Update));
    assert!(out.join("GetResult.json").exists() && out.join("AssumeThing.json").exists());
    assert!(!out.join("CreateThing.json").exists());
    // An action that was chosen earlier goes when the service gives it up.
    let mut api = json(&fixture(VERSION), "api.json");
    api["actions"].as_object_mut().unwrap().remove("GetResult");
    fs::write(scratch.path("api.json"), api.to_string()).unwrap();
    let source = Source::Metadata(scratch.path("api.json"), None);
    let report = run(&Options { source, ..chosen(&[], Existing::Update) });
    assert!(report.left_out.iter().any(|note| note.what == "GetResult"));
    assert!(out.join("AssumeThing.json").exists() && !out.join("GetResult.json").exists());
    let failure = run_badly(&chosen(&["DescribeThing"], Existing::Update));
    assert!(failure.contains("did you mean `DescribeThings`?"), "{failure}");
}

fn run_badly(options: &Options) -> String {
    match import(options) {
        Ok(Report { services, .. }) => services[0].failure.clone().unwrap(),
        Err(Failure { .. }) => panic!("a failure of one service is in the report"),
    }
}

#[test]
fn a_wheel_is_a_tree_of_services() {
    let scratch = Scratch::new("wheel");
    let wheel = scratch.path("tccli_intl_en-1.0-py2.py3-none-any.whl");
    write_wheel(&wheel, "tccli/services/odd/v20240131");
    let tree = Options {
        source: Source::Wheel(wheel),
        errors: Vec::new(),
        out: scratch.path("specs"),
        ..options(Path::new(""))
    };
    let report = run(&tree);
    assert_eq!(report.folder, "odd/v20240131");
    assert!(scratch.path("specs/odd/v20240131/DescribeThings.json").exists());
    let one =
        Options { service: Some("odd/2024-01-31".to_owned()), out: scratch.path("one"), ..tree.clone() };
    run(&one);
    let (mut from_tree, from_one) =
        (texts(&scratch.path("specs/odd/v20240131")), texts(&scratch.path("one")));
    assert_eq!(from_tree, from_one);
    assert!(from_tree.remove("import.lock").is_some());
    let unknown = Options { service: Some("ode".to_owned()), ..tree };
    assert!(import(&unknown).unwrap_err().to_string().contains("did you mean `odd`?"));
}

/// Packs the fixture like a wheel: one member packed, one stored.
fn write_wheel(path: &Path, folder: &str) {
    let mut packed = Vec::new();
    let mut archive = rawzip::ZipArchiveWriter::new(&mut packed);
    let mut add = |name: &str, method: rawzip::CompressionMethod| {
        let plain = fs::read(fixture(VERSION).join(name)).unwrap();
        let (mut entry, config) =
            archive.new_file(format!("{folder}/{name}")).compression_method(method).start().unwrap();
        let stored = match method {
            rawzip::CompressionMethod::DEFLATE => miniz_oxide::deflate::compress_to_vec(&plain, 6),
            _ => plain.clone(),
        };
        // The sizes and the checksum are those of the plain text.
        let mut writer = config.wrap(std::io::sink());
        writer.write_all(&plain).unwrap();
        let (_, descriptor) = writer.finish().unwrap();
        entry.write_all(&stored).unwrap();
        entry.finish(descriptor).unwrap();
    };
    add("api.json", rawzip::CompressionMethod::DEFLATE);
    add("examples.json", rawzip::CompressionMethod::STORE);
    archive.finish().unwrap();
    fs::write(path, packed).unwrap();
}

#[test]
fn what_cannot_be_imported_says_why() {
    let scratch = Scratch::new("bad");
    let fails =
        |source: Source| import(&Options { source, ..options(&scratch.path("x")) }).unwrap_err().to_string();
    assert!(fails(Source::Metadata(scratch.path("nowhere"), None)).contains("neither a file nor a folder"));
    assert!(
        fails(Source::Metadata(scratch.path("."), None)).contains("there is no `<service>/v<date>/api.json`")
    );
    fs::write(scratch.path("fake.whl"), "PK").unwrap();
    assert!(fails(Source::Wheel(scratch.path("fake.whl"))).contains("no wheel that can be read"));
    fs::write(scratch.path("api.json"), "{}").unwrap();
    let report = import(&Options {
        source: Source::Metadata(scratch.path("api.json"), None),
        errors: Vec::new(),
        ..options(&scratch.path("y"))
    });
    assert!(report.unwrap().services[0].failure.as_ref().unwrap().contains("has no object `metadata`"));
}

#[test]
fn the_report_is_json_and_prose() {
    let scratch = Scratch::new("report");
    let report = import(&options(&scratch.path("odd"))).unwrap();
    let tree: Value = serde_json::from_str(&report.to_json()).unwrap();
    assert_eq!(tree["totals"]["actions"], 5);
    assert_eq!(tree["services"][0]["left_out"][0]["what"], "UploadThing");
    let prose = report.to_string();
    assert!(prose.starts_with("1 service version(s): 5 actions, 8 structures,"), "{prose}");
    assert!(prose.contains("UploadThing: not supported"));
}

#[test]
fn the_command_line_tells_good_from_bad() {
    let scratch = Scratch::new("cli");
    let (out, report) = (scratch.path("odd"), scratch.path("report.json"));
    let run = |arguments: &[&std::ffi::OsStr]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_car-spec"))
            .arg("import")
            .args(arguments)
            .output()
            .unwrap();
        (
            output.status.code(),
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    let (version, nowhere) = (fixture(VERSION), scratch.path("nowhere"));
    let api = ["--api".as_ref(), version.as_os_str(), "--out".as_ref(), out.as_os_str()];
    let (code, said, _) = run(&[&api[..], &["--report".as_ref(), report.as_os_str()]].concat());
    assert_eq!(code, Some(0), "{said}");
    assert!(said.starts_with("1 service version(s): 5 actions"), "{said}");
    let tree: Value = serde_json::from_str(&fs::read_to_string(&report).unwrap()).unwrap();
    assert_eq!(tree["services"][0]["service"], "odd");
    assert_eq!(run(&api).0, Some(1), "the folder is there already");
    assert_eq!(run(&[&api[..], &["--update".as_ref()]].concat()).0, Some(0));
    let (code, _, said) = run(&["--api".as_ref(), nowhere.as_os_str(), "--out".as_ref(), out.as_os_str()]);
    assert_eq!(code, Some(2));
    assert!(said.contains("neither a file nor a folder"), "{said}");
    assert_eq!(run(&["--out".as_ref(), out.as_os_str()]).0, Some(2), "it needs a source");
}
