//! The keys of the spec format: one table for each kind of object.
//!
//! The tables drive everything that is said about keys: which are unknown and what was meant instead, which
//! are missing, which values have the wrong form. A test holds the JSON Schemas of the editors to them.

/// One kind of object in a spec file.
#[derive(Debug)]
pub struct Table {
    /// What it is, with its article, for messages: `a field`.
    pub what: &'static str,
    /// The keys it may have.
    pub keys: &'static [Key],
}

/// A key that an object may have.
#[derive(Debug)]
pub struct Key {
    /// As it is written.
    pub name: &'static str,
    /// Whether it must be there.
    pub required: bool,
    /// What its value looks like.
    pub expects: Expect,
}

/// What the value of a key looks like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Expect {
    /// A text without line breaks and without white space around it.
    Line,
    /// A text of any length in Markdown.
    Prose,
    /// One of a few words.
    Choice(&'static [&'static str]),
    /// A length of time: `60s`, `500ms`, `2m`, `1h`.
    Duration,
    /// `true` or `false`.
    Flag,
    /// A whole number from 0 to this one.
    Whole(u64),
    /// Any number.
    Number,
    /// `true`, `false`, `"request"` or `"response"`.
    Demand,
    /// Any value; its owner looks closer.
    Any,
    /// An object; its owner looks closer.
    Object,
    /// A list; its owner looks closer.
    List,
    /// A list of single-line texts.
    Lines,
    /// A single-line text or a list of them.
    LineOrLines,
    /// `true`, `false` or a single-line text.
    FlagOrLine,
}

impl Expect {
    /// The form in words: `a text`.
    pub fn describe(self) -> &'static str {
        match self {
            Self::Line | Self::Prose | Self::Choice(_) => "a text",
            Self::Duration => "a length of time such as `\"60s\"`, `\"500ms\"` or `\"2m\"`",
            Self::Flag => "`true` or `false`",
            Self::Whole(_) => "a whole number",
            Self::Number => "a number",
            Self::Demand => "`true`, `false`, `\"request\"` or `\"response\"`",
            Self::Any => "a value",
            Self::Object => "an object",
            Self::List => "a list",
            Self::Lines => "a list of texts",
            Self::LineOrLines => "a text or a list of texts",
            Self::FlagOrLine => "`true`, `false` or the name of a parameter",
        }
    }
}

/// The file `_service.json`.
pub const SERVICE: Table = Table {
    what: "`_service.json`",
    keys: &[
        optional("$schema", Expect::Line),
        required("service", Expect::Line),
        required("version", Expect::Line),
        required("title", Expect::Line),
        required("doc", Expect::Prose),
        required("hosts", Expect::Object),
        required("region", Expect::Choice(&["not_needed", "optional", "required"])),
        optional("timeout", Expect::Duration),
        optional("rate_limit", Expect::Whole(MOST_CALLS)),
        optional("unsupported", Expect::Object),
    ],
};

/// `hosts` of `_service.json`.
pub const HOSTS: Table = Table {
    what: "`hosts`",
    keys: &[optional("international", Expect::Line), optional("mainland", Expect::Line)],
};

/// The file `_errors.json`.
pub const ERRORS: Table = Table {
    what: "`_errors.json`",
    keys: &[optional("$schema", Expect::Line), required("errors", Expect::Object)],
};

/// An entry of `_errors.json`.
pub const ERROR: Table = Table {
    what: "an error code",
    keys: &[
        required("doc", Expect::Prose),
        required(
            "kind",
            Expect::Choice(&[
                "auth",
                "throttled",
                "invalid",
                "not_found",
                "contention",
                "quota",
                "capacity",
                "denied",
                "transient",
                "internal",
                "failed",
            ]),
        ),
        required("retry", Expect::Choice(&["never", "backoff", "if_idempotent"])),
    ],
};

/// The file `_types.json`.
pub const TYPES: Table = Table {
    what: "`_types.json`",
    keys: &[optional("$schema", Expect::Line), required("types", Expect::Object)],
};

