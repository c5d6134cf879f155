//! Counts what is in a wheel, by nothing but the keys of its JSON: the other side of the balance.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use car_codegen::import::Note;
use serde_json::Value;

/// Where a wheel keeps one folder per service, in which there is one per version.
const SERVICES: &str = "tccli/services";

/// A service version in an unpacked wheel.
pub(crate) struct Unit {
    /// `cvm/v20170312`.
    pub(crate) label: String,
    /// The folder with its `api.json`.
    pub(crate) folder: PathBuf,
}

/// The service versions of an unpacked wheel, sorted.
pub(crate) fn units(wheel: &Path) -> Result<Vec<Unit>, String> {
    let services = wheel.join(SERVICES);
    let mut units = Vec::new();
    for service in folders(&services)? {
        for folder in folders(&services.join(&service))? {
            let label = format!("{service}/{folder}");
            let folder = services.join(&label);
            if folder.join("api.json").is_file() {
                units.push(Unit { label, folder });
            }
        }
    }
    if units.is_empty() {
        return Err(format!("there is no `<service>/<version>/api.json` in `{}`", services.display()));
    }
    Ok(units)
}

/// The names of the folders in a folder, sorted.
fn folders(folder: &Path) -> Result<BTreeSet<String>, String> {
    let cannot_list = |error| format!("cannot list `{}`: {error}", folder.display());
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(folder).map_err(cannot_list)? {
        let entry = entry.map_err(cannot_list)?;
        if entry.path().is_dir() {
            names.insert(entry.file_name().to_string_lossy().into_owned());
        }
    }
    Ok(names)
}

/// What was published of a service version.
pub(crate) struct Published {
    /// The names of its actions.
    pub(crate) actions: BTreeSet<String>,
    /// How many examples there are, of all its actions.
    pub(crate) examples: usize,
}

impl Published {
    /// Counts.
    pub(crate) fn read(unit: &Unit) -> Result<Self, String> {
        let api = read(&unit.folder.join("api.json"))?;
        let examples = unit.folder.join("examples.json");
        let examples = if examples.is_file() { read(&examples)? } else { Value::Null };
        Ok(Self {
            actions: members(&api, "actions").map(|(name, _)| name.clone()).collect(),
            examples: members(&examples, "actions")
                .filter_map(|(_, list)| list.as_array())
                .map(Vec::len)
                .sum(),
        })
    }

    /// Whether what was left out is an action, and not a structure that happens to have an action's name.
    pub(crate) fn is_action(&self, left_out: &Note) -> bool {
        self.actions.contains(&left_out.what) && !left_out.why.starts_with("a structure")
    }
}

fn read(file: &Path) -> Result<Value, String> {
    let text = fs::read(file).map_err(|error| format!("cannot read `{}`: {error}", file.display()))?;
    serde_json::from_slice(&text).map_err(|error| format!("`{}` is not JSON: {error}", file.display()))
}

fn members<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = (&'v String, &'v Value)> {
    value.get(key).and_then(Value::as_object).into_iter().flatten()
}
