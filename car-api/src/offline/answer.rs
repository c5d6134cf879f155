//! What an action answers where there is no service.
//!
//! The spec's examples are answers that the service is known to give, so they are the best stand-in for it:
//! a request that equals a documented one gets its documented answer, and every other request gets that of
//! the first example: of the first with a stream, where the request asks for one. Of a list with pages, it gets the page
//! that it asks for. A documented failure is only given
//! to whoever asks for it by its very request.
//! Where the spec has no example, the response's table is enough to make an answer.

use std::cmp::Ordering;

use serde_json::{Map, Value};

use super::moment::Moment;
use super::refusal::Refusal;
use super::{page, synthesis, times};
use crate::action::{ActionMeta, Example, ExampleAnswer, Streaming};

/// The member that each answer has for itself.
const REQUEST_ID: &str = "RequestId";

/// The answer to one call, without its request id.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Answer {
    /// The members of `Response`.
    Reply(Map<String, Value>),
    /// The data of each event of a stream.
    Events(Vec<Map<String, Value>>),
    /// A documented failure.
    Failure(Refusal),
}

impl Answer {
    /// The failure, if it is one.
    #[cfg(feature = "emulator")]
    pub(crate) fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Reply(_) | Self::Events(_) => None,
            Self::Failure(refusal) => Some(refusal),
        }
    }
}

/// What `action` answers to `request` at the moment `now`.
pub(crate) fn answer(action: &'static ActionMeta, request: &Value, now: Moment) -> Answer {
    if let Some(documented) = action.examples.iter().find(|example| is_request_of(example, request)) {
        return of_example(action, documented, now);
    }
    let first = |fits: fn(&Example) -> bool| action.examples.iter().find(|example| fits(example));
    let reply = || {
        let whole = match first(is_reply) {
            Some(example) => of_example(action, example, now),
            None => Answer::Reply(presented(action, synthesis::synthesise(action.response), now)),
        };
        page_of(action, request, whole)
    };
    match (form_for(action, request), first(is_stream)) {
        (Form::Events | Form::EventsIfDocumented, Some(example)) => of_example(action, example, now),
        (Form::Events, None) => as_stream(reply()),
        (Form::EventsIfDocumented, None) | (Form::Whole, _) => reply(),
    }
}

/// In which form an answer is wanted.
enum Form {
    Whole,
    Events,
    EventsIfDocumented,
}

fn form_for(action: &ActionMeta, request: &Value) -> Form {
    match action.streaming {
        Streaming::Possible => Form::EventsIfDocumented,
        Streaming::OnRequest(parameter) if request.get(parameter) == Some(&Value::Bool(true)) => Form::Events,
        Streaming::OnRequest(_) | Streaming::Never => Form::Whole,
    }
}

/// The part of an answer that the request asks for, where the action has pages.
fn page_of(action: &ActionMeta, request: &Value, whole: Answer) -> Answer {
    match (&action.pagination, whole) {
        (Some(pagination), Answer::Reply(mut members)) => {
            page::turn_to(pagination, request, &mut members);
            Answer::Reply(members)
        }
        (_, whole) => whole,
    }
}

/// The stream whose only event says it all.
fn as_stream(answer: Answer) -> Answer {
    match answer {
        Answer::Reply(members) => Answer::Events(vec![members]),
        other => other,
    }
}

/// The answer of one example, with the times of `now`.
pub(crate) fn of_example(action: &ActionMeta, example: &Example, now: Moment) -> Answer {
    let read = |members: &str| match serde_json::from_str(members) {
        Ok(members) => Ok(presented(action, members, now)),
        // The generator only writes objects; a table made by hand can hold anything.
        Err(error) => Err(Refusal::new(
            "InternalError",
            format!("the example `{}` of {} is not a JSON object: {error}", example.title, action.name),
        )),
    };
    match example.answer {
        ExampleAnswer::Failure { code, message } => Answer::Failure(Refusal::new(code, message)),
        ExampleAnswer::Reply(members) => read(members).map_or_else(Answer::Failure, Answer::Reply),
        ExampleAnswer::Events(events) => events
            .iter()
            .map(|event| read(event))
            .collect::<Result<_, _>>()
            .map_or_else(Answer::Failure, Answer::Events),
    }
}

fn presented(action: &ActionMeta, mut members: Map<String, Value>, now: Moment) -> Map<String, Value> {
    members.remove(REQUEST_ID);
    times::make_present(action.response, &mut members, now);
    members
}

fn is_reply(example: &Example) -> bool {
    matches!(example.answer, ExampleAnswer::Reply(_))
}

fn is_stream(example: &Example) -> bool {
    matches!(example.answer, ExampleAnswer::Events(_))
}

fn is_request_of(example: &Example, request: &Value) -> bool {
    serde_json::from_str(example.request).is_ok_and(|documented: Value| is_same(&documented, request))
}

/// Whether two requests say the same. A null says as little as nothing, and some clients write the number
/// 1.0 as 1.
pub(super) fn is_same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Object(left), Value::Object(right)) => is_part_of(left, right) && is_part_of(right, left),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| is_same(left, right))
        }
        (Value::Number(left), Value::Number(right)) => {
            left == right || left.as_f64().partial_cmp(&right.as_f64()) == Some(Ordering::Equal)
        }
        _ => left == right,
    }
}

fn is_part_of(part: &Map<String, Value>, whole: &Map<String, Value>) -> bool {
    part.iter()
        .filter(|(_, value)| !value.is_null())
        .all(|(name, value)| whole.get(name).is_some_and(|other| is_same(value, other)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn requests_are_compared_by_what_they_say() {
        let documented = json!({"Limit": 1.0, "Filters": [{"Name": "a", "Values": ["x"]}]});
        for same in [
            json!({"Filters": [{"Values": ["x"], "Name": "a"}], "Limit": 1}),
            json!({"Limit": 1, "Offset": null, "Filters": [{"Name": "a", "Values": ["x"], "Exact": null}]}),
        ] {
            assert!(is_same(&documented, &same), "{same}");
        }
        for other in [
            json!({"Limit": 1}),
            json!({"Limit": 2, "Filters": [{"Name": "a", "Values": ["x"]}]}),
            json!({"Limit": 1, "Filters": [{"Name": "a", "Values": ["x"]}], "Offset": 0}),
            json!({"Limit": 1, "Filters": [{"Name": "a", "Values": ["x", "y"]}]}),
            json!({"Limit": "1", "Filters": [{"Name": "a", "Values": ["x"]}]}),
        ] {
            assert!(!is_same(&documented, &other), "{other}");
        }
    }
}
