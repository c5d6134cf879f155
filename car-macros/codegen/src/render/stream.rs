//! The ending of a builder that gives an answer as a stream of events.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs;
use crate::ir::{Action, Streaming};
use crate::names;

/// The method, for the `impl` that has `send`; for an action that can stream.
pub(super) fn ending(action: &Action, bounds: Option<&TokenStream>) -> Option<TokenStream> {
    if action.streaming == Streaming::Never {
        return None;
    }
    let marker = names::ident(&action.name);
    let doc = docs::stream(action);
    Some(quote! {
        #doc
        pub fn stream(self) -> ::car_api::EventStream<#marker> #bounds {
            ::car_api::EventStream::new(self.call.carrier, self.call.options, self.call.request)
        }
    })
}
