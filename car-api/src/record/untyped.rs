//! A record for calls of which no table is known: every member is extra.

use super::{Extra, Field, Record, Shape, debug};

use std::fmt;

/// A structure without any listed field.
#[derive(Clone, Default)]
pub(crate) struct Untyped {
    /// All members, `RequestId` included.
    pub(crate) members: Extra,
}

static SHAPE: Shape = Shape { name: "Untyped", fields: &[], open: true, docs: &[] };

impl Record for Untyped {
    fn shape(&self) -> &'static Shape {
        &SHAPE
    }

    fn get(&self, _: usize) -> Option<&dyn Field> {
        None
    }

    fn slot(&mut self, _: usize) -> Option<&mut dyn Field> {
        None
    }

    fn extra(&self) -> Option<&Extra> {
        Some(&self.members)
    }

    fn extra_mut(&mut self) -> Option<&mut Extra> {
        Some(&mut self.members)
    }
}

/// Only the members' names, like any open structure.
impl fmt::Debug for Untyped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug(self, f)
    }
}
