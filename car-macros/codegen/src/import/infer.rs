//! What names alone make certain: that an action only reads, how a list is paged, what must not be shown.
//!
//! The metadata says none of it. Each rule here is narrow on purpose: what it leaves open, a person can add to
//! the spec, and an update keeps it; what it got wrong would be believed.

use super::metadata::{Member, Type};
use super::plan::Planned;
use crate::lint;
use crate::names;

/// Verbs that only read. `Search`, `Export` or `Verify` may leave something behind.
const READING: &[&str] = &["Check", "Describe", "Get", "Inquire", "Inquiry", "List", "Query"];

/// Verbs that write; where one follows `And` or `Or`, the first verb is not the whole story.
const WRITING: &[&str] = &["Add", "Clear", "Create", "Delete", "Generate", "Modify", "Reset", "Set", "Update"];

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
    let asks_for = |name: &str| action.request.members.iter().any(|member| member.name == name && is_whole(member));
    if !asks_for("Offset") || !asks_for("Limit") {
        return None;
    }
    let answered = &action.response.members;
    let items = only(answered.iter().filter(|member| member.is_list))?;
    let total = only(answered.iter().filter(|member| is_whole(member) && TOTALS.contains(&member.name.as_str())))?;
    Some(Paging { total: &total.name, items: &items.name })
}

fn only<'m>(mut members: impl Iterator<Item = &'m Member>) -> Option<&'m Member> {
    let first = members.next();
    first.filter(|_| members.next().is_none())
}

/// Whether a text must not be shown. `None` where the name does not settle it: if it sounds sensitive all the
/// same, the check asks for a decision.
pub(super) fn sensitivity(wire: &str) -> Option<bool> {
    if !lint::sounds_sensitive(wire) {
        return None;
    }
    let snake = names::field(wire).replace("pass_word", "password");
    let words: Vec<&str> = snake.split('_').collect();
    let is_about = |word: &str| {
        matches!(
            word,
            "name" | "names" | "type" | "types" | "status" | "state" | "count" | "num" | "number" | "time" | "date" | "days"
                | "length" | "policy" | "level" | "remark" | "description" | "desc" | "limit" | "location" | "source"
                | "expire" | "expiration" | "expired" | "ttl" | "timeout" | "period" | "version" | "mode" | "region"
                | "method" | "algorithm" | "scope" | "switch" | "rule" | "field"
        )
    };
    match words.as_slice() {
        // A place in a list, and a mark against doing a thing twice.
        [.., "next" | "page" | "scroll" | "pagination" | "continue" | "continuation" | "paging", "token"]
        | [.., "client" | "creation" | "idempotency" | "idempotent", "token"] => Some(false),
        // How much a language model read and wrote.
        [.., "total" | "max" | "min" | "input" | "output" | "prompt" | "completion" | "cached" | "used", "token" | "tokens"] => {
            Some(false)
        }
        [.., last] if is_about(last) => Some(false),
        [.., "secret" | "password" | "passwd" | "token" | "credential" | "credentials"] => Some(true),
        [.., "secret" | "private" | "access", "key"] => Some(true),
        [.., "secret", "id"] | [.., "access", "key", "id"] => Some(true),
        [.., "secret" | "password" | "token" | "credential", "value" | "string" | "binary" | "data" | "content"] => Some(true),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{is_read_only, sensitivity};

    #[test]
    fn reading_verbs_are_whole_words() {
        for action in ["DescribeInstances", "GetThing", "ListIt", "QueryIDs", "InquirePriceX", "InquiryPriceX", "Check", "CheckIP"] {
            assert!(is_read_only(action), "{action}");
        }
        for action in ["Listen", "Getaway", "CreateThing", "GetOrCreateThing", "CheckAndUpdateX", "SearchLog", "", "Checkout"] {
            assert!(!is_read_only(action), "{action}");
        }
        assert!(is_read_only("DescribeAndOrAddressX"), "an address is not an addition");
    }

    #[test]
    fn only_certain_names_are_marked() {
        for wire in ["Password", "PassWord", "TmpSecretKey", "SecretId", "AccessKeyId", "SessionToken", "PrivateKey", "SecretString", "ApiToken"] {
            assert_eq!(sensitivity(wire), Some(true), "{wire}");
        }
        for wire in ["NextToken", "ClientToken", "ScrollToken", "SecretName", "PasswordType", "TotalTokens", "TokenExpireTime"] {
            assert_eq!(sensitivity(wire), Some(false), "{wire}");
        }
        for wire in ["SessionId", "TokenId", "Session", "ApplicationId", "Tokenizer", "KeyName", ""] {
            assert_eq!(sensitivity(wire), None, "{wire}");
        }
    }
}
