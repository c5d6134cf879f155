//! What an answer means to who waits: a pure function of the answer and the waiter's table.

use std::borrow::Cow;

use crate::action::{PathStep, Verdict, Waiter};
use crate::error::Error;
use crate::record::{Field, List, Record, View, field};

/// What a poll showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sighting {
    pub(super) verdict: Verdict,
    /// The state that decided: of several items, the one that stands in the way of success. `None` where there
    /// was none to see.
    pub(super) state: Option<String>,
}

/// Judges an answer. `wanted` is the key of the item that is waited for, where the path has a place for one.
pub(super) fn judge(answer: &dyn Record, waiter: &Waiter, wanted: Option<&str>) -> Sighting {
    if waiter.path.is_empty() {
        return Sighting { verdict: Verdict::Success, state: None };
    }
    let mut states = States { waiter, wanted: wanted.unwrap_or_default(), worst: None };
    states.enter(answer, waiter.path);
    states.worst.unwrap_or(Sighting { verdict: waiter.absent, state: None })
}

/// Judges a failed poll: `None` if the error code stands for no state.
///
/// Only the very code counts, not the codes below it: nobody has said what those mean.
pub(super) fn judge_error(error: &Error, waiter: &Waiter) -> Option<Sighting> {
    let code = error.code()?;
    let (code, verdict) = waiter.errors.iter().find(|(known, _)| *known == code)?;
    Some(Sighting { verdict: *verdict, state: Some((*code).to_owned()) })
}

/// The states that a path leads to, of which the worst counts.
struct States<'a> {
    waiter: &'a Waiter,
    wanted: &'a str,
    worst: Option<Sighting>,
}

impl States<'_> {
    fn enter(&mut self, record: &dyn Record, path: &[PathStep]) {
        let Some((step, rest)) = path.split_first() else { return };
        match step {
            PathStep::Field(name) => self.look(field(record, name), rest),
            PathStep::Each(name) => {
                for item in items(record, name) {
                    self.look(Some(item), rest);
                }
            }
            PathStep::Item { list, key } => {
                for item in items(record, list) {
                    if let View::Record(inner) = item.view()
                        && text(field(inner, key)).is_some_and(|found| found == self.wanted)
                    {
                        self.enter(inner, rest);
                    }
                }
            }
        }
    }

    fn look(&mut self, found: Option<&dyn Field>, rest: &[PathStep]) {
        if rest.is_empty() {
            self.add(text(found));
        } else if let Some(View::Record(inner)) = found.map(Field::view) {
            self.enter(inner, rest);
        }
    }

    fn add(&mut self, state: Option<Cow<'_, str>>) {
        let sighting =
            Sighting { verdict: self.verdict(state.as_deref()), state: state.map(Cow::into_owned) };
        if self.worst.as_ref().is_none_or(|worst| rank(sighting.verdict) > rank(worst.verdict)) {
            self.worst = Some(sighting);
        }
    }

    /// What is there but has no state, or one that nobody has documented, is on its way somewhere. In
    /// particular, an item without a state is not a missing item: it has not been deleted.
    fn verdict(&self, state: Option<&str>) -> Verdict {
        let Some(state) = state else { return Verdict::Pending };
        if self.waiter.success.contains(&state) {
            Verdict::Success
        } else if self.waiter.failure.contains(&state) {
            Verdict::Failure
        } else {
            Verdict::Pending
        }
    }
}

/// One failure is enough to fail, and success takes all.
fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Success => 0,
        Verdict::Pending => 1,
        Verdict::Failure => 2,
    }
}

fn items<'a>(record: &'a dyn Record, name: &str) -> impl Iterator<Item = &'a dyn Field> {
    let list: Option<&'a dyn List> = match field(record, name).map(Field::view) {
        Some(View::List(list)) => Some(list),
        _ => None,
    };
    list.into_iter().flat_map(crate::record::items)
}

/// A text, or a whole number in decimal digits. Nothing that is secret.
fn text(field: Option<&dyn Field>) -> Option<Cow<'_, str>> {
    match field?.view() {
        View::Text(text) => Some(Cow::Borrowed(text)),
        View::Int(number) => Some(Cow::Owned(number.to_string())),
        View::UInt(number) => Some(Cow::Owned(number.to_string())),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
