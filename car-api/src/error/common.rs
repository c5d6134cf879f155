//! The error codes that every service of Tencent Cloud can answer with.
//!
//! A spec lists the codes of its own service. These come on top: the gateway in front of all services gives
//! most of them, before the service sees the call. The set is that of Tencent Cloud's public table of common
//! codes; the words are ours.

use crate::action::{ErrorClass, ErrorMeta, RetryAdvice, ServiceMeta};

/// What is known of an error code: what the service documents of it, or else the common table; and if neither
/// has it, what they say of the code above it (`AuthFailure` for `AuthFailure.Other`).
pub fn documented(code: &str, service: Option<&ServiceMeta>) -> Option<&'static ErrorMeta> {
    let mut code = code;
    loop {
        if let Some(known) = service.and_then(|service| service.error(code)).or_else(|| common(code)) {
            return Some(known);
        }
        code = &code[..code.rfind('.')?];
    }
}

fn common(code: &str) -> Option<&'static ErrorMeta> {
    let index = COMMON_ERRORS.binary_search_by(|error| error.code.cmp(code)).ok()?;
    COMMON_ERRORS.get(index)
}

const fn row(code: &'static str, class: ErrorClass, retry: RetryAdvice, doc: &'static str) -> ErrorMeta {
    ErrorMeta { code, doc, class, retry }
}

