//! Showing records: `Debug`, and masked JSON. No secret may come out of either.

mod common;

use car_api::Secret;
use car_api::record::{Record, masked_json};
use serde_json::json;

use common::{Filter, LISTS, Lists, Mode, OPEN, OPTIONS, Open, Options, Scalars, TREE, Tree};

const SENTINEL: &str = "hunter2";

#[test]
fn debug_looks_like_a_derived_one() {
    let scalars =
        Scalars { text: "a\"b".into(), mode: Mode::Slow, int: -1, float: 2.0, ..Scalars::default() };
    assert_eq!(
        format!("{scalars:?}"),
        r#"Scalars { text: "a\"b", secret: "", mode: "slow-1", int: -1, uint: 0, float: 2.0, truth: false }"#,
    );
}

#[test]
fn what_is_absent_is_left_out() {
    assert_eq!(format!("{:?}", Options::default()), "Options");
    let options = Options { text: Some("a".into()), list: Some(vec![]), ..Options::default() };
    assert_eq!(format!("{options:?}"), r#"Options { text: "a", list: [] }"#);
    assert_eq!(format!("{:?}", Lists::default()), "Lists");
}

#[test]
fn nested_records_are_shown_in_both_forms() {
    let leaf = Tree { name: "b".into(), ..Tree::default() };
    let tree = Tree { name: "a".into(), children: vec![leaf.clone()], twin: Some(Box::new(leaf)) };
    assert_eq!(
        format!("{tree:?}"),
        r#"Tree { name: "a", children: [Tree { name: "b" }], twin: Tree { name: "b" } }"#,
    );
    let expected = r#"Tree {
    name: "a",
    children: [
        Tree {
            name: "b",
        },
    ],
    twin: Tree {
        name: "b",
    },
}"#;
    assert_eq!(format!("{tree:#?}"), expected);
}

#[test]
fn secrets_are_masked_at_any_depth() {
    let secret = || Secret::new(SENTINEL);
    let mut open = Open {
        r#type: Some("t".into()),
        private: Some(Filter { name: Some(SENTINEL.into()), values: None }),
        ..Open::default()
    };
    open.extra.insert("New".into(), json!(SENTINEL));
    let scalars = Scalars { secret: secret(), ..Scalars::default() };
    let options = Options { secret: Some(secret()), pin: Some(4711), ..Options::default() };
    let lists = Lists { secrets: vec![secret(), Secret::default()], ..Lists::default() };
    let records: [&dyn Record; 4] = [&scalars, &options, &lists, &open];
    for record in records {
        for shown in [format!("{record:?}"), format!("{record:#?}")] {
            assert!(!shown.contains(SENTINEL) && !shown.contains("4711"), "{shown}");
            assert!(shown.contains("[masked]"), "{shown}");
        }
    }
    assert_eq!(format!("{options:?}"), "Options { secret: [masked], pin: [masked] }");
    assert_eq!(format!("{open:?}"), r#"Open { type: "t", private: [masked], extra: {"New"} }"#);
    assert_eq!(format!("{lists:?}"), "Lists { secrets: [masked] }");
}

#[test]
fn views_do_not_show_secrets() {
    let lists = Lists { secrets: vec![Secret::new(SENTINEL)], ..Lists::default() };
    let field = lists.get(1).unwrap();
    assert_eq!(format!("{:?}", field.view()), "List([1 items])");
    let scalars = Scalars { secret: Secret::new(SENTINEL), ..Scalars::default() };
    assert_eq!(format!("{:?}", scalars.get(1).unwrap().view()), "Secret([masked])");
}

#[test]
fn json_is_masked_by_the_table() {
    let value = json!({"Text": "a", "Secret": SENTINEL, "Pin": 4711, "Filter": {"Name": "n"}, "New": 1});
    let masked =
        json!({"Text": "a", "Secret": "[masked]", "Pin": "[masked]", "Filter": {"Name": "n"}, "New": 1});
    assert_eq!(masked_json(&OPTIONS, &value), masked);
    // A list as a whole, a structure as a whole, and what is not there.
    assert_eq!(
        masked_json(&LISTS, &json!({"Secrets": [SENTINEL], "Ints": [1]})),
        json!({"Secrets": "[masked]", "Ints": [1]})
    );
    assert_eq!(masked_json(&OPEN, &json!({"Private": {"Name": SENTINEL}})), json!({"Private": "[masked]"}));
    assert_eq!(masked_json(&OPTIONS, &json!({"Secret": null})), json!({"Secret": null}));
}

#[test]
fn json_that_does_not_fit_the_table_stays_as_it_is() {
    for value in [json!(null), json!([1]), json!("a"), json!({"Children": {"Name": 1}, "Twin": [2]})] {
        assert_eq!(masked_json(&TREE, &value), value);
    }
}
