//! The last stage: an API with nothing left to interpret becomes Rust.
//!
//! What is emitted is mostly data: a struct per structure, a static table that describes it, a builder with
//! one-line setters. Whatever is the same for every action stands once in the runtime, written by hand.
//! The modules are split by what they render. Order is fixed by construction: the intermediate
//! representation is sorted, and nothing here looks at anything else.
//!
//! Every path is absolute and no trait method is called by name, so that the output compiles wherever it is
//! put: beside types and modules called `Option`, `String` or `std`. Under `#![no_implicit_prelude]` it does so for
//! actions without required parameters only: rustc does not know the attribute `#[diagnostic::on_unimplemented]`
//! there, which explains a missing one.

mod action;
mod builder;
mod client;
mod docs;
mod error;
mod meta;
mod open_enum;
mod record;
mod repeat;
mod stream;
mod types;

use proc_macro2::TokenStream;

use crate::ir;

/// What the caller of the generator decides.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The path of the module that holds the output, such as `car_api::car`. With it the examples in the
    /// docs are compiled as doctests; without it they are shown only.
    pub path: Option<String>,
}

/// A part of the output that is shown as a file of its own. All parts stand in one module.
#[derive(Debug, Clone)]
pub struct Section {
    /// The file's name without its extension.
    pub name: String,
    /// The items.
    pub tokens: TokenStream,
}

/// Renders a service: the client, the shared types, then each action.
pub fn service(service: &ir::Service, options: &Options) -> Vec<Section> {
    let mut sections = vec![Section { name: "client".to_owned(), tokens: client::render(service, options) }];
    if !service.types.is_empty() {
        let tokens = service.types.iter().map(type_def).collect();
        sections.push(Section { name: "types".to_owned(), tokens });
    }
    let mut actions = service
        .actions
        .iter()
        .map(|action| Section {
            name: section_name(&action.method),
            tokens: action::render(service, action, options),
        })
        .collect();
    sections.append(&mut actions);
    sections
}

/// Keeps the file of an action called `Client`, `Types` or `Mod` apart from the files of those names.
fn section_name(method: &str) -> String {
    match method {
        "client" | "types" | "mod" => format!("{method}_action"),
        _ => method.to_owned(),
    }
}

fn type_def(def: &ir::TypeDef) -> TokenStream {
    match def {
        ir::TypeDef::Record(record) => record::render(record, record::Role::Shared),
        ir::TypeDef::Enum(open_enum) => open_enum::render(open_enum),
    }
}
