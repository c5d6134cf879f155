//! JSON pointers (RFC 6901), found from a position.
//!
//! Nothing carries a path along: whoever finds a fault knows where it stands in the text, and the way there
//! from the root follows from that. It is looked up only when there is a fault to report.

use crate::json::{Node, Span, Value};

/// The pointer to the innermost value that holds `span`; for the span of a key, the pointer to its value.
pub fn to_span(root: &Node, span: &Span) -> String {
    let mut pointer = String::new();
    let mut node = root;
    while let Some((step, child)) = step_towards(node, span) {
        pointer.push('/');
        pointer.push_str(&escape(&step));
        node = child;
    }
    pointer
}

/// One step of a pointer, escaped.
pub fn escape(step: &str) -> String {
    step.replace('~', "~0").replace('/', "~1")
}

fn step_towards<'a>(node: &'a Node, span: &Span) -> Option<(String, &'a Node)> {
    // Children stand in the order of the text, and a file can have thousands: the first that does not end too
    // early is the only one that can hold the span.
    match &node.value {
        Value::Object(members) => {
            let index = members.partition_point(|member| member.value.span.end < span.end);
            let member = members.get(index).filter(|member| member.key_span.start <= span.start)?;
            Some((member.key.clone(), &member.value))
        }
        Value::Array(items) => {
            let index = items.partition_point(|item| item.span.end < span.end);
            let item = items.get(index).filter(|item| item.span.start <= span.start)?;
            Some((index.to_string(), item))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::to_span;
    use crate::json::from_text;

    fn pointer_to(text: &str, mark: &str) -> String {
        let start = text.find(mark).unwrap();
        to_span(&from_text(text).unwrap(), &(start..start + mark.len()))
    }

    #[test]
    fn keys_values_and_items_have_pointers() {
        let text = r#"{"a": {"b/c": [1, {"~d": 7}]}, "e": true}"#;
        assert_eq!(pointer_to(text, "7"), "/a/b~1c/1/~0d");
        assert_eq!(pointer_to(text, r#""~d""#), "/a/b~1c/1/~0d");
        assert_eq!(pointer_to(text, "1"), "/a/b~1c/0");
        assert_eq!(pointer_to(text, "true"), "/e");
    }

    #[test]
    fn a_place_between_members_belongs_to_the_object() {
        assert_eq!(pointer_to(r#"{"a": {"b": 1}  , "c": 2}"#, ","), "");
        assert_eq!(pointer_to(r#"{"a": {"b": 1 }, "c": 2}"#, "}"), "/a");
    }
}
