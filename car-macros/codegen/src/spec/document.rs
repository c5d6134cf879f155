//! A parsed file, and the ways in which its parts are complained about.

use std::sync::Arc;

use crate::diag::{Diagnostic, Place};
use crate::json::{Node, Span};
use crate::rules::Rule;
use crate::source::SourceFile;

/// A spec file that is JSON.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) file: Arc<SourceFile>,
    pub(crate) root: Node,
}

impl Document {
    /// A fault at a place of this file.
    pub(crate) fn fault(&self, rule: &'static Rule, span: &Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(rule, message).at(self.place(span))
    }

    /// A place in this file.
    pub(crate) fn place(&self, span: &Span) -> Place {
        Place::in_tree(&self.file, &self.root, span.clone())
    }

    /// The file's name without `.json`: for an action's file, the action.
    pub(crate) fn stem(&self) -> &str {
        let name = self.file.name();
        name.strip_suffix(".json").unwrap_or(name)
    }

    /// How generated docs refer to this file.
    pub(crate) fn shown(&self) -> &str {
        self.file.shown()
    }
}

/// A value of the spec and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Spanned<T> {
    pub(crate) value: T,
    pub(crate) span: Span,
}

impl<T> Spanned<T> {
    pub(crate) fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}
