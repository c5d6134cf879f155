//! Error codes.

use super::{Rule, Text, error};

/// In the order of their ids.
pub(super) static ALL: &[&Rule] = &[&UNKNOWN_CODE, &CODE_TWICE, &CODE_SHAPE];

pub(crate) static UNKNOWN_CODE: Rule = error(
    "E001",
    Text {
        title: "an error code that the catalogue does not have",
        why: "`_errors.json` is the only place where the meaning of a code is written. A code that it lacks \
            would have no docs and no advice on repeating the call.",
        mend: "Correct the code, or describe it in `_errors.json`.",
        bad: r#""errors": ["AuthFailur"]"#,
        good: r#""errors": ["AuthFailure"]"#,
    },
);

pub(crate) static CODE_TWICE: Rule = error(
    "E002",
    Text {
        title: "an error code is listed twice",
        why: "Each code becomes one variant. The second was probably meant to be another.",
        mend: "Remove or correct it.",
        bad: r#""errors": ["InternalError", "InternalError"]"#,
        good: r#""errors": ["InternalError"]"#,
    },
);

pub(crate) static CODE_SHAPE: Rule = error(
    "E003",
    Text {
        title: "a text that is no error code",
        why: "Codes are words of ASCII letters and digits, with dots between main code and sub-code.",
        mend: "Copy the code from the service's documentation.",
        bad: r#""errors": { "Failed Operation": { ... } }"#,
        good: r#""errors": { "FailedOperation": { ... } }"#,
    },
);
