//! Reads an `api.json`, the metadata that Tencent publishes for one version of a service.
//!
//! The files are made by a machine, but not by one machine: a boolean is sometimes the number 1, a key is
//! sometimes missing, and keys appear that nobody announced. So the reader takes whatever it can make sense of,
//! counts what is odd in the report, and fails only where there is no service to speak of.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::report::Tally;

/// One version of a service.
#[derive(Debug)]
pub(super) struct Metadata {
    /// First label of the host; not always the name of the folder.
    pub(super) service: String,
    pub(super) version: String,
    pub(super) title: String,
    pub(super) brief: String,
    /// Sorted by name.
    pub(super) actions: BTreeMap<String, Action>,
    /// Requests and responses of the actions, and the structures that they hold.
    pub(super) objects: BTreeMap<String, Object>,
}

/// One action.
#[derive(Debug)]
pub(super) struct Action {
    pub(super) title: String,
    pub(super) document: String,
    pub(super) input: String,
    pub(super) output: String,
    pub(super) status: Status,
    pub(super) skip_sign: bool,
}

/// Whether an action is still offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Online,
    Deprecated,
    Offline,
}

/// A structure.
#[derive(Debug)]
pub(super) struct Object {
    pub(super) document: String,
    pub(super) members: Vec<Member>,
}

/// A member of a structure.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "the published format has these flags")]
pub(super) struct Member {
    pub(super) name: String,
    pub(super) is_list: bool,
    pub(super) ty: Type,
    pub(super) required: bool,
    pub(super) disabled: bool,
    /// It may be null in answers.
    pub(super) nullable: bool,
    /// It is in every answer, says the metadata.
    pub(super) promised: bool,
    pub(super) example: String,
    pub(super) document: String,
}

/// The type of a member, or of the items of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Type {
    String,
    Int,
    UInt,
    Float,
    Bool,
    Date,
    DateTime,
    DateTimeIso,
    /// A file in a multipart form.
    Binary,
    /// A structure, by name.
    Object(String),
}

const METADATA_KEYS: &[&str] = &["apiVersion", "serviceShortName", "serviceNameCN", "api_brief"];
const ACTION_KEYS: &[&str] = &["name", "document", "input", "output", "status", "skip_sign"];
const OBJECT_KEYS: &[&str] = &["document", "members", "type", "usage"];
const MEMBER_KEYS: &[&str] = &[
    "name",
    "type",
    "member",
    "document",
    "required",
    "disabled",
    "example",
    "value_allowed_null",
    "output_required",
];

/// Reads the text of an `api.json`. `odd` counts what is unusual.
///
/// # Errors
/// A sentence, where the text is not JSON or does not say which service it describes.
pub(super) fn decode(bytes: &[u8], odd: &mut Tally) -> Result<Metadata, String> {
    let root: Value = serde_json::from_slice(bytes).map_err(|error| format!("it is not JSON: {error}"))?;
    let Value::Object(mut root) = root else { return Err("it is JSON, but not an object".to_owned()) };
    let mut part = |key: &str| match root.remove(key) {
        Some(Value::Object(part)) => Ok(part),
        _ => Err(format!("it has no object `{key}`; is it the `api.json` of one service version?")),
    };
    let (mut about, actions, objects) = (part("metadata")?, part("actions")?, part("objects")?);
    unknown_keys(&about, METADATA_KEYS, "the metadata", odd);
    let service = take_text(&mut about, "serviceShortName");
    let version = take_text(&mut about, "apiVersion");
    if service.is_empty() || version.is_empty() {
        return Err("its `metadata` lacks `serviceShortName` or `apiVersion`".to_owned());
    }
    Ok(Metadata {
        service,
        version,
        title: take_text(&mut about, "serviceNameCN"),
        brief: take_text(&mut about, "api_brief"),
        actions: actions.into_iter().filter_map(|(name, value)| action(name, value, odd)).collect(),
        objects: objects.into_iter().filter_map(|(name, value)| object(name, value, odd)).collect(),
    })
}

fn action(name: String, value: Value, odd: &mut Tally) -> Option<(String, Action)> {
    let Value::Object(mut keys) = value else {
        odd.add(format!("the action `{name}` is no object"));
        return None;
    };
    unknown_keys(&keys, ACTION_KEYS, "an action", odd);
    let status = match keys.remove("status") {
        None => Status::Online,
        Some(Value::String(word)) if word == "online" => Status::Online,
        Some(Value::String(word)) if word == "deprecated" => Status::Deprecated,
        Some(Value::String(word)) if word == "offline" => Status::Offline,
        Some(other) => {
            odd.add(format!("an action has the status {other}, taken as online"));
            Status::Online
        }
    };
    let named_after =
        |suffix: &str, given: String| if given.is_empty() { format!("{name}{suffix}") } else { given };
    let action = Action {
        title: take_text(&mut keys, "name"),
        document: take_text(&mut keys, "document"),
        input: named_after("Request", take_text(&mut keys, "input")),
        output: named_after("Response", take_text(&mut keys, "output")),
        status,
        skip_sign: take_flag(&mut keys, "skip_sign", odd),
    };
    Some((name, action))
}

