//! From a folder of API spec files to a Rust client.
//!
//! An API is data: a folder with one JSON file per action. This crate reads such a folder, checks it, and
//! turns it into Rust. The macro of `car-macros` is a thin shim around it, and so is the `car-spec` tool;
//! being a plain library, it can also be tested and fuzzed without a compiler.
//!
//! # The pipeline
//!
//! | stage | what it makes | what it finds |
//! |---|---|---|
//! | [`source`] | texts, sorted | files that cannot be read |
//! | [`json`] | trees with positions | syntax errors, duplicate keys |
//! | [`spec`] | actions and types by wire name | unknown, missing and malformed keys |
//! | `resolve` | linked types, codes, Rust names | names that lead nowhere or collide, examples that do not fit |
//! | `lint` | nothing | what is legal but unwise |
//! | [`ir`] | what the renderers see | nothing is left to find |
//! | [`render`] | tokens | |
//!
//! Each stage reports what it finds and goes on with what is healthy, so that all faults are shown at once
//! and one typo does not make a whole client disappear. Everything behind [`source`] is a pure function of
//! text, and nothing in this crate panics, whatever it is given.
//!
//! # Example
//!
//! ```
//! use car_codegen::{Selection, compile, source::SourceSet};
//!
//! let service = r#"{
//!     "service": "echo", "version": "2024-01-31", "title": "Echo", "doc": "Repeats things.",
//!     "hosts": {"international": "echo.example.com"}, "region": "not_needed", "timeout": "5s"
//! }"#;
//! let action = r#"{
//!     "action": "Repeat", "summary": "Answers with what it was told.",
//!     "request": {"Words": {"type": "strng", "doc": "What to repeat."}}
//! }"#;
//! let files = SourceSet::from_files("specs/echo", [("_service.json", service), ("Repeat.json", action)]);
//! let compiled = compile(&files, &Selection::All);
//!
//! let fault = &compiled.diagnostics[0];
//! assert_eq!(fault.message(), "unknown type `strng`, did you mean `string`?");
//! assert!(fault.render().contains("--> specs/echo/Repeat.json:3:35"));
//! // The action is there all the same, without its broken parameter.
//! assert_eq!(compiled.service.unwrap().actions[0].method, "repeat");
//! ```

pub mod diag;
#[cfg(feature = "cli")]
pub mod diff;
#[cfg(feature = "cli")]
pub mod emit;
#[cfg(feature = "cli")]
pub mod import;
pub mod ir;
pub mod json;
mod lint;
pub mod names;
pub mod pointer;
pub mod render;
mod resolve;
pub mod rules;
pub mod source;
pub mod spec;

pub use diag::{Diagnostic, Level};

use diag::Sink;
use resolve::{Sides, Types};
use source::SourceSet;

/// Which actions of a service are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// All of them.
    All,
    /// Those with these names; of types and error codes, what they reach.
    Actions(Vec<String>),
}

/// What came out of a folder of specs.
#[derive(Debug, Clone)]
pub struct Compiled {
    /// The service, as far as it could be understood; `None` where there is no file to read.
    pub service: Option<ir::Service>,
    /// What is wrong, in the order of files and lines.
    pub diagnostics: Vec<Diagnostic>,
}

impl Compiled {
    /// Whether something is wrong that makes the spec unusable.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.level() == Level::Error)
    }
}

/// Compiles a folder of specs. The whole folder is checked, whatever the selection.
pub fn compile(set: &SourceSet, selection: &Selection) -> Compiled {
    let mut sink = Sink::default();
    if set.files().next().is_none() {
        if set.is_readable() {
            let message = format!("there is no spec file in `{}`", set.label());
            let help = "a spec folder holds `_service.json` and one `.json` file per action";
            sink.push(Diagnostic::new(&rules::EMPTY_FOLDER, message).help(help));
        }
        return Compiled { service: None, diagnostics: sink.into_sorted() };
    }
    let documents = spec::parse(set, &mut sink);
    let spec = spec::decode(&documents, set.label(), &mut sink);
    let types = Types::collect(&spec, &mut sink);
    let sides = Sides::walk(&spec, &types, &mut sink);
    let service = resolve::resolve(&spec, &types, &sides, &mut sink);
    lint::lint(&spec, &types, &sides, &mut sink);
    let service = resolve::select(service, &spec, selection, &mut sink);
    Compiled { service: Some(service), diagnostics: sink.into_sorted() }
}
