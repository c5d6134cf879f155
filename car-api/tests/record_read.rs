//! Reading JSON into records: what is forgiven, what is not, and what errors say.

#![allow(clippy::panic, reason = "a test that cannot go on fails")]

mod common;

use car_api::Secret;
use car_api::record::{ReadError, ReadProblem, Record, from_json, read_into};
use serde_json::{Value, json};

use common::wide::Wide;
use common::{Empty, Filter, Lists, Mode, Open, Options, Scalars, Tree};

fn read<T: Record + Default>(value: &Value) -> Result<T, ReadError> {
    from_json(value.to_string().as_bytes())
}

fn read_ok<T: Record + Default>(value: &Value) -> T {
    read(value).unwrap_or_else(|error| panic!("{value}: {error}"))
}

fn error_of<T: Record + Default>(value: &Value) -> String {
    match read::<T>(value) {
        Ok(record) => panic!("{value} was read as {record:?}"),
        Err(error) => error.to_string(),
    }
}

fn scalars() -> Value {
    json!({
        "Text": "a", "Secret": "b", "Mode": "FAST", "Int": -1, "UInt": 2, "Float": 0.5, "Truth": true
    })
}

fn scalars_with(name: &str, value: Value) -> Value {
    let mut scalars = scalars();
    scalars[name] = value;
    scalars
}

#[test]
fn every_scalar_is_read() {
    let expected = Scalars {
        text: "a".into(),
        secret: Secret::new("b"),
        mode: Mode::Fast,
        int: -1,
        uint: 2,
        float: 0.5,
        truth: true,
    };
    assert_eq!(read_ok::<Scalars>(&scalars()), expected);
}

#[test]
fn the_order_of_members_does_not_matter() {
    let json = br#"{"Truth":true,"Float":0.5,"UInt":2,"Int":-1,"Mode":"FAST","Secret":"b","Text":"a"}"#;
    assert_eq!(from_json::<Scalars>(json).unwrap(), read_ok(&scalars()));
}

#[test]
fn numbers_in_texts_are_read_as_numbers() {
    for (name, text, same) in [
        ("Int", "-7", json!(-7)),
        ("Int", " 7 ", json!(7)),
        ("Int", "7.0", json!(7)),
        ("Int", "9223372036854775807", json!(i64::MAX)),
        ("UInt", "18446744073709551615", json!(u64::MAX)),
        ("Float", "1e3", json!(1000)),
        ("Truth", "true", json!(true)),
        ("Truth", "False", json!(false)),
        ("Truth", "1", json!(true)),
        ("Truth", "0", json!(false)),
    ] {
        let (lenient, strict) = (scalars_with(name, json!(text)), scalars_with(name, same));
        assert_eq!(read_ok::<Scalars>(&lenient), read_ok(&strict), "{name} {text}");
    }
}

#[test]
fn numbers_and_truth_values_are_read_as_texts() {
    for (value, text) in [
        (json!(12), "12"),
        (json!(-12), "-12"),
        (json!(u64::MAX), "18446744073709551615"),
        (json!(1.5), "1.5"),
        (json!(2.0), "2.0"),
        (json!(true), "true"),
    ] {
        assert_eq!(read_ok::<Scalars>(&scalars_with("Text", value.clone())).text, text);
        assert_eq!(read_ok::<Scalars>(&scalars_with("Secret", value.clone())).secret.expose(), text);
        assert_eq!(read_ok::<Scalars>(&scalars_with("Mode", value)).mode.as_str(), text);
    }
}

#[test]
fn truth_values_may_be_0_and_1_and_integers_may_end_in_0() {
    assert!(read_ok::<Scalars>(&scalars_with("Truth", json!(1))).truth);
    assert!(!read_ok::<Scalars>(&scalars_with("Truth", json!(0))).truth);
    assert_eq!(read_ok::<Scalars>(&scalars_with("Int", json!(-3.0))).int, -3);
    assert_eq!(read_ok::<Scalars>(&scalars_with("UInt", json!(1e3))).uint, 1000);
}

