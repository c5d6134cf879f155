//! Where the files with error codes are: single files, or a tree that mirrors that of the metadata.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::Codes;
use crate::import::origin::{Store, collect_files, is_version_folder};
use crate::import::wheel::Wheel;

/// The files that hold codes.
const FILES: &[&str] = &["errorcodes.py", "errors.go", "client.go"];

/// All files with error codes that were given.
#[derive(Debug, Default)]
pub(in crate::import) struct CodeFiles {
    /// Texts that stand for the one service that is imported.
    single: Vec<String>,
    trees: Vec<Tree>,
}

#[derive(Debug)]
struct Tree {
    store: Store,
    /// By folder of service and version.
    files: BTreeMap<(String, String), Vec<String>>,
}

impl CodeFiles {
    /// Opens what was given: a file of an SDK, a folder of an SDK, or a wheel of the Python SDK.
    ///
    /// # Errors
    /// A sentence, where something cannot be read or holds no codes.
    pub(in crate::import) fn open<'a>(paths: impl IntoIterator<Item = &'a Path>) -> Result<Self, String> {
        let mut found = Self::default();
        for path in paths {
            let is_wheel = path.extension().is_some_and(|extension| extension == "whl");
            if path.is_dir() {
                let mut files = Vec::new();
                collect_files(path, &mut files)?;
                found.trees.push(tree(Store::Files, files.iter().map(String::as_str), path)?);
            } else if is_wheel {
                let wheel = Wheel::open(path)?;
                let names: Vec<String> = wheel.names().map(str::to_owned).collect();
                found.trees.push(tree(Store::Wheel(wheel), names.iter().map(String::as_str), path)?);
            } else {
                let bytes =
                    fs::read(path).map_err(|error| format!("cannot read `{}`: {error}", path.display()))?;
                let text = String::from_utf8_lossy(&bytes).into_owned();
                let mut codes = Codes::default();
                codes.read(&text);
                if codes.meanings.is_empty() {
                    let known = FILES.join("`, `");
                    return Err(format!(
                        "there is no error code in `{}`; codes are in `{known}` of the SDKs",
                        path.display()
                    ));
                }
                found.single.push(text);
            }
        }
        Ok(found)
    }

    /// Whether a file was given that stands for one service.
    pub(in crate::import) fn is_for_one_service(&self) -> bool {
        !self.single.is_empty()
    }

    /// The codes of a service version, by the name of its folder or its own.
    ///
    /// # Errors
    /// A sentence, where a file cannot be read.
    pub(in crate::import) fn of(&self, names: [&str; 2], version: &str) -> Result<Codes, String> {
        let mut codes = Codes::default();
        self.single.iter().for_each(|text| codes.read(text));
        let version = format!("v{}", version.replace('-', ""));
        for tree in &self.trees {
            let files = names.iter().find_map(|name| tree.files.get(&((*name).to_owned(), version.clone())));
            for file in files.into_iter().flatten() {
                codes.read(&String::from_utf8_lossy(&tree.store.read(file)?));
            }
        }
        Ok(codes)
    }
}

fn tree<'a>(store: Store, names: impl Iterator<Item = &'a str>, path: &Path) -> Result<Tree, String> {
    let mut files: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for name in names {
        let mut parts = name.rsplit(['/', '\\']);
        let (Some(file), Some(version), Some(service)) = (parts.next(), parts.next(), parts.next()) else {
            continue;
        };
        if FILES.contains(&file) && is_version_folder(version) {
            files.entry((service.to_owned(), version.to_owned())).or_default().push(name.to_owned());
        }
    }
    if files.is_empty() {
        return Err(format!(
            "there is no `<service>/v<date>/` with `{}` in `{}`",
            FILES.join("`, `"),
            path.display()
        ));
    }
    for names in files.values_mut() {
        names.sort();
    }
    Ok(Tree { store, files })
}
