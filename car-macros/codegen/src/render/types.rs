//! How a field looks in Rust, how it is set, and how it is described in a table.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::docs;
use crate::ir::{Field, Presence, Type};
use crate::names;

/// The type of a field as the struct holds it: with `Option`, `Vec` or `Box` around it.
pub(super) fn held(field: &Field) -> TokenStream {
    let bare = bare(field);
    let boxed = if field.boxed { quote!(::std::boxed::Box<#bare>) } else { bare };
    match field.presence {
        Presence::Required | Presence::EmptyWhenAbsent => boxed,
        Presence::RequiredInRequests | Presence::Optional => quote!(::core::option::Option<#boxed>),
    }
}

/// The type of a field's value.
fn bare(field: &Field) -> TokenStream {
    value(&field.ty, field.sensitive)
}

/// The type of a value, of a list's item for example.
pub(super) fn value(ty: &Type, sensitive: bool) -> TokenStream {
    match ty {
        Type::String if sensitive => quote!(::car_api::Secret),
        Type::String => quote!(::std::string::String),
        Type::Int => quote!(i64),
        Type::UInt => quote!(u64),
        Type::Float => quote!(f64),
        Type::Bool => quote!(bool),
        Type::List(item) => {
            let item = value(item, sensitive);
            quote!(::std::vec::Vec<#item>)
        }
        Type::Record(name) | Type::Enum(name) => {
            let name = names::ident(name);
            quote!(#name)
        }
    }
}

/// The parameter type of a setter: whatever converts into the field's value without loss.
pub(super) fn accepted(field: &Field) -> TokenStream {
    match &field.ty {
        Type::String | Type::Enum(_) => {
            let target = bare(field);
            quote!(impl ::core::convert::Into<#target>)
        }
        Type::List(item) => {
            let target = value(item, field.sensitive);
            // Numbers are taken as they are: with `Into`, a literal would become an `i32` and not fit `u64`.
            let item = match **item {
                Type::String | Type::Enum(_) => quote!(impl ::core::convert::Into<#target>),
                _ => target,
            };
            quote!(impl ::core::iter::IntoIterator<Item = #item>)
        }
        Type::Int | Type::UInt | Type::Float | Type::Bool | Type::Record(_) => bare(field),
    }
}

/// The statement that sets a field to the argument of its setter, which has its name. `place` leads to the struct.
pub(super) fn set(field: &Field, place: &TokenStream) -> TokenStream {
    let name = names::ident(&field.rust);
    let optional = match field.presence {
        Presence::Required | Presence::EmptyWhenAbsent => false,
        Presence::RequiredInRequests | Presence::Optional => true,
    };
    let setter = match (&field.ty, optional) {
        (Type::List(_), false) => quote!(set_list),
        (Type::List(_), true) => quote!(set_some_list),
        (_, false) => quote!(set),
        (_, true) => quote!(set_some),
    };
    quote!(::car_api::__private::#setter(&mut #place.#name, #name);)
}

/// The setters of a struct that users fill in. `place` leads from `self` to the struct; `result` is what
/// each setter returns, and `end` the expression for it.
pub(super) fn setter(field: &Field, doc: &docs::Doc, place: &TokenStream) -> TokenStream {
    let name = names::ident(&field.rust);
    let accepted = accepted(field);
    let set = set(field, place);
    let deprecated = deprecated(field.deprecated.as_deref());
    quote! {
        #doc
        #deprecated
        pub fn #name(mut self, #name: #accepted) -> Self {
            #set
            self
        }
    }
}

/// `#[deprecated]` where the spec says so.
pub(super) fn deprecated(note: Option<&str>) -> Option<TokenStream> {
    // The body touches what is deprecated for the same reason.
    note.map(|note| quote!(#[deprecated(note = #note)] #[allow(deprecated)]))
}

/// The name of the static table that describes the structure called `rust_name`.
pub(super) fn table(rust_name: &str) -> Ident {
    // A structure's name is unique and stays as it is, so the table's is too; `FooBar` and `FOOBar` would
    // meet in SHOUTY_CASE.
    quote::format_ident!("TABLE_{}", rust_name)
}

/// The `Kind` of a type in a table.
pub(super) fn kind(ty: &Type) -> TokenStream {
    match ty {
        Type::String | Type::Enum(_) => quote!(Kind::Text),
        Type::Int => quote!(Kind::Int),
        Type::UInt => quote!(Kind::UInt),
        Type::Float => quote!(Kind::Float),
        Type::Bool => quote!(Kind::Bool),
        Type::List(item) => {
            let item = kind(item);
            quote!(Kind::List(&#item))
        }
        Type::Record(name) => {
            let table = table(name);
            quote!(Kind::Record(&#table))
        }
    }
}
