//! Makes the times of a documented answer present.
//!
//! An example's times were true when the page was written (and sometimes never: the documented
//! `DescribeCosCredential` expires before it starts). Code under test looks at them: it uses a key until it
//! expires, it shows how long a session has run. So every field whose format is a time is set to now, and
//! every one that is the end of something to two hours from now, which is what the service grants.

use serde_json::{Map, Value};

use super::moment::Moment;
use crate::record::{FieldMeta, Format, Kind, Shape};

/// How far ahead an end lies: the service's own temporary keys last this long.
const GRANT_SECONDS: i64 = 2 * 60 * 60;

/// Words of a field's name that say that its time is the end of something.
const ENDS: [&str; 9] =
    ["end", "ends", "expire", "expires", "expired", "expiration", "expiry", "until", "deadline"];

/// Sets the times among `members`, at any depth. What stands for "no time" (null, an empty text, 0) stays.
pub(crate) fn make_present(shape: &Shape, members: &mut Map<String, Value>, now: Moment) {
    for field in shape.fields {
        if let Some(value) = members.get_mut(field.wire) {
            refresh(field, &field.kind, value, now);
        }
    }
}

fn refresh(field: &FieldMeta, kind: &Kind, value: &mut Value, now: Moment) {
    match (kind, value) {
        (Kind::Record(shape), Value::Object(members)) => make_present(shape, members, now),
        (Kind::List(kind), Value::Array(items)) => {
            for item in items {
                refresh(field, kind, item, now);
            }
        }
        (_, Value::String(text)) if !text.is_empty() => {
            if let Some(present) = notation(field, now) {
                *text = present;
            }
        }
        (_, value @ Value::Number(_)) if field.format == Format::UnixSeconds && *value != 0 => {
            *value = Value::from(moment_for(field, now).unix());
        }
        _ => {}
    }
}

/// The text for a field whose format is a time.
fn notation(field: &FieldMeta, now: Moment) -> Option<String> {
    let moment = moment_for(field, now);
    match field.format {
        // A number that the service sends as a text.
        Format::UnixSeconds => Some(moment.unix().to_string()),
        Format::Iso8601 => Some(moment.iso8601()),
        Format::DateTime => Some(moment.service_datetime()),
        Format::Date => Some(moment.service_date()),
        Format::Plain | Format::Duration | Format::Json | Format::Url => None,
    }
}

fn moment_for(field: &FieldMeta, now: Moment) -> Moment {
    if is_end(field.wire) { now.later(GRANT_SECONDS) } else { now }
}

/// Whether a word of the name, not just a part of a word, speaks of an end: `EndTime` and `ExpiredAt` do,
/// `SendTime` and `VendorTime` do not.
fn is_end(wire: &str) -> bool {
    words(wire).any(|word| ENDS.iter().any(|end| word.eq_ignore_ascii_case(end)))
}

/// The words of a `CamelCase` name; a run of capitals is one word.
fn words(name: &str) -> impl Iterator<Item = &str> {
    let bytes = name.as_bytes();
    let starts_word = move |at: usize| {
        let is_upper = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_uppercase);
        let is_lower = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_lowercase);
        is_upper(at) && at > 0 && (!is_upper(at - 1) || is_lower(at + 1))
    };
    let mut rest = 0;
    std::iter::from_fn(move || {
        let start = rest;
        if start >= name.len() {
            return None;
        }
        rest = (start + 1..name.len()).find(|at| starts_word(*at)).unwrap_or(name.len());
        // Words start at ASCII capitals, so the cuts are character boundaries.
        name.get(start..rest)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    static SPAN: Shape = Shape {
        name: "Span",
        fields: &[
            FieldMeta::new("BeginDate", "begin_date", Kind::Text).format(Format::Date),
            FieldMeta::new("ValidUntil", "valid_until", Kind::Text).format(Format::DateTime),
            FieldMeta::new("Note", "note", Kind::Text),
        ],
        open: false,
        docs: &[],
    };
    static ROOT: Shape = Shape {
        name: "Root",
        fields: &[
            FieldMeta::new("StartTime", "start_time", Kind::Int).format(Format::UnixSeconds),
            FieldMeta::new("ExpiredTime", "expired_time", Kind::Int).format(Format::UnixSeconds),
            FieldMeta::new("CreateTime", "create_time", Kind::Text).format(Format::Iso8601),
            FieldMeta::new("Span", "span", Kind::Record(&SPAN)),
            FieldMeta::new("Spans", "spans", Kind::List(&Kind::Record(&SPAN))),
            FieldMeta::new("EndTimes", "end_times", Kind::List(&Kind::UInt)).format(Format::UnixSeconds),
            FieldMeta::new("Keep", "keep", Kind::Text).format(Format::Duration),
        ],
        open: false,
        docs: &[],
    };

    fn presented(value: Value) -> Value {
        let Value::Object(mut members) = value else { panic!("an object is needed") };
        make_present(&ROOT, &mut members, Moment::from_unix(1_641_772_800)); // 2022-01-10T00:00:00Z
        Value::Object(members)
    }

    #[test]
    fn times_become_now_and_ends_two_hours_later_at_any_depth() {
        let span = json!({"BeginDate": "2001-01-01", "ValidUntil": "2001-01-01 00:00:00", "Note": "2001"});
        let shown = presented(json!({
            "StartTime": 1_500_000, "ExpiredTime": 1_000_000, "CreateTime": "2001-01-01T00:00:00.123Z",
            "Span": span, "Spans": [span, span], "EndTimes": [1, "2"], "Keep": "10s",
        }));
        let span = json!({"BeginDate": "2022-01-10", "ValidUntil": "2022-01-10 10:00:00", "Note": "2001"});
        assert_eq!(
            shown,
            json!({
                "StartTime": 1_641_772_800, "ExpiredTime": 1_641_780_000, "CreateTime": "2022-01-10T00:00:00Z",
                "Span": span, "Spans": [span, span], "EndTimes": [1_641_780_000, "1641780000"], "Keep": "10s",
            })
        );
    }

    #[test]
    fn what_stands_for_no_time_stays() {
        let none = json!({"StartTime": 0, "CreateTime": "", "Span": null, "Spans": [], "ExpiredTime": null});
        assert_eq!(presented(none.clone()), none);
    }

    #[test]
    fn only_whole_words_are_ends() {
        for name in
            ["EndTime", "ExpiredTime", "IssueEndTime", "ExpireAt", "ENDTime", "Deadline", "ValidUntil"]
        {
            assert!(is_end(name), "{name}");
        }
        for name in
            ["SendTime", "VendorTime", "Weekend", "AppendTime", "StartTime", "Calendar", "ENDPOINTTime"]
        {
            assert!(!is_end(name), "{name}");
        }
        assert_eq!(words("XRMaxWidth2Time").collect::<Vec<_>>(), ["XR", "Max", "Width2", "Time"]);
    }
}
