//! Makes an answer out of nothing but the response's table.
//!
//! A spec may have no example yet, and a new action should work in the sandbox and the emulator all the
//! same. What is made here is shaped like an answer: every field is there, texts say whose sample they are,
//! documented values come before invented ones, and each list has an item to look at.

use serde_json::{Map, Number, Value};

use super::moment::Moment;
use crate::record::{FieldMeta, Format, Kind, Required, Shape};

/// Structures below this depth are left out where they may be. Published products nest to about half of it,
/// and without a limit a tangle of structures that contain each other would grow without end.
const DEPTH: usize = 8;

/// The most items that a documented least number of items can ask for.
const ITEMS: u64 = 16;

/// Invents a value for each field of `shape`.
pub(crate) fn synthesise(shape: &'static Shape) -> Map<String, Value> {
    record(shape, &mut Vec::new())
}

/// `above` holds the structures around this one: none is put into itself.
fn record(shape: &'static Shape, above: &mut Vec<&'static Shape>) -> Map<String, Value> {
    above.push(shape);
    let members = shape
        .fields
        .iter()
        .filter(|field| field.deprecated.is_none() || field.required == Required::Yes)
        .filter_map(|field| Some((field.wire.to_owned(), value(field, &field.kind, above)?)))
        .collect();
    above.pop();
    members
}

fn value(field: &'static FieldMeta, kind: &'static Kind, above: &mut Vec<&'static Shape>) -> Option<Value> {
    match kind {
        Kind::Text => Some(Value::from(text(field))),
        Kind::Bool => Some(Value::from(false)),
        Kind::Int | Kind::UInt | Kind::Float => Some(number(field, kind)),
        Kind::List(kind) => Some(Value::from(list(field, kind, above))),
        Kind::Record(shape) => {
            let contains_itself = above.iter().any(|outer| std::ptr::eq(*outer, *shape));
            let too_deep = above.len() >= DEPTH && field.required != Required::Yes;
            (!contains_itself && !too_deep).then(|| Value::from(record(shape, above)))
        }
    }
}

fn list(field: &'static FieldMeta, kind: &'static Kind, above: &mut Vec<&'static Shape>) -> Vec<Value> {
    let limits = &field.constraints;
    let count = 1.max(limits.min_items.unwrap_or(1)).min(limits.max_items.unwrap_or(ITEMS)).min(ITEMS);
    match value(field, kind, above) {
        Some(item) => (0..count).map(|_| item.clone()).collect(),
        None => Vec::new(),
    }
}

fn text(field: &FieldMeta) -> String {
    if let Some(first) = field.values.first() {
        return first.value.to_owned();
    }
    // Any time will do: whoever hands the answer out makes it present.
    let moment = Moment::from_unix(0);
    match field.format {
        Format::UnixSeconds => "1".to_owned(),
        Format::Iso8601 => moment.iso8601(),
        Format::DateTime => moment.service_datetime(),
        Format::Date => moment.service_date(),
        Format::Duration => "10s".to_owned(),
        Format::Json => "{}".to_owned(),
        Format::Url => "https://example.com/".to_owned(),
        Format::Plain => plain(field),
    }
}

/// Such as `sample-cos-bucket`, fitted to the documented length.
fn plain(field: &FieldMeta) -> String {
    let limits = &field.constraints;
    let mut sample = format!("sample-{}", field.rust.replace('_', "-"));
    let least = limits.min_length.and_then(|least| usize::try_from(least).ok()).unwrap_or(0).min(1024);
    while sample.len() < least {
        sample.push('x');
    }
    let most = limits.max_length.and_then(|most| usize::try_from(most).ok()).unwrap_or(usize::MAX);
    sample.chars().take(most).collect()
}

/// The first documented value, or 1 moved into the documented limits.
fn number(field: &FieldMeta, kind: &Kind) -> Value {
    let documented = field.values.first().and_then(|first| first.value.parse::<Number>().ok());
    if let Some(number) = documented {
        return Value::Number(number);
    }
    let least = field.constraints.min.unwrap_or(f64::NEG_INFINITY);
    let most = field.constraints.max.unwrap_or(f64::INFINITY);
    let fitted = 1f64.max(least).min(most);
    match kind {
        Kind::Float => Value::from(fitted),
        // `as` saturates, so that no limit is out of range.
        #[allow(clippy::cast_possible_truncation)]
        _ => Value::from(fitted.ceil() as i64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Constraints, ValueMeta};
    use serde_json::json;

    const fn field(wire: &'static str, kind: Kind) -> FieldMeta {
        FieldMeta::new(wire, wire, kind)
    }

    #[test]
    fn each_kind_and_format_has_a_sample() {
        static VALUES: [ValueMeta; 2] =
            [ValueMeta { value: "RUNNING", doc: "" }, ValueMeta { value: "STOPPED", doc: "" }];
        static DIGITS: [ValueMeta; 1] = [ValueMeta { value: "30", doc: "" }];
        static ROOT: Shape = Shape {
            name: "Root",
            fields: &[
                FieldMeta::new("CosBucket", "cos_bucket", Kind::Text),
                field("Status", Kind::Text).values(&VALUES),
                field("Rate", Kind::UInt).values(&DIGITS),
                field("Size", Kind::Int).constraints(Constraints { min: Some(10.0), ..Constraints::NONE }),
                field("Share", Kind::Float).constraints(Constraints { max: Some(0.5), ..Constraints::NONE }),
                field("Code", Kind::Text)
                    .constraints(Constraints { max_length: Some(3), ..Constraints::NONE }),
                field("Total", Kind::Int),
                field("Ready", Kind::Bool),
                field("Args", Kind::Text).format(Format::Json),
                field("Keep", Kind::Text).format(Format::Duration),
                field("Link", Kind::Text).format(Format::Url),
                field("At", Kind::Text).format(Format::Iso8601),
                field("Names", Kind::List(&Kind::Text)),
                field("Old", Kind::Text).deprecated("gone"),
            ],
            open: false,
            docs: &[],
        };
        assert_eq!(
            Value::Object(synthesise(&ROOT)),
            json!({
                "CosBucket": "sample-cos-bucket", "Status": "RUNNING", "Rate": 30, "Size": 10, "Share": 0.5,
                "Code": "sam", "Total": 1, "Ready": false, "Args": "{}", "Keep": "10s",
                "Link": "https://example.com/", "At": "1970-01-01T00:00:00Z", "Names": ["sample-Names"],
            })
        );
    }

    #[test]
    fn structures_that_contain_themselves_end() {
        static NODE: Shape = Shape {
            name: "Node",
            fields: &[
                field("Name", Kind::Text).required(),
                field("Children", Kind::List(&Kind::Record(&NODE))),
                field("Parent", Kind::Record(&NODE)),
            ],
            open: false,
            docs: &[],
        };
        static ROOT: Shape = Shape {
            name: "Root",
            fields: &[field("Nodes", Kind::List(&Kind::Record(&NODE)))],
            open: false,
            docs: &[],
        };
        assert_eq!(
            Value::Object(synthesise(&ROOT)),
            json!({"Nodes": [{"Name": "sample-Name", "Children": []}]})
        );
    }
}
