//! What differs between two versions of a spec, judged by what it does to code that uses the generated client.
//!
//! The comparison works on the [`ir`](crate::ir), where types are linked and Rust names are decided: a moved
//! definition or a reordered file is no difference, while a field that is called otherwise in Rust is one, even
//! if its name on the wire is the same. What is new is harmless, because generated structures and enumerations can
//! grow; what is gone, renamed, or of another type is not.

mod actions;
mod records;
mod report;
mod service;
mod types;

use crate::ir::Service;

/// What a difference does to code that was written for the old spec.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// It may no longer compile, or calls that worked may fail.
    Breaking,
    /// It compiles and works as before; there is more that it could use.
    Additive,
    /// Only texts, examples and documented limits differ.
    Documentation,
}

impl Severity {
    /// As it is written in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Additive => "additive",
            Self::Documentation => "documentation",
        }
    }
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// What it does to code.
    pub severity: Severity,
    /// What differs: actions and fields by their names on the wire, types by those in Rust, such as
    /// `DescribeX.request.Limit` and `types.Filter.Name`.
    pub place: String,
    /// What happened to it.
    pub message: String,
}

/// All differences between two specs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diff {
    changes: Vec<Change>,
}

/// Compares two versions of a service.
pub fn compare(old: &Service, new: &Service) -> Diff {
    let mut changes = Changes::default();
    service::compare(old, new, &mut changes);
    types::compare(old, new, &mut changes);
    actions::compare(old, new, &mut changes);
    let Changes(mut changes) = changes;
    changes.sort();
    Diff { changes }
}

impl Diff {
    /// The differences: the breaking ones first, and each kind by place.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// How many there are of one kind.
    pub fn count(&self, severity: Severity) -> usize {
        self.changes.iter().filter(|change| change.severity == severity).count()
    }

    /// Whether code that was written for the old spec may stop working.
    pub fn is_breaking(&self) -> bool {
        self.count(Severity::Breaking) > 0
    }
}

/// Collects differences.
#[derive(Debug, Default)]
struct Changes(Vec<Change>);

impl Changes {
    fn push(&mut self, severity: Severity, place: &str, message: impl Into<String>) {
        self.0.push(Change { severity, place: place.to_owned(), message: message.into() });
    }

    fn breaking(&mut self, place: &str, message: impl Into<String>) {
        self.push(Severity::Breaking, place, message);
    }

    fn additive(&mut self, place: &str, message: impl Into<String>) {
        self.push(Severity::Additive, place, message);
    }

    fn documentation(&mut self, place: &str, message: impl Into<String>) {
        self.push(Severity::Documentation, place, message);
    }

    /// Notes that texts or documented limits differ.
    fn text<T: PartialEq>(&mut self, place: &str, what: &str, old: &T, new: &T) {
        if old != new {
            self.documentation(place, format!("{what} changed"));
        }
    }
}

/// Pairs two lists by a key: what is only in the old one, in both, only in the new one.
fn pair<'a, T, K: PartialEq>(
    old: &'a [T],
    new: &'a [T],
    key: impl Fn(&'a T) -> K,
) -> impl Iterator<Item = (Option<&'a T>, Option<&'a T>)> {
    let mut pairs = Vec::with_capacity(old.len().max(new.len()));
    for item in old {
        pairs.push((Some(item), new.iter().find(|other| key(other) == key(item))));
    }
    for item in new {
        if !old.iter().any(|other| key(other) == key(item)) {
            pairs.push((None, Some(item)));
        }
    }
    pairs.into_iter()
}