#[test]
fn what_does_not_fit_is_refused_with_value_and_target() {
    for (name, value, expected) in [
        (
            "Int",
            json!(9_223_372_036_854_775_808_u64),
            "`Int`: 9223372036854775808 does not fit a signed 64-bit integer",
        ),
        (
            "Int",
            json!("9223372036854775808"),
            "`Int`: \"9223372036854775808\" does not fit a signed 64-bit integer",
        ),
        ("Int", json!(1e300), "`Int`: 1e300 does not fit a signed 64-bit integer"),
        ("UInt", json!(-1), "`UInt`: -1 does not fit an unsigned 64-bit integer"),
        ("UInt", json!("-1"), "`UInt`: \"-1\" does not fit an unsigned 64-bit integer"),
        (
            "UInt",
            json!(18_446_744_073_709_551_616.0),
            "`UInt`: 1.8446744073709552e19 does not fit an unsigned 64-bit integer",
        ),
        ("Int", json!(1.5), "`Int`: expected a whole number, found a number (1.5)"),
        ("Int", json!("abc"), "`Int`: expected a whole number, found a text (\"abc\")"),
        ("Int", json!("NaN"), "`Int`: expected a whole number, found a text (\"NaN\")"),
        ("Int", json!("inf"), "`Int`: \"inf\" does not fit a signed 64-bit integer"),
        ("Float", json!("NaN"), "`Float`: \"NaN\" does not fit a finite number"),
        ("Float", json!("-inf"), "`Float`: \"-inf\" does not fit a finite number"),
        ("Float", json!(true), "`Float`: expected a number, found a truth value (true)"),
        ("Truth", json!(2), "`Truth`: expected true or false, found a number (2)"),
        ("Truth", json!("yes"), "`Truth`: expected true or false, found a text (\"yes\")"),
        ("Text", json!([]), "`Text`: expected a text, found a list"),
        ("Text", json!({"a": 1}), "`Text`: expected a text, found an object"),
        ("Int", json!({}), "`Int`: expected a whole number, found an object"),
    ] {
        assert_eq!(error_of::<Scalars>(&scalars_with(name, value)), expected);
    }
}

#[test]
fn long_texts_are_cut_and_sensitive_values_are_not_shown() {
    let long = error_of::<Scalars>(&scalars_with("Int", json!("é".repeat(100))));
    assert_eq!(long, format!("`Int`: expected a whole number, found a text (\"{}\"...)", "é".repeat(24)));
    assert_eq!(
        error_of::<Options>(&json!({"Pin": "hunter2"})),
        "`Pin`: expected a whole number, found a text"
    );
    assert_eq!(
        error_of::<Options>(&json!({"Pin": 1e300})),
        "`Pin`: the number does not fit a signed 64-bit integer"
    );
    let error = error_of::<Open>(&json!({"Private": {"Values": "hunter2"}}));
    assert_eq!(error, "`Private.Values`: expected a list, found a text");
}

#[test]
fn null_and_nothing_are_the_same_for_what_is_optional() {
    let nothing = Options::default();
    assert_eq!(read_ok::<Options>(&json!({})), nothing);
    let null = json!({
        "Text": null, "Secret": null, "Mode": null, "Int": null, "UInt": null, "Float": null, "Truth": null,
        "Filter": null, "List": null
    });
    assert_eq!(read_ok::<Options>(&null), nothing);
    let empty_texts = json!({"Int": "", "UInt": " ", "Float": "", "Truth": ""});
    assert_eq!(read_ok::<Options>(&empty_texts), nothing);
}

#[test]
fn an_empty_text_is_a_text() {
    assert_eq!(read_ok::<Options>(&json!({"Text": ""})).text.as_deref(), Some(""));
    assert_eq!(read_ok::<Options>(&json!({"List": []})).list, Some(Vec::new()));
}

#[test]
fn all_missing_fields_are_named_at_once() {
    let error = read::<Scalars>(&json!({"Text": "a", "Int": null, "UInt": "", "Truth": false})).unwrap_err();
    assert_eq!(error.to_string(), "required but missing or null: `Secret`, `Mode`, `Int`, `UInt`, `Float`",);
    assert_eq!(error.path(), "");
    let fields = vec!["Secret", "Mode", "Int", "UInt", "Float"];
    assert_eq!(error.problem(), &ReadProblem::Missing { fields });
}

#[test]
fn a_single_missing_field_is_named_with_its_whole_path() {
    let tree = json!({"Name": "a", "Children": [{"Name": "b"}, {"Name": "c", "Twin": {}}]});
    assert_eq!(error_of::<Tree>(&tree), "required but missing or null: `Children[1].Twin.Name`");
}

