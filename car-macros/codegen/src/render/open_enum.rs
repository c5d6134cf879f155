//! An enumeration of texts that stays open: a value that the spec does not know is kept.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs;
use crate::ir::OpenEnum;
use crate::names;

/// The enumeration, by the runtime's macro for what all of them share.
pub(super) fn render(open_enum: &OpenEnum) -> TokenStream {
    let name = names::ident(&open_enum.rust_name);
    let doc = docs::open_enum(open_enum);
    let variants = open_enum.values.iter().map(|value| {
        let variant = names::ident(&value.variant);
        let doc = docs::enum_value(value);
        quote!(#doc #variant,)
    });
    let known = open_enum.values.iter().map(|value| {
        let (wire, variant) = (&value.value, names::ident(&value.variant));
        quote!(#wire => #variant,)
    });
    quote! {
        #doc
        #[derive(::core::clone::Clone, ::core::fmt::Debug)]
        #[derive(::core::cmp::PartialEq, ::core::cmp::Eq, ::core::hash::Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// A value that the spec does not know. Compare it by `as_str()`: a later version of this crate
            /// may know it.
            Other(::std::string::String),
        }
        ::car_api::__open_enum! {
            #name { #(#known)* }
        }
    }
}
