//! What holds for every document and every record.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod common;

use car_api::Secret;
use car_api::record::{
    Extra, ReadProblem, Record, check_request, from_json, masked_json, read_into, serialize, to_json,
    validate,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use serde_json::Value;

use common::wide::Wide;
use common::{Empty, Filter, Lists, Mode, Open, Options, Scalars, Tree};

/// Names that the tables know, so that most members hit a field, and a few that they do not.
fn name() -> impl Strategy<Value = String> {
    const NAMES: [&str; 33] = [
        "Text", "Secret", "Mode", "Int", "UInt", "Float", "Truth", "Filter", "List", "Pin", "Texts",
        "Secrets", "Modes", "Ints", "UInts", "Floats", "Truths", "Filters", "Grid", "Required", "Name",
        "Values", "Children", "Twin", "Type", "Private", "F0", "F63", "F64", "F69", "New", "odd name", "",
    ];
    prop::sample::select(&NAMES[..]).prop_map(str::to_owned)
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        (-3_i64..3).prop_map(|number| Value::from(number.to_string())),
        "(true|0|1.0|-0|1e99|inf|NaN| 7 |FAST|\\PC{0,40})".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 64, 8, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Value::from),
            vec((name(), inner), 0..8).prop_map(|members| members.into_iter().collect()),
        ]
    })
}

/// What a path of an error leads to.
fn find<'a>(document: &'a Value, path: &str) -> Option<&'a Value> {
    let mut place = document;
    let mut rest = path;
    while !rest.is_empty() {
        rest = rest.strip_prefix('.').unwrap_or(rest);
        if let Some(inside) = rest.strip_prefix("[\"") {
            let (name, after) = inside.split_once("\"]")?;
            (place, rest) = (place.get(name)?, after);
        } else if let Some(inside) = rest.strip_prefix('[') {
            let (index, after) = inside.split_once(']')?;
            (place, rest) = (place.get(index.parse::<usize>().ok()?)?, after);
        } else {
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            (place, rest) = (place.get(&rest[..end])?, &rest[end..]);
        }
    }
    Some(place)
}

/// Reads `document`, and checks everything that must hold whether that works or not.
fn explore<T: Record + Default>(document: &Value) {
    let bytes = document.to_string().into_bytes();
    let shape = T::default().shape();
    check_request(shape, document);
    masked_json(shape, document);
    match from_json::<T>(&bytes) {
        Ok(record) => {
            validate(&record);
            let _ = format!("{record:?} {record:#?}");
            // Written and read again, it is the same.
            let written = to_json(&record);
            let again = from_json::<T>(&written).unwrap();
            assert_eq!(to_json(&again), written);
            // So it is in a record that was used before.
            let mut used = record;
            read_into(&written, &mut used).unwrap();
            assert_eq!(to_json(&used), written);
        }
        Err(error) => {
            let place = find(document, error.path());
            let place = place.unwrap_or_else(|| panic!("{error}: no {:?} in {document}", error.path()));
            if let ReadProblem::Missing { fields } = error.problem() {
                for field in fields {
                    let value = place.get(*field).unwrap_or(&Value::Null);
                    assert!(
                        value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty()),
                        "{error}"
                    );
                }
            }
        }
    }
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["\\PC{0,12}", any::<String>()]
}

fn mode() -> impl Strategy<Value = Mode> {
    prop_oneof![Just(Mode::Fast), Just(Mode::Slow), text().prop_map(Mode::from)]
}

fn secret() -> impl Strategy<Value = Secret> {
    text().prop_map(Secret::from)
}

fn float() -> impl Strategy<Value = f64> {
    any::<f64>().prop_filter("JSON has no other", |float| float.is_finite())
}

fn filter() -> impl Strategy<Value = Filter> {
    (option::of(text()), option::of(vec(text(), 0..4))).prop_map(|(name, values)| Filter { name, values })
}

prop_compose! {
    fn options()(
        (text, secret, mode) in (option::of(text()), option::of(secret()), option::of(mode())),
        (int, uint, float, truth, pin) in
            (any::<Option<i64>>(), any::<Option<u64>>(), option::of(float()), any::<Option<bool>>(), any::<Option<i64>>()),
        (filter, list) in (option::of(filter()), option::of(vec(text(), 0..4))),
    ) -> Options {
        Options { text, secret, mode, int, uint, float, truth, filter, list, pin }
    }
}

prop_compose! {
    fn lists()(
        (texts, secrets, modes) in (vec(text(), 0..4), vec(secret(), 0..4), vec(mode(), 0..4)),
        (ints, uints, floats) in (vec(any::<i64>(), 0..4), vec(any::<u64>(), 0..4), vec(float(), 0..4)),
        (truths, filters) in (vec(any::<bool>(), 0..4), vec(filter(), 0..4)),
        (grid, required) in (vec(vec(any::<i64>(), 0..3), 0..3), vec(text(), 0..4)),
    ) -> Lists {
        Lists { texts, secrets, modes, ints, uints, floats, truths, filters, grid, required }
    }
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = text().prop_map(|name| Tree { name, ..Tree::default() });
    leaf.prop_recursive(4, 24, 3, |inner| {
        (text(), vec(inner.clone(), 0..3), option::of(inner.prop_map(Box::new)))
            .prop_map(|(name, children, twin)| Tree { name, children, twin })
    })
}

fn open() -> impl Strategy<Value = Open> {
    // No listed member begins with a small letter.
    let extra =
        vec(("[a-z\"\\\\]{1,5}", value()), 0..4).prop_map(|members| members.into_iter().collect::<Extra>());
    (option::of(text()), option::of(filter()), extra).prop_map(|(r#type, private, extra)| Open {
        r#type,
        private,
        extra,
    })
}

fn round_trip<T: Record + Default + PartialEq>(record: &T) {
    let json = to_json(record);
    let again =
        from_json::<T>(&json).unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&json)));
    assert!(again == *record, "{}", String::from_utf8_lossy(&json));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_document_breaks_the_reader(document in value()) {
        explore::<Scalars>(&document);
        explore::<Options>(&document);
        explore::<Lists>(&document);
        explore::<Tree>(&document);
        explore::<Open>(&document);
        explore::<Wide>(&document);
        explore::<Empty>(&document);
    }

    #[test]
    fn no_bytes_break_the_reader(bytes in any::<Vec<u8>>(), document in value(), cut in any::<prop::sample::Index>()) {
        let _ = from_json::<Tree>(&bytes);
        let document = document.to_string().into_bytes();
        let _ = from_json::<Options>(&document[..cut.index(document.len())]);
    }

    #[test]
    fn what_is_written_reads_back_the_same(options in options(), lists in lists(), tree in tree(), open in open()) {
        round_trip(&options);
        round_trip(&lists);
        round_trip(&tree);
        round_trip(&open);
    }

    #[test]
    fn both_writers_agree(options in options(), lists in lists(), open in open()) {
        for record in [&options as &dyn Record, &lists, &open] {
            let fast: Value = serde_json::from_slice(&to_json(record)).unwrap();
            let serde = serialize(record, serde_json::value::Serializer).unwrap();
            prop_assert_eq!(fast, serde);
        }
    }
}
