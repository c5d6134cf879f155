//! Examples, sample values and defaults.

use super::{Rule, Text, error};

/// In the order of their ids.
pub(super) static ALL: &[&Rule] =
    &[&EXAMPLE_UNKNOWN, &EXAMPLE_MISFIT, &EXAMPLE_MISSING, &EXAMPLE_ANSWER, &EXAMPLE_CODE, &EXAMPLE_STREAM];

pub(crate) static EXAMPLE_UNKNOWN: Rule = error(
    "X001",
    Text {
        title: "an example has a member that the spec does not know",
        why: "Examples are answered by the offline client and compiled in the docs, so they must fit. A \
            member that the spec lacks is either misspelt or missing in the spec.",
        mend: "Correct the name, or describe the field.",
        bad: r#""request": { "ApplicatonId": "app-1" }"#,
        good: r#""request": { "ApplicationId": "app-1" }"#,
    },
);

pub(crate) static EXAMPLE_MISFIT: Rule = error(
    "X002",
    Text {
        title: "a value does not fit the type of its field",
        why: "The same holds for `example` and `default` of fields. `null` is allowed only for fields of \
            responses that are not required.",
        mend: "Correct the value, or the type if the example is what the service sends.",
        bad: r#""Size": { "type": "int", "example": "12" }"#,
        good: r#""Size": { "type": "int", "example": 12 }"#,
    },
);

pub(crate) static EXAMPLE_MISSING: Rule = error(
    "X003",
    Text {
        title: "an example lacks a required field",
        why: "A request without it cannot be built, and a response without it cannot be read. `RequestId` \
            may be left out: it is filled in.",
        mend: "Add the field, or do not call it required if the service leaves it out.",
        bad: r#""request": {}"#,
        good: r#""request": { "ApplicationId": "app-1" }"#,
    },
);

pub(crate) static EXAMPLE_ANSWER: Rule = error(
    "X004",
    Text {
        title: "an example has no answer, or two",
        why: "An example is a call and what the service answers: a `response`, the `events` of a stream, or an \
            `error`.",
        mend: "Keep one of them.",
        bad: r#"{ "title": "A key", "request": {} }"#,
        good: r#"{ "title": "A key", "request": {}, "response": {} }"#,
    },
);

pub(crate) static EXAMPLE_CODE: Rule = error(
    "X005",
    Text {
        title: "an example shows a code that its action does not list",
        why: "Users match on the listed codes; the docs would show them a failure that they cannot name.",
        mend: "Add the code to `errors` of the action, or show another.",
        bad: r#""error": { "Code": "ResourceNotFound", "Message": "..." }"#,
        good: r#""error": { "Code": "FailedOperation.ApplicationNotFind", "Message": "..." }"#,
    },
);

pub(crate) static EXAMPLE_STREAM: Rule = error(
    "X006",
    Text {
        title: "an example shows a stream of an action that has none",
        why: "Offline answers are made from the examples: a client that reads one document could do nothing \
            with the events.",
        mend: "Say that the action streams, or show the answer as a `response`.",
        bad: r#""examples": [{ ..., "events": [{ "Text": "Good" }] }]"#,
        good: r#""streaming": "Stream", "examples": [{ ..., "events": [{ "Text": "Good" }] }]"#,
    },
);
