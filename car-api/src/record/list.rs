//! Lists whose items can be reached without their type.

use std::fmt;

use super::Field;

/// A list of fields, usable as `dyn List`. `Vec` is the one implementation that generated code needs.
pub trait List: Send + Sync {
    /// The number of items.
    fn len(&self) -> usize;

    /// Whether there are no items.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The item at `index`, or `None` past the last.
    fn at(&self, index: usize) -> Option<&dyn Field>;

    /// Adds a fresh item at the end and hands it out to be filled. `None` if the list takes no more.
    fn push(&mut self) -> Option<&mut dyn Field>;

    /// Takes the last item away, if there is one.
    fn pop(&mut self);

    /// Takes all items away.
    fn clear(&mut self);
}

impl<T: Field + Default> List for Vec<T> {
    fn len(&self) -> usize {
        self.as_slice().len()
    }

    fn at(&self, index: usize) -> Option<&dyn Field> {
        self.get(index).map(|item| item as &dyn Field)
    }

    fn push(&mut self) -> Option<&mut dyn Field> {
        Vec::push(self, T::default());
        self.last_mut().map(|item| item as &mut dyn Field)
    }

    fn pop(&mut self) {
        Vec::pop(self);
    }

    fn clear(&mut self) {
        Vec::clear(self);
    }
}

/// The items, seen one by one.
pub(crate) fn items(list: &dyn List) -> impl Iterator<Item = &dyn Field> {
    (0..list.len()).filter_map(move |index| list.at(index))
}

/// Only the length: whether the items may be shown is known where the list's field is known.
impl fmt::Debug for dyn List + '_ {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} items]", self.len())
    }
}
