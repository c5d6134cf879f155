//! Makes the files of actions.

use std::collections::{BTreeMap, BTreeSet};

use super::{File, Material, field};
use crate::import::examples;
use crate::import::infer;
use crate::import::metadata::{Member, Status};
use crate::import::naming::{self, Owner};
use crate::import::plan::Planned;
use crate::import::prose;
use crate::import::protocol;
use crate::import::report::{Note, ServiceReport};
use crate::ir::Side;
use crate::json::Node;
use crate::json::build::{self as tree, Entries};
use crate::resolve::REQUEST_ID;

/// Makes the file of each action.
pub(super) fn build_all(material: Material<'_>, report: &mut ServiceReport) -> Vec<File> {
    let rust_names: BTreeMap<&str, String> =
        naming::methods(&material.plan.actions, report).into_iter().collect();
    let mut files = Vec::with_capacity(material.plan.actions.len());
    for action in &material.plan.actions {
        let rust_name = rust_names.get(action.name).map(String::as_str);
        files.push(File {
            name: format!("{}.json", action.name),
            root: build(action, rust_name, material, report),
        });
    }
    report.actions = files.len();
    files
}

fn build(
    action: &Planned<'_>,
    rust_name: Option<&str>,
    material: Material<'_>,
    report: &mut ServiceReport,
) -> Node {
    let metadata = material.plan.metadata;
    let (summary, doc) = describe(action, report);
    let is_streaming = protocol::is_streaming(&metadata.service, action.name);
    let on_ai_host = is_streaming && protocol::streams_from_ai_host(&metadata.service);
    note_protocol(action, is_streaming, on_ai_host, report);

    let mut entries = Entries::default();
    entries.put("action", tree::text(action.name)).put("summary", tree::text(summary)).put_text("doc", &doc);
    let is_read_only = infer::is_read_only(action.name);
    report.inferred.add_many("read-only", usize::from(is_read_only));
    entries
        .put_flag("read_only", is_read_only)
        .put_flag("skip_sign", action.about.skip_sign)
        .put_some("streaming", is_streaming.then(|| streaming(action)))
        .put_some("host_family", on_ai_host.then(|| tree::text("ai")))
        .put_some("deprecated", deprecation(action.about.status, report).map(tree::text))
        .put_some("rust_name", rust_name.map(tree::text));

    for body in [action.request, action.response] {
        report
            .not_carried
            .add_many("description of a request or response", usize::from(!body.document.is_empty()));
    }
    let request: Vec<&Member> = action.request.members.iter().collect();
    let response: Vec<&Member> =
        action.response.members.iter().filter(|member| member.name != REQUEST_ID).collect();
    entries.put_filled("request", fields(&request, Side::Request, action, material, report));
    entries.put_filled("response", fields(&response, Side::Response, action, material, report));
    let examples = make_examples(action, material, report);
    put_codes(&mut entries, action, &examples, material, report);
    entries.put_filled("examples", tree::list(examples));
    entries.put_some("pagination", pagination(action, report));
    entries.into_node()
}

/// Summary and documentation. Where the description has no first sentence to show, the action's title stands.
fn describe(action: &Planned<'_>, report: &mut ServiceReport) -> (String, String) {
    let prose = prose::tidy(&action.about.document);
    report.texts.add_many("shortened", usize::from(prose.was_cut));
    if let Some((summary, rest)) = prose::split_summary(&prose.text) {
        report.not_carried.add("title of an action that has a description");
        return (summary, rest.to_owned());
    }
    let title = prose::line(&action.about.title);
    if title.is_empty() {
        report.texts.add("missing, of an action");
        return (format!("Calls `{}`, which the service does not describe.", action.name), prose.text);
    }
    (title, prose.text)
}

/// The parameter that decides whether the action streams, or that none does.
fn streaming(action: &Planned<'_>) -> Node {
    protocol::streaming_parameter(action.request).map_or_else(|| tree::flag(true), tree::text)
}

fn note_protocol(action: &Planned<'_>, is_streaming: bool, on_ai_host: bool, report: &mut ServiceReport) {
    if action.about.skip_sign {
        report.special.push(Note::new(action.name, "is called without a signature (`skip_sign`)"));
    }
    if is_streaming {
        let place = if on_ai_host { ", and is called on hosts of its own (`host_family`)" } else { "" };
        let why = format!("can answer with server-sent events (`streaming`){place}");
        report.special.push(Note::new(action.name, why));
    }
    if action.response.members.iter().any(|member| member.name == "Error") {
        let why = "has a response member `Error`, which other actions answer with only when they fail";
        report.special.push(Note::new(action.name, why));
    }
}

fn deprecation(status: Status, report: &mut ServiceReport) -> Option<&'static str> {
    match status {
        Status::Online => None,
        Status::Deprecated => {
            report.deprecated.add("actions marked as deprecated");
            Some("the service has marked this action as deprecated")
        }
        Status::Offline => {
            report.deprecated.add("actions taken offline");
            Some("the service has taken this action offline")
        }
    }
}

fn fields(
    members: &[&Member],
    side: Side,
    action: &Planned<'_>,
    material: Material<'_>,
    report: &mut ServiceReport,
) -> Node {
    let (owner, part) = match side {
        Side::Response => (Owner::Response, "response"),
        Side::Request | Side::Both => (Owner::Request, "request"),
    };
    let place = format!("{}.{part}", action.name);
    let context = field::Context { plan: material.plan, owner, side, structure: None, place: &place };
    field::build_all(members, &context, report)
}

/// The codes of an action: those that a client lists for it, and those that its examples show. A list that may
/// have leaked from another action is no promise, and is documented apart.
fn put_codes(
    entries: &mut Entries,
    action: &Planned<'_>,
    examples: &[Node],
    material: Material<'_>,
    report: &mut ServiceReport,
) {
    let shown = examples.iter().filter_map(|example| example.get("error")?.get("Code")?.as_str());
    let known = shown.filter(|code| material.codes.meanings.contains_key(*code));
    let mut own: BTreeSet<&str> = known.collect();
    let mut mentioned: BTreeSet<&str> = BTreeSet::new();
    if let Some(listed) = material.codes.by_action.get(action.name) {
        let codes = listed.codes.iter().map(String::as_str);
        match &listed.same_as {
            None => own.extend(codes),
            Some(other) => {
                mentioned.extend(codes.filter(|code| !own.contains(code)));
                let why = format!("its error codes are those of `{other}`, and may have leaked from there");
                report.special.push(Note::new(action.name, why));
            }
        }
    }
    entries.put_filled("errors", tree::texts(own)).put_filled("may_also_return", tree::texts(mentioned));
}

fn make_examples(action: &Planned<'_>, material: Material<'_>, report: &mut ServiceReport) -> Vec<Node> {
    let raw = material.examples.get(action.name).map_or(&[][..], Vec::as_slice);
    let metadata = material.plan.metadata;
    examples::of_action(raw, action, metadata, &mut report.examples_left_out, &mut report.not_carried)
}

fn pagination(action: &Planned<'_>, report: &mut ServiceReport) -> Option<Node> {
    let paging = infer::paging(action)?;
    report.inferred.add("pagination");
    let mut entries = Entries::default();
    entries
        .put("offset", tree::text("Offset"))
        .put("limit", tree::text("Limit"))
        .put("total", tree::text(paging.total))
        .put("items", tree::text(paging.items));
    Some(entries.into_node())
}
