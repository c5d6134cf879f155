//! The Rust types that a field can have, as [`Field`]s.
//!
//! Structures join them by one implementation for all. Open enumerations bring their own (`__open_enum!`): for two
//! traits at once, the compiler would see an overlap.

use super::{Extra, Field, Record, Shape, Slot, View, clear};
use crate::Secret;

/// A type that always holds a value and is cleared to its default.
macro_rules! plain {
    ($($type:ty: $this:ident => $view:expr, $slot:ident;)*) => {$(
        impl Field for $type {
            fn view(&self) -> View<'_> {
                let $this = self;
                $view
            }

            fn slot(&mut self) -> Slot<'_> {
                Slot::$slot(self)
            }

            fn clear(&mut self) {
                *self = Self::default();
            }
        }
    )*};
}

plain! {
    String: text => View::Text(text), Text;
    Secret: secret => View::Secret(secret), Secret;
    i64: number => View::Int(*number), Int;
    u64: number => View::UInt(*number), UInt;
    f64: number => View::Float(*number), Float;
    bool: truth => View::Bool(*truth), Bool;
}

impl<T: Field + Default> Field for Option<T> {
    fn view(&self) -> View<'_> {
        self.as_ref().map_or(View::Absent, Field::view)
    }

    fn slot(&mut self) -> Slot<'_> {
        self.get_or_insert_with(T::default).slot()
    }

    fn clear(&mut self) {
        *self = None;
    }
}

impl<R: Record> Field for R {
    fn view(&self) -> View<'_> {
        View::Record(self)
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Record(self)
    }

    fn clear(&mut self) {
        clear(self);
    }
}

/// What recursion puts between a structure and itself.
impl<R: Record> Record for Box<R> {
    fn shape(&self) -> &'static Shape {
        (**self).shape()
    }

    fn get(&self, index: usize) -> Option<&dyn Field> {
        (**self).get(index)
    }

    fn slot(&mut self, index: usize) -> Option<&mut dyn Field> {
        Record::slot(&mut **self, index)
    }

    fn extra(&self) -> Option<&Extra> {
        (**self).extra()
    }

    fn extra_mut(&mut self) -> Option<&mut Extra> {
        (**self).extra_mut()
    }
}

impl<T: Field + Default> Field for Vec<T> {
    fn view(&self) -> View<'_> {
        View::List(self)
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::List(self)
    }

    fn clear(&mut self) {
        Vec::clear(self);
    }

    /// A bare list cannot tell "absent" from "empty"; an `Option` around it can.
    fn is_absent(&self) -> bool {
        Vec::is_empty(self)
    }
}
