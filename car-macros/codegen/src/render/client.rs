//! The client type of a service.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Options, docs, meta};
use crate::ir::Service;

/// `Client` and the table of the service.
pub(super) fn render(service: &Service, options: &Options) -> TokenStream {
    let doc = docs::client(service, options);
    let table = meta::service(service);
    quote! {
        #doc
        #[derive(::core::clone::Clone, ::core::fmt::Debug)]
        pub struct Client {
            core: ::car_api::ClientCore,
        }

        impl ::car_api::ServiceClient for Client {
            const SERVICE: &'static ::car_api::action::ServiceMeta = &SERVICE;

            fn from_core(core: ::car_api::ClientCore) -> Self {
                Self { core }
            }

            fn core(&self) -> &::car_api::ClientCore {
                &self.core
            }
        }

        impl Client {
            ::car_api::__client!();
        }

        #table
    }
}
