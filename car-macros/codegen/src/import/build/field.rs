//! Makes fields: of requests, of responses and of structures.

use crate::import::infer;
use crate::import::metadata::{Member, Type};
use crate::import::naming::{self, Owner};
use crate::import::plan::Plan;
use crate::import::prose;
use crate::import::report::{Note, ServiceReport};
use crate::ir::Side;
use crate::json::Node;
use crate::json::build::{self as tree, Entries};

/// Texts that stand where a sample value would: there is none.
const NO_SAMPLE: &[&str] =
    &["", "无", "-", "--", "\"\"", "\"无\"", "null", "\"null\"", "none", "None", "N/A"];

/// Why a field is deprecated; the metadata only says that it is.
const DISABLED: &str = "the service no longer uses this field";

/// Whose fields they are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context<'c> {
    pub(super) plan: &'c Plan<'c>,
    pub(super) owner: Owner,
    pub(super) side: Side,
    /// The structure, unless it is a request or a response.
    pub(super) structure: Option<&'c str>,
    /// For the report.
    pub(super) place: &'c str,
}

/// Makes the fields of one structure, in the order of the metadata.
pub(super) fn build_all(members: &[&Member], context: &Context<'_>, report: &mut ServiceReport) -> Node {
    let rust_names = naming::fields(members, context.owner, context.place, report);
    let mut entries = Entries::default();
    for (member, rust_name) in members.iter().zip(rust_names) {
        let Some(ty) = type_text(member, context) else {
            let why = "its type is neither built in nor defined in the metadata";
            report.left_out.push(Note::new(format!("{}.{}", context.place, member.name), why));
            continue;
        };
        report.fields += 1;
        entries.put(member.name.as_str(), build(member, ty, rust_name, context, report));
    }
    entries.into_node()
}

fn build(
    member: &Member,
    ty: String,
    rust_name: Option<String>,
    context: &Context<'_>,
    report: &mut ServiceReport,
) -> Node {
    let holds_text = is_text(&member.ty);
    let sensitive = if holds_text { infer::sensitivity(&member.name) } else { None };
    match sensitive {
        Some(true) => report.inferred.add("sensitive"),
        Some(false) => report.inferred.add("sounds sensitive, is not"),
        None => {}
    }
    if member.disabled {
        report.deprecated.add("fields");
    }
    // Both are about answers, where every field is optional anyway.
    report.not_carried.add_many("`value_allowed_null` of a field", usize::from(member.nullable));
    report.not_carried.add_many("`output_required` of a field", usize::from(member.promised));
    let mut entries = Entries::default();
    entries
        .put("type", tree::text(ty))
        .put_some("required", demand(member, context, report))
        .put_some("sensitive", sensitive.map(tree::flag))
        .put_some("format", format(member, report).map(tree::text))
        .put_some("rust_name", rust_name.map(tree::text))
        .put_some("deprecated", member.disabled.then(|| tree::text(DISABLED)))
        .put("doc", tree::text(doc(member, report)));
    if sensitive != Some(true) {
        entries.put_some("example", sample(member, report));
    }
    entries.into_node()
}

/// The type in the words of a spec; `None` where it names a structure that is not defined.
fn type_text(member: &Member, context: &Context<'_>) -> Option<String> {
    let item = match &member.ty {
        Type::String | Type::Date | Type::DateTime | Type::DateTimeIso | Type::Binary => "string",
        Type::Int => "int",
        Type::UInt => "uint",
        Type::Float => "float",
        Type::Bool => "bool",
        Type::Object(name) => context.plan.structures.get_key_value(name.as_str()).map(|(name, _)| *name)?,
    };
    Some(if member.is_list { format!("list<{item}>") } else { item.to_owned() })
}

fn is_text(ty: &Type) -> bool {
    matches!(ty, Type::String | Type::Date | Type::DateTime | Type::DateTimeIso)
}

/// What a service promises to answer is not kept (`output_required` fails in one occurrence of a hundred), so only
/// what it demands in requests is required.
fn demand(member: &Member, context: &Context<'_>, report: &mut ServiceReport) -> Option<Node> {
    let is_endless = context.structure.is_some_and(|name| context.plan.is_endless(name, &member.name));
    if !member.required || is_endless {
        return None;
    }
    match (context.side, context.structure) {
        (Side::Request, _) => Some(tree::flag(true)),
        (Side::Both, _) => Some(tree::text("request")),
        (Side::Response, _) => {
            report.not_carried.add("`required` of a field that only occurs in responses");
            None
        }
    }
}

fn format(member: &Member, report: &mut ServiceReport) -> Option<&'static str> {
    match member.ty {
        _ if member.is_list => None,
        Type::Date => Some("date"),
        Type::DateTime => Some("datetime"),
        Type::DateTimeIso => Some("iso8601"),
        _ if infer::is_unix_seconds(member) => {
            report.inferred.add("seconds since 1970");
            Some("unix_seconds")
        }
        _ => None,
    }
}

fn doc(member: &Member, report: &mut ServiceReport) -> String {
    let prose = prose::tidy(&member.document);
    if prose.was_cut {
        report.texts.add("shortened");
    }
    if prose.text.is_empty() {
        report.texts.add("missing, of a field");
        return "The service does not describe this field.".to_owned();
    }
    prose.text
}

/// The sample value. It is free text in the metadata, usually but not always JSON; whether it fits is for the
/// check to say.
fn sample(member: &Member, report: &mut ServiceReport) -> Option<Node> {
    let written = member.example.trim();
    if NO_SAMPLE.contains(&written) {
        return None;
    }
    let is_plain_text = is_text(&member.ty) && !member.is_list;
    if !is_plain_text || written.starts_with('"') {
        if let Some(sample) = tree::parse(written) {
            return Some(sample);
        }
        if !is_plain_text {
            report.samples_left_out.add("it is not JSON");
            return None;
        }
    }
    Some(tree::text(written.trim_matches('"').trim()))
}
