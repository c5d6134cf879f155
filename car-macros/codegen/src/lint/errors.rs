//! Error codes whose kind contradicts that of the code above them.

use super::Subject;
use crate::diag::Sink;
use crate::ir::ErrorClass;
use crate::rules;
use crate::spec::ErrorSpec;

/// A client that does not know `AuthFailure.TokenFailure` takes it for an `AuthFailure`. Where the main code
/// says exactly what is wrong, a sub-code of another kind would break that.
pub(super) fn kind_of_sub_code(subject: &Subject<'_>, sink: &mut Sink) {
    let Some(doc) = subject.spec.errors_document else { return };
    for error in &subject.spec.errors {
        let above = error.code.rsplit_once('.').and_then(|(main, _)| subject.error(main));
        let (Some(above), Some(span)) = (above, &error.kind_span) else { continue };
        if is_exact(above.class) && above.class != error.class {
            let message = format!("`{}` is of another kind than `{}`", error.code, above.code);
            let diagnostic = doc.fault(&rules::SUB_CODE_KIND, span, message);
            sink.push(match &above.kind_span {
                Some(span) => {
                    diagnostic.also(doc.place(span), format!("the kind of `{}` stands here", above.code))
                }
                None => diagnostic,
            });
        }
    }
}

impl Subject<'_> {
    fn error(&self, code: &str) -> Option<&ErrorSpec> {
        self.spec.errors.iter().find(|error| error.code == code)
    }
}

/// Whether a kind tells all. `failed` and `denied` are what a main code says when its sub-codes tell more,
/// and a parameter can be invalid because what it names does not exist.
fn is_exact(class: ErrorClass) -> bool {
    matches!(class, ErrorClass::Auth | ErrorClass::Throttled)
}
