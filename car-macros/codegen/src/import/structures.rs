//! Gives structures names that a spec can have.
//!
//! The name of a structure is not on the wire, so one that no spec can spell need not be the end of it: it gets
//! another, everywhere at once. The published catalogue has no such names; metadata from elsewhere may.

use std::collections::{BTreeMap, BTreeSet};

use super::metadata::{Metadata, Type};
use super::report::Tally;
use crate::names;
use crate::spec::is_free_type_name;

/// Renames what a spec cannot spell. `odd` counts it.
pub(super) fn make_spellable(metadata: &mut Metadata, odd: &mut Tally) {
    let renamed = new_names(metadata);
    if renamed.is_empty() {
        return;
    }
    let rename = |name: &mut String| {
        if let Some(new) = renamed.get(name) {
            name.clone_from(new);
        }
    };
    for (mut name, mut object) in std::mem::take(&mut metadata.objects) {
        for member in &mut object.members {
            if let Type::Object(held) = &mut member.ty {
                rename(held);
            }
        }
        rename(&mut name);
        metadata.objects.insert(name, object);
    }
    for action in metadata.actions.values_mut() {
        rename(&mut action.input);
        rename(&mut action.output);
    }
    for (old, new) in &renamed {
        odd.add(format!("a structure is called {old:?}, and `{new}` in the spec"));
    }
}

/// The structures that need another name, with names that no other has.
fn new_names(metadata: &Metadata) -> BTreeMap<String, String> {
    let mut taken: BTreeSet<String> =
        metadata.objects.keys().filter(|name| is_free_type_name(name)).cloned().collect();
    let mut renamed = BTreeMap::new();
    for old in metadata.objects.keys().filter(|name| !is_free_type_name(name)) {
        let plain = names::type_name(old);
        let numbered = (2..).map(|number: usize| format!("{plain}{number}"));
        let free = std::iter::once(plain.clone()).chain(numbered).find(|name| taken.insert(name.clone()));
        renamed.insert(old.clone(), free.unwrap_or(plain));
    }
    renamed
}
