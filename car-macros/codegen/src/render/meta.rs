//! The static tables of a service and its actions.

pub(super) mod waiter;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::{docs, types};
use crate::ir::{
    Action, ErrorClass, ErrorCode, Example, ExampleAnswer, HostFamily, Pagination, RegionRule, RetryAdvice,
    Safety, Service, Streaming,
};
use crate::json::Node;
use crate::names;

/// The static that describes `action`.
pub(super) fn action_name(action: &Action) -> proc_macro2::Ident {
    types::table(&action.name)
}

/// The table of an action. What an action does not have is left to the default.
pub(super) fn action(action: &Action) -> TokenStream {
    let table = action_name(action);
    let (name, method, summary, source) = (&action.name, &action.method, &action.summary, &action.source);
    let signing = action.skip_sign.then(|| quote!(signing: ::car_api::action::Signing::Skipped,));
    let streaming = match &action.streaming {
        Streaming::Never => None,
        Streaming::Possible => Some(quote!(streaming: ::car_api::action::Streaming::Possible,)),
        Streaming::OnRequest(parameter) => {
            Some(quote!(streaming: ::car_api::action::Streaming::OnRequest(#parameter),))
        }
    };
    let host_family = match action.host_family {
        HostFamily::Ordinary => None,
        HostFamily::Ai => Some(quote!(host_family: ::car_api::action::HostFamily::Ai,)),
    };
    let safety = match action.safety {
        Safety::ReadOnly => Some(quote!(safety: ::car_api::action::Safety::ReadOnly,)),
        Safety::Idempotent => Some(quote!(safety: ::car_api::action::Safety::Idempotent,)),
        Safety::Unsafe => None,
    };
    let destructive = action.destructive.then(|| quote!(destructive: true,));
    let rate_limit = given("rate_limit", action.rate_limit.as_ref());
    let server_timeout = given("server_timeout", action.server_timeout_ms.map(duration).as_ref());
    let deprecated = given("deprecated", action.deprecated.as_ref());
    let error = super::error::name(action);
    let errors = (!action.errors.is_empty())
        .then(|| quote!(errors: <#error as ::car_api::action::ActionError>::NAMES,));
    let examples = listed("examples", action.examples.iter().map(example));
    let pagination = given("pagination", action.pagination.as_ref().map(pagination).as_ref());
    let waiter_tables: TokenStream = action.waiters.iter().map(|item| waiter::table(action, item)).collect();
    let waiters = listed("waiters", action.waiters.iter().map(|item| waiter::reference(action, item)));
    let request = types::table(&action.request.rust_name);
    let response = types::table(&action.response.rust_name);
    quote! {
        #waiter_tables
        #[allow(non_upper_case_globals)]
        static #table: ::car_api::action::ActionMeta = ::car_api::action::ActionMeta {
            method: #method,
            summary: #summary,
            #signing
            #streaming
            #host_family
            #safety
            #destructive
            #rate_limit
            #server_timeout
            #deprecated
            #errors
            #examples
            #pagination
            #waiters
            source: #source,
            ..::car_api::action::ActionMeta::new(#name, &SERVICE, &#request, &#response)
        };
    }
}

/// A field of a table that is an `Option`, where there is a value.
fn given(field: &str, value: Option<&impl ToTokens>) -> Option<TokenStream> {
    let field = names::ident(field);
    value.map(|value| quote!(#field: ::core::option::Option::Some(#value),))
}

/// A field of a table that is a list, where there are items.
fn listed(field: &str, items: impl Iterator<Item: ToTokens>) -> Option<TokenStream> {
    let field = names::ident(field);
    let items: Vec<_> = items.collect();
    (!items.is_empty()).then(|| quote!(#field: &[#(#items),*],))
}

/// The table of the service.
pub(super) fn service(service: &Service) -> TokenStream {
    let (name, version, title) = (&service.name, &service.version, &service.title);
    let international = option(service.international_host.as_ref());
    let mainland = option(service.mainland_host.as_ref());
    let region = match service.region {
        RegionRule::NotNeeded => quote!(NotNeeded),
        RegionRule::Optional => quote!(Optional),
        RegionRule::Required => quote!(Required),
    };
    let timeout = duration(service.timeout_ms);
    let errors = service.errors.iter().map(error);
    let actions = service.actions.iter().map(action_name);
    quote! {
        /// What the specs say of the service and its actions, as a table.
        pub static SERVICE: ::car_api::action::ServiceMeta = ::car_api::action::ServiceMeta {
            name: #name,
            version: #version,
            title: #title,
            hosts: ::car_api::action::Hosts { international: #international, mainland: #mainland },
            region: ::car_api::action::RegionRule::#region,
            timeout: #timeout,
            errors: &[#(#errors),*],
            actions: &[#(&#actions),*],
        };
    }
}

fn error(error: &ErrorCode) -> TokenStream {
    let (code, doc) = (&error.code, docs::first_paragraph(&error.doc));
    let class = match error.class {
        ErrorClass::Auth => quote!(Auth),
        ErrorClass::Throttled => quote!(Throttled),
        ErrorClass::Invalid => quote!(Invalid),
        ErrorClass::NotFound => quote!(NotFound),
        ErrorClass::Contention => quote!(Contention),
        ErrorClass::Quota => quote!(Quota),
        ErrorClass::Capacity => quote!(Capacity),
        ErrorClass::Denied => quote!(Denied),
        ErrorClass::Transient => quote!(Transient),
        ErrorClass::Internal => quote!(Internal),
        ErrorClass::Failed => quote!(Failed),
    };
    let retry = match error.retry {
        RetryAdvice::Never => quote!(Never),
        RetryAdvice::Backoff => quote!(Backoff),
        RetryAdvice::IfIdempotent => quote!(IfIdempotent),
    };
    quote! {
        ::car_api::action::ErrorMeta {
            code: #code,
            doc: #doc,
            class: ::car_api::action::ErrorClass::#class,
            retry: ::car_api::action::RetryAdvice::#retry,
        }
    }
}

fn example(example: &Example) -> TokenStream {
    let title = &example.title;
    let request = example.request.to_compact_json();
    match &example.answer {
        ExampleAnswer::Reply(reply) => {
            let reply = reply.to_compact_json();
            quote!(::car_api::action::Example::reply(#title, #request, #reply))
        }
        ExampleAnswer::Events(events) => {
            let events = events.iter().map(Node::to_compact_json);
            quote!(::car_api::action::Example::events(#title, #request, &[#(#events),*]))
        }
        ExampleAnswer::Failure { code, message } => {
            quote!(::car_api::action::Example::failure(#title, #request, #code, #message))
        }
    }
}

fn pagination(pagination: &Pagination) -> TokenStream {
    let (offset, limit, items) = (&pagination.offset, &pagination.limit, &pagination.items);
    let total = option(pagination.total.as_ref());
    quote! {
        ::car_api::action::Pagination { offset: #offset, limit: #limit, total: #total, items: &[#(#items),*] }
    }
}

fn option(value: Option<&impl ToTokens>) -> TokenStream {
    value.map_or_else(
        || quote!(::core::option::Option::None),
        |value| quote!(::core::option::Option::Some(#value)),
    )
}

fn duration(milliseconds: u64) -> TokenStream {
    if milliseconds.is_multiple_of(1000) {
        let seconds = milliseconds / 1000;
        quote!(::core::time::Duration::from_secs(#seconds))
    } else {
        quote!(::core::time::Duration::from_millis(#milliseconds))
    }
}
