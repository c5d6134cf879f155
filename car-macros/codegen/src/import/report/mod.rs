//! What an import did: every number, every name that changed, and everything that was left out, with its reason.
//!
//! Nothing may be left out silently, so whoever leaves something out has to put it here. The report is written
//! as JSON for scripts, and in short for people.

mod json;
mod text;

use std::collections::BTreeMap;

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
    /// Those of them that are streams of events.
    pub event_examples: usize,
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
}

impl Report {
    /// Whether every service version was imported and can be used.
    pub fn is_good(&self) -> bool {
        self.services.iter().all(ServiceReport::is_good)
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
            all.event_examples += one.event_examples;
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
