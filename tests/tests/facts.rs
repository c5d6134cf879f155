//! The specs say what the services say. `facts/car.json` and `facts/sts.json` hold the names, types, required flags and error
//! codes of the published metadata, made by a script and not from the specs; an edit of a spec that drifts from
//! them fails here.
//!
//! A spec may be looser than the facts about answers, never stricter: the metadata promises fields that the
//! service's own examples leave out.

#![allow(clippy::unwrap_used, reason = "a failure here is the failure of a test")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use car_codegen::ir::{Action, Presence, Record, Side, Type, TypeDef};
use car_codegen::{Selection, compile, source};
use serde_json::Value;
use support::workspace;

/// What differs, in words.
type Differences = Vec<String>;

fn facts(service: &str) -> Value {
    let path = workspace().join(format!("tests/facts/{service}.json"));
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn type_name(ty: &Type) -> String {
    match ty {
        // The metadata has no enumerations: their fields are texts there.
        Type::String | Type::Enum(_) => "string".to_owned(),
        Type::Int => "int".to_owned(),
        Type::UInt => "uint".to_owned(),
        Type::Float => "float".to_owned(),
        Type::Bool => "bool".to_owned(),
        Type::List(item) => format!("list<{}>", type_name(item)),
        Type::Record(name) => name.clone(),
    }
}

fn compare_fields(place: &str, record: &Record, facts: &Value) -> Differences {
    let facts = facts.as_object().unwrap();
    let of_spec: BTreeMap<_, _> = record.fields.iter().map(|field| (field.wire.as_str(), field)).collect();
    let mut differences = Vec::new();
    for name in facts.keys().filter(|name| !of_spec.contains_key(name.as_str())) {
        differences.push(format!("{place}: the spec lacks {name}"));
    }
    for (name, field) in of_spec {
        let Some(fact) = facts.get(name) else {
            // Every answer has it; the spec format leaves it out.
            if name != "RequestId" {
                differences.push(format!("{place}: the service has no {name}"));
            }
            continue;
        };
        let (found, expected) = (type_name(&field.ty), fact["type"].as_str().unwrap());
        if found != expected {
            differences.push(format!("{place}.{name}: {found} in the spec, {expected} in the facts"));
        }
        let required = match field.presence {
            Presence::Required | Presence::RequiredInRequests => true,
            Presence::Optional | Presence::EmptyWhenAbsent => false,
        };
        let expected = fact["required"].as_bool().unwrap();
        let drifted =
            if record.side == Side::Response { required && !expected } else { required != expected };
        if drifted {
            differences
                .push(format!("{place}.{name}: required {required} in the spec, {expected} in the facts"));
        }
    }
    differences
}

fn compare_errors(action: &Action, facts: &Value) -> Differences {
    let expected: BTreeSet<_> =
        facts["errors"].as_array().unwrap().iter().map(|code| code.as_str().unwrap()).collect();
    let claimed: BTreeSet<_> = action.errors.iter().map(|error| error.code.as_str()).collect();
    let possible: BTreeSet<_> = action.may_also_return.iter().map(|error| error.code.as_str()).collect();
    let (of_spec, which) =
        if facts["errors_suspect"] == true { (&possible, "may_also_return") } else { (&claimed, "errors") };
    if *of_spec == expected {
        return Vec::new();
    }
    vec![format!("{}: {which} has {of_spec:?}, the facts {expected:?}", action.name)]
}

#[test]
fn the_specs_of_car_agree_with_the_published_facts() {
    compare("car", "2022-01-10");
}

#[test]
fn the_specs_of_sts_agree_with_the_published_facts() {
    compare("sts", "2018-08-13");
}

fn compare(name: &str, version: &str) {
    let facts = facts(name);
    let specs = format!("api-specs/{name}");
    let (sources, _) = source::read(&workspace().join(&specs), &specs);
    let service = compile(&sources, &Selection::All).service.unwrap();
    assert_eq!((service.name.as_str(), service.version.as_str()), (name, version));

    let mut differences = Vec::new();
    let of_facts = facts["actions"].as_object().unwrap();
    let of_spec: BTreeMap<_, _> =
        service.actions.iter().map(|action| (action.name.as_str(), action)).collect();
    for name in of_facts.keys().filter(|name| !of_spec.contains_key(name.as_str())) {
        differences.push(format!("the spec of {name} is not there"));
    }
    for (name, action) in &of_spec {
        // An action that the metadata does not have is somebody's own; it is not this test's business.
        let Some(fact) = of_facts.get(*name) else { continue };
        differences.extend(compare_fields(&format!("{name} request"), &action.request, &fact["request"]));
        differences.extend(compare_fields(&format!("{name} response"), &action.response, &fact["response"]));
        differences.extend(compare_errors(action, fact));
    }
    let records: BTreeMap<_, _> = service
        .types
        .iter()
        .filter_map(|def| match def {
            TypeDef::Record(record) => Some((record.rust_name.as_str(), record)),
            TypeDef::Enum(_) => None,
        })
        .collect();
    for (name, fact) in facts["structures"].as_object().unwrap() {
        match records.get(name.as_str()) {
            Some(record) => differences.extend(compare_fields(name, record, &fact["fields"])),
            None => differences.push(format!("the structure {name} is not there")),
        }
    }
    let codes: BTreeSet<_> = service.errors.iter().map(|error| error.code.as_str()).collect();
    for code in facts["errors"].as_array().unwrap().iter().map(|code| code.as_str().unwrap()) {
        if !codes.contains(code) {
            differences.push(format!("the error code {code} is not there"));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
