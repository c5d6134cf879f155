//! The Rust types that a field can have, as [`Field`]s.
//!
//! Structures and open enumerations join them through generated code (`__record!`, `__open_enum!`): a
//! blanket implementation for either would overlap with the one for `Box`.

use super::{Field, Slot, View};
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

impl<T: Field> Field for Box<T> {
    fn view(&self) -> View<'_> {
        (**self).view()
    }

    fn slot(&mut self) -> Slot<'_> {
        (**self).slot()
    }

    fn clear(&mut self) {
        (**self).clear();
    }

    fn is_absent(&self) -> bool {
        (**self).is_absent()
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
