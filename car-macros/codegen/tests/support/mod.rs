//! What several test files need: a small healthy service, and ways to ask about it.

#![allow(dead_code, reason = "each test file uses its own part of this module")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so by panicking")]

use std::path::Path;

use car_codegen::source::{self, SourceSet};
use car_codegen::{Compiled, Selection, compile, ir};

/// `_service.json` of a service that does not exist.
pub(crate) const SERVICE: &str = r#"{
  "service": "demo", "version": "2024-01-31", "title": "Demo", "doc": "A service that does not exist.",
  "hosts": { "international": "demo.intl.tencentcloudapi.com" },
  "region": "not_needed", "timeout": "60s", "rate_limit": 20
}"#;

/// A spec folder in memory: [`SERVICE`] and the files given.
pub(crate) fn folder(files: &[(&str, &str)]) -> SourceSet {
    let all = [("_service.json", SERVICE)].into_iter().chain(files.iter().copied());
    SourceSet::from_files("demo", all)
}

/// Compiles [`folder`].
pub(crate) fn compile_all(files: &[(&str, &str)]) -> Compiled {
    compile(&folder(files), &Selection::All)
}

/// Compiles files that have nothing wrong with them.
pub(crate) fn compile_healthy(files: &[(&str, &str)]) -> ir::Service {
    let compiled = compile_all(files);
    let said: Vec<String> = compiled.diagnostics.iter().map(ToString::to_string).collect();
    assert!(said.is_empty(), "{}", said.join("\n"));
    compiled.service.unwrap()
}

/// The spec folder `tests/specs/demo`: healthy, and with every key of the format.
pub(crate) fn demo() -> SourceSet {
    let (set, said) = source::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/specs/demo"), "demo");
    assert!(said.is_empty());
    set
}

/// The specs of CAR itself.
pub(crate) fn car() -> SourceSet {
    let (set, said) =
        source::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../api-specs/car"), "api-specs/car");
    assert!(said.is_empty());
    set
}

/// Compiles [`demo`].
pub(crate) fn compile_demo() -> ir::Service {
    let compiled = compile(&demo(), &Selection::All);
    let said: Vec<String> = compiled.diagnostics.iter().map(ToString::to_string).collect();
    assert!(said.is_empty(), "{}", said.join("\n"));
    compiled.service.unwrap()
}

/// The files of a set, as pairs of name and text.
pub(crate) fn texts(set: &SourceSet) -> Vec<(String, String)> {
    set.files().map(|file| (file.name().to_owned(), file.text().to_owned())).collect()
}

/// The ids of the rules that are broken, in order.
pub(crate) fn rules(compiled: &Compiled) -> Vec<&'static str> {
    compiled.diagnostics.iter().map(|found| found.rule().id).collect()
}

/// The structure or enumeration with this Rust name.
pub(crate) fn type_def<'a>(service: &'a ir::Service, rust_name: &str) -> &'a ir::TypeDef {
    let found = service.types.iter().find(|ty| ty.rust_name() == rust_name);
    found.unwrap_or_else(|| panic!("no type {rust_name}"))
}

/// The structure with this Rust name.
pub(crate) fn record<'a>(service: &'a ir::Service, rust_name: &str) -> &'a ir::Record {
    match type_def(service, rust_name) {
        ir::TypeDef::Record(record) => record,
        ir::TypeDef::Enum(_) => panic!("{rust_name} is an enumeration"),
    }
}

/// The field with this wire name.
pub(crate) fn field<'a>(record: &'a ir::Record, wire: &str) -> &'a ir::Field {
    let found = record.fields.iter().find(|field| field.wire == wire);
    found.unwrap_or_else(|| panic!("no field {wire} in {}", record.rust_name))
}

/// The action with this name.
pub(crate) fn action<'a>(service: &'a ir::Service, name: &str) -> &'a ir::Action {
    let found = service.actions.iter().find(|action| action.name == name);
    found.unwrap_or_else(|| panic!("no action {name}"))
}
