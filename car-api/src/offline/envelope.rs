//! The envelope that the service wraps around every answer: `{"Response": {..., "RequestId": "..."}}`.
//!
//! Application failures have one too, under HTTP 200: a client tells the two apart by `Error` alone. The events of a
//! stream have none.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::{Map, Value, json};

use super::answer::Answer;
use super::refusal::Refusal;
use crate::transport::HttpReply;

/// The content type of a stream of events.
pub(crate) const EVENT_STREAM: &str = "text/event-stream";

/// A fresh request id, in the service's form.
pub(crate) fn new_request_id() -> String {
    uuid::Uuid::new_v4().to_string()
}

/// The reply that carries `answer`.
pub(crate) fn reply(answer: Answer, request_id: &str) -> HttpReply {
    match answer {
        Answer::Reply(members) => wrap(members, request_id),
        Answer::Failure(Refusal { code, message }) => {
            let error = json!({"Code": code, "Message": message});
            wrap(Map::from_iter([("Error".to_owned(), error)]), request_id)
        }
        Answer::Events(events) => stream(events, request_id),
    }
}

fn wrap(mut members: Map<String, Value>, request_id: &str) -> HttpReply {
    members.insert("RequestId".to_owned(), Value::from(request_id));
    let body = json!({ "Response": members }).to_string();
    let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static("application/json"))]);
    HttpReply { status: StatusCode::OK, headers, body: Bytes::from(body) }
}

/// A stream of events. They have no envelope, and the request id stands in the head.
fn stream(events: Vec<Map<String, Value>>, request_id: &str) -> HttpReply {
    let events: Vec<String> = events.into_iter().map(|event| Value::from(event).to_string()).collect();
    let body = format!("data: {}\n\n", events.join("\n\ndata: "));
    let mut headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(EVENT_STREAM))]);
    if let Ok(request_id) = HeaderValue::from_str(request_id) {
        headers.insert("x-tc-requestid", request_id);
    }
    HttpReply { status: StatusCode::OK, headers, body: Bytes::from(body) }
}
