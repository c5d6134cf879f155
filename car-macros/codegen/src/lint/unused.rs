//! Types that no action uses.

use super::Subject;
use crate::diag::Sink;
use crate::rules;

/// A type that nothing leads to is left over, or the field that should have it has another.
pub(super) fn unused_type(subject: &Subject<'_>, sink: &mut Sink) {
    for ty in subject.types.all() {
        if subject.sides.of(&ty.name.value).is_none() {
            let message = format!("no action uses the type `{}`", ty.name.value);
            sink.push(ty.document.fault(&rules::UNUSED_TYPE, &ty.name.span, message));
        }
    }
}
