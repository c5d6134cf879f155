//! Reads an `examples.json`: documented calls, written as raw HTTP text.
//!
//! They come in two styles, a `POST` with a JSON body and a URL with its parameters on lines of their own, both
//! with placeholders in them and both often damaged. What can be read becomes an example of a spec; whether it
//! fits is for the check to say. What cannot be read is counted by reason.

use std::collections::BTreeMap;

use serde_json::Value;

use super::events;
use super::metadata::{Member, Metadata, Object, Type};
use super::plan::Planned;
use super::prose;
use super::protocol;
use super::report::Tally;
use crate::json::build::{self as tree, Entries};
use crate::json::{Node, Value as Json};

/// The documented calls of a service, by action.
pub(super) type Examples = BTreeMap<String, Vec<Raw>>;

/// A documented call as it was written.
#[derive(Debug, Default)]
pub(super) struct Raw {
    title: String,
    document: String,
    input: String,
    output: String,
}

/// Parameters that stand in every URL and belong to the protocol.
const COMMON_PARAMETERS: &[&str] = &[
    "Action",
    "Language",
    "Nonce",
    "Region",
    "RequestClient",
    "SecretId",
    "Signature",
    "SignatureMethod",
    "Timestamp",
    "Token",
    "Version",
];

/// Reads the text of an `examples.json`.
///
/// # Errors
/// A sentence, where the text is not JSON or has no examples in it.
pub(super) fn decode(bytes: &[u8]) -> Result<Examples, String> {
    let root: Value = serde_json::from_slice(bytes).map_err(|error| format!("it is not JSON: {error}"))?;
    let Some(actions) = root.get("actions").and_then(Value::as_object) else {
        return Err(
            "it has no object `actions`; is it the `examples.json` of one service version?".to_owned()
        );
    };
    let text =
        |value: &Value, key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let raw = |value: &Value| Raw {
        title: text(value, "title"),
        document: text(value, "document"),
        input: text(value, "input"),
        output: text(value, "output"),
    };
    let of_action = |list: &Value| list.as_array().into_iter().flatten().map(raw).collect();
    Ok(actions.iter().map(|(action, list)| (action.clone(), of_action(list))).collect())
}

/// Makes the examples of an action. What cannot be read is counted in `left_out`, and what has no place in a
/// spec in `not_carried`.
pub(super) fn of_action(
    raw: &[Raw],
    action: &Planned<'_>,
    metadata: &Metadata,
    left_out: &mut Tally,
    not_carried: &mut Tally,
) -> Vec<Node> {
    let mut made = Vec::new();
    for (index, example) in raw.iter().enumerate() {
        match make(example, index, action, metadata) {
            Ok(node) => made.push(node),
            Err(reason) => left_out.add(reason),
        }
        if !example.document.trim().is_empty() {
            not_carried.add("description of an example");
        }
    }
    made
}

/// The error codes that the examples of an action show.
pub(super) fn shown_codes<'r>(
    raw: &'r [Raw],
    action: &'r Planned<'_>,
) -> impl Iterator<Item = String> + use<'r> {
    raw.iter().filter(|raw| raw.output.contains("\"Error\"")).filter_map(|raw| {
        match answer(&raw.output, action) {
            Ok(("error", error)) => error.get("Code").and_then(Node::as_str).map(str::to_owned),
            _ => None,
        }
    })
}

