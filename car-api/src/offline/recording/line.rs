//! A recorded call as a line of text, and back.

use http::{HeaderName, HeaderValue, StatusCode};
use serde_json::{Map, Value, json};

use super::entry::{Body, Entry, Outcome};
use crate::transport::{Sent, TransportErrorKind};

/// The version of the format that is written, and the only one that is read.
const VERSION: u64 = 1;
/// What the first line says that it is.
const FORMAT: &str = "car-api";

const KINDS: [(&str, TransportErrorKind); 4] = [
    ("connect", TransportErrorKind::Connect),
    ("broken", TransportErrorKind::Broken),
    ("too_large", TransportErrorKind::TooLarge),
    ("timeout", TransportErrorKind::Timeout),
];
const SENT: [(&str, Sent); 2] = [("no", Sent::No), ("maybe", Sent::Maybe)];

/// The first line of a recording.
pub(super) fn header() -> String {
    json!({"recording": FORMAT, "version": VERSION}).to_string()
}

/// Reads the first line.
pub(super) fn check_header(line: &str) -> Result<(), String> {
    let mut members = object(line)?;
    let format: Option<Value> = members.remove("recording");
    if format.as_ref().and_then(Value::as_str) != Some(FORMAT) {
        return Err(format!("it is no recording: the first line of one is {}", header()));
    }
    match members.remove("version").as_ref().and_then(Value::as_u64) {
        Some(VERSION) => nothing_else(&members),
        version => {
            let version =
                version.map_or_else(|| "no version".to_owned(), |version| format!("version {version}"));
            Err(format!("the format has {version}, and this crate reads version {VERSION}: record it again"))
        }
    }
}

/// The line of a call.
pub(super) fn write(entry: &Entry) -> String {
    let mut members = Map::new();
    let mut set = |name: &str, value: Value| members.insert(name.to_owned(), value);
    set("action", entry.action.as_str().into());
    set("version", entry.version.as_str().into());
    set("parameters", entry.parameters.clone());
    if let Some(service) = &entry.service {
        set("service", service.as_str().into());
    }
    if let Some(region) = &entry.region {
        set("region", region.as_str().into());
    }
    match &entry.outcome {
        Outcome::Reply { status, headers, body } => set("reply", write_reply(*status, headers, body)),
        Outcome::Failure { kind, sent, status } => {
            let mut failure = json!({"kind": word(&KINDS, *kind), "sent": word(&SENT, *sent)});
            if let Some(status) = status {
                failure["status"] = status.as_u16().into();
            }
            set("failure", failure)
        }
    };
    Value::Object(members).to_string()
}

fn write_reply(status: StatusCode, headers: &[(HeaderName, HeaderValue)], body: &Body) -> Value {
    let texts = headers.iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)));
    let headers: Map<_, _> = texts.map(|(name, value)| (name.to_owned(), value.into())).collect();
    let (name, body) = match body {
        Body::Json(value) => ("json", value.clone()),
        Body::Text(text) => ("text", text.as_str().into()),
        Body::Omitted(bytes) => ("omitted_bytes", (*bytes).into()),
    };
    json!({"status": status.as_u16(), "headers": headers, name: body})
}

/// Reads the line of a call.
pub(super) fn read(line: &str) -> Result<Entry, String> {
    let mut members = object(line)?;
    let entry = Entry {
        action: text(&mut members, "action")?.ok_or_else(|| missing("action"))?,
        version: text(&mut members, "version")?.ok_or_else(|| missing("version"))?,
        service: text(&mut members, "service")?,
        region: text(&mut members, "region")?,
        parameters: members.remove("parameters").ok_or_else(|| missing("parameters"))?,
        outcome: match (members.remove("reply"), members.remove("failure")) {
            (Some(Value::Object(reply)), None) => read_reply(reply)?,
            (None, Some(Value::Object(failure))) => read_failure(failure)?,
            _ => return Err("a call has either an object `reply` or an object `failure`".to_owned()),
        },
    };
    nothing_else(&members)?;
    Ok(entry)
}

