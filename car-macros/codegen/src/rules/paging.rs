//! Pagination and waiters.

use super::{Rule, Text, error};

/// In the order of their ids.
pub(super) static ALL: &[&Rule] =
    &[&PAGINATION_NAME, &PAGINATION_TYPE, &WAITER_PATH, &WAITER_STATES, &WAITER_NAME];

pub(crate) static PAGINATION_NAME: Rule = error(
    "P001",
    Text {
        title: "pagination names something that does not exist",
        why: "`offset` and `limit` are parameters of the request, `total` and `items` fields of the \
            response.",
        mend: "Correct the name.",
        bad: r#""pagination": { "offset": "Ofset", ... }"#,
        good: r#""pagination": { "offset": "Offset", ... }"#,
    },
);

pub(crate) static PAGINATION_TYPE: Rule = error(
    "P002",
    Text {
        title: "pagination names something of the wrong type",
        why: "Positions and counts are whole numbers, and items come in a list.",
        mend: "Name another field, or correct its type.",
        bad: r#""items": "Total""#,
        good: r#""items": "Projects""#,
    },
);

pub(crate) static WAITER_PATH: Rule = error(
    "P003",
    Text {
        title: "the path of a waiter leads nowhere",
        why: "A path is names of fields with dots between, from the response to one text. A list is passed \
            with `[*]`, which means each of its items.",
        mend: "Follow the types from the response, step by step.",
        bad: r#""path": "Versions.Status""#,
        good: r#""path": "Versions[*].Status""#,
    },
);

pub(crate) static WAITER_STATES: Rule = error(
    "P004",
    Text {
        title: "the states of a waiter cannot be right",
        why: "Each state either goes on, ends well or ends badly. A state that the field never has would \
            make the waiter run into its time limit.",
        mend: "List each state once, as the field documents it, and at least one in `success`.",
        bad: r#""success": ["Usable"], "failure": ["Usable"]"#,
        good: r#""success": ["Usable"], "failure": ["CreateFailed"]"#,
    },
);

pub(crate) static WAITER_NAME: Rule = error(
    "P005",
    Text {
        title: "a name that a waiter cannot have",
        why: "The name is part of a method in Rust.",
        mend: "Use small ASCII letters, digits and underscores.",
        bad: r#""waiters": { "Version Online": { ... } }"#,
        good: r#""waiters": { "version_online": { ... } }"#,
    },
);
