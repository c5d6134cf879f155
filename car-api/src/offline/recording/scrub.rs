//! Takes out of a call what must not be written.
//!
//! The tables say what is sensitive. What they do not list is taken for sensitive too: a recording is committed
//! and shared, and a secret in it can only be revoked.

use serde_json::{Map, Value};

use super::entry::{Body, Entry, Outcome, kept_headers};
use super::secrets::Secrets;
use crate::action::ActionMeta;
use crate::offline::head::CallHead;
use crate::record::{Kind, MASK, Shape};
use crate::transport::{HttpReply, HttpRequest, TransportError};

/// What a recording keeps of members that no table lists, and of actions that have no table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Unlisted {
    /// Nothing but names: every value is masked.
    #[default]
    Mask,
    /// All but what has a name that secrets have: with `key`, `secret`, `token`, `password`, `sign`, `auth` or the like
    /// in it. A secret with a harmless name is written, so read the recording before it is shared.
    MaskBySecretNames,
}

/// Parts of names that secrets have, in lower case.
const SECRET_NAMES: [&str; 16] = [
    "secret",
    "token",
    "key",
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "credential",
    "sign",
    "auth",
    "cert",
    "private",
    "cookie",
    "session",
    "ticket",
    "code",
];

/// What is masked, and how.
struct Scrubber<'a> {
    unlisted: Unlisted,
    side: Side,
    secrets: &'a mut Secrets,
}

/// Which half of a call a value belongs to.
#[derive(Clone, Copy)]
enum Side {
    /// It is compared, so that all masked values may look alike.
    Request,
    /// It is read, so that a masked value keeps its type.
    Reply,
}

/// The call as it may be written. `action` is its table, where there is one.
pub(super) fn scrubbed(
    action: Option<&'static ActionMeta>,
    unlisted: Unlisted,
    request: &HttpRequest,
    outcome: &Result<HttpReply, TransportError>,
) -> Entry {
    let mut secrets = Secrets::of(&request.headers);
    let head = CallHead::of(&request.headers);
    let mut parameters: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    Scrubber { unlisted, side: Side::Request, secrets: &mut secrets }
        .root(action.map(|action| action.request), &mut parameters);
    let mut outcome = match outcome {
        Err(error) => Outcome::Failure { kind: error.kind, sent: error.sent, status: error.status },
        Ok(reply) => {
            let mut scrubber = Scrubber { unlisted, side: Side::Reply, secrets: &mut secrets };
            let body = scrubber.body(action.map(|action| action.response), &reply.body);
            Outcome::Reply { status: reply.status, headers: kept_headers(&reply.headers), body }
        }
    };
    // Only now are all secrets of the call known.
    secrets.mask(&mut parameters);
    if let Outcome::Reply { body, .. } = &mut outcome {
        match body {
            Body::Json(value) => secrets.mask(value),
            Body::Text(text) => secrets.mask_text(text),
            Body::Omitted(_) => {}
        }
    }
    Entry {
        service: head.service.map(str::to_owned),
        version: head.version.unwrap_or_default().to_owned(),
        action: head.action.unwrap_or_default().to_owned(),
        region: head.region.map(str::to_owned),
        parameters,
        outcome,
    }
}

