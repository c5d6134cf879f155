//! Reads a documented stream of events: `data:` lines as they come over the network, with a remark or the head of the
//! HTTP reply before them.
//!
//! It is text for people, and blank lines are not always blank. What an event holds is kept; its number is not.

use crate::json::build as tree;
use crate::json::{Node, Value};

/// What the lines of an event begin with.
const FIELDS: &[&str] = &["data:", "id:", "event:"];

/// Ends streams that follow the form of `OpenAI`; it is no event.
const DONE: &str = "[DONE]";

/// The data of the events in `text`. `None` if there are none.
///
/// # Errors
/// A sentence, where an event is no JSON object.
pub(super) fn read(text: &str) -> Option<Result<Vec<Node>, &'static str>> {
    let is_field = |line: &&str| FIELDS.iter().any(|field| line.starts_with(field));
    let start = text.lines().position(|line| is_field(&line))?;
    let mut events = Vec::new();
    let mut data: Vec<&str> = Vec::new();
    for line in text.lines().skip(start).chain([""]) {
        if let Some(more) = line.strip_prefix("data:") {
            data.push(more);
        } else if line.trim().is_empty() && !data.is_empty() {
            events.push(std::mem::take(&mut data).join("\n"));
        }
    }
    let events = events.iter().map(|event| event.trim()).filter(|event| *event != DONE);
    let parsed: Option<Vec<Node>> = events.map(object).collect();
    Some(parsed.filter(|events| !events.is_empty()).ok_or("an event of the answer is not a JSON object"))
}

fn object(data: &str) -> Option<Node> {
    tree::parse(data).filter(|node| matches!(node.value, Value::Object(_)))
}

#[cfg(test)]
mod tests {
    use super::read;

    fn shown(text: &str) -> Option<Result<Vec<String>, &'static str>> {
        read(text)
            .map(|events| events.map(|events| events.iter().map(super::Node::to_compact_json).collect()))
    }

    #[test]
    fn events_are_found_behind_a_head_and_between_lines_that_look_blank() {
        let text = "HTTP/1.1 200 OK\nContent-Type: text/event-stream\n\nid: 1\ndata: {\"A\":1}\n\t\n\
                    data:{\"A\":2}\n\ndata: [DONE]\n";
        assert_eq!(shown(text), Some(Ok(vec!["{\"A\":1}".to_owned(), "{\"A\":2}".to_owned()])));
    }

    #[test]
    fn what_is_no_event_is_told_apart_from_one_that_is_broken() {
        assert_eq!(shown("{\"Response\": {"), None);
        assert!(matches!(shown("data: {\"A\":1}\n\ndata: {\"A\": [1}\n\n"), Some(Err(_))));
        assert!(matches!(shown("data: [DONE]\n\n"), Some(Err(_))));
    }
}
