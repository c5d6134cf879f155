//! Types of fields, and the facts that depend on them.

use super::{Rule, Text, error};

/// In the order of their ids.
pub(super) static ALL: &[&Rule] = &[
    &UNKNOWN_TYPE,
    &TYPE_SYNTAX,
    &LIST_OF_LISTS,
    &TYPE_DEFINED_TWICE,
    &ENDLESS,
    &SENSITIVE,
    &FORMAT,
    &LIMITS,
    &ENUM_VALUES,
    &REQUEST_ID,
    &TYPE_BODY,
    &ONE_SIDED,
];

pub(crate) static UNKNOWN_TYPE: Rule = error(
    "T001",
    Text {
        title: "a type that is not defined",
        why: "A type is `string`, `int`, `uint`, `float`, `bool`, a name from `types` of `_types.json` or \
            of any action file of the service, or `list<...>` of one of these.",
        mend: "Correct the name, or define the type.",
        bad: r#""Mode": { "type": "strng" }"#,
        good: r#""Mode": { "type": "string" }"#,
    },
);

pub(crate) static TYPE_SYNTAX: Rule = error(
    "T002",
    Text {
        title: "a type that cannot be read",
        why: "The value of `type` is one name, or `list<` and one name and `>`, without blanks.",
        mend: "Write it in that form.",
        bad: r#""type": "list<string""#,
        good: r#""type": "list<string>""#,
    },
);

pub(crate) static LIST_OF_LISTS: Rule = error(
    "T003",
    Text {
        title: "a list of lists",
        why: "No action of the service has one: a nested list is always a list of structures that hold a \
            list. So this is a slip.",
        mend: "Define a structure with a list field, and make this a list of that structure.",
        bad: r#""type": "list<list<string>>""#,
        good: r#""type": "list<Row>"   with   "Row": { "fields": { "Cells": { "type": "list<string>" } } }"#,
    },
);

pub(crate) static TYPE_DEFINED_TWICE: Rule = error(
    "T004",
    Text {
        title: "a type that is defined twice",
        why: "Names of types hold for the whole service, wherever they are defined. Of two definitions, the \
            reader of one action could not know which counts.",
        mend: "Keep one, in `_types.json` if several actions use it; or rename one of them.",
        bad: "A.json: \"types\": { \"Filter\": ... }\nB.json: \"types\": { \"Filter\": ... }",
        good: r#"_types.json: "types": { "Filter": ... }"#,
    },
);

pub(crate) static ENDLESS: Rule = error(
    "T005",
    Text {
        title: "a structure that must contain itself",
        why: "A required field of a structure's own type needs a value that needs a value, without end: it \
            can never be written.",
        mend: "Leave `required` out, or make the field a list.",
        bad: r#""Node": { "fields": { "Next": { "type": "Node", "required": true } } }"#,
        good: r#""Node": { "fields": { "Next": { "type": "Node" } } }"#,
    },
);

pub(crate) static SENSITIVE: Rule = error(
    "T006",
    Text {
        title: "a field that cannot be sensitive",
        why: "A sensitive value is kept in a type that masks and wipes text. Numbers and structures have no \
            such type.",
        mend: "Mark the texts inside the structure instead.",
        bad: r#""Key": { "type": "KeyPair", "sensitive": true }"#,
        good: r#""SecretKey": { "type": "string", "sensitive": true }   in `KeyPair`"#,
    },
);

pub(crate) static FORMAT: Rule = error(
    "T007",
    Text {
        title: "a format that does not go with the type",
        why: "`unix_seconds` tells how to read a whole number; the other formats tell how to read a text.",
        mend: "Correct the type or the format.",
        bad: r#""StartTime": { "type": "string", "format": "unix_seconds" }"#,
        good: r#""StartTime": { "type": "int", "format": "unix_seconds" }"#,
    },
);

pub(crate) static LIMITS: Rule = error(
    "T008",
    Text {
        title: "limits that do not go with the type, or with each other",
        why: "`min` and `max` are for numbers, `min_length` and `max_length` for texts, `min_items` and \
            `max_items` for lists; and something must lie between the two.",
        mend: "Use the keys of the field's type, the smaller value first.",
        bad: r#""Limit": { "type": "int", "min": 100, "max": 1 }"#,
        good: r#""Limit": { "type": "int", "min": 1, "max": 100 }"#,
    },
);

pub(crate) static ENUM_VALUES: Rule = error(
    "T009",
    Text {
        title: "documented values that the field cannot have",
        why: "`enum` lists the values that the docs of the service name, each with its meaning. Texts and \
            whole numbers have such lists; of a number, the keys are its digits.",
        mend: "List at least one value, in the form of the field's type.",
        bad: r#""Level": { "type": "int", "enum": { "high": "Much." } }"#,
        good: r#""Level": { "type": "int", "enum": { "2": "Much." } }"#,
    },
);

pub(crate) static REQUEST_ID: Rule = error(
    "T010",
    Text {
        title: "`RequestId` is listed",
        why: "Every response has it, and the generator adds it. Repeating it in every file would invite \
            differences.",
        mend: "Remove the field. In the responses of examples it may stay.",
        bad: r#""response": { "RequestId": { "type": "string" } }"#,
        good: r#""response": {}"#,
    },
);

pub(crate) static TYPE_BODY: Rule = error(
    "T011",
    Text {
        title: "a type that is neither a structure nor an enumeration",
        why: "A type has either `fields` or `enum`. With both or none, it is not clear what it is.",
        mend: "Keep one of the two. A structure without documented fields has `\"fields\": {}`, and \
            `\"open\": true` if it holds undocumented ones.",
        bad: r#""Package": { "doc": "A package." }"#,
        good: r#""Package": { "doc": "A package.", "fields": {}, "open": true }"#,
    },
);

pub(crate) static ONE_SIDED: Rule = error(
    "T012",
    Text {
        title: "`required` names a side where there is only one",
        why: "`\"request\"` and `\"response\"` tell apart the two uses of a structure of `types`. A \
            parameter is always in a request, and a field of a response never.",
        mend: "Write `true` or `false`.",
        bad: r#""request": { "Id": { "type": "string", "required": "request" } }"#,
        good: r#""request": { "Id": { "type": "string", "required": true } }"#,
    },
);
