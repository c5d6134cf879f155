//! Checks that the value of a key has the form that the key's table asks for.

use super::document::Document;
use super::table::{Expect, Key};
use crate::diag::{Diagnostic, Sink, did_you_mean, listed};
use crate::json::{Node, Value};
use crate::rules;

/// Whether a value can be used; reports why not.
pub(super) fn check(doc: &Document, key: &Key, node: &Node, sink: &mut Sink) -> bool {
    match fault(doc, key, node) {
        None => true,
        Some(diagnostic) => {
            sink.push(diagnostic);
            false
        }
    }
}

fn fault(doc: &Document, key: &Key, node: &Node) -> Option<Diagnostic> {
    match (key.expects, &node.value) {
        (Expect::Line | Expect::LineOrLines | Expect::FlagOrLine, Value::String(text)) => {
            line_fault(doc, key, node, text)
        }
        (Expect::Prose, Value::String(text)) => prose_fault(doc, key, node, text),
        (Expect::Choice(words), Value::String(text)) => choice_fault(doc, key, node, text, words),
        (Expect::Duration, Value::String(text)) => duration_fault(doc, key, node, text),
        (Expect::Whole(most), Value::Number(digits)) => whole_fault(doc, key, node, digits, most),
        (Expect::Number, Value::Number(digits)) => number_fault(doc, key, node, digits),
        (Expect::Demand, Value::String(word)) => demand_fault(doc, key, node, word),
        (Expect::Lines | Expect::LineOrLines, Value::Array(items)) => {
            items.iter().find_map(|item| item_fault(doc, key, item))
        }
        (Expect::Flag | Expect::Demand | Expect::FlagOrLine, Value::Bool(_))
        | (Expect::Object, Value::Object(_))
        | (Expect::List, Value::Array(_))
        | (Expect::Any, _) => None,
        (expects, _) => Some(wrong_kind(doc, key, node, expects)),
    }
}

fn wrong_kind(doc: &Document, key: &Key, node: &Node, expects: Expect) -> Diagnostic {
    let message = format!("`{}` is {}, but this is {}", key.name, expects.describe(), node.kind());
    let diagnostic = doc.fault(&rules::WRONG_KIND, &node.head(), message);
    match expects {
        Expect::Choice(words) => diagnostic.help(format!("write one of {}", listed(words))),
        _ => diagnostic,
    }
}

fn item_fault(doc: &Document, key: &Key, item: &Node) -> Option<Diagnostic> {
    if let Some(text) = item.as_str() {
        return line_fault(doc, key, item, text);
    }
    let message = format!("`{}` is a list of texts, but this item is {}", key.name, item.kind());
    Some(doc.fault(&rules::WRONG_KIND, &item.head(), message))
}

fn line_fault(doc: &Document, key: &Key, node: &Node, text: &str) -> Option<Diagnostic> {
    let message = if text.trim().is_empty() {
        return Some(empty(doc, key, node));
    } else if text.contains(['\n', '\r']) {
        format!("`{}` is a single line, but this text has line breaks", key.name)
    } else if text.trim() != text {
        format!("`{}` has white space around its text", key.name)
    } else {
        return None;
    };
    Some(doc.fault(&rules::ONE_LINE, &node.span, message))
}

fn prose_fault(doc: &Document, key: &Key, node: &Node, text: &str) -> Option<Diagnostic> {
    text.trim().is_empty().then(|| empty(doc, key, node))
}

fn empty(doc: &Document, key: &Key, node: &Node) -> Diagnostic {
    doc.fault(&rules::EMPTY_TEXT, &node.span, format!("`{}` is empty", key.name))
}

fn choice_fault(doc: &Document, key: &Key, node: &Node, text: &str, words: &[&str]) -> Option<Diagnostic> {
    if words.contains(&text) {
        return None;
    }
    let meant = did_you_mean(text, words.iter().copied());
    let message = format!("`{}` cannot be `{text}`{meant}", key.name);
    Some(doc.fault(&rules::UNKNOWN_WORD, &node.span, message).help(format!("write one of {}", listed(words))))
}

fn demand_fault(doc: &Document, key: &Key, node: &Node, word: &str) -> Option<Diagnostic> {
    if matches!(word, "request" | "response") {
        return None;
    }
    let message = format!("`{}` cannot be `\"{word}\"`", key.name);
    let help = format!("write {}", Expect::Demand.describe());
    Some(doc.fault(&rules::UNKNOWN_WORD, &node.span, message).help(help))
}

fn duration_fault(doc: &Document, key: &Key, node: &Node, text: &str) -> Option<Diagnostic> {
    if milliseconds(text).is_some() {
        return None;
    }
    let message = format!("`{}` is no length of time: `{text}`", key.name);
    let help = "write a whole number above 0 and its unit, one of `ms`, `s`, `m` and `h`: `\"60s\"`";
    Some(doc.fault(&rules::BAD_DURATION, &node.span, message).help(help))
}

fn whole_fault(doc: &Document, key: &Key, node: &Node, digits: &str, most: u64) -> Option<Diagnostic> {
    match digits.parse::<u64>() {
        Ok(number) if number <= most => None,
        _ => {
            let message = format!("`{}` is a whole number from 0 to {most}, and {digits} is not", key.name);
            Some(doc.fault(&rules::BAD_NUMBER, &node.span, message))
        }
    }
}

fn number_fault(doc: &Document, key: &Key, node: &Node, digits: &str) -> Option<Diagnostic> {
    let fits = digits.parse::<f64>().is_ok_and(f64::is_finite);
    (!fits).then(|| {
        let message = format!("`{}` is too large for a 64-bit number: {digits}", key.name);
        doc.fault(&rules::BAD_NUMBER, &node.span, message)
    })
}

/// Reads a length of time above zero: a whole number with `ms`, `s`, `m` or `h` behind it.
pub(super) fn milliseconds(text: &str) -> Option<u64> {
    let unit_start = text.find(|c: char| !c.is_ascii_digit())?;
    let (digits, unit) = text.split_at(unit_start);
    let factor: u64 = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        _ => return None,
    };
    digits.parse::<u64>().ok()?.checked_mul(factor).filter(|total| *total > 0)
}

#[cfg(test)]
mod tests {
    use super::milliseconds;

    #[test]
    fn lengths_of_time() {
        assert_eq!(milliseconds("60s"), Some(60_000));
        assert_eq!(milliseconds("500ms"), Some(500));
        assert_eq!(milliseconds("2m"), Some(120_000));
        assert_eq!(milliseconds("1h"), Some(3_600_000));
        for text in ["", "s", "60", "0s", "-1s", "1.5s", "1 s", "60sec", "9999999999999999999h", "٣s"] {
            assert_eq!(milliseconds(text), None, "{text}");
        }
    }
}
