//! Names that generated code, or Rust itself, has already given away.

/// Methods of every request builder: how a call is made, as opposed to what it says. A parameter that maps to
/// one of them needs a `rust_name`.
pub const CALL_OPTIONS: &[&str] = &[
    "build",
    "endpoint",
    "headers",
    "idempotency_token",
    "into_request",
    "items",
    "language",
    "observe",
    "pages",
    "region",
    "request",
    "retry",
    "send",
    "send_blocking",
    "timeout",
    "wait",
];

/// Methods that the client of every service has. An action that maps to one of them needs a `rust_name`.
pub const CLIENT_METHODS: &[&str] = &["builder", "call_json", "from_env", "new", "send", "send_with"];

/// Types, variants and traits of Rust's prelude that a structure could be called like.
const PRELUDE: &[&str] = &[
    "AsMut",
    "AsRef",
    "AsyncFn",
    "AsyncFnMut",
    "AsyncFnOnce",
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "DoubleEndedIterator",
    "Drop",
    "Eq",
    "Err",
    "ExactSizeIterator",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Future",
    "Hash",
    "Into",
    "IntoFuture",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unpin",
    "Vec",
];

/// Items of the generated module that belong to no one action.
const GENERATED: &[&str] = &["Client", "SERVICE"];

/// Whether `name` is a method of every request builder.
pub fn is_call_option(name: &str) -> bool {
    CALL_OPTIONS.contains(&name)
}

/// Whether `name` is a method of every client.
pub fn is_client_method(name: &str) -> bool {
    CLIENT_METHODS.contains(&name)
}

/// Whether a type called `name` would hide one that Rust code takes for granted.
pub fn is_prelude_type(name: &str) -> bool {
    PRELUDE.contains(&name)
}

/// Whether the generated module has an item called `name` whatever the spec says.
pub fn is_generated_type(name: &str) -> bool {
    GENERATED.contains(&name)
}