fn make(raw: &Raw, index: usize, action: &Planned<'_>, metadata: &Metadata) -> Result<Node, &'static str> {
    let title = prose::line(&raw.title);
    let title = if title.is_empty() { format!("Example {}", index + 1) } else { title };
    let mut entries = Entries::default();
    entries.put("title", tree::text(title)).put("request", request(&raw.input, action, metadata)?);
    let (key, answer) = if protocol::is_streaming(&metadata.service, action.name) {
        streamed_answer(&raw.output, action)?
    } else {
        answer(&raw.output, action)?
    };
    entries.put(key, answer);
    Ok(entries.into_node())
}

fn request(input: &str, action: &Planned<'_>, metadata: &Metadata) -> Result<Node, &'static str> {
    let input = input.trim();
    let lower = input.get(..input.len().min(2_000)).unwrap_or(input).to_ascii_lowercase();
    if lower.contains("multipart/form-data") {
        return Err("the request is a form");
    }
    if lower.starts_with("http") || lower.starts_with("get ") {
        return request_in_url(input, action.request, metadata);
    }
    let Some(start) = input.find('{') else {
        return if input.is_empty() { Err("there is no request") } else { Ok(tree::object([])) };
    };
    let body = tree::parse(input[start..].trim()).ok_or("the request is not JSON")?;
    if matches!(body.value, Json::Object(_)) { Ok(body) } else { Err("the request is not an object") }
}

/// `https://host/?Action=X`, then `&Name=value` on lines of their own; values are not encoded.
fn request_in_url(input: &str, request: &Object, metadata: &Metadata) -> Result<Node, &'static str> {
    let query = input.split_once('?').map_or("", |(_, query)| query);
    let separator = if query.contains("\n&") { "\n&" } else { "&" };
    let mut parameters: Vec<(Vec<&str>, &str)> = Vec::new();
    for parameter in query.split(separator) {
        let parameter = parameter.trim().trim_start_matches('&');
        if parameter.is_empty() || parameter.starts_with('<') {
            continue;
        }
        let Some((name, value)) = parameter.split_once('=') else {
            return Err("the request's URL cannot be read");
        };
        let is_known = request.members.iter().any(|member| member.name == name);
        if is_known || !COMMON_PARAMETERS.contains(&name) {
            parameters.push((name.trim().split('.').collect(), value.trim()));
        }
    }
    fill(request, &parameters, metadata, 0)
}

/// Puts `Filters.0.Name=x` back into the shape that it stands for.
fn fill(
    object: &Object,
    parameters: &[(Vec<&str>, &str)],
    metadata: &Metadata,
    depth: usize,
) -> Result<Node, &'static str> {
    const UNREADABLE: &str = "the request's URL does not fit the parameters";
    if depth > 32 {
        return Err(UNREADABLE);
    }
    let known =
        |path: &[&str]| object.members.iter().any(|member| path.first() == Some(&member.name.as_str()));
    if parameters.iter().any(|(path, _)| !known(path)) {
        return Err(UNREADABLE);
    }
    let mut entries = Entries::default();
    for member in &object.members {
        let own = parameters.iter().filter(|(path, _)| path.first() == Some(&member.name.as_str()));
        let own: Vec<(&[&str], &str)> =
            own.filter_map(|(path, value)| Some((path.get(1..)?, *value))).collect();
        if own.is_empty() {
            continue;
        }
        if !member.is_list {
            entries.put(member.name.as_str(), single(member, &own, metadata, depth).ok_or(UNREADABLE)?);
            continue;
        }
        let mut items: BTreeMap<usize, Vec<(&[&str], &str)>> = BTreeMap::new();
        for (path, value) in own {
            let (index, rest) = path.split_first().ok_or(UNREADABLE)?;
            items.entry(index.parse().map_err(|_| UNREADABLE)?).or_default().push((rest, value));
        }
        let items: Option<Vec<Node>> =
            items.values().map(|parameters| single(member, parameters, metadata, depth)).collect();
        entries.put(member.name.as_str(), tree::list(items.ok_or(UNREADABLE)?));
    }
    Ok(entries.into_node())
}

/// A value that is no list, from the parameters that make it up.
fn single(
    member: &Member,
    parameters: &[(&[&str], &str)],
    metadata: &Metadata,
    depth: usize,
) -> Option<Node> {
    if let Type::Object(name) = &member.ty {
        let parameters: Vec<(Vec<&str>, &str)> =
            parameters.iter().map(|(path, value)| (path.to_vec(), *value)).collect();
        return fill(metadata.objects.get(name)?, &parameters, metadata, depth + 1).ok();
    }
    let [(path, value)] = parameters else { return None };
    if !path.is_empty() {
        return None;
    }
    match member.ty {
        Type::Int | Type::UInt | Type::Float | Type::Bool => tree::parse(value),
        _ => Some(tree::text(*value)),
    }
}

/// The same for an action that can stream: events are written as text, and a single one sometimes as a document.
fn streamed_answer(output: &str, action: &Planned<'_>) -> Result<(&'static str, Node), &'static str> {
    match tree::parse(output.trim()) {
        None => match events::read(output) {
            Some(events) => Ok(("events", tree::list(events?))),
            None => answer(output, action),
        },
        Some(event) if matches!(event.value, Json::Object(_)) && event.get("Response").is_none() => {
            Ok(("events", tree::list([event])))
        }
        Some(_) => answer(output, action),
    }
}

/// The key under which the answer stands in a spec, and the answer.
fn answer(output: &str, action: &Planned<'_>) -> Result<(&'static str, Node), &'static str> {
    let root = tree::parse(output.trim()).ok_or("the answer is not JSON")?;
    let reply = root.get("Response").ok_or("the answer has no `Response`")?;
    // Two actions answer with a member of this name when all is well.
    let error_is_member = action.response.members.iter().any(|member| member.name == "Error");
    let Some(error) = reply.get("Error").filter(|_| !error_is_member) else {
        return if matches!(reply.value, Json::Object(_)) {
            Ok(("response", reply.clone()))
        } else {
            Err("the answer is not an object")
        };
    };
    let text =
        |key: &str| error.get(key).and_then(Node::as_str).map(prose::line).filter(|text| !text.is_empty());
    let (Some(code), Some(message)) = (text("Code"), text("Message")) else {
        return Err("the error has no code or no message");
    };
    let mut entries = Entries::default();
    entries.put("Code", tree::text(code)).put("Message", tree::text(message));
    Ok(("error", entries.into_node()))
}
