//! Where metadata comes from: one file, a folder of them, or a wheel.
//!
//! Published trees have the shape `<service>/v<date>/api.json`, wherever they begin. Only names are looked at
//! here; a service version is read when its turn comes, so that the whole catalogue never is in memory at once.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::wheel::Wheel;

/// The metadata of a service version.
const API: &str = "api.json";
/// The documented calls beside it.
const EXAMPLES: &str = "examples.json";
/// Services whose folder is not called like them, and the folder: found in the whole of both packages.
const FOLDERS: &[(&str, &str)] = &[("as", "autoscaling")];
/// Some editors put it in front of a text; to a reader of JSON it is a syntax error.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
/// How far below the given folder metadata is looked for: a wheel's `tccli/services/` and then some.
const MAX_DEPTH: usize = 8;

/// A place that holds files.
#[derive(Debug)]
pub(super) enum Store {
    /// Files of the file system, by path.
    Files,
    /// Members of a wheel.
    Wheel(Wheel),
}

impl Store {
    /// Reads a file that was found in this place.
    ///
    /// # Errors
    /// A sentence that names the file.
    pub(super) fn read(&self, name: &str) -> Result<Vec<u8>, String> {
        let mut bytes = match self {
            Self::Files => fs::read(name).map_err(|error| format!("cannot read `{name}`: {error}"))?,
            Self::Wheel(wheel) => wheel.read(name)?,
        };
        if bytes.starts_with(BYTE_ORDER_MARK) {
            bytes.drain(..BYTE_ORDER_MARK.len());
        }
        Ok(bytes)
    }
}

/// One service version, not read yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unit {
    /// The folder of the service: usually, but not always, its name.
    pub(super) service: String,
    /// The folder of the version, such as `v20220110`.
    pub(super) version: String,
    /// Its `api.json`.
    pub(super) api: String,
    /// Its `examples.json`, if there is one.
    pub(super) examples: Option<String>,
}

/// Service versions, and where to read them.
#[derive(Debug)]
pub(super) struct Origin {
    pub(super) store: Store,
    /// Sorted by service and version.
    pub(super) units: Vec<Unit>,
    /// It was one file, or a folder with one: there is no tree to mirror.
    pub(super) is_single: bool,
}

impl Origin {
    /// Opens an `api.json`, or a folder in which there are some.
    ///
    /// # Errors
    /// A sentence, where there is nothing of the kind.
    pub(super) fn open(path: &Path, examples: Option<&Path>) -> Result<Self, String> {
        let named = |path: &Path| path.to_string_lossy().into_owned();
        let single = |api: PathBuf, examples: Option<String>| {
            let mut folders =
                api.ancestors().skip(1).map(|folder| folder.file_name().map(|name| name.to_string_lossy()));
            let version = folders.next().flatten().unwrap_or_default().into_owned();
            let service = folders.next().flatten().unwrap_or_default().into_owned();
            let unit = Unit { service, version, api: named(&api), examples };
            Self { store: Store::Files, units: vec![unit], is_single: true }
        };
        if path.is_file() {
            return Ok(single(path.to_owned(), examples.map(named)));
        }
        if !path.is_dir() {
            return Err(format!("there is neither a file nor a folder `{}`", path.display()));
        }
        if path.join(API).is_file() {
            let beside = path.join(EXAMPLES);
            let examples = examples.map(named).or_else(|| beside.is_file().then(|| named(&beside)));
            return Ok(single(path.join(API), examples));
        }
        if examples.is_some() {
            return Err("`--examples` goes with one service version; in a tree, the examples stand beside the metadata".to_owned());
        }
        let mut files = Vec::new();
        collect_files(path, &mut files)?;
        let units = find_units(files.iter().map(String::as_str));
        if units.is_empty() {
            return Err(format!("there is no `<service>/v<date>/{API}` below `{}`", path.display()));
        }
        Ok(Self { store: Store::Files, units, is_single: false })
    }

    /// Opens a wheel.
    ///
    /// # Errors
    /// A sentence, where it cannot be read or has no metadata.
    pub(super) fn open_wheel(path: &Path) -> Result<Self, String> {
        let wheel = Wheel::open(path)?;
        let units = find_units(wheel.names());
        if units.is_empty() {
            return Err(format!(
                "`{}` has no `<service>/v<date>/{API}`; the packages with metadata are `tccli` and `tccli-intl-en`",
                path.display()
            ));
        }
        Ok(Self { store: Store::Wheel(wheel), units, is_single: false })
    }

    /// Keeps only one service: `cvm`, its newest version, or `cvm/2017-03-12`. It may be named like its folder too.
    ///
    /// # Errors
    /// A sentence, where there is no such service or version.
    pub(super) fn choose(&mut self, wanted: &str) -> Result<(), String> {
        let (service, version) =
            wanted.split_once('/').map_or((wanted, None), |(name, version)| (name, Some(version)));
        let service = self.folder_of(service);
        let folder = version.map(|version| format!("v{}", version.trim_start_matches('v').replace('-', "")));
        let found = self.units.iter().rfind(|unit| {
            unit.service == service && folder.as_ref().is_none_or(|folder| unit.version == *folder)
        });
        let Some(found) = found.cloned() else {
            let versions: Vec<&str> = self
                .units
                .iter()
                .filter(|unit| unit.service == service)
                .map(|unit| unit.version.as_str())
                .collect();
            let meant =
                crate::diag::did_you_mean(service, self.units.iter().map(|unit| unit.service.as_str()));
            return Err(match versions.as_slice() {
                [] => format!("there is no service `{service}` here{meant}"),
                versions => format!(
                    "`{service}` has no version `{}`; it has {}",
                    folder.unwrap_or_default(),
                    versions.join(", ")
                ),
            });
        };
        self.units = vec![found];
        self.is_single = true;
        Ok(())
    }

