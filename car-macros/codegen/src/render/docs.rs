//! The rustdoc text of generated items.
//!
//! Each function makes the documentation of one item. Texts of the spec are Markdown; what rustdoc
//! would take for HTML or for a link to an item is escaped, so that any text can be documented without a
//! warning.

mod example;
mod repeat;
mod stream;
mod text;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::Options;
use super::record::Role;
use crate::ir::{
    Action, Constraints, EnumValue, ErrorVariant, Field, Format, HostFamily, OpenEnum, Presence, Record,
    Safety, Service, Type,
};
use crate::names;

pub(super) use repeat::{items, pages, wait};
pub(super) use stream::stream;
pub(super) use text::first_paragraph;
use text::{cell, paragraphs};

/// The documentation of an item: its lines.
pub(super) struct Doc(Vec<String>);

/// One attribute for all lines: with one for each, a quarter of the generator's time went into tokens for docs.
impl ToTokens for Doc {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let text = self.0.join("\n");
        tokens.extend(quote!(#[doc = #text]));
    }
}

/// The client type.
pub(super) fn client(service: &Service, options: &Options) -> Doc {
    let mut lines =
        vec![format!("Client of {} ({}, version {}).", service.title, service.name, service.version)];
    lines.push(String::new());
    lines.extend(paragraphs(&service.doc));
    lines.push(String::new());
    lines.push("Cheap to clone; clones share connections and credentials.".to_owned());
    lines.extend(
        [
            "",
            "# Actions",
            "",
            "| action, method | what for | calls per second | read-only |",
            "|---|---|---|---|",
        ]
        .map(str::to_owned),
    );
    for action in &service.actions {
        let rate = action.rate_limit.map_or_else(|| "–".to_owned(), |limit| limit.to_string());
        let read_only = if action.safety == Safety::ReadOnly { "yes" } else { "no" };
        // Both names in one cell: side by side, long ones push the rest out of sight.
        lines.push(format!(
            "| `{}`<br>[`{}`](Client::{}) | {} | {rate} | {read_only} |",
            action.name,
            action.method,
            action.method,
            cell(&action.summary),
        ));
    }
    if let (Some(path), Some(action)) = (&options.path, service.actions.first()) {
        lines.extend([String::new(), "# Example".to_owned(), String::new()]);
        lines.extend(example::call(action, Some(path)));
    }
    Doc(lines)
}

/// The client method of an action: the page that users read.
pub(super) fn method(service: &Service, action: &Action, options: &Options) -> Doc {
    let mut lines = head(&action.summary, &action.doc);
    lines.extend(parameters(action));
    lines.extend(answer(action));
    lines.extend(stream::section(action));
    lines.extend(repeat::section(action));
    lines.extend(errors(action));
    lines.extend(limits(service, action));
    lines.extend(["", "# Example", ""].map(str::to_owned));
    lines.extend(example::call(action, options.path.as_deref()));
    lines.extend([String::new(), source(&action.source)]);
    Doc(lines)
}

fn parameters(action: &Action) -> Vec<String> {
    let mut lines = vec![String::new(), "# Parameters".to_owned(), String::new()];
    if action.request.fields.is_empty() {
        lines.push("None.".to_owned());
        return lines;
    }
    lines.push("| parameter | setter | type | required | what |".to_owned());
    lines.push("|---|---|---|---|---|".to_owned());
    for field in &action.request.fields {
        let required = if field.presence == Presence::Required { "**yes**" } else { "no" };
        lines.push(format!(
            "| `{}` | `{}` | {} | {required} | {} |",
            field.wire,
            field.rust,
            type_name(&field.ty),
            cell(first_paragraph(&field.doc).as_str()),
        ));
    }
    lines
}

fn answer(action: &Action) -> Vec<String> {
    let lines = ["", "# Answer", ""].map(str::to_owned);
    let text = format!(
        "A [`{}`]; `request_id` names the call when you ask Tencent Cloud about it.",
        action.response.rust_name
    );
    lines.into_iter().chain([text]).collect()
}

fn errors(action: &Action) -> Vec<String> {
    let name = format!("{}Error", action.name);
    let mut lines = vec![String::new(), "# Errors".to_owned(), String::new()];
    if action.errors.is_empty() {
        lines.push("The spec lists no code of this action's own.".to_owned());
    } else {
        lines.push(format!("`kind()` of the error is a [`{name}`]:"));
        lines.extend(["", "| code | variant | meaning |", "|---|---|---|"].map(str::to_owned));
        for error in &action.errors {
            lines.push(format!("| `{}` | `{}` | {} |", error.code, error.variant, cell(&error.doc)));
        }
    }
    if !action.may_also_return.is_empty() {
        let codes: Vec<_> = action.may_also_return.iter().map(|error| format!("`{}`", error.code)).collect();
        lines.push(String::new());
        lines.push(format!(
            "The service's documents mention these codes here too, but they may belong to another action: {}.",
            codes.join(", ")
        ));
    }
    lines.push(String::new());
    lines.push("Any action can also fail with a [common code](::car_api::error::COMMON_ERRORS), or without one: no credentials, no connection, a timeout, a broken reply.".to_owned());
    lines
}

fn limits(service: &Service, action: &Action) -> Vec<String> {
    let mut lines = vec![String::new(), "# Limits".to_owned(), String::new()];
    if let Some(limit) = action.rate_limit {
        lines.push(format!("- At most {limit} calls per second and account."));
    }
    if let Some(timeout) = action.server_timeout_ms {
        lines.push(format!("- The service works on a call for at most {}.", seconds(timeout)));
    }
    lines.push(
        match action.safety {
            Safety::ReadOnly => "- Changes nothing; it may be repeated.",
            Safety::Idempotent => "- Repeating it has the same effect as calling it once.",
            Safety::Unsafe => {
                "- Each call has an effect of its own: do not repeat one whose outcome is unknown."
            }
        }
        .to_owned(),
    );
    if action.skip_sign {
        lines.push("- Calls are not signed; no credentials are needed.".to_owned());
    }
    if action.host_family == HostFamily::Ai {
        lines
            .push(format!("- It is called on a host of its own: `{}.ai.tencentcloudapi.com`.", service.name));
    }
    if action.destructive {
        lines.push("- **Destructive**: what it takes away does not come back.".to_owned());
    }
    lines.push(
        match service.region {
            crate::ir::RegionRule::NotNeeded => "- A region is not needed.",
            crate::ir::RegionRule::Optional => "- A region may be given.",
            crate::ir::RegionRule::Required => "- A region must be given.",
        }
        .to_owned(),
    );
    lines
}

/// The marker type of an action.
pub(super) fn marker(action: &Action) -> Doc {
    let mut lines = head(&action.summary, "");
    lines.extend([
        String::new(),
        format!(
            "Stands for the action where a type is asked for. Call it with [`Client::{}`].",
            action.method
        ),
    ]);
    Doc(lines)
}

/// A structure.
pub(super) fn record(record: &Record, role: Role) -> Doc {
    let mut lines = head(&record.doc, "");
    if role == Role::Request && !record.fields.is_empty() {
        lines.push(String::new());
        lines.push(
            "Made by its `builder`, which asks for the required parameters; sent with `Client::send`."
                .to_owned(),
        );
    }
    lines.extend([String::new(), source(&record.source)]);
    Doc(lines)
}

/// A field of a structure.
pub(super) fn field(field: &Field) -> Doc {
    let mut lines = head(&field.doc, "");
    lines.extend(facts(field));
    Doc(lines)
}

/// A setter of a builder or structure.
pub(super) fn setter(field: &Field) -> Doc {
    let required = match field.presence {
        Presence::Required | Presence::RequiredInRequests => "required",
        Presence::Optional | Presence::EmptyWhenAbsent => "optional",
    };
    let mut lines = head(&field.doc, "");
    lines.extend([String::new(), format!("Sets `{}` ({required}).", field.wire)]);
    lines.extend(facts(field));
    Doc(lines)
}

/// What the spec says of a field beyond its text: format, limits, values, an example.
fn facts(field: &Field) -> Vec<String> {
    let mut facts = Vec::new();
    if field.presence == Presence::RequiredInRequests {
        facts.push("The service demands it in requests.".to_owned());
    }
    facts.extend(format(field.format).map(str::to_owned));
    facts.extend(constraints(&field.constraints));
    if field.sensitive {
        facts.push("Secret: masked in `Debug`, read by `expose()`.".to_owned());
    }
    if let Some(example) = &field.example {
        facts.push(format!("Example: {}", text::code(example)));
    }
    let mut lines = Vec::new();
    if !facts.is_empty() {
        lines.push(String::new());
        lines.push(facts.join(" "));
    }
    // Where the type is an open enumeration, its variants carry the meanings.
    if !field.values.is_empty() && matches!(field.ty, Type::Int | Type::UInt) {
        lines.push(String::new());
        lines.extend(
            field.values.iter().map(|value| format!("- `{}`: {}", value.value, text::inline(&value.doc))),
        );
    }
    lines
}

fn format(format: Format) -> Option<&'static str> {
    Some(match format {
        Format::Plain => return None,
        Format::UnixSeconds => "Seconds since 1970-01-01T00:00:00Z.",
        Format::Iso8601 => "A point in time such as `2022-01-10T08:00:00+08:00`.",
        Format::DateTime => "A point in time such as `2022-01-10 08:00:00`.",
        Format::Date => "A day such as `2022-01-10`.",
        Format::Duration => "A length of time such as `10s`.",
        Format::Json => "Holds JSON as text.",
        Format::Url => "Holds a URL.",
    })
}

