//! Reads documented calls into the generated types, and writes them again.
//!
//! `scripts/catalogue.sh --matrix --round-trip` puts this into a crate with one product and appends the list of its
//! actions. What the import kept of the product's examples has to come back equal. Of what was published, fitting or
//! not, each answer has to be read or refused.

use car_api::action::{Action, ActionMeta, ExampleAnswer};
use car_api::record::{Record, from_json, to_json};
use serde_json::{Map, Value};
use subject::product;

/// An action, with its structures behind functions: JSON in, and what is written after reading it out.
struct Subject {
    meta: &'static ActionMeta,
    request: Again,
    response: Again,
}

type Again = fn(&[u8]) -> Result<Vec<u8>, String>;

fn subject<A: Action>() -> Subject {
    Subject { meta: A::META, request: again::<A::Request>, response: again::<A::Response> }
}

fn again<R: Record + Default>(json: &[u8]) -> Result<Vec<u8>, String> {
    from_json::<R>(json).map(|record| to_json(&record)).map_err(|error| error.to_string())
}

macro_rules! actions {
    ($($action:ident)*) => {
        fn subjects() -> Vec<Subject> {
            vec![$(subject::<product::$action>()),*]
        }
    };
}

#[test]
fn examples_come_back_equal() {
    let (mut compared, mut differences) = (0, Vec::new());
    for subject in subjects() {
        for example in subject.meta.examples {
            let mut parts = vec![("request", subject.request, value(example.request))];
            if let ExampleAnswer::Reply(reply) = &example.answer {
                parts.push(("response", subject.response, with_request_id(value(reply))));
            }
            for (part, again, before) in parts {
                compared += 1;
                if let Err(difference) = compare(again, &before) {
                    differences
                        .push(format!("{} {part} `{}`: {difference}", subject.meta.name, example.title));
                }
            }
        }
    }
    println!("round trip: {compared} requests and answers of kept examples, {} differ", differences.len());
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn every_published_answer_is_read_or_refused() {
    let published = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/published.json")).unwrap();
    let published = value(&published);
    let (mut read, mut refused) = (0, 0);
    for subject in subjects() {
        for example in published["actions"][subject.meta.name].as_array().into_iter().flatten() {
            let text = example["output"].as_str().unwrap_or_default();
            // As it was published, damaged or not, and, where it is JSON, without its envelope.
            let _ = (subject.response)(text.as_bytes());
            let inside = serde_json::from_str(text).map(|envelope: Value| envelope["Response"].clone());
            match inside.map(|inside| (subject.response)(inside.to_string().as_bytes())) {
                Ok(Ok(_)) => read += 1,
                _ => refused += 1,
            }
        }
    }
    println!("published answers: {read} read, {refused} refused");
    assert!(read > 0, "there was nothing that could be read");
}

fn value(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// Every answer has one; examples may leave it out.
fn with_request_id(mut answer: Value) -> Value {
    let members = answer.as_object_mut().unwrap();
    members.entry("RequestId").or_insert_with(|| "made-up".into());
    answer
}

fn compare(again: Again, before: &Value) -> Result<(), String> {
    let after = again(before.to_string().as_bytes())?;
    let after =
        serde_json::from_slice(&after).map_err(|error| format!("what was written is not JSON: {error}"))?;
    find_difference("", &without_nothing(before), &without_nothing(&after))
}

/// Without members that are null or an empty list, because leaving them out says the same.
fn without_nothing(value: &Value) -> Value {
    let is_nothing = |value: &Value| value.is_null() || value.as_array().is_some_and(Vec::is_empty);
    match value {
        Value::Array(items) => items.iter().map(without_nothing).collect(),
        Value::Object(members) => members
            .iter()
            .filter(|(_, value)| !is_nothing(value))
            .map(|(name, value)| (name.clone(), without_nothing(value)))
            .collect::<Map<_, _>>()
            .into(),
        other => other.clone(),
    }
}

fn find_difference(path: &str, before: &Value, after: &Value) -> Result<(), String> {
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => {
            for name in before.keys().chain(after.keys()) {
                let of = |members: &Map<String, Value>| members.get(name).cloned().unwrap_or_default();
                find_difference(&format!("{path}.{name}"), &of(before), &of(after))?;
            }
            Ok(())
        }
        (Value::Array(before), Value::Array(after)) if before.len() == after.len() => {
            let mut pairs = before.iter().zip(after).enumerate();
            pairs.try_for_each(|(index, (before, after))| {
                find_difference(&format!("{path}[{index}]"), before, after)
            })
        }
        (Value::Number(one), Value::Number(other)) if one.as_f64() == other.as_f64() => Ok(()),
        _ if before == after => Ok(()),
        _ => Err(format!("{path} was {before} and is {after}")),
    }
}
