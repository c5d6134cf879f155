//! One value of a document and the field that it belongs to.

use std::fmt;

use serde::Deserialize;
use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::super::path::Step;
use super::super::{Field, List, Slot};
use super::error::{ReadProblem, Trail};
use super::members::Members;
use super::scalar::{self, Scalar};

/// The one member that `serde_json` wraps around every number if any crate in the program turns on its
/// feature `arbitrary_precision`. Without this, a stranger's dependency would break all number fields.
const NUMBER_TOKEN: &str = "$serde_json::private::Number";

/// Whether there was a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Given {
    Value,
    /// `null`, or what counts as such. The field is cleared.
    Null,
}

/// Reads one value into a field.
pub(crate) struct ValueSeed<'a> {
    pub(crate) field: &'a mut dyn Field,
    /// Whether the value must not stand in an error.
    pub(crate) sensitive: bool,
    pub(crate) trail: &'a mut Trail,
}

impl ValueSeed<'_> {
    fn scalar<E: de::Error>(self, scalar: Scalar<'_>) -> Result<Given, E> {
        let slot = self.field.slot();
        let sensitive = self.sensitive || matches!(slot, Slot::Secret(_));
        match scalar::put(slot, scalar) {
            Ok(Given::Value) => Ok(Given::Value),
            Ok(Given::Null) => Ok(self.null()),
            Err(problem) if sensitive => Err(self.trail.fail(problem.without_value())),
            Err(problem) => Err(self.trail.fail(problem)),
        }
    }

    fn null(self) -> Given {
        self.field.clear();
        Given::Null
    }
}

impl<'de> DeserializeSeed<'de> for ValueSeed<'_> {
    type Value = Given;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Given, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueSeed<'_> {
    type Value = Given;

    /// Only asked for kinds that JSON does not have.
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Given, E> {
        Ok(self.null())
    }

    fn visit_none<E: de::Error>(self) -> Result<Given, E> {
        Ok(self.null())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Given, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_bool<E: de::Error>(self, truth: bool) -> Result<Given, E> {
        self.scalar(Scalar::Bool(truth))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Given, E> {
        self.scalar(Scalar::Int(number))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Given, E> {
        self.scalar(Scalar::UInt(number))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Given, E> {
        self.scalar(Scalar::Float(number))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Given, E> {
        if scalar::put_text(self.field, text) {
            return Ok(Given::Value);
        }
        self.scalar(Scalar::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Given, A::Error> {
        let list = match self.field.slot() {
            Slot::List(list) => list,
            other => return Err(self.trail.fail(ReadProblem::wrong_kind(kind_of(&other), "a list"))),
        };
        list.clear();
        let mut index = 0;
        loop {
            let item = ItemSeed { list: &mut *list, sensitive: self.sensitive, trail: &mut *self.trail };
            match seq.next_element_seed(item) {
                Ok(Some(())) => index += 1,
                Ok(None) => return Ok(Given::Value),
                Err(error) => {
                    self.trail.came_from(Step::Item(index));
                    return Err(error);
                }
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Given, A::Error> {
        match self.field.slot() {
            Slot::Record(record) => {
                Members::new(record, self.sensitive).read_all(map, self.trail)?;
                Ok(Given::Value)
            }
            Slot::List(_) => Err(self.trail.fail(ReadProblem::wrong_kind("a list", "an object"))),
            other => {
                let problem = ReadProblem::wrong_kind(kind_of(&other), "an object");
                if map.next_key::<String>()?.as_deref() == Some(NUMBER_TOKEN) {
                    let digits: String = map.next_value()?;
                    return self.scalar(Scalar::Text(&digits));
                }
                Err(self.trail.fail(problem))
            }
        }
    }
}

/// Adds one item to a list and reads a value into it.
struct ItemSeed<'a> {
    list: &'a mut dyn List,
    sensitive: bool,
    trail: &'a mut Trail,
}

impl<'de> DeserializeSeed<'de> for ItemSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let Some(field) = self.list.push() else {
            return IgnoredAny::deserialize(deserializer).map(drop);
        };
        let seed = ValueSeed { field, sensitive: self.sensitive, trail: self.trail };
        if seed.deserialize(deserializer)? == Given::Null {
            self.list.pop();
        }
        Ok(())
    }
}

/// What a slot takes, as an error says it.
fn kind_of(slot: &Slot<'_>) -> &'static str {
    match slot {
        Slot::Text(_) | Slot::Secret(_) | Slot::Enum(_) => "a text",
        Slot::Int(_) | Slot::UInt(_) => "a whole number",
        Slot::Float(_) => "a number",
        Slot::Bool(_) => "true or false",
        Slot::Record(_) => "an object",
        Slot::List(_) => "a list",
    }
}
