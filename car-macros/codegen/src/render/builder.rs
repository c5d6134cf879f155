//! The builder of an action: one-line setters, and a compile error that names what is missing.
//!
//! Each required parameter has a type parameter that says whether it was set. `send` and `build` ask, per
//! required parameter, for a marker trait that only the set state has; its `on_unimplemented` text is the
//! error that users see. The struct itself, the options of a call, `send` and `build` come from a macro of the
//! runtime.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{docs, repeat, stream, types};
use crate::ir::{Action, Field, Presence};
use crate::names;

/// A parameter that has to be set, with its place in the builder's type.
struct Required<'a> {
    field: &'a Field,
    /// The type parameter: `S0`, `S1`, ….
    state: Ident,
    /// The marker trait that the state has once the parameter is set.
    marker: Ident,
}

fn required(action: &Action) -> Vec<Required<'_>> {
    let fields = action.request.fields.iter().filter(|field| field.presence == Presence::Required);
    fields
        .enumerate()
        .map(|(index, field)| Required {
            field,
            state: format_ident!("S{index}"),
            marker: format_ident!("{}Parameter{index}", action.name),
        })
        .collect()
}

/// The builder's name.
pub(super) fn name(action: &Action) -> Ident {
    format_ident!("{}Builder", action.name)
}

/// The builder's type parameters with what `send` asks of them, as the runtime's macro takes them.
pub(super) fn states(action: &Action) -> TokenStream {
    let states = required(action).into_iter().map(|Required { state, marker, .. }| quote!(#state: #marker));
    quote!(#(#states),*)
}

/// The setters, the endings that few builders have, and the markers whose absence is the error that a missing parameter gives.
pub(super) fn render(action: &Action) -> TokenStream {
    let required = required(action);
    let setters = setters(action, &required);
    let repeated = further_endings(action, &required);
    let markers = required.iter().map(|parameter| marker(action, parameter));
    quote!(#setters #repeated #(#markers)*)
}

fn setters(action: &Action, required: &[Required<'_>]) -> TokenStream {
    let name = name(action);
    let states: Vec<_> = required.iter().map(|parameter| &parameter.state).collect();
    let setters = action.request.fields.iter().map(|field| match field.presence {
        Presence::Required => required_setter(action, required, field),
        _ => types::setter(field, &docs::setter(field), &quote!(self.call.request)),
    });
    if action.request.fields.is_empty() {
        return TokenStream::new();
    }
    quote!(impl<C #(, #states)*> #name<C #(, #states)*> { #(#setters)* })
}

/// A setter that also flips the state of its own parameter, and of no other.
fn required_setter(action: &Action, required: &[Required<'_>], field: &Field) -> TokenStream {
    let name = name(action);
    let states = required.iter().map(|Required { field: other, state, .. }| {
        if other.wire == field.wire { quote!(::car_api::state::Set) } else { quote!(#state) }
    });
    let setter = names::ident(&field.rust);
    let accepted = types::accepted(field);
    let set = types::set(field, &quote!(self.call.request));
    let doc = docs::setter(field);
    let deprecated = types::deprecated(field.deprecated.as_deref());
    quote! {
        #doc
        #deprecated
        pub fn #setter(mut self, #setter: #accepted) -> #name<C #(, #states)*> {
            #set
            #name::over(self.call)
        }
    }
}

/// The endings beside `send` and `build`, where there are any.
fn further_endings(action: &Action, required: &[Required<'_>]) -> Option<TokenStream> {
    let name = name(action);
    let states: Vec<_> = required.iter().map(|parameter| &parameter.state).collect();
    let bounds = required.iter().map(|Required { state, marker, .. }| quote!(#state: #marker));
    let bounds = (!required.is_empty()).then(|| quote!(where #(#bounds),*));
    let mut endings = repeat::endings(action, bounds.as_ref());
    endings.extend(stream::ending(action, bounds.as_ref()));
    (!endings.is_empty())
        .then(|| quote!(impl<#(#states),*> #name<::car_api::ClientCore #(, #states)*> { #endings }))
}

fn marker(action: &Action, parameter: &Required<'_>) -> TokenStream {
    let Required { field, marker, .. } = parameter;
    let setter = names::ident(&field.rust);
    let message = format!("`{}` is missing the required parameter `{}`", action.name, field.wire);
    let label = format!("call `.{setter}(..)` before this");
    let note = format!("declared as required in {}", action.source);
    quote! {
        #[doc(hidden)]
        #[diagnostic::on_unimplemented(message = #message, label = #label, note = #note)]
        pub trait #marker {}
        #[diagnostic::do_not_recommend]
        impl #marker for ::car_api::state::Set {}
    }
}