#[test]
fn more_fields_than_bits_are_told_apart() {
    let mut value = Value::Object((0..70).map(|index| (format!("F{index}"), json!(index))).collect());
    let wide = read_ok::<Wide>(&value);
    assert_eq!((wide.f0, wide.f63, wide.f64, wide.f69), (0, 63, 64, 69));
    value["F68"] = Value::Null;
    assert_eq!(error_of::<Wide>(&value), "required but missing or null: `F68`");
    let all = error_of::<Wide>(&json!({}));
    assert!(all.ends_with("`F6`, `F7` and 62 more"), "{all}");
}

#[test]
fn every_list_is_read() {
    let lists = read_ok::<Lists>(&json!({
        "Texts": ["a", 1, true], "Secrets": ["b"], "Modes": ["slow-1", "new"], "Ints": [-1, "2"], "UInts": [3],
        "Floats": [0.5, 1], "Truths": [true, 0], "Filters": [{"Name": "n"}, {}], "Grid": [[1, 2], [], ["3"]],
        "Required": []
    }));
    let expected = Lists {
        texts: vec!["a".into(), "1".into(), "true".into()],
        secrets: vec![Secret::new("b")],
        modes: vec![Mode::Slow, Mode::Other("new".into())],
        ints: vec![-1, 2],
        uints: vec![3],
        floats: vec![0.5, 1.0],
        truths: vec![true, false],
        filters: vec![Filter { name: Some("n".into()), values: None }, Filter::default()],
        grid: vec![vec![1, 2], vec![], vec![3]],
        required: vec![],
    };
    assert_eq!(lists, expected);
}

#[test]
fn a_null_list_is_empty_and_a_null_item_is_left_out() {
    let lists =
        json!({"Texts": null, "Ints": [1, null, 2, ""], "Filters": [null, {"Name": "n"}], "Required": null});
    let lists = read_ok::<Lists>(&lists);
    assert_eq!(lists.texts, Vec::<String>::new());
    assert_eq!(lists.ints, [1, 2]);
    assert_eq!(lists.filters.len(), 1);
    assert_eq!(error_of::<Lists>(&json!({"Texts": []})), "required but missing or null: `Required`");
}

#[test]
fn positions_in_errors_count_nulls() {
    let lists = json!({"Required": [], "Grid": [null, [1, null, "x"]]});
    assert_eq!(error_of::<Lists>(&lists), "`Grid[1][2]`: expected a whole number, found a text (\"x\")");
    let lists = json!({"Required": {}});
    assert_eq!(error_of::<Lists>(&lists), "`Required`: expected a list, found an object");
}

