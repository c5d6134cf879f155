//! What the data of an event says.
//!
//! The data of these services is a JSON object with the members of the response. Most leave `RequestId` out, and none
//! is known to put the envelope around it, though that is read too. Failures in the middle of a stream come in three
//! forms, of which each is documented for one product:
//!
//! | members | seen in |
//! |---|---|
//! | `Error` with `Code` and `Message` | trtc `TextToSpeechSSE` |
//! | `ErrorMsg` with `Code` (a number) and `Msg` | hunyuan `ChatCompletions` and its like |
//! | `ErrorCode` and `ErrorMessage` | cloudmate `CloudMateAgent` |
//!
//! Some actions document no member of their events at all (trtc, waf, tdai, dataagent); their response is empty, and
//! the data is there as text.

use memchr::memmem;
use serde_json::{Map, Value};

use crate::action::ServiceMeta;
use crate::envelope::{self, Malformed, MalformedKind, Outcome};
use crate::error::{Error, ErrorKind};
use crate::record::{self, Field, Record, Slot};

/// What stands in the place of data after the last event, in streams that follow the form of `OpenAI`.
const DONE: &str = "[DONE]";

/// What an event means for its stream.
#[derive(Debug)]
pub(super) enum Meaning {
    /// It is an event for the caller; the response has been filled in.
    Event,
    /// It says nothing: it keeps the connection alive.
    SignOfLife,
    /// It says that there are no more.
    End,
}

/// Reads `data` into `response`. `request_id` is that of the stream, for events that do not name it.
///
/// # Errors
///
/// When it is a failure, or does not fit.
pub(super) fn read(
    data: &str,
    request_id: &str,
    service: &ServiceMeta,
    response: &mut dyn Record,
) -> Result<Meaning, Error> {
    match data.trim() {
        "" => return Ok(Meaning::SignOfLife),
        DONE => return Ok(Meaning::End),
        _ => {}
    }
    if let Some(failure) = documented_failure(data, response) {
        let request_id = failure.request_id.as_deref().unwrap_or(request_id);
        return Err(Error::service(&failure.code, failure.message, service).with_request_id(Some(request_id)));
    }
    match members(data, request_id, service, response) {
        Err(error) if documents_members(response) || error.code().is_some() => Err(error),
        Ok(()) => Ok(Meaning::Event),
        // Nothing is known of what it should be, so it cannot be wrong.
        Err(_) => {
            if let Some(Slot::Text(id)) = record::field_mut(response, REQUEST_ID).map(Field::slot) {
                request_id.clone_into(id);
            }
            Ok(Meaning::Event)
        }
    }
}

/// Reads data that is an object with members of the response.
fn members(
    data: &str,
    request_id: &str,
    service: &ServiceMeta,
    response: &mut dyn Record,
) -> Result<(), Error> {
    let unreadable = |message: &str| {
        let message = format!("an event of the stream cannot be read: {message}");
        Error::reply(ErrorKind::Malformed, message).with_request_id(Some(request_id))
    };
    if !data.trim_ascii_start().starts_with('{') {
        return Err(unreadable(
            "its data is not a JSON object; perhaps something between here and the service cut it short",
        ));
    }
    let unwrapped = response_of(data);
    match envelope::read_event(unwrapped.as_deref().unwrap_or(data), request_id, response) {
        Ok(Outcome::Success { .. }) => Ok(()),
        Ok(Outcome::Failure { code, message, request_id }) => {
            Err(Error::service(&code, message, service).with_request_id(Some(&request_id)))
        }
        Err(Malformed { kind: MalformedKind::Unreadable(source), message, .. }) => {
            Err(unreadable(&message).with_source(source))
        }
        Err(Malformed { message, .. }) => Err(unreadable(&message)),
    }
}

/// Whether anything is known of what an event holds.
fn documents_members(response: &dyn Record) -> bool {
    response.shape().fields.iter().any(|field| field.wire != REQUEST_ID)
}

const REQUEST_ID: &str = "RequestId";

/// The member `Response` of data that consists of nothing else.
fn response_of(data: &str) -> Option<String> {
    memmem::find(data.as_bytes(), b"\"Response\"")?;
    let members: Map<String, Value> = serde_json::from_str(data).ok()?;
    match members.get("Response") {
        Some(response @ Value::Object(_)) if members.len() == 1 => Some(response.to_string()),
        _ => None,
    }
}

struct Failure {
    code: String,
    message: String,
    request_id: Option<String>,
}

/// A failure in one of the forms above. An action may have a member `Error` of its own, which is none.
fn documented_failure(data: &str, response: &dyn Record) -> Option<Failure> {
    memmem::find(data.as_bytes(), b"\"Error")?;
    let mut members: Map<String, Value> = serde_json::from_str(data).ok()?;
    if let Some(Value::Object(inner)) = members.get_mut("Response") {
        members = std::mem::take(inner);
    }
    let own = |name: &str| response.shape().fields.iter().any(|field| field.wire == name);
    let forms = [("Error", "Code", "Message"), ("ErrorMsg", "Code", "Msg")];
    let nested = forms.into_iter().filter(|(member, ..)| *member != "Error" || !own(member));
    let nested = nested.filter_map(|(member, code, message)| {
        let error = members.get(member)?.as_object()?;
        Some((text(error.get(code)), text(error.get(message))))
    });
    let flat = (text(members.get("ErrorCode")), text(members.get("ErrorMessage")));
    let is_failure = |(code, _): &(String, String)| !code.is_empty() && code != "0";
    let (code, message) = nested.chain([flat]).find(is_failure)?;
    let request_id = Some(text(members.get(REQUEST_ID))).filter(|id| !id.is_empty());
    Some(Failure { code, message, request_id })
}

fn text(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}
