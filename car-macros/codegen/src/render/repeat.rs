//! The endings of a builder that call the action again and again: for the pages of a list, for a state.
//!
//! Each is one line into the runtime, with the bounds of `send`.

use proc_macro2::TokenStream;
use quote::quote;

use super::{docs, meta, types};
use crate::ir::{Action, Field, Pagination, Type, Waiter};
use crate::names;

/// The methods, for the `impl` that has `send`.
pub(super) fn endings(action: &Action, bounds: Option<&TokenStream>) -> TokenStream {
    let pages = action.pagination.iter().map(|pagination| pages(action, pagination, bounds));
    let waits = action.waiters.iter().map(|waiter| wait(action, waiter, bounds));
    pages.chain(waits).collect()
}

fn pages(action: &Action, pagination: &Pagination, bounds: Option<&TokenStream>) -> TokenStream {
    let marker = names::ident(&action.name);
    let doc = docs::pages(pagination);
    let items = items_methods(action, pagination).map(|(name, list)| items(action, &name, list, bounds));
    quote! {
        #doc
        pub fn pages(self) -> ::car_api::Pages<#marker> #bounds {
            ::car_api::Pages::new(self.call.carrier, self.call.options, self.call.request)
        }
        #(#items)*
    }
}

/// The lists of a page, each with the method that gives its items.
pub(super) fn items_methods<'a>(
    action: &'a Action,
    pagination: &'a Pagination,
) -> impl Iterator<Item = (String, &'a Field)> {
    let lists = pagination.items.iter().filter_map(|wire| {
        // A list whose type is unknown has been reported, and is not here.
        action.response.fields.iter().find(|field| field.wire == *wire)
    });
    let only = pagination.items.len() == 1;
    lists.map(move |list| (if only { "items".to_owned() } else { names::items_method(&list.rust) }, list))
}

fn items(action: &Action, name: &str, list: &Field, bounds: Option<&TokenStream>) -> TokenStream {
    let Type::List(item) = &list.ty else { return TokenStream::new() };
    let marker = names::ident(&action.name);
    let method = names::ident(name);
    let field = names::ident(&list.rust);
    let item = types::value(item, list.sensitive);
    let doc = docs::items(list);
    let deprecated = types::deprecated(list.deprecated.as_deref());
    quote! {
        #doc
        #deprecated
        pub fn #method(self) -> ::car_api::Items<#marker, #item> #bounds {
            ::car_api::Items::new(self.pages(), |page| page.#field)
        }
    }
}

fn wait(action: &Action, waiter: &Waiter, bounds: Option<&TokenStream>) -> TokenStream {
    let marker = names::ident(&action.name);
    let method = names::ident(&names::waiter_method(&waiter.name));
    let table = meta::waiter::reference(action, waiter);
    let key = waiter.key().map(|key| names::ident(&names::field(key)));
    let parameter = key.as_ref().map(|key| quote!(, #key: impl ::core::convert::Into<::std::string::String>));
    let item = key.map_or_else(
        || quote!(::core::option::Option::None),
        |key| quote!(::core::option::Option::Some(::core::convert::Into::into(#key))),
    );
    let doc = docs::wait(waiter);
    quote! {
        #doc
        pub fn #method(self #parameter) -> ::car_api::Wait<#marker> #bounds {
            ::car_api::Wait::new(self.call, #table, #item)
        }
    }
}
