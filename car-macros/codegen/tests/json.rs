//! The reader against `serde_json`: the same texts accepted, the same values read.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so by panicking")]

mod support;

use car_codegen::Diagnostic;
use car_codegen::json::{Node, Value, from_text};
use proptest::prelude::*;

/// What `serde_json` says of a text.
enum Reference {
    Value(serde_json::Value),
    Refused,
    /// Its limits (128 levels, 64-bit numbers) are not ours.
    Limit,
}

fn reference(text: &str) -> Reference {
    match serde_json::from_str(text) {
        Ok(value) => Reference::Value(value),
        Err(error) if error.to_string().starts_with("recursion limit") => Reference::Limit,
        Err(error) if error.to_string().starts_with("number out of range") => Reference::Limit,
        Err(_) => Reference::Refused,
    }
}

/// Compares both readers. A key that stands twice is a fault only for ours.
fn compare(text: &str) -> Result<(), String> {
    let ours = from_text(text);
    match (reference(text), ours) {
        (Reference::Limit, _) | (Reference::Refused, Err(_)) => Ok(()),
        (Reference::Value(value), Ok(node)) => {
            let written = serde_json::from_str::<serde_json::Value>(&node.to_compact_json());
            match written {
                Ok(written) if written == value => Ok(()),
                other => Err(format!("{text:?} is {value}, but we read and write {other:?}")),
            }
        }
        (Reference::Value(_), Err(said)) => {
            let only_duplicates = said.iter().all(|found| found.rule().id == "S007");
            if only_duplicates { Ok(()) } else { Err(format!("{text:?} is JSON, but we say: {}", said[0])) }
        }
        (Reference::Refused, Ok(_)) => Err(format!("{text:?} is no JSON, but we read it")),
    }
}

/// Texts at the edges of the grammar, and of what lenient readers let through.
const TORTURE: &[&str] = &[
    "",
    " ",
    "\n",
    "null",
    "true",
    "false",
    "nul",
    "True",
    "nulll",
    "truefalse",
    "{}",
    "[]",
    "{",
    "}",
    "[",
    "]",
    "[}",
    "{]",
    "\"\"",
    "\"",
    "'a'",
    "\"a",
    "a\"",
    "\"a\"b",
    "\"a\" \"b\"",
    "1 2",
    "[1 2]",
    "[1,2",
    "[1,,2]",
    "[,1]",
    "[1,]",
    "[,]",
    "{,}",
    "{\"a\"}",
    "{\"a\":}",
    "{\"a\":1,}",
    "{\"a\" 1}",
    "{\"a\":1 \"b\":2}",
    "{\"a\":1,,\"b\":2}",
    "{a:1}",
    "{1:1}",
    "{'a':1}",
    "{\"a\":1}}",
    "{\"a\":1} x",
    "{null:1}",
    "[\"a\":1]",
    "{\"a\":1;\"b\":2}",
    "{\"a\"::1}",
    "{:1}",
    "0",
    "-0",
    "-",
    "+1",
    "01",
    "00",
    "-01",
    "1.",
    ".1",
    "-.1",
    "1.e1",
    "1e",
    "1e+",
    "1E-2",
    "1e5",
    "1.5E+10",
    "1e999",
    "-1e999",
    "1e-999",
    "0x10",
    "0X1F",
    "1_000",
    "Infinity",
    "-Infinity",
    "NaN",
    "1a",
    "1 a",
    "9007199254740993",
    "18446744073709551615",
    "18446744073709551616",
    "-9223372036854775808",
    "-9223372036854775809",
    "0.1",
    "123456789.123456789e-7",
    "[1.0,1]",
    "// a\n1",
    "/* a */ 1",
    "1 // a",
    "# a\n1",
    "\"\\n\\t\\r\\b\\f\\/\\\\\\\"\"",
    "\"\\a\"",
    "\"\\'\"",
    "\"\\x41\"",
    "\"\\v\"",
    "\"\\0\"",
    "\"\\u0041\"",
    "\"\\u004\"",
    "\"\\uZZZZ\"",
    "\"\\u{41}\"",
    "\"\\ud83d\\ude00\"",
    "\"\\ud83d\"",
    "\"\\ude00\"",
    "\"\\ud83d\\u0041\"",
    "\"\\ud83dx\"",
    "\"\\u0000\"",
    "\"\\\n\"",
    "\"a\nb\"",
    "\"a\tb\"",
    "\"a\u{0}b\"",
    "\"a\u{1f}b\"",
    "\"a\u{7f}b\"",
    "\"\u{2028}\"",
    "\"世界\"",
    "\"\u{1F600}\"",
    "\u{a0}1",
    "1\u{a0}",
    "\u{2003}1",
    "\u{b}1",
    "\u{c}1",
    "[1,\u{85}2]",
    "\t\r\n 1 \t\r\n",
    "{\"a\":{\"a\":{\"a\":[]}}}",
    "[[[[[[]]]]]]",
    "{\"\":0}",
    "{\"a\\u0062\":1}",
    "{\"a\":1,\"a\":2}",
    "{\"a\":1,\"\\u0061\":2}",
    "[true,false,null]",
    "[true false]",
    "[tru]",
    "[\"a\",]",
    "\u{200b}1",
    "1\u{feff}",
    "{\"a\":\"b\\\"}",
    "{\"a\\\":1}",
    "\"\\\\\"",
    "\"\\\\\\\"",
    "[\"\\\\\",\"\\\\\"]",
    "undefined",
    "[-]",
    "[1e1.5]",
    "[0.0.0]",
    "{\"a\":-}",
    "[1]2",
    "[]]",
    "{}[]",
    "\"a\"\"b\"",
    "[\"a\"\"b\"]",
    "{\"a\":\"b\"\"c\":1}",
    "[{}{}]",
    "[[][]]",
    "[1[2]]",
    "{\"a\":{}\"b\":1}",
    "{\"a\":[]\"b\":1}",
    "{[]:1}",
    "{{}:1}",
    "[{]}",
];

