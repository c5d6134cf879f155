//! What a code stands for, judged by its words: the SDKs say it in a sentence, not in a category.
//!
//! Tencent's common codes (`InvalidParameter`, `ResourceNotFound`, ...) begin most codes and decide, unless a word
//! behind them says something more exact: `FailedOperation.LockTimeout` is more than a failure. Where nothing is
//! telling, a code is a failure that nobody should repeat.

use crate::names;

/// The kind of a code and whether a call may be repeated, in the words of the spec.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::import) struct Judgement {
    pub(in crate::import) kind: &'static str,
    pub(in crate::import) retry: &'static str,
}

const fn judged(kind: &'static str, retry: &'static str) -> Judgement {
    Judgement { kind, retry }
}

/// Judges a code.
pub(in crate::import) fn classify(code: &str) -> Judgement {
    let main = code.split('.').next().unwrap_or_default();
    match main {
        // A client that does not know the code behind the dot takes it for one of these, so they have the last word.
        "AuthFailure" | "UnauthorizedOperation" => return judged("auth", "never"),
        "RequestLimitExceeded" => return judged("throttled", "backoff"),
        "InternalError" | "InternalServerError" => return judged("internal", "if_idempotent"),
        _ => {}
    }
    let behind = code.get(main.len()..).unwrap_or_default();
    let words = names::field(behind);
    telling_words(&format!("_{words}_")).or_else(|| by_main_code(main)).unwrap_or(judged("failed", "never"))
}

/// What the words behind the first dot say. `words` is in snake case, with underscores around it.
fn telling_words(words: &str) -> Option<Judgement> {
    let has = |any: &[&str]| any.iter().any(|word| words.contains(&format!("_{word}_")));
    if has(&[
        "too_many_requests",
        "too_frequent",
        "too_frequently",
        "frequency",
        "frequency_limit",
        "rate_limit",
        "throttled",
        "qps",
    ]) {
        return Some(judged("throttled", "backoff"));
    }
    if has(&[
        "not_found",
        "not_find",
        "not_exist",
        "not_exists",
        "not_existed",
        "no_exist",
        "not_exit",
        "no_such",
    ]) {
        return Some(judged("not_found", "never"));
    }
    if has(&["timeout", "time_out", "timed_out"]) {
        return Some(judged("transient", "if_idempotent"));
    }
    if has(&[
        "lock_fail",
        "lock_failed",
        "locked",
        "conflict",
        "conflicts",
        "busy",
        "slow_down",
        "in_progress",
        "processing",
    ]) {
        return Some(judged("contention", "backoff"));
    }
    if has(&["in_use", "in_used"]) {
        return Some(judged("contention", "never"));
    }
    if has(&["quota", "limit_exceeded", "exceed_limit", "exceeds_limit", "quota_exceeded", "out_of_quota"]) {
        return Some(judged("quota", "never"));
    }
    if has(&["sold_out", "out_of_stock", "insufficient_resource", "resource_insufficient"]) {
        return Some(judged("capacity", "never"));
    }
    None
}

fn by_main_code(main: &str) -> Option<Judgement> {
    Some(match main {
        "LimitExceeded" => judged("quota", "never"),
        "ResourceInUse" => judged("contention", "never"),
        "ResourceInsufficient" | "ResourcesSoldOut" => judged("capacity", "never"),
        "ResourceNotFound" => judged("not_found", "never"),
        "ResourceUnavailable" | "OperationDenied" | "UnsupportedOperation" => judged("denied", "never"),
        "ServiceUnavailable" => judged("transient", "if_idempotent"),
        "InvalidAction"
        | "InvalidRequest"
        | "MissingParameter"
        | "UnknownParameter"
        | "UnsupportedRegion"
        | "UnsupportedProtocol"
        | "NoSuchVersion"
        | "NoSuchProduct"
        | "RequestSizeLimitExceeded"
        | "ResponseSizeLimitExceeded" => judged("invalid", "never"),
        _ if main.starts_with("InvalidParameter") => judged("invalid", "never"),
        // Older services have no dot: `InvalidInstanceIdNotFound`, `InstanceQuotaExceeded`.
        _ => {
            return telling_words(&format!("_{}_", names::field(main)))
                .or_else(|| main.starts_with("Invalid").then(|| judged("invalid", "never")));
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{classify, judged};

    #[test]
    fn codes_are_judged_by_their_words() {
        let table = [
            ("AuthFailure.TokenFailure", judged("auth", "never")),
            ("UnauthorizedOperation.Timeout", judged("auth", "never")),
            ("RequestLimitExceeded.IPLimitExceeded", judged("throttled", "backoff")),
            ("InternalError.Timeout", judged("internal", "if_idempotent")),
            ("FailedOperation", judged("failed", "never")),
            ("FailedOperation.ProcessTimeout", judged("transient", "if_idempotent")),
            ("FailedOperation.ApplicationLockFail", judged("contention", "backoff")),
            ("FailedOperation.ApplicationNotFind", judged("not_found", "never")),
            ("InvalidParameterValue.InstanceIdNotFound", judged("not_found", "never")),
            ("InvalidParameter.Whatever", judged("invalid", "never")),
            ("LimitExceeded.Role", judged("quota", "never")),
            ("LimitExceeded.Frequency", judged("throttled", "backoff")),
            ("OperationDenied.VersionLimitExceeded", judged("quota", "never")),
            ("ResourceInUse", judged("contention", "never")),
            ("ResourceUnavailable.Initialization", judged("denied", "never")),
            ("InvalidInstanceIdNotFound", judged("not_found", "never")),
            ("InvalidThing", judged("invalid", "never")),
            ("Whatever", judged("failed", "never")),
            ("", judged("failed", "never")),
        ];
        for (code, expected) in table {
            assert_eq!(classify(code), expected, "{code}");
        }
    }
}
