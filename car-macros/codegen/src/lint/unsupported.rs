//! Actions that are called unsupported and have a spec all the same.

use super::Subject;
use crate::diag::Sink;
use crate::rules;

/// The spec counts; what is said of the action elsewhere is then misleading.
pub(super) fn described(subject: &Subject<'_>, sink: &mut Sink) {
    let Some(document) = subject.spec.service_document else { return };
    for entry in &subject.spec.service.unsupported {
        let name = &entry.action.value;
        let Some(action) = subject.spec.actions.iter().find(|action| action.name.value == *name) else {
            continue;
        };
        let message = format!("`{name}` is called unsupported, but it has a spec");
        sink.push(
            document.fault(&rules::UNSUPPORTED_AND_DESCRIBED, &entry.action.span, message).also(
                action.document.place(&action.name.span),
                "its spec is here, and it is used".to_owned(),
            ),
        );
    }
}
