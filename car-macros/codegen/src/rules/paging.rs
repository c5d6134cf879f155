//! Pagination and waiters.

use super::{Rule, Text, error};

/// In the order of their ids.
pub(super) static ALL: &[&Rule] = &[
    &PAGINATION_NAME,
    &PAGINATION_TYPE,
    &WAITER_PATH,
    &WAITER_STATES,
    &WAITER_NAME,
    &WAITER_ERROR,
    &WAITER_SETTINGS,
];

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
        why: "A path is names of fields with dots between, from the response to one text or whole number. A \
            list is passed with `[*]`, which means each of its items, or with the name of a field in \
            brackets, which means the item in which that field has the value that the caller names. State \
            and value are shown in messages, so neither is sensitive.",
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
            make the waiter run into its time limit, and so would a waiter that nothing ends well.",
        mend: "List each state once, as the field documents it, and at least one in `success`, unless \
            `absent` or an error code is the end that is waited for.",
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

pub(crate) static WAITER_ERROR: Rule = error(
    "P006",
    Text {
        title: "an error code that a waiter cannot use",
        why: "`errors` of a waiter says which error codes of the action stand for a state. Who waits gets the \
            last answer; a code that ends waiting well leaves an empty one, which lacks what is required.",
        mend: "Use a code that the action lists, and let none be `success` where the answer has required \
            fields.",
        bad: r#""errors": ["ResourceNotFound.NoIdle"], ... "errors": { "ResourceNotFound.Idle": "pending" }"#,
        good: r#""errors": ["ResourceNotFound.NoIdle"], ... "errors": { "ResourceNotFound.NoIdle": "pending" }"#,
    },
);

pub(crate) static WAITER_SETTINGS: Rule = error(
    "P007",
    Text {
        title: "settings of a waiter that contradict each other",
        why: "Pauses grow from `interval` to `max_interval`. `absent` is about an item of a list or a structure \
            that the path passes, so there has to be one.",
        mend: "Correct the one that is wrong.",
        bad: r#""interval": "30s", "max_interval": "5s""#,
        good: r#""interval": "5s", "max_interval": "30s""#,
    },
);
