//! The committed expansion is what the generator makes today. `BLESS=1 cargo test -p car-tests --test expansion`
//! brings it up to date.

mod support;

use std::collections::BTreeMap;
use std::fs;

use car_codegen::{Selection, compile, emit, render, source};
use support::workspace;

#[test]
fn the_committed_expansion_is_up_to_date() {
    let folder = workspace().join("tests/src/expanded/car");
    let (sources, problems) = source::read(&workspace().join("api-specs/car"), "api-specs/car");
    let compiled = compile(&sources, &Selection::All);
    assert!(problems.is_empty() && compiled.diagnostics.is_empty(), "{problems:?}{:?}", compiled.diagnostics);
    let options = render::Options { path: Some("car_api::car".to_owned()) };
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
