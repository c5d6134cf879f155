//! Writing records as JSON.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use car_api::Secret;
use car_api::record::{Record, to_json};
use serde::Serialize;
use serde_json::json;

use common::wide::Wide;
use common::{Empty, Filter, Lists, Mode, Open, Options, Scalars, Tree};

/// Written by both writers, which must agree.
fn written<T: Record + Serialize>(record: &T) -> String {
    let fast = String::from_utf8(to_json(record)).unwrap();
    assert_eq!(fast, serde_json::to_string(record).unwrap());
    fast
}

fn filter(name: &str) -> Filter {
    Filter { name: Some(name.into()), values: None }
}

#[test]
fn scalars_stand_in_the_tables_order() {
    let scalars = Scalars {
        text: "a".into(),
        secret: Secret::new("hunter2"),
        mode: Mode::Slow,
        int: i64::MIN,
        uint: u64::MAX,
        float: 0.5,
        truth: true,
    };
    let expected = r#"{"Text":"a","Secret":"hunter2","Mode":"slow-1","Int":-9223372036854775808,"UInt":18446744073709551615,"Float":0.5,"Truth":true}"#;
    assert_eq!(written(&scalars), expected);
}

#[test]
fn what_is_absent_is_left_out() {
    assert_eq!(written(&Options::default()), "{}");
    assert_eq!(written(&Empty {}), "{}");
    let options = Options { truth: Some(false), filter: Some(filter("n")), ..Options::default() };
    assert_eq!(written(&options), r#"{"Truth":false,"Filter":{"Name":"n"}}"#);
}

#[test]
fn an_empty_list_is_written_where_somebody_put_it() {
    // In an `Option` it was put there; a required one has to be there; any other says nothing.
    assert_eq!(written(&Options { list: Some(Vec::new()), ..Options::default() }), r#"{"List":[]}"#);
    assert_eq!(written(&Lists::default()), r#"{"Required":[]}"#);
}

#[test]
fn every_list_is_written() {
    let lists = Lists {
        texts: vec!["a".into(), String::new()],
        secrets: vec![Secret::new("b")],
        modes: vec![Mode::Fast, Mode::from("new")],
        ints: vec![-1, 2],
        uints: vec![3],
        floats: vec![0.5, 1.0],
        truths: vec![true, false],
        filters: vec![filter("n"), Filter::default()],
        grid: vec![vec![1, 2], vec![]],
        required: vec!["r".into()],
    };
    let expected = concat!(
        r#"{"Texts":["a",""],"Secrets":["b"],"Modes":["FAST","new"],"Ints":[-1,2],"UInts":[3],"#,
        r#""Floats":[0.5,1.0],"Truths":[true,false],"Filters":[{"Name":"n"},{}],"Grid":[[1,2],[]],"Required":["r"]}"#,
    );
    assert_eq!(written(&lists), expected);
}

#[test]
fn recursion_is_written() {
    let leaf = |name: &str| Tree { name: name.into(), ..Tree::default() };
    let tree = Tree { name: "a".into(), children: vec![leaf("b")], twin: Some(Box::new(leaf("c"))) };
    assert_eq!(written(&tree), r#"{"Name":"a","Children":[{"Name":"b"}],"Twin":{"Name":"c"}}"#);
}

#[test]
fn extra_members_follow() {
    let mut open = Open { r#type: Some("t".into()), ..Open::default() };
    open.extra.insert("New\n".into(), json!({"a": [1, null, "\""]}));
    assert_eq!(written(&open), r#"{"Type":"t","New\n":{"a":[1,null,"\""]}}"#);
    assert_eq!(written(&Open { extra: open.extra, ..Open::default() }), r#"{"New\n":{"a":[1,null,"\""]}}"#);
}

#[test]
fn texts_are_escaped() {
    let text: String = (0_u8..=0x7f).map(char::from).chain("é漢😀\u{2028}".chars()).collect();
    let tree = Tree { name: text.clone(), ..Tree::default() };
    let value: serde_json::Value = serde_json::from_slice(&to_json(&tree)).unwrap();
    assert_eq!(value["Name"], json!(text));
}

#[test]
fn floats_read_back_as_they_were() {
    for float in [0.1, -0.0, 1e21, 1e-7, 123_456_789.123, f64::MAX, f64::MIN_POSITIVE, 5e-324, 1e15, 3.0] {
        let json = to_json(&Options { float: Some(float), ..Options::default() });
        let value: serde_json::Value = serde_json::from_slice(&json).unwrap();
        assert_eq!(value["Float"].as_f64().map(f64::to_bits), Some(float.to_bits()), "{float}");
    }
}

#[test]
fn a_float_without_a_form_in_json_is_null() {
    for float in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(written(&Options { float: Some(float), ..Options::default() }), r#"{"Float":null}"#);
    }
}

#[test]
fn wide_structures_are_written_whole() {
    let value: serde_json::Value =
        serde_json::from_slice(&to_json(&Wide { f69: 69, ..Wide::default() })).unwrap();
    assert_eq!(value.as_object().map(serde_json::Map::len), Some(70));
    assert_eq!(value["F69"], 69);
}
