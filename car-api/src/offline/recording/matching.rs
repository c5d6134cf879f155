//! Whether a call is the one that was recorded, and if not, where it differs.

use serde_json::Value;

use crate::client_token::PARAMETER;
use crate::offline::answer::is_same;
use crate::record::MASK;

/// Where `given` is not what was recorded: paths such as `Filters[0].Name`, with what was recorded there. The order
/// of members does not matter, null is as good as absent, and what was masked fits everything. A `ClientToken` is not
/// compared: clients make a new one for each call.
pub(super) fn differences(recorded: &Value, given: &Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    compare(String::new(), recorded, given, &mut found);
    found.retain(|(path, _)| path != PARAMETER);
    found
}

fn compare(path: String, recorded: &Value, given: &Value, found: &mut Vec<(String, String)>) {
    match (recorded, given) {
        (Value::Object(left), Value::Object(right)) => {
            let added = right.keys().filter(|name| !left.contains_key(*name));
            for name in left.keys().chain(added) {
                let place = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                let member =
                    |members: &serde_json::Map<String, Value>| members.get(name).cloned().unwrap_or_default();
                compare(place, &member(left), &member(right), found);
            }
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            for (index, (left, right)) in left.iter().zip(right).enumerate() {
                compare(format!("{path}[{index}]"), left, right, found);
            }
        }
        (Value::String(pattern), _) if pattern == MASK && !given.is_null() => {}
        (Value::String(pattern), Value::String(text)) if fits(pattern, text) => {}
        _ if is_same(recorded, given) => {}
        _ => found.push((path, summary(recorded))),
    }
}

/// Whether `text` is `pattern`, in which every mask stands for any text.
fn fits(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split(MASK);
    let Some(mut rest) = parts.next().and_then(|start| text.strip_prefix(start)) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(start) => rest = &rest[start + part.len()..],
            None => return false,
        }
    }
    true
}

/// What was recorded, in a few characters.
fn summary(recorded: &Value) -> String {
    const LONGEST: usize = 40;
    match recorded {
        Value::Null => "nothing".to_owned(),
        Value::Array(items) => format!("a list of {}", items.len()),
        Value::Object(_) => "an object".to_owned(),
        value => {
            let text = value.to_string();
            match text.char_indices().nth(LONGEST) {
                Some((end, _)) => format!("{}…", &text[..end]),
                None => text,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_was_masked_fits_everything_but_nothing() {
        for (pattern, text, expected) in [
            ("a", "a", true),
            ("a", "ab", false),
            ("[masked]", "anything", true),
            ("id-[masked]", "id-1", true),
            ("id-[masked]", "ix-1", false),
            ("[masked]/x", "1/x", true),
            ("[masked]/x", "1/y", false),
            ("a[masked]b[masked]c", "a1b2c", true),
            ("a[masked]b[masked]c", "a1c", false),
            ("a[masked]a", "a", false),
        ] {
            assert_eq!(fits(pattern, text), expected, "{pattern} {text}");
        }
        let recorded = json!({"Pin": "[masked]"});
        assert!(differences(&recorded, &json!({"Pin": 17})).is_empty());
        assert_eq!(differences(&recorded, &json!({})).len(), 1);
    }

    #[test]
    fn differences_are_told_by_place_and_by_what_was_recorded() {
        let recorded =
            json!({"Limit": 1.0, "Filters": [{"Name": "a", "Values": [1]}], "Text": "é".repeat(60)});
        assert!(differences(&recorded, &recorded.clone()).is_empty());
        let given = json!({"Filters": [{"Name": "b", "Values": []}], "Limit": 1, "New": "sentinel"});
        let found = differences(&recorded, &given);
        let shown: Vec<_> = found.iter().map(|(path, recorded)| format!("{path}: {recorded}")).collect();
        let long = format!("Text: \"{}…", "é".repeat(39));
        assert_eq!(
            shown,
            ["Filters[0].Name: \"a\"", "Filters[0].Values: a list of 1", &long, "New: nothing"]
        );
    }
}