impl Scrubber<'_> {
    fn body(&mut self, shape: Option<&'static Shape>, body: &[u8]) -> Body {
        if let Ok(mut envelope) = serde_json::from_slice(body) {
            self.envelope(shape, &mut envelope);
            return Body::Json(envelope);
        }
        match std::str::from_utf8(body) {
            // A page of a gateway. Of anything else nobody can say what it is half of.
            Ok(text) if text.trim_start().starts_with('<') => Body::Text(text.to_owned()),
            _ => Body::Omitted(body.len()),
        }
    }

    /// `{"Response": {...}}`, or the older form with its members on the outside.
    fn envelope(&mut self, shape: Option<&'static Shape>, envelope: &mut Value) {
        let Value::Object(members) = envelope else { return self.unlisted(envelope) };
        for (name, value) in members {
            match name.as_str() {
                "Response" => self.response(shape, value),
                "code" | "codeDesc" | "message" if !value.is_object() && !value.is_array() => {}
                name => self.unlisted_member(name, value),
            }
        }
    }

    fn response(&mut self, shape: Option<&'static Shape>, response: &mut Value) {
        let is_listed = |name: &str| shape.is_some_and(|shape| shape.position(name, 0).is_some());
        let Value::Object(members) = response else { return self.unlisted(response) };
        let id = members.remove("RequestId");
        let error = if is_listed("Error") { None } else { members.remove("Error") };
        self.root(shape, response);
        let Value::Object(members) = response else { return };
        members.extend(id.map(|id| ("RequestId".to_owned(), id)));
        members.extend(error.map(|error| ("Error".to_owned(), self.error(error))));
    }

    /// Code and message are kept, and nothing else.
    fn error(&mut self, mut error: Value) -> Value {
        let Value::Object(members) = &mut error else {
            self.cover(&mut error);
            return error;
        };
        for (name, value) in members {
            if !(matches!(name.as_str(), "Code" | "Message") && value.is_string()) {
                self.cover(value);
            }
        }
        error
    }

    fn root(&mut self, shape: Option<&'static Shape>, value: &mut Value) {
        match (shape, value) {
            (Some(shape), Value::Object(members)) => self.record(shape, members),
            (None, Value::Object(members)) => self.unlisted_members(members),
            (_, value) => self.unlisted(value),
        }
    }

    fn record(&mut self, shape: &'static Shape, members: &mut Map<String, Value>) {
        for (name, value) in members {
            match shape.position(name, 0).and_then(|index| shape.fields.get(index)) {
                Some(field) if field.sensitive => self.cover(value),
                Some(field) => self.listed(field.kind, value),
                None => self.unlisted_member(name, value),
            }
        }
    }

    fn listed(&mut self, kind: Kind, value: &mut Value) {
        match (kind, value) {
            (Kind::Record(shape), Value::Object(members)) => self.record(shape, members),
            (Kind::List(kind), Value::Array(items)) => {
                for item in items {
                    self.listed(*kind, item);
                }
            }
            // A structure where the table has a plain value is not the field that it describes.
            (_, value @ (Value::Object(_) | Value::Array(_))) => self.unlisted(value),
            (_, Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => {}
        }
    }

    fn unlisted_members(&mut self, members: &mut Map<String, Value>) {
        for (name, value) in members {
            self.unlisted_member(name, value);
        }
    }

    fn unlisted_member(&mut self, name: &str, value: &mut Value) {
        let name = name.to_ascii_lowercase();
        if SECRET_NAMES.iter().any(|part| name.contains(part)) {
            self.cover(value);
        } else {
            self.unlisted(value);
        }
    }

    fn unlisted(&mut self, value: &mut Value) {
        match (self.unlisted, value) {
            (Unlisted::Mask, value) => self.cover(value),
            (Unlisted::MaskBySecretNames, Value::Object(members)) => self.unlisted_members(members),
            (Unlisted::MaskBySecretNames, Value::Array(items)) => {
                for item in items {
                    self.unlisted(item);
                }
            }
            (Unlisted::MaskBySecretNames, _) => {}
        }
    }

    /// Masks a value, and remembers its texts. That nothing was there is no secret.
    fn cover(&mut self, value: &mut Value) {
        self.remember(value);
        match (self.side, value) {
            (_, Value::Null) => {}
            (_, Value::String(text)) if text.is_empty() => {}
            (Side::Request, value) | (Side::Reply, value @ Value::String(_)) => *value = MASK.into(),
            (Side::Reply, Value::Array(items)) => items.iter_mut().for_each(|item| self.cover(item)),
            (Side::Reply, Value::Object(members)) => members.values_mut().for_each(|value| self.cover(value)),
            (Side::Reply, value @ Value::Number(_)) => *value = 0.into(),
            (Side::Reply, value @ Value::Bool(_)) => *value = false.into(),
        }
    }

    fn remember(&mut self, value: &Value) {
        match value {
            Value::String(text) => self.secrets.add(text),
            Value::Number(number) => self.secrets.add(&number.to_string()),
            Value::Array(items) => items.iter().for_each(|item| self.remember(item)),
            Value::Object(members) => members.values().for_each(|value| self.remember(value)),
            Value::Null | Value::Bool(_) => {}
        }
    }
}
