//! Lists the actions of CAR for the tests that need their types: one for each spec file, so that a new file is tested
//! without another edit.

use std::path::Path;
use std::{env, fs};

const SPECS: &str = "../api-specs/car";

fn main() {
    println!("cargo::rerun-if-changed={SPECS}");
    let entries = fs::read_dir(SPECS).unwrap_or_else(|error| panic!("cannot list {SPECS}: {error}"));
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut actions: Vec<String> =
        names.filter_map(|name| Some(name.strip_suffix(".json")?.to_owned())).collect();
    actions.retain(|name| !name.starts_with('_'));
    actions.sort();
    let list = format!("subjects! {{ {} }}\n", actions.join(" "));
    let folder = env::var("OUT_DIR").expect("cargo names the folder");
    fs::write(Path::new(&folder).join("car_actions.rs"), list).expect("the folder can be written to");
}
