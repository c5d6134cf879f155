//! The rules that a spec can break: what each is about, why it is a rule, and how to keep it.
//!
//! The ids are stable: they stand in messages, in scripts and in people's memories. A rule is never
//! renumbered, and a number is never given away again. The letter says what the rule is about: **S**ource,
//! **K**eys, **T**ypes, **N**ames,
//! **E**rrors, e**X**amples, **P**agination, waiters and streams, **L**ints.

mod errors;
mod examples;
mod keys;
mod lints;
mod named;
mod paging;
mod sources;
mod streams;
mod typed;

use crate::diag::{Level, nearest};

pub(crate) use errors::*;
pub(crate) use examples::*;
pub(crate) use keys::*;
pub(crate) use lints::*;
pub(crate) use named::*;
pub(crate) use paging::*;
pub(crate) use sources::*;
pub(crate) use streams::*;
pub(crate) use typed::*;

/// A rule that a spec can break.
#[derive(Debug)]
pub struct Rule {
    /// Stable name, such as `T001`.
    pub id: &'static str,
    /// What is wrong, in one line.
    pub title: &'static str,
    /// How much it matters.
    pub level: Level,
    /// What the rule says and why.
    pub why: &'static str,
    /// How to mend it.
    pub mend: &'static str,
    /// A piece of spec that breaks the rule.
    pub bad: &'static str,
    /// The same, mended.
    pub good: &'static str,
}

/// All rules, in groups, sorted within each.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    let groups = [
        sources::ALL,
        keys::ALL,
        typed::ALL,
        named::ALL,
        errors::ALL,
        examples::ALL,
        paging::ALL,
        streams::ALL,
        lints::ALL,
    ];
    groups.into_iter().flatten().copied()
}

/// The rule with this id, in capitals or not.
pub fn find(id: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.id.eq_ignore_ascii_case(id))
}

/// The id that is nearest to one that no rule has.
pub fn nearest_id(id: &str) -> Option<&'static str> {
    nearest(id, all().map(|rule| rule.id))
}

/// What a rule says: its title, why it is one, how to mend it, what breaks it and what keeps it.
#[derive(Clone, Copy)]
struct Text {
    title: &'static str,
    why: &'static str,
    mend: &'static str,
    bad: &'static str,
    good: &'static str,
}

const fn error(id: &'static str, text: Text) -> Rule {
    rule(id, Level::Error, text)
}

const fn warning(id: &'static str, text: Text) -> Rule {
    rule(id, Level::Warning, text)
}

const fn rule(id: &'static str, level: Level, text: Text) -> Rule {
    Rule { id, title: text.title, level, why: text.why, mend: text.mend, bad: text.bad, good: text.good }
}
