//! Keys and the form of their values.

use super::{Rule, Text, error};

/// In the order of their ids.
pub(super) static ALL: &[&Rule] = &[
    &UNKNOWN_KEY,
    &MISSING_KEY,
    &WRONG_KIND,
    &EMPTY_TEXT,
    &UNKNOWN_WORD,
    &BAD_NUMBER,
    &BAD_DURATION,
    &ONE_LINE,
    &SERVICE_VALUE,
    &CONTRADICTION,
];

pub(crate) static UNKNOWN_KEY: Rule = error(
    "K001",
    Text {
        title: "a key that the format does not have",
        why: "A misspelt key would otherwise have no effect, and nobody would notice: a `requird` parameter \
            would be optional.",
        mend: "Take the name that the message suggests, or remove the key. Remarks go into `doc`.",
        bad: r#""Id": { "type": "string", "requird": true }"#,
        good: r#""Id": { "type": "string", "required": true }"#,
    },
);

pub(crate) static MISSING_KEY: Rule = error(
    "K002",
    Text {
        title: "a key is missing that must be there",
        why: "The format has few keys that must be there, and each is needed to make sense of the rest.",
        mend: "Add the key.",
        bad: r#""Id": { "doc": "The application." }"#,
        good: r#""Id": { "type": "string", "doc": "The application." }"#,
    },
);

pub(crate) static WRONG_KIND: Rule = error(
    "K003",
    Text {
        title: "a value of the wrong JSON kind",
        why: "Each key takes one kind of value. `\"true\"` is a text, not a truth value, and `\"20\"` is \
            not a number.",
        mend: "Write the value in the form that the message names.",
        bad: r#""read_only": "true""#,
        good: r#""read_only": true"#,
    },
);

pub(crate) static EMPTY_TEXT: Rule = error(
    "K004",
    Text {
        title: "an empty text or name",
        why: "A key with nothing in it says less than no key: an empty `doc` looks documented.",
        mend: "Write the text, or remove the key.",
        bad: r#""doc": """#,
        good: r#""doc": "The application that the package belongs to.""#,
    },
);

pub(crate) static UNKNOWN_WORD: Rule = error(
    "K005",
    Text {
        title: "a value that is none of the legal words",
        why: "`kind`, `retry`, `region` and `format` take one of a few words, because the client acts on \
            them.",
        mend: "Take one of the words in the message.",
        bad: r#""retry": "always""#,
        good: r#""retry": "backoff""#,
    },
);

pub(crate) static BAD_NUMBER: Rule = error(
    "K006",
    Text {
        title: "a number that the key cannot take",
        why: "Counts and lengths are whole numbers, and a rate limit is at least 1.",
        mend: "Write a number within the limits of the message.",
        bad: r#""rate_limit": 0"#,
        good: r#""rate_limit": 20"#,
    },
);

pub(crate) static BAD_DURATION: Rule = error(
    "K007",
    Text {
        title: "a length of time that cannot be read",
        why: "A bare number would leave open whether it is seconds or milliseconds, so the unit is part of \
            the text.",
        mend: "Write a whole number above 0 and one of `ms`, `s`, `m` and `h`.",
        bad: r#""timeout": "60 seconds""#,
        good: r#""timeout": "60s""#,
    },
);

pub(crate) static ONE_LINE: Rule = error(
    "K008",
    Text {
        title: "a single-line text with line breaks or white space around it",
        why: "Summaries, titles and names stand in tables and messages, where a line break tears the line \
            apart and a blank at the end makes a name another name.",
        mend: "Keep the text on one line; longer explanations go into `doc`.",
        bad: "\"summary\": \"Issues a key.\\nIt expires.\"",
        good: r#""summary": "Issues a temporary key.""#,
    },
);

pub(crate) static SERVICE_VALUE: Rule = error(
    "K009",
    Text {
        title: "a value of `_service.json` that cannot be right",
        why: "Service, version and hosts are part of every signature. A scheme in front of a host, or a \
            date in another form, would make every call fail at run time.",
        mend: "Correct the value as the message says.",
        bad: r#""hosts": { "international": "https://car.intl.tencentcloudapi.com/" }"#,
        good: r#""hosts": { "international": "car.intl.tencentcloudapi.com" }"#,
    },
);

pub(crate) static CONTRADICTION: Rule = error(
    "K010",
    Text {
        title: "an action that contradicts itself",
        why: "A failed call is repeated where that is harmless. An action that is called both read-only and \
            destructive gives no answer to whether it is.",
        mend: "Keep the statement that is true. `read_only` includes `idempotent`.",
        bad: r#""read_only": true, "destructive": true"#,
        good: r#""destructive": true"#,
    },
);
