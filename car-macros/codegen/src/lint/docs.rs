//! Fields and types without documentation.

use super::Subject;
use crate::diag::Sink;
use crate::rules;

/// Users see the docs of the generated types and nothing else: an undocumented field is a riddle.
pub(super) fn missing_doc(subject: &Subject<'_>, sink: &mut Sink) {
    for (doc, field) in subject.fields().filter(|(_, field)| !field.is_documented) {
        let message = format!("the field `{}` has no `doc`", field.wire.value);
        sink.push(doc.fault(&rules::MISSING_DOC, &field.wire.span, message));
    }
    for ty in subject.spec.types.iter().filter(|ty| !ty.is_documented) {
        let message = format!("the type `{}` has no `doc`", ty.name.value);
        sink.push(ty.document.fault(&rules::MISSING_DOC, &ty.name.span, message));
    }
}
