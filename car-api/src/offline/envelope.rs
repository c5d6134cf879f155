//! The envelope that the service wraps around every answer: `{"Response": {..., "RequestId": "..."}}`.
//!
//! Application failures have one too, under HTTP 200: a client tells the two apart by `Error` alone.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::{Map, Value, json};

use super::answer::Answer;
use super::refusal::Refusal;
use crate::transport::HttpReply;

/// A fresh request id, in the service's form.
pub(crate) fn new_request_id() -> String {
    uuid::Uuid::new_v4().to_string()
}

/// The reply that carries `answer`.
pub(crate) fn reply(answer: Answer, request_id: &str) -> HttpReply {
    let members = match answer {
        Answer::Reply(members) => members,
        Answer::Failure(Refusal { code, message }) => {
            Map::from_iter([("Error".to_owned(), json!({"Code": code, "Message": message}))])
        }
    };
    wrap(members, request_id)
}

fn wrap(mut members: Map<String, Value>, request_id: &str) -> HttpReply {
    members.insert("RequestId".to_owned(), Value::from(request_id));
    let body = json!({ "Response": members }).to_string();
    let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static("application/json"))]);
    HttpReply { status: StatusCode::OK, headers, body: Bytes::from(body) }
}
