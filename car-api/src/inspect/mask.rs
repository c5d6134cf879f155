//! A request's body as it may be shown.

use serde_json::Value;

use crate::record::{Kind, MASK, Shape};

/// A body in which no secret stands, and whether anything had to be masked for that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MaskedBody {
    pub(super) text: String,
    pub(super) masked: bool,
}

/// The body of an action with these parameters; of an action that nobody described, nothing but the names is known
/// to be harmless.
///
/// Members come in the order of the table, which is the order in which the client writes them, so that the masked
/// text can be laid beside the real one.
pub(super) fn masked_body(parameters: Option<&'static Shape>, body: &[u8]) -> MaskedBody {
    let mut out = MaskedBody { text: String::with_capacity(body.len()), masked: false };
    match serde_json::from_slice(body) {
        Ok(value) => out.value(&value, parameters.map_or(Known::Root, Known::Record)),
        // Only JSON is ever encoded; whatever else it were, it could not be looked into.
        Err(_) => out.mask(),
    }
    out
}

/// What a table says of a value.
#[derive(Clone, Copy)]
enum Known {
    /// The whole body of an action without a table.
    Root,
    Record(&'static Shape),
    Kind(Kind),
    /// Nothing: it may be a secret.
    Nothing,
}

impl MaskedBody {
    fn value(&mut self, value: &Value, known: Known) {
        match (known, value) {
            // That nothing was sent is no secret.
            (_, Value::Null) => self.text.push_str("null"),
            (Known::Record(shape) | Known::Kind(Kind::Record(shape)), Value::Object(members)) => {
                let listed = shape.fields.iter().filter_map(|field| {
                    let known = if field.sensitive { Known::Nothing } else { Known::Kind(field.kind) };
                    Some((field.wire, members.get(field.wire)?, known))
                });
                let unlisted = members
                    .iter()
                    .filter(|(name, _)| shape.fields.iter().all(|field| field.wire != *name))
                    .map(|(name, value)| (name.as_str(), value, Known::Nothing));
                self.members(listed.chain(unlisted));
            }
            (Known::Root, Value::Object(members)) => {
                self.members(members.iter().map(|(name, value)| (name.as_str(), value, Known::Nothing)));
            }
            (Known::Kind(Kind::List(kind)), Value::Array(items)) => self.items(items, *kind),
            (
                Known::Kind(Kind::Text | Kind::Int | Kind::UInt | Kind::Float | Kind::Bool),
                Value::String(_) | Value::Number(_) | Value::Bool(_),
            ) => {
                self.text.push_str(&value.to_string());
            }
            // Described by nobody, or not what the table says it is.
            _ => self.mask(),
        }
    }

    fn members<'a>(&mut self, members: impl Iterator<Item = (&'a str, &'a Value, Known)>) {
        let mut separator = '{';
        for (name, value, known) in members {
            self.text.push(separator);
            self.text.push_str(&Value::from(name).to_string());
            self.text.push(':');
            self.value(value, known);
            separator = ',';
        }
        self.text.push_str(if separator == '{' { "{}" } else { "}" });
    }

    fn items(&mut self, items: &[Value], kind: Kind) {
        self.text.push('[');
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.text.push(',');
            }
            self.value(item, Known::Kind(kind));
        }
        self.text.push(']');
    }

    fn mask(&mut self) {
        self.masked = true;
        self.text.push_str(&Value::from(MASK).to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::FieldMeta;

    static DOOR: Shape = Shape {
        name: "Door",
        fields: &[
            FieldMeta::text("Name", "name"),
            FieldMeta::text("Code", "code").sensitive(),
            FieldMeta::new("Doors", "doors", Kind::List(&Kind::Record(&DOOR))),
            FieldMeta::int("Age", "age"),
        ],
        open: true,
        docs: &[],
    };

    fn masked(parameters: Option<&'static Shape>, body: &str) -> (String, bool) {
        let MaskedBody { text, masked } = masked_body(parameters, body.as_bytes());
        (text, masked)
    }

    #[test]
    fn what_the_table_calls_harmless_is_shown_in_its_order() {
        for body in [
            "{}",
            r#"{"Name":"it's \"quoted\"","Age":1}"#,
            r#"{"Name":null,"Code":null,"Doors":[],"Age":-5}"#,
            r#"{"Name":"z","Doors":[{"Name":"y"},{"Age":2}]}"#,
        ] {
            assert_eq!(masked(Some(&DOOR), body), (body.to_owned(), false));
        }
        assert_eq!(masked(Some(&DOOR), r#"{"Age":1,"Name":"a"}"#).0, r#"{"Name":"a","Age":1}"#);
    }

    #[test]
    fn secrets_are_masked_at_any_depth_and_so_is_what_no_table_describes() {
        let mask = "\"[masked]\"";
        for (body, expected) in [
            (r#"{"Code":"SENTINEL"}"#, format!(r#"{{"Code":{mask}}}"#)),
            (r#"{"Doors":[{"Code":["SENTINEL"]}]}"#, format!(r#"{{"Doors":[{{"Code":{mask}}}]}}"#)),
            (r#"{"Extra":{"a":"SENTINEL"}}"#, format!(r#"{{"Extra":{mask}}}"#)),
            (r#"{"Name":["SENTINEL"],"Age":{"b":1}}"#, format!(r#"{{"Name":{mask},"Age":{mask}}}"#)),
            (r#"{"Doors":"SENTINEL"}"#, format!(r#"{{"Doors":{mask}}}"#)),
            ("SENTINEL", mask.to_owned()),
        ] {
            assert_eq!(masked(Some(&DOOR), body), (expected, true), "{body}");
        }
        assert_eq!(masked(None, r#"{"A":1,"B":null}"#), (format!(r#"{{"A":{mask},"B":null}}"#), true));
        assert_eq!(masked(None, "{}"), ("{}".to_owned(), false));
    }
}
