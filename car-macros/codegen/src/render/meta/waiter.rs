//! The static table of a waiter.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{duration, listed};
use crate::ir::{Action, PathStep, Verdict, Waiter};

/// The static that describes `waiter`. No other has the name: those of actions and structures have no underscore
/// behind the first.
fn name(action: &Action, waiter: &Waiter) -> Ident {
    format_ident!("TABLE_{}_{}", action.name, waiter.name)
}

/// A reference to the table.
pub(in crate::render) fn reference(action: &Action, waiter: &Waiter) -> TokenStream {
    let name = name(action, waiter);
    quote!(&#name)
}

/// The table. What a waiter does not have is left to the default.
pub(super) fn table(action: &Action, waiter: &Waiter) -> TokenStream {
    let table = name(action, waiter);
    let name = &waiter.name;
    let path = listed("path", waiter.path.iter().map(step));
    let [pending, success, failure] =
        [("pending", &waiter.pending), ("success", &waiter.success), ("failure", &waiter.failure)]
            .map(|(field, states)| listed(field, states.iter()));
    let absent = (waiter.absent != Verdict::Failure).then(|| {
        let absent = verdict(waiter.absent);
        quote!(absent: #absent,)
    });
    let errors = listed(
        "errors",
        waiter.errors.iter().map(|(code, meaning)| {
            let meaning = verdict(*meaning);
            quote!((#code, #meaning))
        }),
    );
    let (interval, max_interval) = (duration(waiter.interval_ms), duration(waiter.max_interval_ms));
    quote! {
        #[allow(non_upper_case_globals)]
        static #table: ::car_api::action::Waiter = {
            #[allow(unused_imports)]
            use ::car_api::action::{PathStep, Verdict, Waiter};
            Waiter {
                #path
                #pending
                #success
                #failure
                #absent
                #errors
                interval: #interval,
                max_interval: #max_interval,
                ..Waiter::new(#name)
            }
        };
    }
}

fn step(step: &PathStep) -> TokenStream {
    match step {
        PathStep::Field(name) => quote!(PathStep::Field(#name)),
        PathStep::Each(list) => quote!(PathStep::Each(#list)),
        PathStep::Item { list, key } => {
            quote!(PathStep::Item { list: #list, key: #key })
        }
    }
}

fn verdict(verdict: Verdict) -> TokenStream {
    match verdict {
        Verdict::Pending => quote!(Verdict::Pending),
        Verdict::Success => quote!(Verdict::Success),
        Verdict::Failure => quote!(Verdict::Failure),
    }
}