#[test]
fn torture() {
    let wrong: Vec<String> = TORTURE.iter().filter_map(|text| compare(text).err()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_spec_file_reads_like_serde_json_reads_it() {
    for (name, text) in support::texts(&support::car()).into_iter().chain(support::texts(&support::demo())) {
        compare(&text).unwrap_or_else(|wrong| panic!("{name}: {wrong}"));
        assert!(from_text(&text).is_ok(), "{name}");
    }
}

#[test]
fn numbers_stay_as_they_were_written() {
    let node = from_text("[1.50, 1e3, -0, 12345678901234567890123]").unwrap();
    assert_eq!(node.to_compact_json(), "[1.50,1e3,-0,12345678901234567890123]");
}

#[test]
fn everything_knows_where_it_stands() {
    let text = r#"{ "a": [1, "é", null], "b": {"c": true} }"#;
    let node = from_text(text).unwrap();
    let shown = |node: &Node| text[node.span.clone()].to_owned();
    assert_eq!(shown(node.get("a").unwrap()), r#"[1, "é", null]"#);
    assert_eq!(shown(&node.get("a").unwrap().items()[1]), r#""é""#);
    let inner = node.get("b").unwrap();
    assert_eq!(shown(inner), r#"{"c": true}"#);
    assert_eq!(&text[inner.members()[0].key_span.clone()], r#""c""#);
    assert_eq!(inner.get("c").unwrap().value, Value::Bool(true));
    assert!(inner.get("d").is_none() && inner.items().is_empty());
}

#[test]
fn of_equal_keys_the_first_is_kept_and_the_second_reported() {
    let said = from_text(r#"{"a": 1, "a": {"b": 1, "b": 2}, "\u0061": 3}"#).unwrap_err();
    let messages: Vec<&str> = said.iter().map(Diagnostic::message).collect();
    assert_eq!(
        messages,
        ["the key `a` stands here for the second time", "the key `a` stands here for the second time"]
    );
}

fn any_json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<u64>().prop_map(Into::into),
        (-1.0e9..1.0e9_f64).prop_map(Into::into),
        any::<String>().prop_map(Into::into),
    ];
    leaf.prop_recursive(6, 40, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
            proptest::collection::btree_map(any::<String>(), inner, 0..6)
                .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Cuts, repeats and replaces pieces of a text.
fn mutate(text: &str, edits: &[(prop::sample::Index, prop::sample::Index, String)]) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for (from, length, replacement) in edits {
        if chars.is_empty() {
            break;
        }
        let from = from.index(chars.len());
        let to = (from + length.index(6)).min(chars.len());
        chars.splice(from..to, replacement.chars());
    }
    chars.into_iter().collect()
}

fn any_edits() -> impl Strategy<Value = Vec<(prop::sample::Index, prop::sample::Index, String)>> {
    let telling = "[\\[\\]{}:,\"'\\\\/0-9eE+.tfnu \n\t\u{a0}\u{b}-]{0,3}";
    proptest::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), telling), 1..4)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_value_survives_reading_and_writing(value in any_json()) {
        for text in [value.to_string(), serde_json::to_string_pretty(&value).unwrap()] {
            prop_assert!(from_text(&text).is_ok(), "{text}");
            prop_assert_eq!(compare(&text), Ok(()));
        }
    }

    #[test]
    fn any_text_is_accepted_or_refused_alike(text in "[\\[\\]{}:,\"\\\\0-9eE+.truefalsn ua-]{0,24}") {
        prop_assert_eq!(compare(&text), Ok(()));
    }

    #[test]
    fn a_damaged_spec_is_accepted_or_refused_alike(edits in any_edits()) {
        for (_, text) in support::texts(&support::demo()) {
            let damaged = mutate(&text, &edits);
            prop_assert_eq!(compare(&damaged), Ok(()));
        }
    }
}