fn read_reply(mut members: Map<String, Value>) -> Result<Outcome, String> {
    let status = status(&mut members)?.ok_or_else(|| missing("reply.status"))?;
    let headers = match members.remove("headers") {
        Some(Value::Object(headers)) => headers.iter().map(read_header).collect::<Result<_, _>>()?,
        Some(_) => return Err("`reply.headers` is not an object".to_owned()),
        None => Vec::new(),
    };
    let body = match (members.remove("json"), members.remove("text"), members.remove("omitted_bytes")) {
        (Some(value), None, None) => Body::Json(value),
        (None, Some(Value::String(text)), None) => Body::Text(text),
        (None, None, Some(Value::Number(bytes))) if bytes.is_u64() => {
            Body::Omitted(bytes.as_u64().and_then(|bytes| usize::try_from(bytes).ok()).unwrap_or(usize::MAX))
        }
        _ => {
            return Err(
                "a reply has one of `json`, `text` (a text) and `omitted_bytes` (a number)".to_owned()
            );
        }
    };
    nothing_else(&members)?;
    Ok(Outcome::Reply { status, headers, body })
}

fn read_header((name, value): (&String, &Value)) -> Result<(HeaderName, HeaderValue), String> {
    let pair = value
        .as_str()
        .and_then(|value| Some((HeaderName::try_from(name).ok()?, HeaderValue::try_from(value).ok()?)));
    pair.ok_or_else(|| format!("`{name}` is not a header, or has no text for a value"))
}

fn read_failure(mut members: Map<String, Value>) -> Result<Outcome, String> {
    let kind = choice(&mut members, "kind", &KINDS)?;
    let sent = choice(&mut members, "sent", &SENT)?;
    let status = status(&mut members)?;
    nothing_else(&members)?;
    Ok(Outcome::Failure { kind, sent, status })
}

fn object(line: &str) -> Result<Map<String, Value>, String> {
    match serde_json::from_str(line) {
        Ok(Value::Object(members)) => Ok(members),
        Ok(_) => Err("it is not a JSON object".to_owned()),
        Err(error) => Err(format!("it is not JSON: {error}")),
    }
}

fn text(members: &mut Map<String, Value>, name: &str) -> Result<Option<String>, String> {
    match members.remove(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(format!("`{name}` is not a text")),
    }
}

fn status(members: &mut Map<String, Value>) -> Result<Option<StatusCode>, String> {
    let Some(value) = members.remove("status") else { return Ok(None) };
    let number = value.as_u64().and_then(|number| u16::try_from(number).ok());
    match number.and_then(|number| StatusCode::from_u16(number).ok()) {
        Some(status) => Ok(Some(status)),
        None => Err("`status` is not an HTTP status".to_owned()),
    }
}

fn choice<T: Copy>(members: &mut Map<String, Value>, name: &str, all: &[(&str, T)]) -> Result<T, String> {
    let given = text(members, name)?.unwrap_or_default();
    let found = all.iter().find(|(word, _)| *word == given);
    found.map(|(_, value)| *value).ok_or_else(|| {
        let words: Vec<_> = all.iter().map(|(word, _)| format!("`{word}`")).collect();
        format!("`{name}` is one of {}", words.join(", "))
    })
}

fn word<T: Copy + PartialEq>(all: &[(&'static str, T)], value: T) -> &'static str {
    all.iter().find(|(_, known)| *known == value).map_or("", |(word, _)| word)
}

/// A member with another name is a slip of the pen, or of a later version.
fn nothing_else(members: &Map<String, Value>) -> Result<(), String> {
    match members.keys().next() {
        None => Ok(()),
        Some(name) => Err(format!("there is no member `{name}` in this version of the format")),
    }
}

fn missing(name: &str) -> String {
    format!("the member `{name}` is missing")
}