fn object(name: String, value: Value, odd: &mut Tally) -> Option<(String, Object)> {
    let Value::Object(mut keys) = value else {
        odd.add(format!("the structure `{name}` is no object"));
        return None;
    };
    unknown_keys(&keys, OBJECT_KEYS, "a structure", odd);
    let members = match keys.remove("members") {
        Some(Value::Array(members)) => members,
        _ => Vec::new(),
    };
    let mut known: Vec<Member> = Vec::with_capacity(members.len());
    let mut seen = BTreeSet::new();
    for value in members {
        let Some(member) = member(&name, value, odd) else { continue };
        if seen.insert(member.name.clone()) {
            known.push(member);
        } else {
            odd.add(format!("`{name}` has the member `{}` a second time, which is left out", member.name));
        }
    }
    Some((name, Object { document: take_text(&mut keys, "document"), members: known }))
}

fn member(owner: &str, value: Value, odd: &mut Tally) -> Option<Member> {
    let Value::Object(mut keys) = value else {
        odd.add(format!("a member of `{owner}` is no object"));
        return None;
    };
    unknown_keys(&keys, MEMBER_KEYS, "a member", odd);
    let name = take_text(&mut keys, "name");
    if name.trim().is_empty() {
        odd.add(format!("a member of `{owner}` has no name"));
        return None;
    }
    let kind = take_text(&mut keys, "type");
    let item = take_text(&mut keys, "member");
    let item = if item.is_empty() { kind.clone() } else { item };
    Some(Member {
        name,
        is_list: kind == "list",
        ty: type_of(item),
        required: take_flag(&mut keys, "required", odd),
        disabled: take_flag(&mut keys, "disabled", odd),
        nullable: take_flag(&mut keys, "value_allowed_null", odd),
        promised: take_flag(&mut keys, "output_required", odd),
        example: take_text(&mut keys, "example"),
        document: take_text(&mut keys, "document"),
    })
}

/// Every word that is not built in is the name of a structure; whether there is one shows later.
fn type_of(word: String) -> Type {
    match word.as_str() {
        "string" => Type::String,
        "int64" | "int" | "integer" => Type::Int,
        "uint64" => Type::UInt,
        "float" | "double" => Type::Float,
        "bool" | "boolean" => Type::Bool,
        "date" => Type::Date,
        "datetime" => Type::DateTime,
        "datetime_iso" => Type::DateTimeIso,
        "binary" => Type::Binary,
        _ => Type::Object(word),
    }
}

fn take_text(keys: &mut Map<String, Value>, key: &str) -> String {
    match keys.remove(key) {
        Some(Value::String(text)) => text,
        _ => String::new(),
    }
}

/// A truth value; four members of one service write it as the number 1.
fn take_flag(keys: &mut Map<String, Value>, key: &str, odd: &mut Tally) -> bool {
    match keys.remove(key) {
        None | Some(Value::Null) => false,
        Some(Value::Bool(flag)) => flag,
        Some(other) => {
            odd.add(format!("`{key}` is {other} instead of a truth value"));
            other.as_f64().is_some_and(|number| number != 0.0) || other.as_str() == Some("true")
        }
    }
}

fn unknown_keys(keys: &Map<String, Value>, known: &[&str], what: &str, odd: &mut Tally) {
    for key in keys.keys().filter(|key| !known.contains(&key.as_str())) {
        odd.add(format!("unknown key `{key}` of {what}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_values_are_understood_and_counted() {
        let text = r#"{
            "metadata": {"serviceShortName": "s", "apiVersion": "2024-01-01", "surprise": 1},
            "actions": {"DoIt": {"status": "sleeping", "skip_sign": "true"}, "Broken": 7},
            "objects": {"DoItRequest": {"members": [
                {"name": "A", "type": "list", "member": "Thing", "required": 1, "disabled": null},
                {"name": " "}, 3
            ]}}
        }"#;
        let mut odd = Tally::default();
        let metadata = decode(text.as_bytes(), &mut odd).unwrap();
        let action = &metadata.actions["DoIt"];
        assert_eq!((action.input.as_str(), action.output.as_str()), ("DoItRequest", "DoItResponse"));
        assert!(action.skip_sign && action.status == Status::Online);
        let member = &metadata.objects["DoItRequest"].members[0];
        assert!(member.is_list && member.required && !member.disabled);
        assert_eq!(member.ty, Type::Object("Thing".to_owned()));
        assert_eq!(odd.total(), 7, "{odd:?}");
    }

    #[test]
    fn a_file_without_a_service_is_refused() {
        for text in ["", "[]", "{}", r#"{"metadata": {}, "actions": {}, "objects": {}}"#] {
            assert!(decode(text.as_bytes(), &mut Tally::default()).is_err(), "{text}");
        }
    }
}