/// The common error codes and `AuthFailure`, the family of many of them, sorted by code.
pub static COMMON_ERRORS: &[ErrorMeta] = {
    use ErrorClass::{
        Auth, Capacity, Contention, Denied, Failed, Internal, Invalid, NotFound, Quota, Throttled, Transient,
    };
    use RetryAdvice::{Backoff, IfIdempotent, Never};
    &[
        row(
            "ActionOffline",
            Invalid,
            Never,
            "The action has been retired. Look for its successor in the service's documentation.",
        ),
        row(
            "AuthFailure",
            Auth,
            Never,
            "The signature or the identity behind it was not accepted. Check the secret id and key, the session token, and the clock of this machine.",
        ),
        row(
            "AuthFailure.InvalidAuthorization",
            Auth,
            Never,
            "The `Authorization` header is malformed. Something between here and the service may have changed it.",
        ),
        row(
            "AuthFailure.InvalidSecretId",
            Auth,
            Never,
            "The secret id is not that of a key for the cloud's API. Make a key under Access Management in the console.",
        ),
        row(
            "AuthFailure.MFAFailure",
            Auth,
            Never,
            "The account demands a second factor for this action, and it was not confirmed.",
        ),
        row(
            "AuthFailure.SecretIdNotFound",
            Auth,
            Never,
            "There is no such secret id: it was deleted or disabled, has a character too many, or belongs to the other site (international or mainland).",
        ),
        row(
            "AuthFailure.SignatureExpire",
            Auth,
            Never,
            "The time of the signature is more than 5 minutes away from the service's clock. Set this machine's clock.",
        ),
        row(
            "AuthFailure.SignatureFailure",
            Auth,
            Never,
            "The signature does not match. Usually the secret key is not the one of this secret id; otherwise a proxy has changed the request.",
        ),
        row(
            "AuthFailure.TokenFailure",
            Auth,
            Never,
            "The session token has expired or does not belong to this key. Obtain fresh temporary credentials.",
        ),
        row(
            "AuthFailure.UnauthorizedOperation",
            Auth,
            Never,
            "The policies of this identity do not allow the action. Have it granted under Access Management.",
        ),
        row(
            "DryRunOperation",
            Failed,
            Never,
            "It was only a rehearsal, as asked for: the real call would have succeeded.",
        ),
        row(
            "FailedOperation",
            Failed,
            Never,
            "The operation failed, and the service says no more about the reason than its message.",
        ),
        row(
            "InternalError",
            Internal,
            IfIdempotent,
            "Something went wrong inside the service. Whether the operation took effect is not known.",
        ),
        row("InvalidAction", Invalid, Never, "The service has no action of this name in this version."),
        row(
            "InvalidParameter",
            Invalid,
            Never,
            "A parameter has the wrong form or type. The message usually names it.",
        ),
        row(
            "InvalidParameterValue",
            Invalid,
            Never,
            "A parameter has the right form but a value that the service does not accept.",
        ),
        row("InvalidRequest", Invalid, Never, "The request's body is malformed."),
        row(
            "IpInBlacklist",
            Denied,
            Never,
            "Calls from this machine's public address are blocked by the account's own settings.",
        ),
        row(
            "IpNotInWhitelist",
            Denied,
            Never,
            "The account admits calls from listed addresses only, and this machine's public address is not listed.",
        ),
        row(
            "LimitExceeded",
            Quota,
            Never,
            "A quota of the account is used up. Release something, or have the quota raised.",
        ),
        row(
            "MissingParameter",
            Invalid,
            Never,
            "A parameter that the service demands is missing. The message usually names it.",
        ),
        row("NoSuchProduct", Invalid, Never, "There is no service of this name. Check the endpoint."),
        row("NoSuchVersion", Invalid, Never, "The service does not have this API version."),
        row(
            "RequestLimitExceeded",
            Throttled,
            Backoff,
            "Too many calls in too short a time. Wait a second or more, then repeat.",
        ),
        row(
            "RequestLimitExceeded.GlobalRegionUinLimitExceeded",
            Throttled,
            Backoff,
            "The account made too many calls in too short a time, counted over all regions. Wait, then repeat.",
        ),
        row(
            "RequestLimitExceeded.IPLimitExceeded",
            Throttled,
            Backoff,
            "Too many calls came from this address in too short a time. Wait, then repeat.",
        ),
        row(
            "RequestLimitExceeded.UinLimitExceeded",
            Throttled,
            Backoff,
            "The account made too many calls in too short a time; other processes that use it count as well. Wait, then repeat.",
        ),
        row("RequestSizeLimitExceeded", Invalid, Never, "The request is larger than the service accepts."),
        row("ResourceInUse", Contention, Never, "Something still uses the resource. Release it there first."),
        row(
            "ResourceInsufficient",
            Capacity,
            Never,
            "The cloud does not have enough of this resource at the moment. Try later, elsewhere, or with less.",
        ),
        row(
            "ResourceNotFound",
            NotFound,
            Never,
            "What the request names does not exist in this account and region.",
        ),
        row(
            "ResourceUnavailable",
            Denied,
            Never,
            "The resource exists but cannot be used now: it may be starting, stopped, or in arrears.",
        ),
        row(
            "ResponseSizeLimitExceeded",
            Invalid,
            Never,
            "The answer would be larger than the service sends. Ask for less at once.",
        ),
        row(
            "ServiceUnavailable",
            Transient,
            IfIdempotent,
            "The service is down for the moment. Wait, then repeat.",
        ),
        row("UnauthorizedOperation", Auth, Never, "The account or this identity has no permission for it."),
        row("UnknownParameter", Invalid, Never, "The request has a parameter that the action does not know."),
        row(
            "UnsupportedOperation",
            Denied,
            Never,
            "The operation is not supported for this resource or in its present state.",
        ),
        row(
            "UnsupportedProtocol",
            Invalid,
            Never,
            "The service takes GET and POST only. Something between here and the service may have changed the method.",
        ),
        row("UnsupportedRegion", Invalid, Never, "The service is not offered in this region."),
    ]
};

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::action::{Hosts, RegionRule};

    static SERVICE: ServiceMeta = ServiceMeta {
        name: "car",
        version: "2022-01-10",
        title: "Cloud Application Rendering",
        hosts: Hosts { international: None, mainland: None },
        region: RegionRule::NotNeeded,
        timeout: Duration::from_secs(60),
        errors: &[
            row("FailedOperation", ErrorClass::Failed, RetryAdvice::IfIdempotent, "of the service"),
            row("FailedOperation.SlowDown", ErrorClass::Throttled, RetryAdvice::Backoff, "of the service"),
        ],
        actions: &[],
    };

    #[test]
    fn the_table_is_sorted_and_complete() {
        assert!(COMMON_ERRORS.is_sorted_by(|a, b| a.code < b.code), "binary search needs it");
        assert_eq!(COMMON_ERRORS.len(), 38 + 1, "38 in the public table, and the family");
    }

    #[test]
    fn every_throttling_code_is_refused_before_anything_is_done() {
        for error in COMMON_ERRORS.iter().filter(|error| error.code.starts_with("RequestLimitExceeded")) {
            assert_eq!((error.class, error.retry), (ErrorClass::Throttled, RetryAdvice::Backoff));
        }
    }

    #[test]
    fn the_service_comes_first_then_the_table_then_the_code_above() {
        let found = |code| documented(code, Some(&SERVICE)).map(|error| (error.code, error.retry));
        assert_eq!(found("FailedOperation"), Some(("FailedOperation", RetryAdvice::IfIdempotent)));
        assert_eq!(
            found("FailedOperation.SlowDown"),
            Some(("FailedOperation.SlowDown", RetryAdvice::Backoff))
        );
        assert_eq!(found("FailedOperation.A.B"), Some(("FailedOperation", RetryAdvice::IfIdempotent)));
        assert_eq!(found("AuthFailure.New"), Some(("AuthFailure", RetryAdvice::Never)));
        assert_eq!(
            found("RequestLimitExceeded.UinLimitExceeded.Deeper"),
            Some(("RequestLimitExceeded.UinLimitExceeded", RetryAdvice::Backoff))
        );
        for unknown in ["", ".", "..", "Whatever", "Whatever.Else", "AuthFailureX"] {
            assert_eq!(found(unknown), None, "{unknown:?}");
        }
        let common = documented("FailedOperation.SlowDown", None).unwrap();
        assert_eq!((common.code, common.retry), ("FailedOperation", RetryAdvice::Never));
    }
}
