//! States that can be waited for by repeating an action.

use std::fmt;

/// A state that can be waited for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiter {
    /// In snake case, such as `version_online`.
    pub name: String,
    /// Where the state stands in the response. Empty: any answer is what is waited for.
    pub path: Vec<PathStep>,
    /// The states in which waiting goes on, beside those that the spec does not know.
    pub pending: Vec<String>,
    /// The states that end it well.
    pub success: Vec<String>,
    /// The states that end it badly.
    pub failure: Vec<String>,
    /// What it means if what should have the state is not there.
    pub absent: Verdict,
    /// The error codes of the action that stand for a state.
    pub errors: Vec<(String, Verdict)>,
    /// The shortest pause between two polls, in milliseconds.
    pub interval_ms: u64,
    /// The longest pause, not shorter than the shortest, in milliseconds.
    pub max_interval_ms: u64,
}

impl Waiter {
    /// The field that tells the one item that is waited for, where the caller has to name one.
    pub fn key(&self) -> Option<&str> {
        self.path.iter().find_map(|step| match step {
            PathStep::Item { key, .. } => Some(key.as_str()),
            PathStep::Field(_) | PathStep::Each(_) => None,
        })
    }

    /// The path as the spec has it: `Versions[ApplicationVersionId].ApplicationVersionStatus`.
    pub fn path_text(&self) -> String {
        self.path.iter().map(ToString::to_string).collect::<Vec<_>>().join(".")
    }
}

/// One step of a path, by wire names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathStep {
    /// `Status`: a field.
    Field(String),
    /// `Versions[*]`: every item of a list.
    Each(String),
    /// `Versions[ApplicationVersionId]`: the item in which a field has the value that the caller names.
    Item {
        /// The list.
        list: String,
        /// The field of its items.
        key: String,
    },
}

impl PathStep {
    /// The field of the structure that the step starts from.
    pub fn field(&self) -> &str {
        match self {
            Self::Field(name) | Self::Each(name) | Self::Item { list: name, .. } => name,
        }
    }

    /// All names in it.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let key = match self {
            Self::Item { key, .. } => Some(key.as_str()),
            Self::Field(_) | Self::Each(_) => None,
        };
        [self.field()].into_iter().chain(key)
    }
}

impl fmt::Display for PathStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(name) => f.write_str(name),
            Self::Each(name) => write!(f, "{name}[*]"),
            Self::Item { list, key } => write!(f, "{list}[{key}]"),
        }
    }
}

/// What a state, or something that stands for one, means to who waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Waiting goes on.
    Pending,
    /// It has ended well.
    Success,
    /// It has ended badly.
    Failure,
}

impl Verdict {
    /// From the spec's word for it.
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        match word {
            "pending" => Some(Self::Pending),
            "success" => Some(Self::Success),
            "failure" => Some(Self::Failure),
            _ => None,
        }
    }
}
