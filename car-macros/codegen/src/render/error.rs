//! The error codes of an action, as an enumeration.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::docs;
use crate::ir::Action;
use crate::names;

/// The enumeration's name.
pub(super) fn name(action: &Action) -> Ident {
    format_ident!("{}Error", action.name)
}

/// `<Action>Error` with its table of codes.
pub(super) fn render(action: &Action) -> TokenStream {
    let name = name(action);
    let doc = docs::error_enum(action);
    let variants = action.errors.iter().map(|error| {
        let variant = names::ident(&error.variant);
        let doc = docs::error_variant(error);
        quote!(#doc #variant,)
    });
    let codes = action.errors.iter().map(|error| {
        let (code, variant) = (&error.code, names::ident(&error.variant));
        quote!(#code => #variant,)
    });
    quote! {
        #doc
        #[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug)]
        #[derive(::core::cmp::PartialEq, ::core::cmp::Eq, ::core::hash::Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// A code that the spec does not list for this action, or a failure that has no code: a lost
            /// connection, a timeout, a broken reply. The error itself says which.
            Other,
        }
        ::car_api::__action_error! {
            #name { #(#codes)* }
        }
    }
}
