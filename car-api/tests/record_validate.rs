//! Holding records and requests to their tables.

mod common;

use car_api::Secret;
use car_api::record::{Shape, check_request, validate};
use serde_json::{Value, json};

use common::{Filter, LISTS, Lists, OPEN, OPTIONS, Options, SCALARS, TREE, Tree};

fn violations(options: &Options) -> Vec<String> {
    validate(options).iter().map(ToString::to_string).collect()
}

fn problems(shape: &'static Shape, request: &Value) -> Vec<String> {
    check_request(shape, request).iter().map(ToString::to_string).collect()
}

#[test]
fn nothing_is_wrong_with_what_keeps_the_limits() {
    let options = Options {
        text: Some("éé".into()),
        mode: Some("a value nobody documented".into()),
        int: Some(-5),
        uint: Some(100),
        float: Some(0.5),
        filter: Some(Filter { name: Some(String::new()), values: None }),
        list: Some(vec!["abc".into()]),
        ..Options::default()
    };
    assert_eq!(violations(&options), [""; 0]);
    assert_eq!(violations(&Options::default()), [""; 0]);
    assert_eq!(validate(&Lists::default()), []);
}

#[test]
fn each_limit_is_reported_where_it_is_broken() {
    let options = Options {
        text: Some("é".into()),
        secret: Some(Secret::new("123456789")),
        int: Some(-6),
        uint: Some(101),
        float: Some(f64::NAN),
        filter: Some(Filter::default()),
        list: Some(vec!["abcd".into(), String::new(), "b".into()]),
        ..Options::default()
    };
    let expected = [
        "`Text`: fewer than 2 characters",
        "`Secret`: more than 8 characters",
        "`Int`: less than -5",
        "`UInt`: more than 100",
        "`Float`: not a finite number",
        "`Filter.Name`: required but missing",
        "`List`: more than 2 items",
        "`List[0]`: more than 3 characters",
    ];
    assert_eq!(violations(&options), expected);
    let options =
        Options {
            text: Some("éèêëē".into()), list: Some(vec![]), float: Some(0.4), ..Options::default()
        };
    let expected = ["`Text`: more than 4 characters", "`Float`: less than 0.5", "`List`: fewer than 1 items"];
    assert_eq!(violations(&options), expected);
}

#[test]
fn nested_records_are_validated() {
    let lists = Lists {
        filters: vec![Filter { name: Some("n".into()), values: None }, Filter::default()],
        ..Lists::default()
    };
    assert_eq!(validate(&lists)[0].path, "Filters[1].Name");
    assert_eq!(validate(&Tree::default()), []);
}

#[test]
fn a_request_that_fits_has_no_problems() {
    let scalars = json!({
        "Text": "a", "Secret": "b", "Mode": "new", "Int": -1, "UInt": 2, "Float": 3, "Truth": false
    });
    assert_eq!(problems(&SCALARS, &scalars), [""; 0]);
    assert_eq!(problems(&OPTIONS, &json!({"Text": null})), [""; 0]);
    assert_eq!(problems(&OPEN, &json!({"New": {"x": 1}})), [""; 0]);
    let tree = json!({"Name": "a", "Children": [{"Name": "b", "Twin": {"Name": "c"}}]});
    assert_eq!(problems(&TREE, &tree), [""; 0]);
}

#[test]
fn missing_parameters_come_in_the_tables_order_and_unknown_ones_last() {
    let request = json!({"AAA": 1, "Int": null, "Secret": "b", "Float": 0.5, "odd name": 1});
    let expected = [
        "`Text`: required but missing",
        "`Mode`: required but missing",
        "`Int`: required but missing",
        "`UInt`: required but missing",
        "`Truth`: required but missing",
        "`AAA`: no such parameter",
        "`[\"odd name\"]`: no such parameter",
    ];
    assert_eq!(problems(&SCALARS, &request), expected);
}

#[test]
fn types_are_held_to_the_letter() {
    let request = json!({
        "Text": 1, "Secret": "b", "Mode": true, "Int": "1", "UInt": 1.5, "Float": "2", "Truth": 1
    });
    let expected = [
        "`Text`: expected a text, found a number",
        "`Mode`: expected a text, found a truth value",
        "`Int`: expected a whole number, found a text",
        "`UInt`: expected a whole number, found a number with a fraction",
        "`Float`: expected a number, found a text",
        "`Truth`: expected true or false, found a number",
    ];
    assert_eq!(problems(&SCALARS, &request), expected);
    let request = json!({"Ints": 1, "Filters": [{"Name": "n"}, 2, {"Values": ["a", null]}], "Required": []});
    let expected = [
        "`Ints`: expected a list, found a number",
        "`Filters[1]`: expected an object, found a number",
        "`Filters[2].Name`: required but missing",
        "`Filters[2].Values[1]`: expected a text, found null",
    ];
    assert_eq!(problems(&LISTS, &request), expected);
    assert_eq!(problems(&OPTIONS, &json!([])), ["expected an object, found a list"]);
}

#[test]
fn limits_are_held() {
    let request = json!({
        "Text": "é", "Int": 6, "UInt": 101, "Float": 0, "List": ["abcd", "b", "c"], "Filter": {"Nam": "n"}
    });
    let expected = [
        "`Text`: fewer than 2 characters",
        "`Int`: more than 5",
        "`UInt`: more than 100",
        "`Float`: less than 0.5",
        "`Filter.Name`: required but missing",
        "`Filter.Nam`: no such parameter",
        "`List`: more than 2 items",
        "`List[0]`: more than 3 characters",
    ];
    assert_eq!(problems(&OPTIONS, &request), expected);
}

#[test]
fn integers_must_fit_their_type() {
    let request = json!({"Ints": [i64::MIN, i64::MAX, u64::MAX], "UInts": [0, u64::MAX, -1], "Required": []});
    let expected = [
        "`Ints[2]`: expected a signed 64-bit integer, found a larger number",
        "`UInts[2]`: expected an unsigned integer, found a negative number",
    ];
    assert_eq!(problems(&LISTS, &request), expected);
}
