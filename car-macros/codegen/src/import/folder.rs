//! The spec folder on disk: its files, and the record of what was imported into it.
//!
//! `import.lock` keeps the files as they were imported, one on a line, so that the next import can tell the
//! service's changes from those that were made by hand. Its name does not end like that of a spec file: the
//! reader of specs does not see it. It belongs under version control.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::build::File;
use super::merge::{self, Versions};
use super::report::UpdateReport;
use crate::json::Node;
use crate::json::build::{self as tree, Entries};

/// The record of the last import.
const LOCK: &str = "import.lock";

/// Which actions were asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Chosen {
    All,
    Only(Vec<String>),
}

/// A folder as it was found.
#[derive(Debug)]
pub(super) struct Folder {
    /// The spec files, by name.
    texts: BTreeMap<String, String>,
    /// What was imported last time; `None` where there is no record.
    lock: Option<Lock>,
}

#[derive(Debug)]
struct Lock {
    chosen: Chosen,
    files: BTreeMap<String, Node>,
}

impl Folder {
    /// Reads a folder; one that does not exist is empty.
    ///
    /// # Errors
    /// A sentence, where something cannot be read.
    pub(super) fn read(dir: &Path) -> Result<Self, String> {
        let mut folder = Self { texts: BTreeMap::new(), lock: None };
        if !dir.exists() {
            return Ok(folder);
        }
        let cannot_list = |error: std::io::Error| format!("cannot list `{}`: {error}", dir.display());
        for entry in fs::read_dir(dir).map_err(cannot_list)? {
            let path = entry.map_err(cannot_list)?.path();
            let Some(name) = path.file_name().and_then(|name| name.to_str()).filter(|_| path.is_file())
            else {
                continue;
            };
            let is_spec = path.extension().is_some_and(|extension| extension == "json");
            if is_spec || name == LOCK {
                let text = fs::read_to_string(&path)
                    .map_err(|error| format!("cannot read `{}`: {error}", path.display()))?;
                if is_spec {
                    folder.texts.insert(name.to_owned(), text);
                } else {
                    folder.lock = Some(read_lock(&text).ok_or_else(|| {
                        format!(
                            "`{}` is damaged; remove it to treat everything in the folder as made by hand",
                            path.display()
                        )
                    })?);
                }
            }
        }
        Ok(folder)
    }

    /// Whether there are spec files.
    pub(super) fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// Which actions to import now: those asked for, and those that were asked for before.
    pub(super) fn choose(&self, wanted: Chosen) -> Chosen {
        match (wanted, self.lock.as_ref().map(|lock| &lock.chosen)) {
            (wanted, None) => wanted,
            (Chosen::All, Some(before)) => before.clone(),
            (Chosen::Only(_), Some(Chosen::All)) => Chosen::All,
            (Chosen::Only(mut wanted), Some(Chosen::Only(before))) => {
                wanted.extend(before.iter().cloned());
                wanted.sort();
                wanted.dedup();
                Chosen::Only(wanted)
            }
        }
    }

    /// Merges new files into what is there. The result has the text of each file that shall be there.
    ///
    /// # Errors
    /// A sentence, where a file that is there is not JSON.
    pub(super) fn merge(
        &self,
        files: &[File],
        report: &mut UpdateReport,
    ) -> Result<BTreeMap<String, String>, String> {
        let theirs: BTreeMap<&str, &Node> =
            files.iter().map(|file| (file.name.as_str(), &file.root)).collect();
        let empty = BTreeMap::new();
        let base = self.lock.as_ref().map_or(&empty, |lock| &lock.files);
        let mut names: Vec<&str> =
            theirs.keys().copied().chain(self.texts.keys().map(String::as_str)).collect();
        names.extend(base.keys().map(String::as_str));
        names.sort_unstable();
        names.dedup();
        let mut result = BTreeMap::new();
        for name in names {
            let text = self.texts.get(name);
            let mine = match text {
                Some(text) => Some(tree::parse(text).ok_or_else(|| {
                    format!("`{name}` in the folder is not strict JSON; mend it first (`car-spec check` shows where)")
                })?),
                None => None,
            };
            let versions =
                Versions { base: base.get(name), mine: mine.as_ref(), theirs: theirs.get(name).copied() };
            let merged = merge::merge(versions, &format!("{name}#"), report);
            match (merged, text) {
                (Some(merged), Some(text)) if mine.as_ref().is_some_and(|mine| tree::same(mine, &merged)) => {
                    // Nothing new in it: it keeps its layout, too.
                    result.insert(name.to_owned(), text.clone());
                }
                (Some(merged), text) => {
                    let list = if text.is_some() { &mut report.changed } else { &mut report.added };
                    list.push(name.to_owned());
                    result.insert(name.to_owned(), tree::pretty(&merged));
                }
                (None, Some(_)) => report.removed.push(name.to_owned()),
                (None, None) => {}
            }
        }
        Ok(result)
    }

    /// Makes the folder on disk what it shall be, and records what was imported. Files that do not change are not
    /// touched.
    ///
    /// # Errors
    /// A sentence, where something cannot be written.
    pub(super) fn write(
        &self,
        dir: &Path,
        texts: &BTreeMap<String, String>,
        imported: &[File],
        chosen: &Chosen,
    ) -> Result<(), String> {
        let put = |name: &str, text: &str| {
            let path = dir.join(name);
            fs::write(&path, text).map_err(|error| format!("cannot write `{}`: {error}", path.display()))
        };
        fs::create_dir_all(dir)
            .map_err(|error| format!("cannot make the folder `{}`: {error}", dir.display()))?;
        for (name, text) in texts.iter().filter(|(name, text)| self.texts.get(*name) != Some(*text)) {
            put(name, text)?;
        }
        for name in self.texts.keys().filter(|name| !texts.contains_key(*name)) {
            let path = dir.join(name);
            fs::remove_file(&path).map_err(|error| format!("cannot remove `{}`: {error}", path.display()))?;
        }
        put(LOCK, &write_lock(imported, chosen))
    }
}

fn write_lock(files: &[File], chosen: &Chosen) -> String {
    let mut head = Entries::default();
    head.put("import", tree::number(1));
    if let Chosen::Only(actions) = chosen {
        head.put("actions", tree::texts(actions.iter().map(String::as_str)));
    }
    let mut out = head.into_node().to_compact_json();
    out.push('\n');
    for file in files {
        let mut line = Entries::default();
        line.put("file", tree::text(file.name.as_str())).put("content", file.root.clone());
        out.push_str(&line.into_node().to_compact_json());
        out.push('\n');
    }
    out
}

fn read_lock(text: &str) -> Option<Lock> {
    let mut lines = text.lines();
    let head = tree::parse(lines.next()?)?;
    if head.get("import")?.as_number() != Some("1") {
        return None;
    }
    let names = |node: &Node| node.items().iter().filter_map(Node::as_str).map(str::to_owned).collect();
    let chosen = head.get("actions").map_or(Chosen::All, |actions| Chosen::Only(names(actions)));
    let mut files = BTreeMap::new();
    for line in lines {
        let line = tree::parse(line)?;
        files.insert(line.get("file")?.as_str()?.to_owned(), line.get("content")?.clone());
    }
    Some(Lock { chosen, files })
}