    /// The folder of a service.
    fn folder_of<'s>(&self, service: &'s str) -> &'s str {
        let is_folder = |name: &str| self.units.iter().any(|unit| unit.service == name);
        let other = FOLDERS.iter().find(|(name, _)| *name == service).map(|(_, folder)| *folder);
        other.filter(|folder| !is_folder(service) && is_folder(folder)).unwrap_or(service)
    }
}

/// Collects the files below a folder, in no particular order.
///
/// # Errors
/// A sentence, where a folder cannot be listed.
pub(super) fn collect_files(dir: &Path, files: &mut Vec<String>) -> Result<(), String> {
    collect_below(dir, MAX_DEPTH, files)
}

fn collect_below(dir: &Path, depth: usize, files: &mut Vec<String>) -> Result<(), String> {
    let cannot_list = |error: std::io::Error| format!("cannot list `{}`: {error}", dir.display());
    for entry in fs::read_dir(dir).map_err(cannot_list)? {
        let path = entry.map_err(cannot_list)?.path();
        if path.is_dir() {
            if depth > 0 {
                collect_below(&path, depth - 1, files)?;
            }
        } else if let Some(name) = path.to_str() {
            files.push(name.to_owned());
        }
    }
    Ok(())
}

/// Finds `<service>/v<date>/api.json` among names.
pub(super) fn find_units<'a>(names: impl Iterator<Item = &'a str>) -> Vec<Unit> {
    let mut found: BTreeMap<(String, String), Unit> = BTreeMap::new();
    for name in names {
        let mut parts = name.rsplit(['/', '\\']);
        let (Some(file), Some(version), Some(service)) = (parts.next(), parts.next(), parts.next()) else {
            continue;
        };
        if !matches!(file, API | EXAMPLES) || !is_version_folder(version) {
            continue;
        }
        let unit = found.entry((service.to_owned(), version.to_owned())).or_insert_with(|| Unit {
            service: service.to_owned(),
            version: version.to_owned(),
            api: String::new(),
            examples: None,
        });
        match file {
            API => name.clone_into(&mut unit.api),
            _ => unit.examples = Some(name.to_owned()),
        }
    }
    found.into_values().filter(|unit| !unit.api.is_empty()).collect()
}

/// Whether a folder is called like a version: `v20220110`.
pub(super) fn is_version_folder(name: &str) -> bool {
    name.strip_prefix('v').is_some_and(|date| date.len() == 8 && date.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn service_versions_are_found_wherever_the_tree_begins() {
        let names = [
            "tccli/services/cvm/v20170312/api.json",
            "tccli/services/cvm/v20170312/examples.json",
            "tccli/services/cvm/cvm_client.py",
            "tccli/services/as/v20180419/api.json",
            "tccli/services/as/latest/api.json",
            "tccli/services/old/v20180101/examples.json",
            "api.json",
        ];
        let units = find_units(names.into_iter());
        let found: Vec<(&str, &str, bool)> = units
            .iter()
            .map(|unit| (unit.service.as_str(), unit.version.as_str(), unit.examples.is_some()))
            .collect();
        assert_eq!(found, [("as", "v20180419", false), ("cvm", "v20170312", true)]);
    }

    #[test]
    fn one_service_is_chosen_by_name_and_version() {
        let origin = || Origin {
            store: Store::Files,
            units: find_units(
                ["a/v20200101/api.json", "a/v20210101/api.json", "b/v20200101/api.json"].into_iter(),
            ),
            is_single: false,
        };
        let choose = |wanted: &str| {
            let mut origin = origin();
            origin.choose(wanted).map(|()| origin.units[0].version.clone())
        };
        assert_eq!(choose("a").unwrap(), "v20210101");
        assert_eq!(choose("a/2020-01-01").unwrap(), "v20200101");
        assert_eq!(choose("a/v20200101").unwrap(), "v20200101");
        assert!(choose("a/2022-01-01").unwrap_err().contains("v20200101, v20210101"));
        assert!(choose("c").unwrap_err().contains("no service `c`"));
    }

    #[test]
    fn a_service_is_found_in_a_folder_of_another_name() {
        let chosen = |names: &[&'static str], wanted: &str| {
            let units = find_units(names.iter().copied());
            let mut origin = Origin { store: Store::Files, units, is_single: false };
            origin.choose(wanted).map(|()| origin.units[0].api.clone())
        };
        let published = ["autoscaling/v20180419/api.json", "asr/v20190614/api.json"];
        assert_eq!(chosen(&published, "as").unwrap(), published[0]);
        assert_eq!(chosen(&published, "as/2018-04-19").unwrap(), published[0]);
        assert_eq!(chosen(&published, "autoscaling").unwrap(), published[0]);
        assert_eq!(chosen(&["as/v20180419/api.json", published[0]], "as").unwrap(), "as/v20180419/api.json");
        assert!(chosen(&published[1..], "as").unwrap_err().contains("no service `as`"));
    }
}
