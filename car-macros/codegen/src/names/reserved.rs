//! Names that generated code, or Rust itself, has already given away.

/// Methods of every request builder: how a call is made, as opposed to what it says. A parameter that maps to
/// one of them needs a `rust_name`.
///
/// `new` and `over` are how builders are made, which a setter beside them would make ambiguous. Some are for options
/// that are still to come: a name that is taken away later would rename a setter that people already call.
pub const CALL_OPTIONS: &[&str] = &[
    "attempt_timeout",
    "build",
    "clone",
    "endpoint",
    "explain",
    "headers",
    "idempotency_token",
    "into_request",
    "items",
    "language",
    "new",
    "observe",
    "observer",
    "over",
    "pacing",
    "pages",
    "prepare",
    "region",
    "request",
    "retry",
    "send",
    "send_blocking",
    "sign_only",
    "stream",
    "timeout",
    "to_curl",
    "wait",
];

/// How the methods of builders begin that wait for a state.
pub(super) const WAIT_UNTIL: &str = "wait_until_";

/// How the methods of builders begin that give the items of one list of several.
pub(super) const ITEMS_OF: &str = "items_of_";

/// Methods that the client of every service has. An action that maps to one of them needs a `rust_name`.
pub const CLIENT_METHODS: &[&str] = &[
    "builder",
    "call_json",
    "from_default_chain",
    "from_env",
    "new",
    "prepare",
    "prepare_with",
    "send",
    "send_blocking",
    "send_with",
];

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

/// Whether `name` is a method of every request builder, or begins like one that a spec may add to a builder.
pub fn is_call_option(name: &str) -> bool {
    CALL_OPTIONS.contains(&name) || [WAIT_UNTIL, ITEMS_OF].iter().any(|prefix| name.starts_with(prefix))
}

/// Whether `name` is a method of every client.
pub fn is_client_method(name: &str) -> bool {
    CLIENT_METHODS.contains(&name)
}

/// Whether a type called `name` would hide one that Rust code takes for granted.
pub fn is_prelude_type(name: &str) -> bool {
    PRELUDE.contains(&name)
}

/// Whether the generated module has something called `name` whatever the spec says: an item, or a type parameter
/// of its builders (`C`, `S0`, `S1`, ...), behind which a structure of that name could not be seen.
pub fn is_generated_type(name: &str) -> bool {
    let numbered = name
        .strip_prefix('S')
        .is_some_and(|number| !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit()));
    GENERATED.contains(&name) || name == "C" || numbered
}

#[cfg(test)]
mod tests {
    use super::is_generated_type;

    #[test]
    fn type_parameters_of_builders_are_given_away() {
        for name in ["Client", "SERVICE", "C", "S0", "S3", "S12"] {
            assert!(is_generated_type(name), "{name}");
        }
        for name in ["S", "S3Bucket", "Sx", "CD", "D", ""] {
            assert!(!is_generated_type(name), "{name}");
        }
    }
}
