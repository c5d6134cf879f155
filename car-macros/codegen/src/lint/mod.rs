//! What is legal but unwise: a table of checks over the whole service.
//!
//! Each lint is one function that looks at the decoded spec and reports; none changes anything. To add one,
//! write the function, give it a rule in [`rules`](crate::rules), and put it into [`LINTS`].

mod docs;
mod errors;
mod sensitive;
mod unsupported;
mod unused;

#[cfg(feature = "cli")]
pub(crate) use sensitive::sounds_sensitive;

use crate::diag::Sink;
use crate::resolve::{Sides, Types};
use crate::spec::{Document, FieldSpec, Spec, TypeBody};

/// What a lint looks at.
pub(crate) struct Subject<'s> {
    spec: &'s Spec<'s>,
    types: &'s Types<'s>,
    sides: &'s Sides<'s>,
}

type Lint = fn(&Subject<'_>, &mut Sink);

/// All lints. Their order does not matter: diagnostics are sorted.
const LINTS: &[Lint] = &[
    docs::missing_doc,
    unused::unused_type,
    sensitive::looks_sensitive,
    errors::kind_of_sub_code,
    unsupported::described,
];

/// Runs all lints.
pub(crate) fn lint(spec: &Spec<'_>, types: &Types<'_>, sides: &Sides<'_>, sink: &mut Sink) {
    let subject = Subject { spec, types, sides };
    for lint in LINTS {
        lint(&subject, sink);
    }
}

impl<'s> Subject<'s> {
    /// Every field of every request, response and structure, with the file it stands in.
    fn fields(&self) -> impl Iterator<Item = (&'s Document, &'s FieldSpec<'s>)> {
        let of_actions = self.spec.actions.iter().flat_map(|action| {
            action.request.iter().chain(&action.response).map(|field| (action.document, field))
        });
        let of_types = self.spec.types.iter().flat_map(|ty| {
            let fields: &[FieldSpec<'_>] = match &ty.body {
                TypeBody::Structure { fields, .. } => fields,
                TypeBody::Enumeration { .. } => &[],
            };
            fields.iter().map(|field| (ty.document, field))
        });
        of_actions.chain(of_types)
    }
}
