//! The procedural macro of `car-api`: a folder of spec files in, a typed client out.
//!
//! A thin shim. Arguments are parsed in `arguments`; everything else is the library `car-codegen`, which
//! tests, fuzzers and the `car-spec` tool call without a compiler.

mod arguments;

use std::path::{Path, PathBuf};

use arguments::Arguments;
use car_codegen::{Level, Selection, render, source};
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

/// More errors than this are counted, not printed: the first ones are what there is to mend.
const MOST_ERRORS: usize = 20;

/// Generates the client of an API from a folder of spec files, in the module where it stands.
///
/// ```ignore
/// mod sts {
///     car_api::generate! {
///         specs = "specs/sts",
///     }
/// }
/// ```
///
/// | argument | meaning |
/// |---|---|
/// | `specs = "…"` | the folder, relative to the crate's `Cargo.toml`; required |
/// | `actions = ["…", …]` | only these actions, and the types they reach |
/// | `path = "…"` | the path of this module (`my_crate::sts`): with it, the examples in the docs are compiled |
///
/// Changed and removed spec files are noticed by the next build. For a new file to be noticed too, the
/// crate needs a `build.rs` that prints `cargo::rerun-if-changed=` with the folder.
///
/// A mistake in a spec file is a compile error that shows file, line, column and what to do; the actions
/// without mistakes are generated all the same.
#[proc_macro]
pub fn generate(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    match syn::parse::<Arguments>(input) {
        Ok(arguments) => expand(&arguments).into(),
        Err(error) => error.into_compile_error().into(),
    }
}

fn expand(arguments: &Arguments) -> TokenStream {
    let label = arguments.specs.value();
    let span = arguments.specs.span();
    let (sources, mut diagnostics) = source::read(&crate_folder().join(&label), &label);
    let selection = match &arguments.actions {
        None => Selection::All,
        Some(actions) => Selection::Actions(actions.iter().map(syn::LitStr::value).collect()),
    };
    let compiled = car_codegen::compile(&sources, &selection);
    diagnostics.extend(compiled.diagnostics);
    let errors: Vec<String> = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.level() == Level::Error)
        .map(ToString::to_string)
        .collect();
    let code = compiled.service.map(|service| {
        let options = render::Options { path: arguments.path.as_ref().map(syn::LitStr::value) };
        render::service(&service, &options).into_iter().map(|section| section.tokens).collect::<TokenStream>()
    });
    let tracked = track(sources.paths());
    let errors = compile_errors(&errors, &label, span);
    quote!(#code #tracked #errors)
}

/// The folder of the crate in which the macro stands. Cargo sets it; a bare `rustc` does not, and then the
/// folder is looked for from where the compiler runs.
fn crate_folder() -> PathBuf {
    std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default()
}

/// Makes the compiler depend on each file that was read.
fn track<'a>(paths: impl IntoIterator<Item = &'a Path>) -> TokenStream {
    // `proc_macro::tracked` would do this without reading the file again; it is not stable.
    paths
        .into_iter()
        .filter_map(Path::to_str)
        .map(|path| {
            quote!(
                const _: &[u8] = ::core::include_bytes!(#path);
            )
        })
        .collect()
}

fn compile_errors(errors: &[String], label: &str, span: Span) -> TokenStream {
    let shown = errors.iter().take(MOST_ERRORS).cloned();
    let rest = errors.len().saturating_sub(MOST_ERRORS);
    let summary =
        (rest > 0).then(|| format!("and {rest} more errors: `car-spec check {label}` shows them all"));
    shown.chain(summary).map(|text| quote_spanned!(span=> ::core::compile_error!(#text);)).collect()
}
