//! What is wrong with a spec, where, and what to do about it.
//!
//! rustc and `car-spec check` show the same text, so a [`Diagnostic`] carries all of it: the rule, the place
//! with its source line, further places, and the way out. It is plain data until [`Diagnostic::render`] draws
//! it.

mod place;
mod render;
mod suggest;

use std::fmt;

pub use place::Place;
pub(crate) use suggest::{did_you_mean, listed, nearest};

use crate::rules::Rule;

/// How much a diagnostic matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The spec says something that has no meaning; the build fails.
    Error,
    /// The spec can be understood but should be better; only `car-spec check` says so.
    Warning,
}

/// One fault of a spec.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    rule: &'static Rule,
    message: String,
    place: Option<Place>,
    label: String,
    also: Vec<(Place, String)>,
    remarks: Vec<Remark>,
}

/// A line below the source.
#[derive(Debug, Clone)]
enum Remark {
    Note(String),
    Help(String),
}

impl Diagnostic {
    /// A fault against `rule`. `message` is one line: what is wrong, with the nearest legal name if there is
    /// one.
    pub(crate) fn new(rule: &'static Rule, message: impl Into<String>) -> Self {
        Self {
            rule,
            message: message.into(),
            place: None,
            label: String::new(),
            also: Vec::new(),
            remarks: Vec::new(),
        }
    }

    /// Where it is.
    #[must_use]
    pub(crate) fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// A few words beside the caret.
    #[must_use]
    pub(crate) fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// A second place that belongs to the fault.
    #[must_use]
    pub(crate) fn also(mut self, place: Place, label: impl Into<String>) -> Self {
        self.also.push((place, label.into()));
        self
    }

    /// Something that explains the fault.
    #[must_use]
    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.remarks.push(Remark::Note(note.into()));
        self
    }

    /// What to do.
    #[must_use]
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.remarks.push(Remark::Help(help.into()));
        self
    }

    /// The rule that is broken; `car-spec explain` tells more of it.
    pub fn rule(&self) -> &'static Rule {
        self.rule
    }

    /// How much it matters.
    pub fn level(&self) -> Level {
        self.rule.level
    }

    /// What is wrong, in one line.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Where it is, unless it concerns a folder as a whole.
    pub fn place(&self) -> Option<&Place> {
        self.place.as_ref()
    }

    /// The whole text, without the word `error` or `warning` in front: rustc writes its own. The first line
    /// is the [`message`](Self::message); the last names the rule.
    pub fn render(&self) -> String {
        render::render(self)
    }

    fn sort_key(&self) -> (&str, usize, &str, &str) {
        let (file, offset) = self.place.as_ref().map_or(("", 0), |place| (place.file(), place.span().start));
        (file, offset, self.rule.id, &self.message)
    }
}

/// The same text as [`Diagnostic::render`].
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render())
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}

/// Collects diagnostics, so that each stage can go on with what is healthy.
#[derive(Debug, Default)]
pub(crate) struct Sink {
    found: Vec<Diagnostic>,
}

impl Sink {
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    /// How many there are so far: whether a step has found anything shows in the difference.
    pub(crate) fn len(&self) -> usize {
        self.found.len()
    }

    /// All of them, in the order of files and lines.
    pub(crate) fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.found.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
        self.found
    }
}
