//! Names of files, actions, types and fields, on the wire and in Rust.

use super::{Rule, Text, error};

/// In the order of their ids.
pub(super) static ALL: &[&Rule] = &[
    &FILE_NAME,
    &ACTION_TWICE,
    &ACTION_NAME,
    &RESERVED_NAME,
    &FIELDS_COLLIDE,
    &METHODS_COLLIDE,
    &TYPE_NAMES_COLLIDE,
    &RUST_NAME,
    &UNKNOWN_ACTION,
    &TYPE_NAME,
    &UNSUPPORTED_ACTION,
];

pub(crate) static FILE_NAME: Rule = error(
    "N001",
    Text {
        title: "a file is not called like its action",
        why: "Whoever looks for an action looks for its file. One name for both also keeps two files from \
            describing one action.",
        mend: "Rename the file, or correct `action`.",
        bad: r#"DescribeKey.json: { "action": "DescribeCosCredential" }"#,
        good: r#"DescribeCosCredential.json: { "action": "DescribeCosCredential" }"#,
    },
);

pub(crate) static ACTION_TWICE: Rule = error(
    "N002",
    Text {
        title: "two files describe one action",
        why: "Only one of them can be right.",
        mend: "Remove one of the files.",
        bad: "A.json: { \"action\": \"A\" }\nB.json: { \"action\": \"A\" }",
        good: "A.json: { \"action\": \"A\" }\nB.json: { \"action\": \"B\" }",
    },
);

pub(crate) static ACTION_NAME: Rule = error(
    "N003",
    Text {
        title: "a name that an action cannot have",
        why: "The name goes over the wire as it is, and is a type in Rust: a capital ASCII letter, then \
            letters and digits. A name of Rust's own, such as `Option`, would hide that.",
        mend: "Copy the name from the service's documentation.",
        bad: r#""action": "describe-cos-credential""#,
        good: r#""action": "DescribeCosCredential""#,
    },
);

pub(crate) static RESERVED_NAME: Rule = error(
    "N004",
    Text {
        title: "a field whose Rust name is taken",
        why: "The options of a call (`timeout`, `region`, `send` ...) and the parameters are methods of one \
            builder, so a parameter cannot have the name of an option. In open structures, `extra` holds \
            what the spec does not list.",
        mend: "Give the field another name in Rust with `rust_name`; on the wire it stays as it is.",
        bad: r#""Timeout": { "type": "int" }"#,
        good: r#""Timeout": { "type": "int", "rust_name": "session_timeout" }"#,
    },
);

pub(crate) static FIELDS_COLLIDE: Rule = error(
    "N005",
    Text {
        title: "two fields with one Rust name",
        why: "Wire names that differ only in case or punctuation (`Ttl` and `TTL`) become the same name in \
            Rust.",
        mend: "Give one of them another name with `rust_name`.",
        bad: r#""Ttl": { "type": "int" }, "TTL": { "type": "int" }"#,
        good: r#""Ttl": { "type": "int" }, "TTL": { "type": "int", "rust_name": "ttl_seconds" }"#,
    },
);

pub(crate) static METHODS_COLLIDE: Rule = error(
    "N006",
    Text {
        title: "two actions with one method, or a method that the client has",
        why: "Each action is a method of the client, and so are `builder`, `new`, `send` and a few more.",
        mend: "Give the action another method with `rust_name`.",
        bad: r#"{ "action": "Send" }"#,
        good: r#"{ "action": "Send", "rust_name": "send_message" }"#,
    },
);

pub(crate) static TYPE_NAMES_COLLIDE: Rule = error(
    "N007",
    Text {
        title: "two types with one Rust name",
        why: "For each action there are types called like it, and with `Request`, `Response`, `Error` and \
            `Builder` behind. A type of the spec must keep clear of them and of the other types.",
        mend: "Give the type another name with `rust_name`.",
        bad: r#""types": { "CreateSessionRequest": { "fields": {} } }   beside the action `CreateSession`"#,
        good: r#""types": { "CreateSessionRequest": { "fields": {}, "rust_name": "SessionRequestInfo" } }"#,
    },
);

pub(crate) static RUST_NAME: Rule = error(
    "N008",
    Text {
        title: "a `rust_name` that is no name in Rust",
        why: "Fields and methods are in snake case, types in upper camel case, in ASCII. `self`, `Self`, \
            `super` and `crate` cannot be used; other keywords can, and are written with `r#`.",
        mend: "Write the name in that form.",
        bad: r#""rust_name": "max-size""#,
        good: r#""rust_name": "max_size""#,
    },
);

pub(crate) static UNKNOWN_ACTION: Rule = error(
    "N009",
    Text {
        title: "an action is chosen that no spec describes",
        why: "`actions = [...]` of the macro takes only the named actions. A misspelt name would silently \
            leave one out.",
        mend: "Correct the name, or add the action's spec file.",
        bad: r#"car_api::generate! { specs = "specs/car", actions = ["DescribeCredential"] }"#,
        good: r#"car_api::generate! { specs = "specs/car", actions = ["DescribeCosCredential"] }"#,
    },
);

pub(crate) static TYPE_NAME: Rule = error(
    "N010",
    Text {
        title: "a name that a type cannot have",
        why: "The name stands in `type` of fields, where `string` and the like mean something already, and \
            becomes a name in Rust.",
        mend: "Use ASCII letters, digits and underscores, and none of the built-in names.",
        bad: r#""types": { "string": { "fields": {} } }"#,
        good: r#""types": { "Text": { "fields": {} } }"#,
    },
);

pub(crate) static UNSUPPORTED_ACTION: Rule = error(
    "N011",
    Text {
        title: "an action is chosen that is not supported",
        why: "The service has the action, but it cannot be called with JSON: it takes a file or bytes, for \
            example. `unsupported` of `_service.json` records which these are, and why.",
        mend: "Take the action out of `actions = [...]`, and call it in another way, such as with one of the \
            service's own SDKs.",
        bad: r#"car_api::generate! { specs = "specs/cls", actions = ["SearchLog", "UploadLog"] }"#,
        good: r#"car_api::generate! { specs = "specs/cls", actions = ["SearchLog"] }"#,
    },
);
