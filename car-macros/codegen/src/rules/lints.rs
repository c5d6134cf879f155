//! What is legal but unwise. These do not fail a build; `car-spec check` shows them.

use super::{Rule, Text, warning};

/// In the order of their ids.
pub(super) static ALL: &[&Rule] =
    &[&MISSING_DOC, &UNUSED_TYPE, &LOOKS_SENSITIVE, &SUB_CODE_KIND, &UNSUPPORTED_AND_DESCRIBED];

pub(crate) static MISSING_DOC: Rule = warning(
    "L001",
    Text {
        title: "a field or type without documentation",
        why: "The docs of the generated types are all that their users see.",
        mend: "Say what it is, in which unit, and what happens without it.",
        bad: r#""Id": { "type": "string" }"#,
        good: r#""Id": { "type": "string", "doc": "The application that the package belongs to." }"#,
    },
);

pub(crate) static UNUSED_TYPE: Rule = warning(
    "L002",
    Text {
        title: "a type that no action uses",
        why: "Nothing is generated for it. Either it is left over, or a field that should have it has \
            another type.",
        mend: "Use it or remove it.",
        bad: r#""types": { "Filtre": { ... } }"#,
        good: r#""types": { "Filter": { ... } }"#,
    },
);

pub(crate) static LOOKS_SENSITIVE: Rule = warning(
    "L003",
    Text {
        title: "a field that sounds sensitive is not marked",
        why: "Names with words such as secret, token, password or session usually hold what must not be \
            shown. A forgotten mark writes it into logs, traces and recordings.",
        mend: r#"Decide: `"sensitive": true` masks it, `"sensitive": false` says that everyone may see it."#,
        bad: r#""SessionToken": { "type": "string" }"#,
        good: r#""SessionToken": { "type": "string", "sensitive": true }"#,
    },
);

pub(crate) static SUB_CODE_KIND: Rule = warning(
    "L004",
    Text {
        title: "a sub-code is of another kind than its main code",
        why: "A client that does not know a sub-code falls back on its main code. Where that is `auth` or \
            `throttled`, a sub-code of another kind would then be treated wrongly.",
        mend: "Give both the same kind, or the main code a more general one.",
        bad: r#""AuthFailure": { "kind": "auth" }, "AuthFailure.TokenFailure": { "kind": "invalid" }"#,
        good: r#""AuthFailure": { "kind": "auth" }, "AuthFailure.TokenFailure": { "kind": "auth" }"#,
    },
);

pub(crate) static UNSUPPORTED_AND_DESCRIBED: Rule = warning(
    "L005",
    Text {
        title: "an action that has a spec is called unsupported",
        why: "`unsupported` says why an action has no spec. Where it has one, that is used, and what \
            `unsupported` says of it is out of date.",
        mend: "Remove the entry, or the spec if the action really cannot be called with JSON.",
        bad: r#""unsupported": { "SearchLog": "it takes a body of bytes" }   beside SearchLog.json"#,
        good: r#""unsupported": { "UploadLog": "it takes a body of bytes" }"#,
    },
);
