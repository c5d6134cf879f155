//! Streams of events.

use super::{Rule, Text, error};

/// In the order of their ids.
pub(super) static ALL: &[&Rule] = &[&STREAM_PARAMETER];

pub(crate) static STREAM_PARAMETER: Rule = error(
    "P008",
    Text {
        title: "`streaming` names no parameter that could ask for a stream",
        why: "The builder's `stream()` sets the parameter, so it must be one of the request, and a truth value.",
        mend: "Correct the name, or write `true` where no parameter decides whether the action streams.",
        bad: r#""streaming": "Steam""#,
        good: r#""streaming": "Stream""#,
    },
);
