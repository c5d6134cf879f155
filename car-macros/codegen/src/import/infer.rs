//! What is certain though the metadata does not say it: that an action only reads, how a list is paged, what must not
//! be shown, which number is a time.
//!
//! All but the last follow from names alone. Each rule here is narrow on purpose: what it leaves open, a person can add to
//! the spec, and an update keeps it; what it got wrong would be believed.

use super::metadata::{Member, Type};
use super::plan::Planned;
use crate::lint;
use crate::names;

/// Verbs that only read. `Search`, `Export` or `Verify` may leave something behind.
const READING: &[&str] = &["Check", "Describe", "Get", "Inquire", "Inquiry", "List", "Query"];

/// Verbs that write; where one follows `And` or `Or`, the first verb is not the whole story.
const WRITING: &[&str] =
    &["Add", "Clear", "Create", "Delete", "Generate", "Modify", "Reset", "Set", "Update"];

/// Names of the count of all items, whichever part of them is asked for.
const TOTALS: &[&str] = &["Total", "TotalCnt", "TotalCount", "TotalNum", "TotalNumber"];

/// Whether an action only reads, by its verb.
pub(super) fn is_read_only(action: &str) -> bool {
    let is_word_end = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_lowercase());
    let reads = READING.iter().any(|verb| action.strip_prefix(verb).is_some_and(is_word_end));
    let writes_too = WRITING.iter().any(|verb| {
        [format!("And{verb}"), format!("Or{verb}")]
            .iter()
            .any(|words| action.split_once(words.as_str()).is_some_and(|(_, rest)| is_word_end(rest)))
    });
    reads && !writes_too
}

/// How an action pages.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Paging<'m> {
    pub(super) total: &'m str,
    pub(super) items: &'m str,
}

/// Recognises `Offset` and `Limit` with one list and one total: the only convention that is certain without
/// reading the descriptions.
pub(super) fn paging<'m>(action: &Planned<'m>) -> Option<Paging<'m>> {
    let is_whole = |member: &Member| !member.is_list && matches!(member.ty, Type::Int | Type::UInt);
    let asks_for =
        |name: &str| action.request.members.iter().any(|member| member.name == name && is_whole(member));
    if !asks_for("Offset") || !asks_for("Limit") {
        return None;
    }
    let answered = &action.response.members;
    let items = only(answered.iter().filter(|member| member.is_list))?;
    let total =
        only(answered.iter().filter(|member| is_whole(member) && TOTALS.contains(&member.name.as_str())))?;
    Some(Paging { total: &total.name, items: &items.name })
}

fn only<'m>(mut members: impl Iterator<Item = &'m Member>) -> Option<&'m Member> {
    let first = members.next();
    first.filter(|_| members.next().is_none())
}

/// Whether a whole number is a moment, in seconds since 1970: its description says so, and its sample value looks so.
/// Either alone is wrong too often: descriptions do not tell seconds from milliseconds, and ids have ten digits too.
pub(super) fn is_unix_seconds(member: &Member) -> bool {
    let document = member.document.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| document.contains(word));
    let is_whole = !member.is_list && matches!(member.ty, Type::Int | Type::UInt);
    is_whole
        && says(&["unix", "timestamp", "时间戳"])
        && !says(&["millisecond", "毫秒"])
        && is_recent(&member.example)
}

/// Whether a sample is the number of seconds of a moment between 2001 and 2033: ten digits, of which the first is 1.
fn is_recent(sample: &str) -> bool {
    let digits = sample.trim();
    digits.len() == 10 && digits.starts_with('1') && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text must not be shown. `None` where the name does not settle it: if it sounds sensitive all the
/// same, the check asks for a decision.
pub(super) fn sensitivity(wire: &str) -> Option<bool> {
    // "PassWord" would otherwise be two words.
    let wire = wire.replace("PassWord", "Password");
    if !lint::sounds_sensitive(&wire) {
        return None;
    }
    let snake = names::field(&wire);
    let words: Vec<&str> = snake.split('_').collect();
    match (is_harmless(&words), is_secret(&words)) {
        (true, _) => Some(false),
        (false, true) => Some(true),
        (false, false) => None,
    }
}

/// What something sensitive is like, as opposed to what it is: its name, its kind, its age.
const ABOUT: &[&str] = &[
    "algorithm",
    "count",
    "date",
    "days",
    "desc",
    "description",
    "expiration",
    "expire",
    "expired",
    "field",
    "length",
    "level",
    "limit",
    "location",
    "method",
    "mode",
    "name",
    "names",
    "num",
    "number",
    "period",
    "policy",
    "region",
    "remark",
    "rule",
    "scope",
    "source",
    "state",
    "status",
    "switch",
    "time",
    "timeout",
    "ttl",
    "type",
    "types",
    "version",
];

/// Tokens that are a place in a list, or a mark against doing a thing twice.
const HANDED_BACK: &[&str] = &[
    "client",
    "continuation",
    "continue",
    "creation",
    "idempotency",
    "idempotent",
    "next",
    "page",
    "pagination",
    "paging",
    "scroll",
];

/// Tokens that a language model reads and writes.
const COUNTED: &[&str] =
    &["cached", "completion", "input", "max", "min", "output", "prompt", "total", "used"];

fn is_harmless(words: &[&str]) -> bool {
    match words {
        [.., last] if ABOUT.contains(last) => true,
        [.., which, "token"] => HANDED_BACK.contains(which) || COUNTED.contains(which),
        [.., which, "tokens"] => COUNTED.contains(which),
        _ => false,
    }
}

fn is_secret(words: &[&str]) -> bool {
    matches!(
        words,
        [.., "secret" | "password" | "passwd" | "token" | "credential" | "credentials"]
            | [.., "secret" | "private" | "access", "key"]
            | [.., "secret", "id"]
            | [.., "access", "key", "id"]
            | [
                ..,
                "secret" | "password" | "token" | "credential",
                "value" | "string" | "binary" | "data" | "content"
            ]
    )
}

#[cfg(test)]
mod tests {
    use super::{is_read_only, sensitivity};

    #[test]
    fn reading_verbs_are_whole_words() {
        for action in [
            "DescribeInstances",
            "GetThing",
            "ListIt",
            "QueryIDs",
            "InquirePriceX",
            "InquiryPriceX",
            "Check",
            "CheckIP",
        ] {
            assert!(is_read_only(action), "{action}");
        }
        for action in [
            "Listen",
            "Getaway",
            "CreateThing",
            "GetOrCreateThing",
            "CheckAndUpdateX",
            "SearchLog",
            "",
            "Checkout",
        ] {
            assert!(!is_read_only(action), "{action}");
        }
        assert!(is_read_only("DescribeAndOrAddressX"), "an address is not an addition");
    }

    #[test]
    fn only_certain_names_are_marked() {
        for wire in [
            "Password",
            "PassWord",
            "TmpSecretKey",
            "SecretId",
            "AccessKeyId",
            "SessionToken",
            "PrivateKey",
            "SecretString",
            "ApiToken",
        ] {
            assert_eq!(sensitivity(wire), Some(true), "{wire}");
        }
        for wire in [
            "NextToken",
            "ClientToken",
            "ScrollToken",
            "SecretName",
            "PasswordType",
            "TotalTokens",
            "TokenExpireTime",
        ] {
            assert_eq!(sensitivity(wire), Some(false), "{wire}");
        }
        for wire in ["SessionId", "TokenId", "Session", "ApplicationId", "Tokenizer", "KeyName", ""] {
            assert_eq!(sensitivity(wire), None, "{wire}");
        }
    }
}
