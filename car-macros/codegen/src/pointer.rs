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
    let holds = |outer: &Span| outer.start <= span.start && span.end <= outer.end;
    match &node.value {
        Value::Object(members) => members
            .iter()
            .find(|member| holds(&(member.key_span.start..member.value.span.end)))
            .map(|member| (member.key.clone(), &member.value)),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .find(|(_, item)| holds(&item.span))
            .map(|(index, item)| (index.to_string(), item)),
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
