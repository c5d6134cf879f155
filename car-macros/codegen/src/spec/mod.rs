//! From trees to a spec: every file decoded by the tables of its keys, nothing linked yet.
//!
//! What is decoded here still speaks of wire names, and each value knows where it stands, so that
//! `resolve` can point at it. A part that cannot be understood is reported and left out; its
//! neighbours stay.

mod action;
mod document;
mod errors;
mod field;
mod object;
mod service;
pub mod table;
mod type_expr;
mod types;
mod unsupported;
mod value;
mod waiter;

use std::sync::Arc;

pub(crate) use action::{ActionSpec, AnswerSpec, ExampleSpec, StreamingSpec};
pub(crate) use document::{Document, Spanned};
pub(crate) use errors::ErrorSpec;
#[cfg(feature = "cli")]
pub(crate) use errors::is_code as is_error_code;
pub(crate) use field::{Demand, FieldSpec, Limits, ValueSpec};
pub(crate) use service::ServiceSpec;
pub(crate) use type_expr::{BUILT_IN, ItemType, TypeExpr};
#[cfg(feature = "cli")]
pub(crate) use types::is_free_type_name;
pub(crate) use types::{TypeBody, TypeSpec};
pub(crate) use waiter::WaiterSpec;

use crate::diag::{Diagnostic, Sink, did_you_mean, listed};
use crate::json;
use crate::rules;
use crate::source::{SourceFile, SourceSet};

/// Describes the service itself.
const SERVICE_FILE: &str = "_service.json";
/// The catalogue of error codes.
const ERRORS_FILE: &str = "_errors.json";
/// Types that several actions share.
const TYPES_FILE: &str = "_types.json";

/// The files of one service, parsed.
#[derive(Debug, Default)]
pub(crate) struct Documents {
    service: Option<Document>,
    errors: Option<Document>,
    types: Option<Document>,
    actions: Vec<Document>,
    /// Whether there is an `_errors.json`, even one that cannot be parsed.
    has_errors_file: bool,
}

/// A service as its files describe it.
#[derive(Debug)]
pub(crate) struct Spec<'a> {
    pub(crate) service: ServiceSpec,
    /// The file that the service comes from.
    pub(crate) service_document: Option<&'a Document>,
    pub(crate) errors: Vec<ErrorSpec>,
    /// The file that the error codes come from.
    pub(crate) errors_document: Option<&'a Document>,
    pub(crate) catalogue: Catalogue,
    pub(crate) types: Vec<TypeSpec<'a>>,
    pub(crate) actions: Vec<ActionSpec<'a>>,
}

/// What is known of the error codes as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Catalogue {
    /// The codes are known.
    Known,
    /// There is no `_errors.json`.
    Absent,
    /// It is there, but it cannot be read: nothing can be said of codes.
    Broken,
}

/// Parses the files of a folder and sorts them by what they describe.
pub(crate) fn parse(set: &SourceSet, sink: &mut Sink) -> Documents {
    let mut documents = Documents::default();
    for file in set.shared_files() {
        match file.name() {
            SERVICE_FILE => documents.service = open(file, sink),
            ERRORS_FILE => {
                documents.has_errors_file = true;
                documents.errors = open(file, sink);
            }
            TYPES_FILE => documents.types = open(file, sink),
            name if name.starts_with('_') => sink.push(reserved_name(file)),
            _ => documents.actions.extend(open(file, sink)),
        }
    }
    let has_service_file = set.files().any(|file| file.name() == SERVICE_FILE);
    if !has_service_file {
        let message = format!("there is no `{SERVICE_FILE}` in `{}`", set.label());
        let help = "it names the service, its version and its hosts; the other files describe its actions";
        sink.push(Diagnostic::new(&rules::NO_SERVICE_FILE, message).help(help));
    }
    documents
}

/// Decodes the parsed files.
pub(crate) fn decode<'a>(documents: &'a Documents, label: &str, sink: &mut Sink) -> Spec<'a> {
    let service = match &documents.service {
        Some(doc) => service::decode(doc, label, sink),
        None => ServiceSpec::placeholder(label),
    };
    let errors = documents.errors.as_ref().and_then(|doc| errors::decode(doc, sink));
    let catalogue = match (&errors, documents.has_errors_file) {
        (Some(_), _) => Catalogue::Known,
        (None, true) => Catalogue::Broken,
        (None, false) => Catalogue::Absent,
    };
    let mut types = Vec::new();
    if let Some(doc) = &documents.types {
        types.extend(types::decode_file(doc, sink));
    }
    let mut actions = Vec::new();
    for doc in &documents.actions {
        if let Some((action, own_types)) = action::decode(doc, sink) {
            actions.push(action);
            types.extend(own_types);
        }
    }
    Spec {
        service,
        service_document: documents.service.as_ref(),
        errors: errors.unwrap_or_default(),
        errors_document: documents.errors.as_ref(),
        catalogue,
        types,
        actions,
    }
}

fn open(file: &Arc<SourceFile>, sink: &mut Sink) -> Option<Document> {
    if !file.is_readable() {
        return None;
    }
    let root = json::parse(file, sink)?;
    Some(Document { file: Arc::clone(file), root })
}

fn reserved_name(file: &Arc<SourceFile>) -> Diagnostic {
    let known = [SERVICE_FILE, ERRORS_FILE, TYPES_FILE];
    let meant = did_you_mean(file.name(), known);
    let message = format!("`{}` is no file that a spec folder may have{meant}", file.name());
    Diagnostic::new(&rules::RESERVED_FILE_NAME, message)
        .at(crate::diag::Place::whole_file(file))
        .help(format!("names with `_` in front are kept for {}", listed(&known)))
}
