//! Lists the actions of CAR for the tests that need their types: one for each spec file, so that a new file is tested
//! without another edit.

use std::path::Path;
use std::{env, fs, io};

const SPECS: &str = "../api-specs/car";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed={SPECS}");
    let mut actions = Vec::new();
    for entry in fs::read_dir(SPECS)? {
        let name = entry?.file_name();
        let stem = name.to_str().and_then(|name| name.strip_suffix(".json"));
        actions.extend(stem.filter(|stem| !stem.starts_with('_')).map(str::to_owned));
    }
    actions.sort();
    let folder =
        env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo names no folder for output"))?;
    fs::write(Path::new(&folder).join("car_actions.rs"), format!("subjects! {{ {} }}\n", actions.join(" ")))
}
