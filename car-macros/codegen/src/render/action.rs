//! An action: its marker type, request, response, builder, error codes, table and client method.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{Options, builder, docs, error, meta, record, types};
use crate::ir::{Action, Service};
use crate::names;

/// Everything that one spec file makes.
pub(super) fn render(service: &Service, action: &Action, options: &Options) -> TokenStream {
    let method = method(service, action, options);
    let marker = marker(action);
    let builder = builder::render(action);
    let request = record::render(&action.request, record::Role::Request);
    let response = record::render(&action.response, record::Role::Response);
    let error = error::render(action);
    let table = meta::action(action);
    quote!(#method #marker #builder #request #response #error #table)
}

/// The method of the client.
fn method(service: &Service, action: &Action, options: &Options) -> TokenStream {
    let method = names::ident(&action.method);
    let doc = docs::method(service, action, options);
    let deprecated = types::deprecated(action.deprecated.as_deref());
    let builder = builder::name(action);
    quote! {
        impl Client {
            #doc
            #deprecated
            pub fn #method(&self) -> #builder {
                #builder::over(::car_api::__private::Collected::of(&self.core))
            }
        }
    }
}

/// The type that stands for the action, and what ties everything else to it.
fn marker(action: &Action) -> TokenStream {
    let name = format_ident!("{}", action.name);
    let request = names::ident(&action.request.rust_name);
    let response = names::ident(&action.response.rust_name);
    let error = error::name(action);
    let builder = builder::name(action);
    let states = builder::states(action);
    let table = meta::action_name(action);
    let doc = docs::marker(action);
    quote! {
        #doc
        #[derive(::core::fmt::Debug)]
        pub struct #name;
        ::car_api::__action! {
            #name, #table, #request, #response, #error, #builder[#states]
        }
    }
}