fn constraints(limits: &Constraints) -> Vec<String> {
    let range = |what: &str, min: Option<String>, max: Option<String>| match (min, max) {
        (Some(min), Some(max)) => Some(format!("{what}{min} to {max}.")),
        (Some(min), None) => Some(format!("{what}{min} or more.")),
        (None, Some(max)) => Some(format!("{what}at most {max}.")),
        (None, None) => None,
    };
    let number = |limit: Option<f64>| limit.map(|limit| limit.to_string());
    let count = |limit: Option<u64>| limit.map(|limit| limit.to_string());
    [
        range("Value: ", number(limits.min), number(limits.max)),
        range("Characters: ", count(limits.min_length), count(limits.max_length)),
        range("Items: ", count(limits.min_items), count(limits.max_items)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// An open enumeration.
pub(super) fn open_enum(open_enum: &OpenEnum) -> Doc {
    let mut lines = head(&open_enum.doc, "");
    lines.extend([
        String::new(),
        "Open: a value that the spec does not know is kept.".to_owned(),
        String::new(),
        source(&open_enum.source),
    ]);
    Doc(lines)
}

/// A value of an open enumeration.
pub(super) fn enum_value(value: &EnumValue) -> Doc {
    Doc(vec![format!("`{}`: {}", value.value, text::inline(&value.doc))])
}

/// The error codes of an action.
pub(super) fn error_enum(action: &Action) -> Doc {
    Doc(vec![
        format!("The error codes that `{}` documents.", action.name),
        String::new(),
        "A code below a documented one (`AuthFailure.TokenFailure` below `AuthFailure`) counts as that one."
            .to_owned(),
        String::new(),
        source(&action.source),
    ])
}

/// A documented error code.
pub(super) fn error_variant(error: &ErrorVariant) -> Doc {
    Doc(vec![format!("`{}`: {}", error.code, text::inline(&error.doc))])
}

fn head(summary: &str, doc: &str) -> Vec<String> {
    let mut lines = paragraphs(summary);
    if !doc.trim().is_empty() {
        lines.push(String::new());
        lines.extend(paragraphs(doc));
    }
    lines
}

fn source(source: &str) -> String {
    format!("Generated from `{source}`.")
}

fn seconds(milliseconds: u64) -> String {
    if milliseconds.is_multiple_of(1000) {
        format!("{} s", milliseconds / 1000)
    } else {
        format!("{milliseconds} ms")
    }
}

fn type_name(ty: &Type) -> String {
    match ty {
        Type::String => "text".to_owned(),
        Type::Int => "integer".to_owned(),
        Type::UInt => "unsigned integer".to_owned(),
        Type::Float => "number".to_owned(),
        Type::Bool => "boolean".to_owned(),
        Type::List(item) => format!("list of {}", type_name(item)),
        Type::Record(name) | Type::Enum(name) => format!("[`{name}`]"),
    }
}

/// The path of the client method in an example, with `r#` where Rust needs it.
fn method_call(action: &Action) -> String {
    names::ident(&action.method).to_string()
}