/// An entry of `types`: a structure or an enumeration.
pub const TYPE: Table = Table {
    what: "a type",
    keys: &[
        optional("doc", Expect::Prose),
        optional("fields", Expect::Object),
        optional("open", Expect::Flag),
        optional("enum", Expect::Object),
        optional("rust_name", Expect::Line),
    ],
};

/// The file of an action.
pub const ACTION: Table = Table {
    what: "an action",
    keys: &[
        optional("$schema", Expect::Line),
        required("action", Expect::Line),
        required("summary", Expect::Line),
        optional("doc", Expect::Prose),
        optional("read_only", Expect::Flag),
        optional("idempotent", Expect::Flag),
        optional("destructive", Expect::Flag),
        optional("skip_sign", Expect::Flag),
        optional("streaming", Expect::FlagOrLine),
        optional("host_family", Expect::Choice(&["ai"])),
        optional("rate_limit", Expect::Whole(MOST_CALLS)),
        optional("server_timeout", Expect::Duration),
        optional("deprecated", Expect::Line),
        optional("rust_name", Expect::Line),
        optional("request", Expect::Object),
        optional("response", Expect::Object),
        optional("types", Expect::Object),
        optional("errors", Expect::Lines),
        optional("may_also_return", Expect::Lines),
        optional("examples", Expect::List),
        optional("pagination", Expect::Object),
        optional("waiters", Expect::Object),
    ],
};

/// A parameter of a request or a field of a response or structure.
pub const FIELD: Table = Table {
    what: "a field",
    keys: &[
        required("type", Expect::Line),
        optional("required", Expect::Demand),
        optional("sensitive", Expect::Flag),
        optional("doc", Expect::Prose),
        optional(
            "format",
            Expect::Choice(&["unix_seconds", "iso8601", "datetime", "date", "duration", "json", "url"]),
        ),
        optional("enum", Expect::Object),
        optional("min", Expect::Number),
        optional("max", Expect::Number),
        optional("min_length", Expect::Whole(u64::MAX)),
        optional("max_length", Expect::Whole(u64::MAX)),
        optional("min_items", Expect::Whole(u64::MAX)),
        optional("max_items", Expect::Whole(u64::MAX)),
        optional("deprecated", Expect::Line),
        optional("rust_name", Expect::Line),
        optional("example", Expect::Any),
        optional("default", Expect::Any),
    ],
};

/// An item of `examples`.
pub const EXAMPLE: Table = Table {
    what: "an example",
    keys: &[
        required("title", Expect::Line),
        required("request", Expect::Object),
        optional("response", Expect::Object),
        optional("events", Expect::List),
        optional("error", Expect::Object),
    ],
};

/// `error` of an example.
pub const EXAMPLE_ERROR: Table = Table {
    what: "the error of an example",
    keys: &[required("Code", Expect::Line), required("Message", Expect::Line)],
};

/// `pagination` of an action.
pub const PAGINATION: Table = Table {
    what: "`pagination`",
    keys: &[
        required("offset", Expect::Line),
        required("limit", Expect::Line),
        optional("total", Expect::Line),
        required("items", Expect::LineOrLines),
    ],
};

/// An entry of `waiters`.
pub const WAITER: Table = Table {
    what: "a waiter",
    keys: &[
        optional("path", Expect::Line),
        optional("pending", Expect::Lines),
        optional("success", Expect::Lines),
        optional("failure", Expect::Lines),
        optional("absent", Expect::Choice(VERDICTS)),
        optional("errors", Expect::Object),
        optional("interval", Expect::Duration),
        optional("max_interval", Expect::Duration),
    ],
};

/// What a state, or something that stands for one, means to who waits.
pub(crate) const VERDICTS: &[&str] = &["pending", "success", "failure"];

/// Calls per second are kept as `u32` in the generated tables.
const MOST_CALLS: u64 = u32::MAX as u64;

const fn required(name: &'static str, expects: Expect) -> Key {
    Key { name, required: true, expects }
}

const fn optional(name: &'static str, expects: Expect) -> Key {
    Key { name, required: false, expects }
}
