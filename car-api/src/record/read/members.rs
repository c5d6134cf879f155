//! The members of one object: which field each belongs to, and which required fields never came.

use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use std::fmt;

use super::super::path::Step;
use super::super::{Field, Kind, Record, Required, Shape, Slot};
use super::error::{ReadProblem, Trail};
use super::value::{Given, ValueSeed};

/// Where a member belongs.
pub(crate) enum Key {
    /// The field at this index.
    Field(usize),
    /// Among the extra members, under this name.
    Extra(String),
    /// Nowhere.
    Unknown,
}

/// Reads a member's name.
pub(crate) struct KeySeed {
    pub(crate) shape: &'static Shape,
    /// The field that is next in the table.
    pub(crate) hint: usize,
}

impl KeySeed {
    /// Where the member called `name` belongs.
    #[inline]
    pub(crate) fn find(&self, name: &str) -> Key {
        match self.shape.position(name, self.hint) {
            Some(index) => Key::Field(index),
            None if self.shape.open => Key::Extra(name.to_owned()),
            None => Key::Unknown,
        }
    }
}

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = Key;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for KeySeed {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member's name")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Key, E> {
        Ok(self.find(name))
    }
}

/// An object that is being read into a record.
pub(crate) struct Members<'a> {
    record: &'a mut dyn Record,
    shape: &'static Shape,
    /// Whether the object as a whole must not be shown.
    sensitive: bool,
    seen: Seen,
    next: usize,
}

impl<'a> Members<'a> {
    pub(crate) fn new(record: &'a mut dyn Record, sensitive: bool) -> Self {
        let shape = record.shape();
        Self { record, shape, sensitive, seen: Seen::new(shape.fields.len()), next: 0 }
    }

    /// Reads all members, and makes sure that none is missing.
    pub(super) fn read_all<'de, A: MapAccess<'de>>(
        mut self,
        mut map: A,
        trail: &mut Trail,
    ) -> Result<(), A::Error> {
        while let Some(key) = map.next_key_seed(self.key())? {
            self.read_value(key, &mut map, trail)?;
        }
        self.finish(trail)
    }

    /// What reads the next member's name.
    pub(crate) fn key(&self) -> KeySeed {
        KeySeed { shape: self.shape, hint: self.next }
    }

    /// Reads the value of the member whose name was `key`.
    #[inline]
    pub(crate) fn read_value<'de, A: MapAccess<'de>>(
        &mut self,
        key: Key,
        map: &mut A,
        trail: &mut Trail,
    ) -> Result<(), A::Error> {
        match key {
            Key::Field(index) => self.read_field(index, map, trail),
            Key::Extra(name) => self.read_extra(name, map, trail),
            Key::Unknown => map.next_value::<IgnoredAny>().map(drop),
        }
    }

    fn read_extra<'de, A: MapAccess<'de>>(
        &mut self,
        name: String,
        map: &mut A,
        trail: &mut Trail,
    ) -> Result<(), A::Error> {
        match map.next_value() {
            Ok(value) => {
                if let Some(extra) = self.record.extra_mut() {
                    extra.insert(name, value);
                }
                Ok(())
            }
            Err(error) => {
                trail.came_from(Step::Member(name.into()));
                Err(error)
            }
        }
    }

    fn read_field<'de, A: MapAccess<'de>>(
        &mut self,
        index: usize,
        map: &mut A,
        trail: &mut Trail,
    ) -> Result<(), A::Error> {
        let (Some(meta), Some(field)) = (self.shape.fields.get(index), self.record.slot(index)) else {
            return map.next_value::<IgnoredAny>().map(drop);
        };
        self.next = index + 1;
        if self.seen.contains(index) {
            // The last of several wins, whole: nothing of the earlier ones may shine through.
            field.clear();
            self.seen.remove(index);
        }
        let sensitive = self.sensitive || meta.sensitive;
        match map.next_value_seed(ValueSeed { field, sensitive, trail: &mut *trail }) {
            Ok(Given::Value) => self.seen.insert(index),
            Ok(Given::Null) if matches!(meta.kind, Kind::List(_)) => self.seen.insert(index),
            Ok(Given::Null) => {}
            Err(error) => {
                trail.came_from(Step::Member(meta.wire.into()));
                return Err(error);
            }
        }
        Ok(())
    }

    /// Puts `text` into the field called `wire` if it did not come.
    pub(crate) fn supply(&mut self, wire: &str, text: &str) {
        // It is the last field of every generated reply.
        let Some(index) = self.shape.position(wire, self.shape.fields.len().saturating_sub(1)) else {
            return;
        };
        if self.seen.contains(index) {
            return;
        }
        if let Some(Slot::Text(slot)) = self.record.slot(index).map(Field::slot) {
            text.clone_into(slot);
            self.seen.insert(index);
        }
    }

    /// Makes sure that no required field is missing.
    pub(crate) fn finish<E: de::Error>(self, trail: &mut Trail) -> Result<(), E> {
        let missing = || {
            let fields = self.shape.fields.iter().enumerate();
            let missing =
                fields.filter(|(index, meta)| meta.required == Required::Yes && !self.seen.contains(*index));
            missing.map(|(_, meta)| meta.wire)
        };
        if missing().next().is_none() {
            return Ok(());
        }
        Err(trail.fail(ReadProblem::Missing { fields: missing().collect() }))
    }
}

/// Which fields of a record have come. Almost all structures have at most 64 fields and need no heap.
enum Seen {
    Few(u64),
    Many(Vec<bool>),
}

impl Seen {
    fn new(fields: usize) -> Self {
        if fields <= 64 { Self::Few(0) } else { Self::Many(vec![false; fields]) }
    }

    fn contains(&self, index: usize) -> bool {
        match self {
            Self::Few(bits) => bits & bit(index) != 0,
            Self::Many(flags) => flags.get(index).copied().unwrap_or(false),
        }
    }

    fn insert(&mut self, index: usize) {
        self.set(index, true);
    }

    fn remove(&mut self, index: usize) {
        self.set(index, false);
    }

    fn set(&mut self, index: usize, seen: bool) {
        match self {
            Self::Few(bits) if seen => *bits |= bit(index),
            Self::Few(bits) => *bits &= !bit(index),
            Self::Many(flags) => {
                if let Some(flag) = flags.get_mut(index) {
                    *flag = seen;
                }
            }
        }
    }
}

/// The bit of a field, where there are at most 64 of them.
fn bit(index: usize) -> u64 {
    1 << (index & 63)
}
