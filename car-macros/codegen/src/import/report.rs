//! What an import did: every number, every name that changed, and everything that was left out, with its reason.
//!
//! Nothing may be left out silently, so whoever leaves something out has to put it here. The report is written
//! as JSON for scripts, and in short for people.

use std::collections::BTreeMap;
use std::fmt;

use crate::json::Node;
use crate::json::build::{self as tree, Entries};

/// Counts things by what they are.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Tally(BTreeMap<String, usize>);

impl Tally {
    pub(super) fn add(&mut self, what: impl Into<String>) {
        self.add_many(what, 1);
    }

    pub(super) fn add_many(&mut self, what: impl Into<String>, count: usize) {
        if count > 0 {
            *self.0.entry(what.into()).or_default() += count;
        }
    }

    /// All counts together.
    pub fn total(&self) -> usize {
        self.0.values().sum()
    }

    /// The count of one thing.
    pub fn of(&self, what: &str) -> usize {
        self.0.get(what).copied().unwrap_or_default()
    }

    /// What was counted, sorted, with its count.
    pub fn iter(&self) -> impl Iterator<Item = (&str, usize)> {
        self.0.iter().map(|(what, count)| (what.as_str(), *count))
    }

    fn merge(&mut self, other: &Self) {
        for (what, count) in other.iter() {
            self.add_many(what, count);
        }
    }

    fn to_node(&self) -> Node {
        tree::object(self.0.iter().map(|(what, count)| (what.clone(), tree::number(*count))))
    }
}

/// Something, and what is to be said of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    /// An action, a type or a field: `DescribeX.request.Region`.
    pub what: String,
    /// What happened to it, or why.
    pub why: String,
}

impl Note {
    pub(super) fn new(what: impl Into<String>, why: impl Into<String>) -> Self {
        Self { what: what.into(), why: why.into() }
    }
}

/// What the import of one service version did.
#[derive(Debug, Default, Clone)]
pub struct ServiceReport {
    /// Short name: first label of the host.
    pub service: String,
    /// API version.
    pub version: String,
    /// The spec folder, as it was given or below the folder that was given.
    pub folder: String,
    /// Why nothing could be imported.
    pub failure: Option<String>,
    /// Actions that were written.
    pub actions: usize,
    /// Structures that were written, requests and responses aside.
    pub structures: usize,
    /// Fields and parameters that were written.
    pub fields: usize,
    /// Error codes that were written.
    pub codes: usize,
    /// Actions and structures that were left out.
    pub left_out: Vec<Note>,
    /// Fields, types and actions whose Rust name had to be chosen.
    pub renamed: Vec<Note>,
    /// Actions with a protocol of their own, and lists of error codes that may have leaked.
    pub special: Vec<Note>,
    /// Examples that were written.
    pub examples: usize,
    /// Examples that were left out, by reason.
    pub examples_left_out: Tally,
    /// Sample values of fields that were left out, by reason.
    pub samples_left_out: Tally,
    /// What was concluded from names.
    pub inferred: Tally,
    /// What is deprecated.
    pub deprecated: Tally,
    /// Descriptions that were missing or too long.
    pub texts: Tally,
    /// What is unusual in the metadata.
    pub oddities: Tally,
    /// What the metadata says and a spec has no place for.
    pub not_carried: Tally,
    /// Errors of `car-spec check` in the result: there should be none.
    pub errors: Vec<String>,
    /// Warnings of `car-spec check` in the result, by rule.
    pub warnings: Tally,
    /// Where the warnings are.
    pub warned: Vec<Note>,
    /// What was done to a folder that was there already.
    pub update: Option<UpdateReport>,
}

/// What an update did to the files that were there.
#[derive(Debug, Default, Clone)]
pub struct UpdateReport {
    /// Files that are new.
    pub added: Vec<String>,
    /// Files that were changed.
    pub changed: Vec<String>,
    /// Files that were removed, because the service no longer has the action.
    pub removed: Vec<String>,
    /// Hand-made additions and changes that were kept.
    pub kept: usize,
    /// Places where both sides changed something: the hand-made version was kept.
    pub conflicts: Vec<Note>,
}

/// What an import did.
#[derive(Debug, Default, Clone)]
pub struct Report {
    /// One for each service version, sorted.
    pub services: Vec<ServiceReport>,
}

impl ServiceReport {
    /// Whether the service version was imported and can be used.
    pub fn is_good(&self) -> bool {
        self.failure.is_none() && self.errors.is_empty()
    }

    fn to_node(&self) -> Node {
        let notes = |notes: &[Note]| {
            tree::list(notes.iter().map(|note| {
                let mut entries = Entries::default();
                entries.put("what", tree::text(note.what.as_str())).put("why", tree::text(note.why.as_str()));
                entries.into_node()
            }))
        };
        let mut entries = Entries::default();
        entries
            .put("service", tree::text(self.service.as_str()))
            .put("version", tree::text(self.version.as_str()))
            .put("folder", tree::text(self.folder.as_str()))
            .put_some("failure", self.failure.as_deref().map(tree::text))
            .put("actions", tree::number(self.actions))
            .put("structures", tree::number(self.structures))
            .put("fields", tree::number(self.fields))
            .put("codes", tree::number(self.codes))
            .put("examples", tree::number(self.examples))
            .put_filled("examples_left_out", self.examples_left_out.to_node())
            .put_filled("samples_left_out", self.samples_left_out.to_node())
            .put_filled("left_out", notes(&self.left_out))
            .put_filled("renamed", notes(&self.renamed))
            .put_filled("special", notes(&self.special))
            .put_filled("inferred", self.inferred.to_node())
            .put_filled("deprecated", self.deprecated.to_node())
            .put_filled("texts", self.texts.to_node())
            .put_filled("oddities", self.oddities.to_node())
            .put_filled("not_carried", self.not_carried.to_node())
            .put_filled("errors", tree::texts(self.errors.iter().map(String::as_str)))
            .put_filled("warnings", self.warnings.to_node())
            .put_filled("warned", notes(&self.warned));
        if let Some(update) = &self.update {
            let names = |names: &[String]| tree::texts(names.iter().map(String::as_str));
            let mut about = Entries::default();
            about
                .put("added", names(&update.added))
                .put("changed", names(&update.changed))
                .put("removed", names(&update.removed))
                .put("kept", tree::number(update.kept))
                .put("conflicts", notes(&update.conflicts));
            entries.put("update", about.into_node());
        }
        entries.into_node()
    }
}

