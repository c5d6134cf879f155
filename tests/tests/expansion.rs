//! The committed expansion is what the generator makes today. `BLESS=1 cargo test -p car-tests --test expansion`
//! brings it up to date.

#![allow(clippy::unwrap_used, reason = "a failure here is the failure of a test")]

mod support;

use std::collections::BTreeMap;
use std::fs;

use car_codegen::{Selection, compile, emit, render, source};
use support::workspace;

#[test]
fn the_committed_expansion_of_car_is_up_to_date() {
    check("car");
}

#[test]
fn the_committed_expansion_of_sts_is_up_to_date() {
    check("sts");
}

fn check(service: &str) {
    let folder = workspace().join("tests/src/expanded").join(service);
    let specs = format!("api-specs/{service}");
    let (sources, problems) = source::read(&workspace().join(&specs), &specs);
    let compiled = compile(&sources, &Selection::All);
    assert!(problems.is_empty() && compiled.diagnostics.is_empty(), "{problems:?}{:?}", compiled.diagnostics);
    let options = render::Options { path: Some(format!("car_api::{service}")) };
    let sections = render::service(&compiled.service.unwrap(), &options);
    let expected: BTreeMap<_, _> = emit::files(&sections).unwrap().into_iter().collect();

    if std::env::var_os("BLESS").is_some() {
        for (name, text) in &expected {
            fs::write(folder.join(name), text).unwrap();
        }
    }
    let committed: BTreeMap<_, _> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(&path).unwrap())
        })
        .collect();
    let names = |files: &BTreeMap<String, String>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&committed), names(&expected), "other files; BLESS=1 brings them up to date");
    for (name, text) in &expected {
        assert!(committed[name] == *text, "{name} is out of date; BLESS=1 brings it up to date");
    }
}
