//! A structure: the struct, its table, and the matches from an index to a field.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{docs, types};
use crate::ir::{Constraints, Field, Format, Presence, Record, Side, Type};
use crate::names;

/// What a structure is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The parameters of an action; its builder has the setters.
    Request,
    /// The answer of an action.
    Response,
    /// A structure inside requests or responses.
    Shared,
}

/// The struct, its table and its implementations.
pub(super) fn render(record: &Record, role: Role) -> TokenStream {
    let name = names::ident(&record.rust_name);
    let doc = docs::record(record, role);
    let fields = record.fields.iter().map(declaration);
    let extra = record.open.then(|| {
        quote! {
            /// Members that the spec does not list, as they were received.
            pub extra: ::car_api::record::Extra,
        }
    });
    let setters = (role == Role::Shared && record.side != Side::Response).then(|| setters(record));
    let implementations = implementations(record);
    let table = table(record);
    quote! {
        #doc
        #[derive(::core::clone::Clone, ::core::default::Default)]
        #[non_exhaustive]
        pub struct #name {
            #(#fields)*
            #extra
        }
        #setters
        #implementations
        #table
    }
}

fn declaration(field: &Field) -> TokenStream {
    let name = names::ident(&field.rust);
    let ty = types::held(field);
    let doc = docs::field(field);
    let deprecated = types::deprecated(field.deprecated.as_deref());
    quote! {
        #doc
        #deprecated
        pub #name: #ty,
    }
}

/// Setters for a structure that users send. A struct that can grow has no literal outside its crate.
fn setters(record: &Record) -> TokenStream {
    let name = names::ident(&record.rust_name);
    let setters = record
        .fields
        .iter()
        .filter(|field| field.rust != "new")
        .map(|field| types::setter(field, &docs::setter(field), &quote!(self)));
    quote! {
        impl #name {
            /// One with nothing set.
            #[must_use]
            pub fn new() -> Self {
                <Self as ::core::default::Default>::default()
            }
            #(#[must_use] #setters)*
        }
    }
}

/// `Record`, `Debug`, `Serialize` and `Deserialize`, by the runtime's macro.
fn implementations(record: &Record) -> TokenStream {
    let name = names::ident(&record.rust_name);
    let table = types::table(&record.rust_name);
    let fields = record.fields.iter().enumerate().map(|(index, field)| {
        let index = Literal::usize_unsuffixed(index);
        let field = names::ident(&field.rust);
        quote!(#index => #field,)
    });
    let extra = record.open.then(|| quote!(extra));
    quote! {
        ::car_api::__record! {
            #name, #table, { #(#fields)* } #extra
        }
    }
}

fn table(record: &Record) -> TokenStream {
    let table = types::table(&record.rust_name);
    let name = &record.rust_name;
    let open = record.open;
    let fields = record.fields.iter().map(field_meta);
    let docs = record.fields.iter().map(|field| docs::first_paragraph(&field.doc));
    quote! {
        #[allow(non_upper_case_globals)]
        static #table: ::car_api::record::Shape = {
            #[allow(unused_imports)]
            use ::car_api::record::{Constraints, FieldMeta, Format, Kind, ValueMeta};
            ::car_api::record::Shape {
                name: #name,
                fields: &[#(#fields),*],
                open: #open,
                docs: &[#(#docs),*],
            }
        };
    }
}

fn field_meta(field: &Field) -> TokenStream {
    let (wire, rust) = (&field.wire, &field.rust);
    let field_of_kind = match &field.ty {
        Type::String | Type::Enum(_) => quote!(text(#wire, #rust)),
        Type::Int => quote!(int(#wire, #rust)),
        Type::UInt => quote!(uint(#wire, #rust)),
        Type::Float => quote!(float(#wire, #rust)),
        Type::Bool => quote!(boolean(#wire, #rust)),
        Type::List(item) => {
            let item = types::kind(item);
            quote!(list(#wire, #rust, &#item))
        }
        Type::Record(name) => {
            let table = types::table(name);
            quote!(record(#wire, #rust, &#table))
        }
    };
    let required = match field.presence {
        Presence::Required => Some(quote!(.required())),
        Presence::RequiredInRequests => Some(quote!(.required_in_requests())),
        Presence::Optional | Presence::EmptyWhenAbsent => None,
    };
    let sensitive = field.sensitive.then(|| quote!(.sensitive()));
    let format = format(field.format).map(|format| quote!(.format(Format::#format)));
    let values = (!field.values.is_empty()).then(|| {
        let values = field.values.iter().map(|value| {
            let (value, doc) = (&value.value, docs::first_paragraph(&value.doc));
            quote!(ValueMeta { value: #value, doc: #doc })
        });
        quote!(.values(&[#(#values),*]))
    });
    let constraints = constraints(&field.constraints).map(|limits| quote!(.constraints(#limits)));
    let deprecated = field.deprecated.as_ref().map(|note| quote!(.deprecated(#note)));
    quote! {
        FieldMeta::#field_of_kind #required #sensitive #format #values #constraints #deprecated
    }
}

fn format(format: Format) -> Option<TokenStream> {
    Some(match format {
        Format::Plain => return None,
        Format::UnixSeconds => quote!(UnixSeconds),
        Format::Iso8601 => quote!(Iso8601),
        Format::DateTime => quote!(DateTime),
        Format::Date => quote!(Date),
        Format::Duration => quote!(Duration),
        Format::Json => quote!(Json),
        Format::Url => quote!(Url),
    })
}

fn constraints(limits: &Constraints) -> Option<TokenStream> {
    let numbers = [("min", limits.min), ("max", limits.max)];
    let counts = [
        ("min_length", limits.min_length),
        ("max_length", limits.max_length),
        ("min_items", limits.min_items),
        ("max_items", limits.max_items),
    ];
    let numbers = numbers.iter().filter_map(|(name, limit)| Some((name, limit.map(Literal::f64_suffixed)?)));
    let counts = counts.iter().filter_map(|(name, limit)| Some((name, limit.map(Literal::u64_suffixed)?)));
    let set: Vec<_> = numbers
        .chain(counts)
        .map(|(name, limit)| {
            let name = names::ident(name);
            quote!(#name: ::core::option::Option::Some(#limit))
        })
        .collect();
    (!set.is_empty()).then(|| quote!(Constraints { #(#set,)* ..Constraints::NONE }))
}