impl Report {
    /// Whether every service version was imported and can be used.
    pub fn is_good(&self) -> bool {
        self.services.iter().all(ServiceReport::is_good)
    }

    /// The whole report as JSON.
    pub fn to_json(&self) -> String {
        let mut entries = Entries::default();
        entries
            .put("totals", self.totals().to_node())
            .put("services", tree::list(self.services.iter().map(ServiceReport::to_node)));
        tree::pretty(&entries.into_node())
    }

    /// All services as if they were one. Names are prefixed with those of their services.
    pub fn totals(&self) -> ServiceReport {
        let mut all = ServiceReport {
            service: format!("{} service versions", self.services.len()),
            ..ServiceReport::default()
        };
        for one in &self.services {
            let named = |note: &Note| {
                Note::new(format!("{} {}: {}", one.service, one.version, note.what), note.why.as_str())
            };
            all.actions += one.actions;
            all.structures += one.structures;
            all.fields += one.fields;
            all.codes += one.codes;
            all.examples += one.examples;
            all.left_out.extend(one.left_out.iter().map(named));
            all.special.extend(one.special.iter().map(named));
            all.errors.extend(one.failure.iter().chain(&one.errors).cloned());
            for (sum, part) in [
                (&mut all.examples_left_out, &one.examples_left_out),
                (&mut all.samples_left_out, &one.samples_left_out),
                (&mut all.inferred, &one.inferred),
                (&mut all.deprecated, &one.deprecated),
                (&mut all.texts, &one.texts),
                (&mut all.oddities, &one.oddities),
                (&mut all.not_carried, &one.not_carried),
                (&mut all.warnings, &one.warnings),
            ] {
                sum.merge(part);
            }
            all.inferred.add_many("Rust name chosen", one.renamed.len());
            if let Some(update) = &one.update {
                let sum = all.update.get_or_insert_default();
                let named = |name: &String| format!("{}/{name}", one.folder);
                sum.added.extend(update.added.iter().map(named));
                sum.changed.extend(update.changed.iter().map(named));
                sum.removed.extend(update.removed.iter().map(named));
                sum.kept += update.kept;
                sum.conflicts.extend(update.conflicts.iter().cloned());
            }
        }
        all
    }
}

/// How many names are listed before "and n more".
const LISTED: usize = 12;

/// The report for people: totals, and by name whatever needs a decision.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = self.totals();
        writeln!(
            f,
            "{} service version(s): {} actions, {} structures, {} fields, {} error codes, {} examples",
            self.services.len(),
            all.actions,
            all.structures,
            all.fields,
            all.codes,
            all.examples
        )?;
        counted(f, "examples left out", &all.examples_left_out)?;
        counted(f, "sample values left out", &all.samples_left_out)?;
        counted(f, "inferred", &all.inferred)?;
        counted(f, "deprecated", &all.deprecated)?;
        counted(f, "descriptions", &all.texts)?;
        counted(f, "odd in the metadata", &all.oddities)?;
        counted(f, "not carried over", &all.not_carried)?;
        counted(f, "warnings of the check", &all.warnings)?;
        noted(f, "left out", &all.left_out)?;
        noted(f, "special", &all.special)?;
        if let Some(update) = &all.update {
            writeln!(
                f,
                "updated: {} file(s) added, {} changed, {} removed; {} hand-made change(s) kept",
                update.added.len(),
                update.changed.len(),
                update.removed.len(),
                update.kept
            )?;
            noted(f, "conflicts, where the hand-made version was kept", &update.conflicts)?;
        }
        for error in &all.errors {
            writeln!(f, "error: {error}")?;
        }
        Ok(())
    }
}

fn counted(f: &mut fmt::Formatter<'_>, title: &str, tally: &Tally) -> fmt::Result {
    if tally.total() == 0 {
        return Ok(());
    }
    writeln!(f, "{title}: {}", tally.total())?;
    let mut rows: Vec<(&str, usize)> = tally.iter().collect();
    rows.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    for (what, count) in rows.iter().take(LISTED) {
        writeln!(f, "  {count:>7}  {what}")?;
    }
    and_more(f, rows.len())
}

fn noted(f: &mut fmt::Formatter<'_>, title: &str, notes: &[Note]) -> fmt::Result {
    if notes.is_empty() {
        return Ok(());
    }
    writeln!(f, "{title}: {}", notes.len())?;
    for note in notes.iter().take(LISTED) {
        writeln!(f, "  {}: {}", note.what, note.why)?;
    }
    and_more(f, notes.len())
}

fn and_more(f: &mut fmt::Formatter<'_>, count: usize) -> fmt::Result {
    if count > LISTED { writeln!(f, "  and {} more, in the report", count - LISTED) } else { Ok(()) }
}
