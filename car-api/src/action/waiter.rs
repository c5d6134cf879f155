//! The table of a state that can be waited for.

use std::fmt;
use std::time::Duration;

/// A state that can be waited for by repeating an action. Emitted by the generator; [`Wait`](crate::Wait)
/// works by it.
#[derive(Debug)]
pub struct Waiter {
    /// The waiter's name, such as `version_online`.
    pub name: &'static str,
    /// Where the state stands in the response. Empty: any answer is what is waited for.
    pub path: &'static [PathStep],
    /// The states in which waiting goes on. It also goes on in a state that is in none of the lists: the service
    /// may pass through states that nobody has documented.
    pub pending: &'static [&'static str],
    /// The states that end it well.
    pub success: &'static [&'static str],
    /// The states that end it badly.
    pub failure: &'static [&'static str],
    /// What it means that what should have the state is not there: an item of a list, or a structure.
    pub absent: Verdict,
    /// Error codes that stand for a state. Every other failure of a poll is a failure.
    pub errors: &'static [(&'static str, Verdict)],
    /// The pause between two polls at first.
    pub interval: Duration,
    /// The pause between two polls in the end.
    pub max_interval: Duration,
}

impl Waiter {
    /// A waiter for any answer at all, with pauses of 5 to 30 seconds.
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            path: &[],
            pending: &[],
            success: &[],
            failure: &[],
            absent: Verdict::Failure,
            errors: &[],
            interval: Duration::from_secs(5),
            max_interval: Duration::from_secs(30),
        }
    }
}

/// One step from the response to a state, by wire names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathStep {
    /// `Status`: a field.
    Field(&'static str),
    /// `Versions[*]`: every item of a list. All of them have to reach the state.
    Each(&'static str),
    /// `Versions[ApplicationVersionId]`: the item in which a field has the value that the caller names.
    Item {
        /// The list.
        list: &'static str,
        /// The field of its items.
        key: &'static str,
    },
}

/// As the spec has it.
impl fmt::Display for PathStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(name) => f.write_str(name),
            Self::Each(list) => write!(f, "{list}[*]"),
            Self::Item { list, key } => write!(f, "{list}[{key}]"),
        }
    }
}

/// What a state, or something that stands for one, means to who waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Waiting goes on.
    Pending,
    /// It has ended well.
    Success,
    /// It has ended badly.
    Failure,
}
