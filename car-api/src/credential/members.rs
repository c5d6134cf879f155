//! The members of a JSON object that holds keys.
//!
//! The files of `tccli` and the answers of programs are flat objects of texts and numbers. They are not read into
//! `serde_json::Value`, which would leave keys behind in memory, nor do its errors come through, which repeat the value
//! that was not expected: texts become [`Secret`]s as they are read, and of an error only the place is kept.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::Secret;

/// The members of an object, in its order.
pub(super) struct Members(Vec<(String, Member)>);

/// The value of a member.
pub(super) enum Member {
    Absent,
    Text(Secret),
    Number(f64),
    /// A truth value, a list or an object.
    Other,
}

/// Why a text is no object. Repeats nothing of it.
#[derive(Debug)]
pub(super) enum NoObject {
    /// Nothing but blanks.
    Empty,
    /// It is no JSON from there on.
    Syntax {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
    },
    /// It is JSON, but no object.
    OtherValue,
}

impl Members {
    pub(super) fn read(text: &str) -> Result<Self, NoObject> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.trim().is_empty() {
            return Err(NoObject::Empty);
        }
        serde_json::from_str(text).map_err(|error| {
            if error.is_data() {
                NoObject::OtherValue
            } else {
                NoObject::Syntax { line: error.line(), column: error.column() }
            }
        })
    }

    /// The last member of this name; null counts as none.
    pub(super) fn get(&self, name: &str) -> &Member {
        self.0.iter().rev().find(|(member, _)| member == name).map_or(&Member::Absent, |(_, value)| value)
    }

    /// A text, where an empty one counts as none: that is how some programs say that there is no token.
    pub(super) fn text(&self, name: &str) -> Result<Option<&Secret>, &'static str> {
        match self.get(name) {
            Member::Absent => Ok(None),
            Member::Text(text) => Ok(Some(text).filter(|text| !text.is_empty())),
            Member::Number(_) | Member::Other => Err("is not a text"),
        }
    }
}

impl fmt::Display for NoObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("is empty"),
            Self::Syntax { line, column } => write!(f, "is not JSON at line {line}, column {column}"),
            Self::OtherValue => f.write_str("is not a JSON object"),
        }
    }
}

/// The moment that is so many seconds after 1970-01-01T00:00:00Z; `None` for what no clock shows.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
pub(super) fn moment(seconds: f64) -> Option<SystemTime> {
    /// The end of the year 9999.
    const LAST: f64 = 253_402_300_799.0;
    (0.0..=LAST)
        .contains(&seconds)
        .then(|| UNIX_EPOCH.checked_add(Duration::from_secs(seconds as u64)))
        .flatten()
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Object)
    }
}

impl<'de> Deserialize<'de> for Member {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;

        #[expect(clippy::cast_precision_loss, reason = "it is a time in seconds, or a version")]
        impl<'de> Visitor<'de> for Any {
            type Value = Member;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("any value")
            }

            fn visit_str<E>(self, text: &str) -> Result<Member, E> {
                Ok(Member::Text(Secret::from(text)))
            }

            fn visit_string<E>(self, text: String) -> Result<Member, E> {
                Ok(Member::Text(Secret::from(text)))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Member, E> {
                Ok(Member::Number(number as f64))
            }

            fn visit_i64<E>(self, number: i64) -> Result<Member, E> {
                Ok(Member::Number(number as f64))
            }

            fn visit_f64<E>(self, number: f64) -> Result<Member, E> {
                Ok(Member::Number(number))
            }

            fn visit_unit<E>(self) -> Result<Member, E> {
                Ok(Member::Absent)
            }

            fn visit_bool<E>(self, _: bool) -> Result<Member, E> {
                Ok(Member::Other)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Member, A::Error> {
                while items.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Member::Other)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Member, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Member::Other)
            }
        }

        deserializer.deserialize_any(Any)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_of_every_kind() {
        let text = r#"{"a": "x\n", "b": 1.5, "c": null, "d": true, "e": [1, "y"], "f": {"a": {}}, "g": -2, "h": "",
                       "twice": "first", "twice": "second"}"#;
        let members = Members::read(&format!("\u{feff}{text}")).ok().unwrap();
        assert_eq!(members.text("a").unwrap().unwrap().expose(), "x\n");
        assert!(matches!(members.get("b"), Member::Number(number) if (number - 1.5).abs() < 1e-9));
        assert!(matches!(members.get("g"), Member::Number(number) if (number + 2.0).abs() < 1e-9));
        for name in ["c", "h", "z"] {
            assert!(members.text(name).unwrap().is_none(), "{name}");
        }
        for name in ["b", "d", "e", "f"] {
            assert_eq!(members.text(name).err(), Some("is not a text"), "{name}");
        }
        assert_eq!(members.text("twice").unwrap().unwrap().expose(), "second");
    }

    #[test]
    fn what_is_no_object_is_told_without_repeating_it() {
        for (text, problem) in [
            ("", "is empty"),
            (" \r\n", "is empty"),
            ("\"sentinel\"", "is not a JSON object"),
            ("[\"sentinel\"]", "is not a JSON object"),
            ("{\"a\":\n\"sentinel\" x}", "is not JSON at line 2, column 12"),
            ("{\"a\": \"sentinel", "is not JSON at line 1, column 15"),
            ("sentinel", "is not JSON at line 1, column 1"),
            ("{\"a\": 1} sentinel", "is not JSON at line 1, column 10"),
        ] {
            let error = Members::read(text).err().unwrap();
            assert_eq!(error.to_string(), problem, "{text:?}");
        }
    }

    #[test]
    fn a_moment_that_no_clock_shows_is_none() {
        assert_eq!(moment(1.9), Some(UNIX_EPOCH + Duration::from_secs(1)));
        for seconds in [-1.0, 1e12, f64::INFINITY, f64::NAN] {
            assert_eq!(moment(seconds), None, "{seconds}");
        }
    }
}
