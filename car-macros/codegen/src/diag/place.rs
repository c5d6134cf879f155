//! A place in a spec file, as a person looks for it: line and column, and the way there from the root.

use std::sync::Arc;

use crate::json::{Node, Span};
use crate::pointer;
use crate::source::SourceFile;

/// A place in a spec file.
#[derive(Debug, Clone)]
pub struct Place {
    file: String,
    span: Span,
    line: usize,
    column: usize,
    pointer: Option<String>,
    source: Option<Arc<SourceFile>>,
}

impl Place {
    /// A place in a file whose tree is known.
    pub(crate) fn in_tree(file: &Arc<SourceFile>, root: &Node, span: Span) -> Self {
        Self { pointer: Some(pointer::to_span(root, &span)), ..Self::unparsed(file, span) }
    }

    /// A key that is not in the tree because an equal one is: its pointer is that of the other.
    pub(crate) fn of_duplicate(file: &Arc<SourceFile>, root: &Node, span: Span, first: &Span) -> Self {
        Self { pointer: Some(pointer::to_span(root, first)), ..Self::unparsed(file, span) }
    }

    /// A place in a file that could not be parsed.
    pub(crate) fn unparsed(file: &Arc<SourceFile>, span: Span) -> Self {
        let (line, column) = file.line_column(span.start);
        let source = Some(Arc::clone(file));
        Self { file: file.shown().to_owned(), span, line, column, pointer: None, source }
    }

    /// A file that has no text to show.
    pub(crate) fn whole_file(file: &SourceFile) -> Self {
        Self { file: file.shown().to_owned(), span: 0..0, line: 1, column: 1, pointer: None, source: None }
    }

    /// The file, as it is shown in messages.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The bytes of the file's text.
    pub fn span(&self) -> &Span {
        &self.span
    }

    /// The line, from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// The column in characters, from 1.
    pub fn column(&self) -> usize {
        self.column
    }

    /// The JSON pointer of the value, unless the file could not be parsed.
    pub fn pointer(&self) -> Option<&str> {
        self.pointer.as_deref()
    }

    pub(super) fn source(&self) -> Option<&SourceFile> {
        self.source.as_deref()
    }
}