#[test]
fn unknown_members_are_ignored_or_kept() {
    let unknown = json!({"Name": "a", "New": {"deep": [1, 2, {"x": null}]}});
    assert_eq!(read_ok::<Tree>(&unknown).name, "a");
    let open = read_ok::<Open>(&json!({"Type": "t", "New": [1], "Old": null}));
    assert_eq!(open.r#type.as_deref(), Some("t"));
    assert_eq!(Value::Object(open.extra), json!({"New": [1], "Old": null}));
    assert_eq!(read_ok::<Empty>(&unknown), Empty {});
}

#[test]
fn the_last_of_equal_members_wins_whole() {
    let json = br#"{"Filter": {"Name": "a", "Values": ["x"]}, "Filter": {"Name": "b"}, "List": ["x"], "List": ["y"]}"#;
    let options = from_json::<Options>(json).unwrap();
    assert_eq!(options.filter, Some(Filter { name: Some("b".into()), values: None }));
    assert_eq!(options.list, Some(vec!["y".into()]));
    let json = br#"{"Name": "a", "Name": null}"#;
    assert_eq!(from_json::<Tree>(json).unwrap_err().to_string(), "required but missing or null: `Name`");
}

#[test]
fn reading_into_a_used_record_leaves_nothing_of_the_old() {
    let mut open = read_ok::<Open>(&json!({"Type": "t", "Private": {"Name": "n"}, "New": 1}));
    read_into(br#"{"Private": {"Values": []}}"#, &mut open).unwrap();
    assert_eq!(open, read_ok(&json!({"Private": {"Values": []}})));
}

#[test]
fn recursion_is_read_through_list_and_box() {
    let tree = read_ok::<Tree>(&json!({
        "Name": "a", "Children": [{"Name": "b", "Children": [{"Name": "c"}]}], "Twin": {"Name": "d"}
    }));
    assert_eq!(tree.children[0].children[0].name, "c");
    assert_eq!(tree.twin.unwrap().name, "d");
}

#[test]
fn hostile_nesting_is_an_error_and_not_a_crash() {
    let depth = 100_000;
    let nested = format!("{}{}", r#"{"Name":"a","Twin":"#.repeat(depth), "}".repeat(depth));
    let error = from_json::<Tree>(nested.as_bytes()).unwrap_err();
    assert_eq!(error.problem(), &ReadProblem::TooDeep);
    assert_eq!(error.to_string(), "nested deeper than 127 levels");

    let nested = format!(r#"{{"New":{}{}}}"#, "[".repeat(depth), "]".repeat(depth));
    assert_eq!(from_json::<Open>(nested.as_bytes()).unwrap_err().problem(), &ReadProblem::TooDeep);
    // What is ignored is skipped without recursion.
    assert!(from_json::<Empty>(nested.as_bytes()).is_ok());

    let deepest = format!(r#"{}{{"Name":"z"}}{}"#, r#"{"Name":"a","Twin":"#.repeat(126), "}".repeat(126));
    assert!(from_json::<Tree>(deepest.as_bytes()).is_ok());
}

#[test]
fn what_is_not_one_json_object_is_refused() {
    for (json, expected) in [
        ("", "not valid JSON: EOF while parsing a value at line 1 column 0"),
        (r#"{"Name":"a"} x"#, "not valid JSON: trailing characters at line 1 column 14"),
        (r#"{"Name":"a""#, "not valid JSON: EOF while parsing an object at line 1 column 11"),
        (
            r#"{"Children":[{"Name":tru}]}"#,
            "not valid JSON at `Children[0].Name`: expected ident at line 1 column 25",
        ),
        ("null", "expected an object, found null"),
        ("[]", "expected an object, found a list"),
        ("\"a\"", "expected an object, found a text (\"a\")"),
    ] {
        assert_eq!(from_json::<Tree>(json.as_bytes()).unwrap_err().to_string(), expected);
    }
    let not_text = from_json::<Tree>(b"{\"Name\":\"\xff\"}").unwrap_err();
    assert_eq!(not_text.to_string(), "not valid JSON: byte 10 is not UTF-8");
}

#[test]
fn escapes_in_names_and_texts_are_understood() {
    let json = br#"{"N\u0061me": "\u00e9\n\ud83d\ude00"}"#;
    assert_eq!(from_json::<Tree>(json).unwrap().name, "é\n😀");
}

#[test]
fn serde_reads_the_same_and_names_the_path() {
    let tree: Tree = serde_json::from_value(json!({"Name": "a", "Children": [{"Name": "b"}]})).unwrap();
    assert_eq!(tree.children[0].name, "b");
    let trees: Vec<Tree> = serde_json::from_str(r#"[{"Name": "a"}, {"Name": "b"}]"#).unwrap();
    assert_eq!(trees.len(), 2);
    let error = serde_json::from_str::<Tree>(r#"{"Name": "a", "Children": [{"Name": []}]}"#).unwrap_err();
    assert!(error.to_string().starts_with("`Children[0].Name`: expected a text, found a list"), "{error}");
    let error = serde_json::from_str::<Tree>(r#"{"Name": "a""#).unwrap_err();
    assert!(error.is_eof());
}

#[test]
fn numbers_survive_the_arbitrary_precision_of_others() {
    // What `serde_json` hands over for `12` when some crate has turned on that feature.
    use serde::Deserialize as _;
    use serde::de::value::{Error, MapDeserializer};
    use std::collections::HashMap;

    let number = HashMap::from([("$serde_json::private::Number", "12")]);
    let members = HashMap::from([("Int", number.clone()), ("Float", number.clone()), ("Text", number)]);
    let deserializer = MapDeserializer::<_, Error>::new(
        members.into_iter().map(|(name, number)| (name, MapDeserializer::new(number.into_iter()))),
    );
    let options = Options::deserialize(deserializer).unwrap();
    assert_eq!((options.int, options.float, options.text.as_deref()), (Some(12), Some(12.0), Some("12")));
}
