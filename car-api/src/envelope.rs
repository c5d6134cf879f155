//! The envelope around every reply: `{"Response": {..., "RequestId": "..."}}`, and in its place, when a call
//! fails, `{"Response": {"Error": {"Code": "...", "Message": "..."}, "RequestId": "..."}}`.
//!
//! Envelope and reply are read in one pass: the members of `Response` go straight into the typed reply, and
//! an `Error` among them turns the outcome into a failure, whose missing fields do not matter. The HTTP status
//! says nothing, because the service answers failures with 200 as well.
//!
//! A few actions document a member of their own called `Error`, in replies that succeed. For them, `Error`
//! means failure only where nothing but it and `RequestId` came.
//!
//! When a reply cannot be read, it is [probed](probe) once more for the request id, without which nobody at
//! the service can help.

mod layers;
mod probe;
#[cfg(test)]
mod tests;

use serde::de::DeserializeSeed as _;
use serde_json::Value;

use crate::record::{self, ReadError, ReadProblem, Record, View};
use layers::{Envelope, Legacy, Reading, RequestId, Response};
use probe::Probe;

/// What a well-formed reply says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The call succeeded; the reply is filled in.
    Success {
        /// Names the call to the service's support; empty if the service left it out.
        request_id: String,
    },
    /// The call failed.
    Failure {
        /// The error code, never empty.
        code: String,
        /// What the service says about it, for people.
        message: String,
        /// As above.
        request_id: String,
    },
}

/// Why a reply makes no sense.
#[derive(Debug)]
pub(crate) struct Malformed {
    /// What sort of nonsense it is.
    pub(crate) kind: MalformedKind,
    /// One line for people.
    pub(crate) message: String,
    /// The request id, wherever in the rubble it was found.
    pub(crate) request_id: Option<String>,
}

/// What sort of nonsense a reply is.
#[derive(Debug)]
pub(crate) enum MalformedKind {
    /// It is not JSON, breaks off, or goes on after its end.
    NotJson,
    /// It is JSON, but there is no object `Response`.
    NoResponse,
    /// There is an `Error`, but no code in it.
    ErrorWithoutCode,
    /// A member of `Response` does not fit the reply's table, or one is missing.
    Unreadable(ReadError),
}

/// Reads a reply's body into `reply`, which has to be fresh, and is so again after anything but a success.
pub(crate) fn read(body: &[u8], reply: &mut dyn Record) -> Result<Outcome, Malformed> {
    let outcome = match record::text(body) {
        Ok(text) => read_text(text, reply),
        Err(problem) => recover(body, reply, problem, MalformedKind::NotJson),
    };
    if !matches!(outcome, Ok(Outcome::Success { .. })) {
        record::clear(reply);
    }
    outcome
}

/// Reads the data of an event into `reply`: the members of `Response` without the envelope. `request_id` is that of
/// the stream, for an event that does not name it.
pub(crate) fn read_event(data: &str, request_id: &str, reply: &mut dyn Record) -> Result<Outcome, Malformed> {
    let mut reading = Reading { has_response: true, ..Reading::default() };
    let mut deserializer = serde_json::Deserializer::from_str(data);
    let seed = Response {
        reply: &mut *reply,
        reading: &mut reading,
        request_id: RequestId::OfTheStream(request_id),
    };
    let outcome = match seed.deserialize(&mut deserializer).and_then(|()| deserializer.end()) {
        Ok(()) => reading.conclude(data.as_bytes(), reply),
        Err(error) => {
            recover(data.as_bytes(), reply, reading.trail.into_error(&error), MalformedKind::NotJson)
        }
    };
    if !matches!(outcome, Ok(Outcome::Success { .. })) {
        record::clear(reply);
    }
    outcome
}

fn read_text(body: &str, reply: &mut dyn Record) -> Result<Outcome, Malformed> {
    let mut reading = Reading::default();
    let mut deserializer = serde_json::Deserializer::from_str(body);
    let seed = Envelope { reply: &mut *reply, reading: &mut reading };
    match seed.deserialize(&mut deserializer).and_then(|()| deserializer.end()) {
        Ok(()) => reading.conclude(body.as_bytes(), reply),
        Err(error) => {
            // JSON that is no envelope is, for serde, data of the wrong kind.
            let kind = if error.is_data() { MalformedKind::NoResponse } else { MalformedKind::NotJson };
            recover(body.as_bytes(), reply, reading.trail.into_error(&error), kind)
        }
    }
}

