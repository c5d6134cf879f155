//! A second, lenient look at a reply that could not be read: what can be saved of `RequestId` and `Error`.
//!
//! It runs only when a call has already gone wrong, so it may cost what it likes.

use std::fmt;

use memchr::memmem;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

/// What could be saved.
#[derive(Debug, Default)]
pub(super) struct Probe {
    pub(super) request_id: Option<String>,
    /// `Response.Error`, unless it is `null`.
    pub(super) error: Option<Value>,
    /// Whether `Response` has members besides these two.
    pub(super) has_other_members: bool,
    /// Whether the body is JSON to its end, so that nothing was overlooked.
    pub(super) is_whole: bool,
}

impl Probe {
    pub(super) fn of(body: &[u8]) -> Self {
        let mut probe = Self::default();
        let mut deserializer = serde_json::Deserializer::from_slice(body);
        // What was found before an error stays found.
        let outcome = Level::Outer.visit(&mut probe, &mut deserializer).and_then(|()| deserializer.end());
        probe.is_whole = outcome.is_ok();
        probe.request_id = probe.request_id.or_else(|| search(body));
        probe
    }
}

/// Looks for the request id in something that is not JSON, or no longer. The last one is taken: the service
/// writes it at the end, and members before it can have one too.
fn search(body: &[u8]) -> Option<String> {
    const NAME: &[u8] = b"\"RequestId\"";
    const LONGEST: usize = 128;
    let after = body.get(memmem::rfind(body, NAME)? + NAME.len()..)?.trim_ascii_start();
    let value = after.strip_prefix(b":")?.trim_ascii_start().strip_prefix(b"\"")?;
    let id = value.get(..memchr::memchr(b'"', value)?)?;
    let is_plain = id.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-');
    if !is_plain || id.is_empty() || id.len() > LONGEST {
        return None;
    }
    std::str::from_utf8(id).ok().map(str::to_owned)
}

#[derive(Clone, Copy)]
enum Level {
    Outer,
    Response,
}

impl Level {
    fn visit<'de, D: Deserializer<'de>>(self, probe: &mut Probe, deserializer: D) -> Result<(), D::Error> {
        Scan { level: self, probe }.deserialize(deserializer)
    }
}

struct Scan<'a> {
    level: Level,
    probe: &'a mut Probe,
}

impl<'de> DeserializeSeed<'de> for Scan<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Scan<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            match (self.level, name.as_str()) {
                (Level::Outer, "Response") => {
                    map.next_value_seed(Scan { level: Level::Response, probe: &mut *self.probe })?;
                }
                (Level::Response, "RequestId") => {
                    self.probe.request_id = super::text_of(&map.next_value()?);
                }
                (Level::Response, "Error") => {
                    self.probe.error = Some(map.next_value::<Value>()?).filter(|error| !error.is_null());
                }
                (Level::Response, _) => {
                    self.probe.has_other_members = true;
                    map.next_value::<IgnoredAny>()?;
                }
                (Level::Outer, _) => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }
}
