//! The documented limits of a field, applied to a number, a text or a list.

use std::fmt;

use super::Constraints;

/// A documented limit that a value does not keep.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Limit {
    /// The least number.
    Min(f64),
    /// The greatest number.
    Max(f64),
    /// The fewest characters (Unicode scalar values).
    MinLength(u64),
    /// The most characters (Unicode scalar values).
    MaxLength(u64),
    /// The fewest items.
    MinItems(u64),
    /// The most items.
    MaxItems(u64),
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Min(limit) => write!(f, "less than {limit}"),
            Self::Max(limit) => write!(f, "more than {limit}"),
            Self::MinLength(limit) => write!(f, "fewer than {limit} characters"),
            Self::MaxLength(limit) => write!(f, "more than {limit} characters"),
            Self::MinItems(limit) => write!(f, "fewer than {limit} items"),
            Self::MaxItems(limit) => write!(f, "more than {limit} items"),
        }
    }
}

impl Constraints {
    /// The limit that `number` does not keep.
    pub(super) fn broken_by_number(&self, number: f64) -> Option<Limit> {
        let min = self.min.filter(|min| number < *min).map(Limit::Min);
        min.or_else(|| self.max.filter(|max| number > *max).map(Limit::Max))
    }

    /// The limit that `text` does not keep.
    pub(super) fn broken_by_text(&self, text: &str) -> Option<Limit> {
        if self.min_length.is_none() && self.max_length.is_none() {
            return None;
        }
        let length = count(text.chars().count());
        let min = self.min_length.filter(|min| length < *min).map(Limit::MinLength);
        min.or_else(|| self.max_length.filter(|max| length > *max).map(Limit::MaxLength))
    }

    /// The limit that a list of `items` items does not keep.
    pub(super) fn broken_by_items(&self, items: usize) -> Option<Limit> {
        let items = count(items);
        let min = self.min_items.filter(|min| items < *min).map(Limit::MinItems);
        min.or_else(|| self.max_items.filter(|max| items > *max).map(Limit::MaxItems))
    }
}

fn count(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
