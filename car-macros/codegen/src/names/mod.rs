//! The only authority for the way from a wire name to a Rust name.
//!
//! The service writes `SecretID`, `XRMaxWidth`, `VpcIDs` and `IPv6Address`; users expect `secret_id`,
//! `xr_max_width`, `vpc_ids` and `ipv6_address`, and the same answer in every version of the generator,
//! because a changed name breaks their code. So all of it is decided here, by pure functions of the wire
//! name, and no other module changes the case of anything.
//!
//! Every function accepts every text and returns a legal name: what Rust cannot spell is replaced, never
//! rejected. Whether two names collide is for `resolve` to find and report.

mod keywords;
mod reserved;
mod words;

use std::collections::HashSet;

use heck::{ToSnakeCase, ToUpperCamelCase};
use proc_macro2::{Ident, Span};

pub use keywords::is_keyword;
pub use reserved::{
    CALL_OPTIONS, CLIENT_METHODS, is_call_option, is_client_method, is_generated_type, is_prelude_type,
};

/// What an empty or entirely unspeakable name becomes.
const NAMELESS: &str = "unnamed";

/// The field, parameter and setter for a wire name: `SecretID` gives `secret_id`, `Type` gives `type`.
///
/// The result may be a keyword; [`ident`] writes it as `r#type`. The few keywords that cannot be written so
/// (`self`, `Self`, `super`, `crate`) get an underscore behind them.
pub fn field(wire: &str) -> String {
    let snake = words::normalize(wire).to_snake_case();
    let snake = match snake.chars().next() {
        None => NAMELESS.to_owned(),
        // `_3d` would read as "unused"; a letter in front keeps lints and readers quiet.
        Some(first) if first.is_ascii_digit() => format!("n{snake}"),
        Some(_) => snake,
    };
    escape_unraw(snake)
}

/// The client method for an action: `DescribeCosCredential` gives `describe_cos_credential`.
pub fn method(action: &str) -> String {
    field(action)
}

/// The builder's method that waits for a state: `version_online` gives `wait_until_version_online`.
pub fn waiter_method(waiter: &str) -> String {
    format!("{}{waiter}", reserved::WAIT_UNTIL)
}

/// The builder's method for the items of one of several lists that come in pages: `users` gives `items_of_users`.
/// Where there is one list, the method is `items`.
pub fn items_method(list: &str) -> String {
    format!("{}{list}", reserved::ITEMS_OF)
}

/// A name for a field that cannot have `name`, because a method has it or begins like it.
pub fn instead_of(name: &str) -> String {
    let behind = format!("{name}_value");
    if is_call_option(&behind) { format!("value_of_{name}") } else { behind }
}

/// The type for a structure or enumeration. A name that is upper camel case already stays as it is; one that
/// would hide a type of Rust's prelude or of the generated module gets `Type` behind it: `OptionType`.
pub fn type_name(wire: &str) -> String {
    let name = if is_upper_camel(wire) { wire.to_owned() } else { upper_camel(wire, "T") };
    let is_taken = is_prelude_type(&name) || is_generated_type(&name) || keywords::cannot_be_raw(&name);
    if is_taken { format!("{name}Type") } else { name }
}

/// The type for the values that a field documents in place: `Mode` of `Config` gives `ConfigMode`.
pub fn inline_enum(record: &str, wire_field: &str) -> String {
    type_name(&format!("{record}{}", upper_camel(wire_field, "T")))
}

/// The variants for the documented values of an open enumeration, in the same order and all different.
pub fn value_variants<'a>(values: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let names = values.into_iter().map(|value| escape_variant(upper_camel(value, "V"), "Value"));
    distinct(names.collect())
}

/// The variants for an action's error codes, in the same order and all different: the last segment of the
/// code where no other code of the action ends in it, or else the whole code.
pub fn error_variants<'a>(codes: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let codes: Vec<&str> = codes.into_iter().collect();
    let last = |code: &str| upper_camel(code.rsplit('.').next().unwrap_or(code), "E");
    let tails: Vec<String> = codes.iter().map(|code| last(code)).collect();
    let names = codes.iter().zip(&tails).map(|(code, tail)| {
        let alone = tails.iter().filter(|other| *other == tail).count() == 1;
        let name =
            if alone { tail.clone() } else { code.split('.').map(|part| upper_camel(part, "E")).collect() };
        escape_variant(name, "Code")
    });
    distinct(names.collect())
}

/// Writes a Rust name as an identifier, with `r#` where it is a keyword. A text that is no Rust name at all
/// is turned into one first, so that this cannot fail.
pub fn ident(name: &str) -> Ident {
    if !is_identifier(name) {
        return ident(&field(name));
    }
    if is_keyword(name) {
        Ident::new_raw(name, Span::call_site())
    } else {
        Ident::new(name, Span::call_site())
    }
}

/// Whether `name` can be written as an identifier, with `r#` if need be: ASCII letters, digits and
/// underscores.
pub fn is_identifier(name: &str) -> bool {
    let mut chars = name.chars();
    let starts_well = chars.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_');
    starts_well
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
        && name.chars().any(|c| c != '_')
        && !keywords::cannot_be_raw(name)
}

/// Whether `name` is an identifier in snake case, as fields and methods are.
pub fn is_snake_case(name: &str) -> bool {
    is_identifier(name) && !name.chars().any(|c| c.is_ascii_uppercase())
}

/// Whether `name` is an identifier in upper camel case, as types are.
pub fn is_upper_camel(name: &str) -> bool {
    is_identifier(name) && name.starts_with(|c: char| c.is_ascii_uppercase()) && !name.contains('_')
}

/// Upper camel case, with `prefix` in front of a digit. Names that mix cases already are kept, so that
/// `ApplicationCOSFile` does not turn into `ApplicationCosFile`; `FULL` and `DDA_CUT` become `Full` and
/// `DdaCut`.
fn upper_camel(wire: &str, prefix: &str) -> String {
    if is_upper_camel(wire) && wire.chars().any(|c| c.is_ascii_lowercase()) {
        return wire.to_owned();
    }
    let name = words::normalize(wire).to_upper_camel_case();
    match name.chars().next() {
        None => NAMELESS.to_upper_camel_case(),
        Some(first) if first.is_ascii_digit() => format!("{prefix}{name}"),
        Some(_) => name,
    }
}

/// Every generated enumeration ends in a variant for what the spec does not list, and `Self` is no variant.
fn escape_variant(name: String, suffix: &str) -> String {
    match name.as_str() {
        "Other" | "Unknown" | "Self" => format!("{name}{suffix}"),
        _ => name,
    }
}

fn escape_unraw(name: String) -> String {
    if keywords::cannot_be_raw(&name) { format!("{name}_") } else { name }
}

/// Numbers the second and later of equal names: `On`, `On2`.
fn distinct(names: Vec<String>) -> Vec<String> {
    let wanted: HashSet<String> = names.iter().cloned().collect();
    let mut taken = HashSet::new();
    let pick = |name: String| {
        if taken.insert(name.clone()) {
            return name;
        }
        let mut number = 2_usize;
        loop {
            let numbered = format!("{name}{number}");
            // A later value may be called `On2` in the spec: it keeps its own name.
            if !wanted.contains(&numbered) && taken.insert(numbered.clone()) {
                return numbered;
            }
            number += 1;
        }
    };
    names.into_iter().map(pick).collect()
}