impl Reading {
    fn conclude(self, body: &[u8], reply: &dyn Record) -> Result<Outcome, Malformed> {
        if !self.has_response {
            return self.legacy.conclude();
        }
        if let Some(error) = self.error {
            let request_id = self.request_id.as_ref().and_then(text_of).or_else(|| request_id_of(reply));
            return conclude_error(&error, request_id);
        }
        if let Some(failure) = failure_beside_own_error(body, reply) {
            return Ok(failure);
        }
        let request_id = self.request_id.as_ref().and_then(text_of).or_else(|| request_id_of(reply));
        Ok(Outcome::Success { request_id: request_id.unwrap_or_default() })
    }
}

fn conclude_error(error: &Value, request_id: Option<String>) -> Result<Outcome, Malformed> {
    let message = error.get("Message").and_then(text_of).unwrap_or_default();
    match error.get("Code").and_then(text_of).filter(|code| !code.is_empty()) {
        Some(code) => Ok(Outcome::Failure { code, message, request_id: request_id.unwrap_or_default() }),
        None => Err(Malformed {
            kind: MalformedKind::ErrorWithoutCode,
            message: format!("the reply has an `Error` without a `Code`; its message is {message:?}"),
            request_id,
        }),
    }
}

/// A failure of an action whose own replies have an `Error`.
fn failure_beside_own_error(body: &[u8], reply: &dyn Record) -> Option<Outcome> {
    if !has_own_error(reply) {
        return None;
    }
    let probe = Probe::of(body);
    if probe.has_other_members {
        return None;
    }
    conclude_error(&probe.error?, probe.request_id).ok()
}

fn has_own_error(reply: &dyn Record) -> bool {
    reply.shape().fields.iter().any(|field| field.wire == "Error")
}

fn request_id_of(reply: &dyn Record) -> Option<String> {
    let shape = reply.shape();
    // It is the last field of every generated reply.
    let Some(index) = shape.position("RequestId", shape.fields.len().saturating_sub(1)) else {
        return reply.extra()?.get("RequestId").and_then(text_of);
    };
    match reply.get(index)?.view() {
        View::Text(id) => Some(id.to_owned()),
        _ => None,
    }
}

/// Makes the best of a reply that could not be read. `otherwise` says what it is if no field of it is to blame.
fn recover(
    body: &[u8],
    reply: &dyn Record,
    problem: ReadError,
    otherwise: MalformedKind,
) -> Result<Outcome, Malformed> {
    let probe = Probe::of(body);
    let is_failure = !has_own_error(reply) || !probe.has_other_members;
    if let Some(found) = probe.error.filter(|_| is_failure && probe.is_whole) {
        // A field that does not fit is no reason to hide from the caller what the service complains about.
        return conclude_error(&found, probe.request_id);
    }
    let (kind, message) = match (problem.problem(), otherwise) {
        (ReadProblem::NotJson { .. }, MalformedKind::NoResponse) => (
            MalformedKind::NoResponse,
            "the reply is JSON, but not an object with an object `Response` in it".to_owned(),
        ),
        (ReadProblem::NotJson { .. }, kind) => (kind, format!("the reply is {problem}{}", beginning(body))),
        _ => {
            let message = format!("the reply does not fit: {problem}");
            (MalformedKind::Unreadable(problem), message)
        }
    };
    Err(Malformed { kind, message, request_id: probe.request_id })
}

/// How a body begins that was never meant to be JSON: the page of a proxy, for example. What begins like JSON
/// may hold secrets and is not shown.
fn beginning(body: &[u8]) -> String {
    const SHOWN_BYTES: usize = 60;
    let body = body.trim_ascii();
    if body.is_empty() {
        return " (it is empty)".to_owned();
    }
    if matches!(body.first(), Some(b'{' | b'[' | b'"')) {
        return String::new();
    }
    let shown = String::from_utf8_lossy(body.get(..SHOWN_BYTES).unwrap_or(body));
    format!(" (it begins with {shown:?})")
}

impl Legacy {
    fn conclude(self) -> Result<Outcome, Malformed> {
        let number = self.code.as_ref().and_then(text_of).filter(|code| code != "0" && !code.is_empty());
        let Some(number) = number else {
            return Err(Malformed {
                kind: MalformedKind::NoResponse,
                message: "the reply is a JSON object without `Response`".to_owned(),
                request_id: None,
            });
        };
        let description = self.description.as_ref().and_then(text_of).filter(|code| !code.is_empty());
        Ok(Outcome::Failure {
            code: description.unwrap_or(number),
            message: self.message.as_ref().and_then(text_of).unwrap_or_default(),
            request_id: String::new(),
        })
    }
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
